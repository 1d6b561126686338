//! The agent that needs no model: it finds the passages that answer the question and quotes them, each with a link to
//! where it stands. When nothing fits it says so and offers a person. It never says anything of its own making.

use futures_util::future::BoxFuture;
use halo_protocol::action::Action;
use halo_protocol::conversation::OFFER_PERSON_ACTION;
use halo_protocol::message::Role;
use halo_protocol::object;

use super::{Agent, AnswerSink, Ask, Fault, Usage, small_talk, unanswered};
use crate::knowledge::library::Library;
use crate::knowledge::reply::{Reply, Wish};
use crate::knowledge::speech::Voice;
use crate::store::Store;

/// Characters sent at once: a line of the panel, so that reading can begin.
const PIECE_CHARS: usize = 80;

/// The agent `knowledge`.
pub struct Knowledge {
    store: Store,
}

impl Knowledge {
    /// The agent, with the store that keeps what it could not answer, and what the team answers instead.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self { store }
    }
}

impl Agent for Knowledge {
    fn answer<'a>(&'a self, ask: &'a Ask, out: &'a AnswerSink) -> BoxFuture<'a, Result<Usage, Fault>> {
        Box::pin(async move {
            let Some(shelf) = &ask.shelf else { return Err(Fault::Setup) };
            if let Some(reply) = small_talk::reply(&ask.message, ask.voice) {
                say(out, &reply).await;
                return Ok(Usage::default());
            }
            shelf.until_ready().await;
            let before =
                ask.history.iter().rev().find(|it| it.role == Role::User && it.content != ask.message);
            let library = shelf.library();
            let correction = unanswered::correction(&self.store, &ask.org_id, &ask.message).await;
            let wish = Wish {
                message: &ask.message,
                before: before.map(|it| it.content.as_str()),
                voice: ask.voice,
                base: &ask.docs_base,
                correction: correction.as_deref(),
            };
            let reply = Reply::plan(&library, &wish);
            let found_nothing = reply.found_nothing();
            for step in reply {
                say(out, &step).await;
            }
            if found_nothing {
                unanswered::keep(&self.store, ask, &library).await;
                if asked_before(ask).is_some_and(|it| finds_nothing(&library, &wish, it)) {
                    out.action(Action(object([("type", OFFER_PERSON_ACTION.into())])));
                }
            }
            Ok(Usage::default())
        })
    }
}

/// The visitor's question before this one; it may have been the same.
fn asked_before(ask: &Ask) -> Option<&str> {
    let earlier = match ask.history.split_last() {
        Some((last, earlier)) if last.role == Role::User && last.content == ask.message => earlier,
        _ => &ask.history,
    };
    earlier.iter().rev().find(|it| it.role == Role::User).map(|it| it.content.as_str())
}

/// Whether an earlier question had no answer either.
fn finds_nothing(library: &Library, wish: &Wish<'_>, question: &str) -> bool {
    let earlier = Wish { message: question, before: None, ..*wish };
    small_talk::reply(question, wish.voice).is_none() && Reply::plan(library, &earlier).found_nothing()
}

/// The answer to a question as one text, for trying out.
#[must_use]
pub fn preview(library: &Library, question: &str, voice: Option<Voice>) -> String {
    let wish = Wish { message: question, before: None, voice, base: "/docs/", correction: None };
    small_talk::reply(question, voice).unwrap_or_else(|| Reply::plan(library, &wish).collect())
}

/// Says a text in pieces that end between words.
async fn say(out: &AnswerSink, text: &str) {
    let mut piece = String::new();
    for part in text.split_inclusive([' ', '\n']) {
        piece.push_str(part);
        if piece.len() >= PIECE_CHARS {
            out.text(&piece).await;
            piece.clear();
        }
    }
    if !piece.is_empty() {
        out.text(&piece).await;
    }
}
