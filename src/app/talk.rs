//! What the chunk "talk" brings: the room of asking and answering, what it draws with, and the carrying out of what only
//! it asks for: requests of the conversation, and handing texts to the visitor.

use std::cell::RefCell;
use std::rc::Rc;

use halo_protocol::stream::sse::{Decoder, Item};
use leptos::prelude::Set;
use wasm_bindgen_futures::spawn_local;

use super::Inner;
use super::perform::config_path;
use crate::core::effect::TalkEffect;
use crate::core::input::Input;
use crate::core::live::LiveNews;
use crate::core::live_state::TAKES_PART;
use crate::core::talk::{StreamInput, Talk, TalkInput, TalkRoom};
use crate::error::Failure;
use crate::i18n::TextKey;
use crate::ui::talk::BrowserAccess;
use crate::ui::view::TalkViews;
use crate::web::motion::SizeObserver;
use crate::web::transport::{Abort, Request, TimedAnswer};
use crate::web::{clock, export, picture, stream};

/// What a downloaded conversation is called.
const FILE_NAME: &str = "conversation.md";

/// Where the server is told that nobody waits for an answer.
const CANCEL: &str = "/chat/cancel";

/// The chunk, seen from outside.
pub(super) trait TalkPart {
    /// What decides.
    fn room(&self) -> Box<dyn TalkRoom>;
    /// What draws.
    fn views(&self) -> Box<dyn TalkViews>;
    /// Carries out one effect of the room's.
    fn perform(&self, inner: &Rc<Inner>, effect: TalkEffect);
    /// Reads an event stream below the API's base, for the chunk "person": what reads streams lies here. Dropping the
    /// result ends it.
    fn follow(&self, inner: &Inner, path: &str, last_event: u64, sink: LiveReceiver) -> Rc<Abort>;
}

/// Where the events of a conversation with the team go.
pub(super) type LiveReceiver = Box<dyn Fn(LiveNews)>;

/// The chunk.
pub(super) struct Talking;

impl TalkPart for Talking {
    fn room(&self) -> Box<dyn TalkRoom> {
        Box::new(Talk::default())
    }

    fn views(&self) -> Box<dyn TalkViews> {
        Box::new(BrowserAccess {
            files: picture::files,
            watch_size: |element, tell| Box::new(SizeObserver::watch(element, tell)),
        })
    }

    fn perform(&self, inner: &Rc<Inner>, effect: TalkEffect) {
        let (widget, api) = (Rc::downgrade(inner), &inner.api);
        match effect {
            TalkEffect::OpenStream { turn, body, last_event_id } => {
                let sink = Box::new(move |TimedAnswer { server_ms, session_token, answer }| {
                    let Some(inner) = widget.upgrade() else { return };
                    inner.hear(server_ms);
                    // After the answer's head, which may name another session.
                    inner.send(Input::Talk(TalkInput::Stream(turn, answer)));
                    inner.keep_secret(session_token);
                });
                inner.stream.replace(Some(stream::stream(
                    api,
                    &body,
                    last_event_id,
                    inner.secret().as_deref(),
                    &inner.host.language(),
                    sink,
                )));
            }
            TalkEffect::Post { path, body, session_token } => {
                ask(inner, path.to_owned(), Request::post(api, &body, session_token.as_deref()), Ask::Call);
            }
            TalkEffect::Cancel { body } => {
                ask(
                    inner,
                    CANCEL.to_owned(),
                    Request::post(api, &body, inner.secret().as_deref()),
                    Ask::Nothing,
                );
            }
            TalkEffect::AskTime => {
                let path = config_path(&inner.state.borrow().conversation.options);
                ask(inner, path, Request::fresh(), Ask::Time);
            }
            TalkEffect::Copy(text) => {
                let done = move |is_there: bool| {
                    if let Some(inner) = widget.upgrade().filter(|_| is_there) {
                        inner.view.polite.set(inner.text().get(TextKey::Copied).to_owned());
                    }
                };
                export::copy(inner.host.root(), text, Box::new(done));
            }
            TalkEffect::Download(text) => export::download(inner.host.root(), FILE_NAME, &text),
        }
    }

    fn follow(&self, inner: &Inner, path: &str, last_event: u64, sink: LiveReceiver) -> Rc<Abort> {
        if !TAKES_PART {
            // Nobody asks for it.
            return Abort::new();
        }
        let decoder = RefCell::new(Decoder::new());
        let read = move |TimedAnswer { answer, .. }: TimedAnswer<StreamInput>| match answer {
            StreamInput::Opened { .. } => sink(LiveNews::Opened),
            StreamInput::Closed => sink(LiveNews::Ended(Failure::Interrupted)),
            StreamInput::Broke(failure) => sink(LiveNews::Ended(failure)),
            StreamInput::Bytes(bytes) => decoder.borrow_mut().push(&bytes, &mut |item| {
                if let Item::Event(event) = item {
                    let number = event.id.and_then(|id| id.parse().ok());
                    sink(LiveNews::Event {
                        kind: event.kind.to_owned(),
                        number,
                        json: event.data.to_owned(),
                        is_relayed: false,
                    });
                }
            }),
        };
        stream::follow(&inner.api, path, last_event, inner.secret().as_deref(), Box::new(read))
    }
}

impl Inner {
    /// The secret of the session, where the server has told it.
    pub(super) fn secret(&self) -> Option<String> {
        self.state.borrow().conversation.session_token().map(str::to_owned)
    }

    /// Keeps the secret that a server has told.
    fn keep_secret(self: &Rc<Self>, session_token: Option<String>) {
        if let Some(token) = session_token {
            self.send(Input::Talk(TalkInput::SessionToken(token)));
        }
    }
}

/// What is asked of the server beside an answer to a question.
#[derive(PartialEq)]
enum Ask {
    /// The answer to a call.
    Call,
    /// The time.
    Time,
    /// Nothing.
    Nothing,
}

/// Sends a request; the core is told what was asked for.
fn ask(inner: &Rc<Inner>, path: String, request: Request, what: Ask) {
    let (widget, api) = (Rc::downgrade(inner), inner.api.clone());
    spawn_local(async move {
        let TimedAnswer { server_ms, session_token, answer } = request.send(&api, &path).await;
        let Some(inner) = widget.upgrade() else { return };
        inner.keep_secret(session_token);
        // A server that does not tell: the visitor's clock has to do.
        inner.hear(if what == Ask::Time { server_ms.or_else(|| Some(clock::unix_ms())) } else { server_ms });
        if what == Ask::Call {
            inner.send(Input::Talk(TalkInput::Posted(answer)));
        }
    });
}
