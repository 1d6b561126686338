//! What the chunk "person" brings: the room of live conversations, what it draws with, and the carrying out of what only it
//! asks for. One page of a site hears of a conversation and passes it on to the others.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use leptos::prelude::{Notify, Set};
use wasm_bindgen_futures::spawn_local;

use super::{Inner, send};
use crate::core::effect::LiveEffect;
use crate::core::input::Input;
use crate::core::live::{Live, LiveInput, LiveNews, LiveRoom};
use crate::core::live_state::LiveState;
use crate::error::Failure;
use crate::ui::live::{BuiltPerson, spoken};
use crate::ui::view::PersonViews;
use crate::web::lifecycle::Sight;
use crate::web::lock::Lock;
use crate::web::portrait::Portrait;
use crate::web::relay::Relay;
use crate::web::transport::{Request, TimedAnswer};
use crate::web::{js, page};

/// Begins the name of the lock that the one page has that hears of a conversation, and of the channel on which it tells the
/// others; the session follows.
const LINE: &str = "halo:live:";
/// Attribute of the host that says how the face of the person who answers is drawn (style/live.css), and the property with
/// its picture.
const FACE: &str = "data-person";
const PICTURE: &str = "--halo-person";

/// The chunk, seen from outside.
pub(super) trait PersonPart {
    /// What decides.
    fn room(&self) -> Box<dyn LiveRoom>;
    /// What draws.
    fn views(&self) -> Box<dyn PersonViews>;
    /// Carries out one effect of the room's.
    fn perform(&self, inner: &Rc<Inner>, effect: LiveEffect);
    /// Shows how the conversation stands.
    fn draw(&self, inner: &Rc<Inner>);
}

/// The chunk.
#[derive(Default)]
pub(super) struct Answering {
    /// Tells when the page goes out of sight.
    sight: OnceCell<Sight>,
    /// The picture of the person who answers, under its address.
    portrait: RefCell<Option<(String, Portrait)>>,
}

impl PersonPart for Answering {
    fn room(&self) -> Box<dyn LiveRoom> {
        Box::new(Live::new(Sight::is_hidden()))
    }

    fn views(&self) -> Box<dyn PersonViews> {
        Box::new(BuiltPerson)
    }

    fn perform(&self, inner: &Rc<Inner>, effect: LiveEffect) {
        match effect {
            LiveEffect::Follow { last_event } => follow(inner, last_event),
            LiveEffect::Unfollow => drop(inner.line.take()),
            LiveEffect::Post { call, body } => {
                let (widget, api) = (Rc::downgrade(inner), inner.api.clone());
                let request = Request::post(&api, &body, inner.secret().as_deref());
                spawn_local(async move {
                    let TimedAnswer { server_ms, session_token, answer } =
                        request.send(&api, call.path()).await;
                    let Some(inner) = widget.upgrade() else { return };
                    inner.hear(server_ms);
                    inner.send(Input::Live(LiveInput::Answered(call, answer, session_token)));
                });
            }
        }
    }

    fn draw(&self, inner: &Rc<Inner>) {
        let widget = Rc::downgrade(inner);
        self.sight.get_or_init(|| {
            Sight::watch(move |is_hidden| send(&widget, Input::Live(LiveInput::Hidden(is_hidden))))
        });
        let live = inner.state.borrow().conversation.live.as_deref().cloned();
        let view = &inner.view;
        let teammate = live.as_ref().and_then(LiveState::teammate_in_charge).unwrap_or_default().to_owned();
        self.show_face(inner, live.as_ref().filter(|_| !teammate.is_empty()));
        view.teammate.set(teammate);
        inner.keep_focus();
        let former = view.live.replace(live);
        if let Some(words) = spoken(&inner.text(), former.as_ref(), view.live.borrow().as_ref()) {
            view.polite.set(words);
        }
        view.live_changed.notify();
        view.drawn.notify();
    }
}

impl Answering {
    /// Shows who answers as the first letter of the name, and as a picture once that has come.
    fn show_face(&self, inner: &Rc<Inner>, live: Option<&LiveState>) {
        let address = live.and_then(|live| live.avatar.as_deref()).and_then(|told| {
            let server = if told.starts_with('/') { inner.api.server() } else { "" };
            page::picture_address(&[server, told].concat())
        });
        let is_known = self.portrait.borrow().as_ref().map(|(known, _)| known) == address.as_ref();
        if live.is_some() && is_known && address.is_some() {
            return;
        }
        self.portrait.take();
        inner.host.set_property(PICTURE, "");
        inner.host.set_attribute(FACE, if live.is_some() { "letter" } else { "" });
        if let Some(address) = address {
            let (widget, picture) = (Rc::downgrade(inner), ["url(\"", &address, "\")"].concat());
            let show = move |_| {
                if let Some(inner) = widget.upgrade() {
                    inner.host.set_property(PICTURE, &picture);
                    inner.host.set_attribute(FACE, "picture");
                }
            };
            let portrait = Portrait::fetch(&address, Box::new(show));
            self.portrait.replace(Some((address, portrait)));
        }
    }
}

/// Hears events once no other page of the site does, and tells them to the others; until then hears what those tell.
fn follow(inner: &Rc<Inner>, last_event: u64) {
    let widget = Rc::downgrade(inner);
    let session = inner.state.borrow().conversation.session_id.clone().unwrap_or_default();
    let name = [LINE, &session].concat();
    let others = widget.clone();
    let take = move |kind: &str, number, json: &str| {
        let (kind, json) = (kind.to_owned(), json.to_owned());
        let news = LiveNews::Event { kind, number, json, is_relayed: true };
        send(&others, Input::Live(LiveInput::News(news)));
    };
    let line = Rc::new((Relay::open(&name, Box::new(take)), RefCell::new(None)));
    // A lock that is waited for keeps what it was given until it comes, also for who wants it no longer.
    let own = Rc::downgrade(&line);
    let lock = Lock::hold(&name, move || {
        let (Some(inner), Some(line)) = (widget.upgrade(), own.upgrade()) else { return };
        let sink = Box::new(move |news| {
            if let (LiveNews::Event { kind, number, json, .. }, Some(line)) = (&news, own.upgrade()) {
                line.0.pass(kind, *number, json);
            }
            send(&widget, Input::Live(LiveInput::News(news)));
        });
        let path =
            ["/conversation/events?from=stretch&session_id=", &js::encode_component(&session)].concat();
        // Others have told of more since it was asked for.
        let newest = inner.state.borrow().conversation.live.as_ref().map_or(0, |live| live.last_event);
        match inner.talk.get() {
            Some(talk) => _ = line.1.replace(Some(talk.follow(&inner, &path, last_event.max(newest), sink))),
            // It comes with the panel, or with what was stored; a moment later it is there.
            None => sink(LiveNews::Ended(Failure::Network)),
        }
    });
    inner.line.replace(Some(Box::new((line, lock))));
}
