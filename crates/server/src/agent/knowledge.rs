//! The agent that needs no model: it finds the passages that answer the question and quotes them, each with a link to
//! where it stands. When nothing fits it says so and offers a person. It never says anything of its own making.

use futures_util::future::BoxFuture;
use halo_protocol::message::Role;

use super::{Agent, Ask, Fault, Out, Usage, small_talk};
use crate::knowledge::library::Library;
use crate::knowledge::reply::Reply;

/// Characters sent at once: a line of the panel, so that reading can begin.
const PIECE_CHARS: usize = 80;

/// The agent `knowledge`.
pub struct Knowledge;

impl Agent for Knowledge {
    fn answer<'a>(&'a self, ask: &'a Ask, out: &'a Out) -> BoxFuture<'a, Result<Usage, Fault>> {
        Box::pin(async move {
            let Some(shelf) = &ask.shelf else { return Err(Fault::Setup) };
            if let Some(reply) = small_talk::reply(&ask.message) {
                say(out, reply).await;
                return Ok(Usage::default());
            }
            let before =
                ask.history.iter().rev().find(|it| it.role == Role::User && it.content != ask.message);
            let library = shelf.library();
            for step in
                Reply::plan(&library, &ask.message, before.map(|it| it.content.as_str()), &ask.docs_base)
            {
                say(out, &step).await;
            }
            Ok(Usage::default())
        })
    }
}

/// The answer to a question as one text, for trying out.
#[must_use]
pub fn preview(library: &Library, question: &str) -> String {
    small_talk::reply(question)
        .map_or_else(|| Reply::plan(library, question, None, "/docs/").collect(), str::to_owned)
}

/// Says a text in pieces that end between words.
async fn say(out: &Out, text: &str) {
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
