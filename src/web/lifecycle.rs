//! The page's comings and goings. No `unload` or `beforeunload` listener: either keeps a page out of the back/forward
//! cache.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventTarget};

/// What became of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageEvent {
    /// Out of sight; it may be killed without another word.
    Hidden,
    /// In sight again, or back from the back/forward cache.
    Shown,
    /// Being left.
    Left,
    /// The window lost the focus.
    Blurred,
    /// The network came back.
    Online,
    /// The visitor, no script, pressed something.
    Acted,
    /// Another page of the site stored something.
    Stored,
}

/// A listener; dropping it removes it.
struct Listener {
    target: EventTarget,
    name: &'static str,
    callback: Closure<dyn FnMut(Event)>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        let callback = self.callback.as_ref().unchecked_ref();
        _ = self.target.remove_event_listener_with_callback_and_bool(self.name, callback, true);
    }
}

/// Tells of the page's moments until it is dropped.
pub struct Lifecycle {
    _listeners: Vec<Listener>,
}

impl Lifecycle {
    /// Starts telling `tell`.
    #[must_use]
    pub fn watch(tell: impl Fn(PageEvent) + Clone + 'static) -> Self {
        let mut listeners = Vec::new();
        if let Some(window) = web_sys::window() {
            for (name, moment) in [
                ("pagehide", PageEvent::Left),
                ("pageshow", PageEvent::Shown),
                ("blur", PageEvent::Blurred),
                ("online", PageEvent::Online),
                ("storage", PageEvent::Stored),
            ] {
                let tell = tell.clone();
                listeners.extend(listen(&window, name, Box::new(move |_| tell(moment))));
            }
            // The first thing that a deed fires, by hand and by key; of one in the chat only the click comes by here.
            for name in ["pointerdown", "keydown", "click"] {
                let (tell, mut is_told) = (tell.clone(), false);
                let act = move |event: Event| {
                    // Once: keys come by the thousand.
                    if event.is_trusted() && !std::mem::replace(&mut is_told, true) {
                        tell(PageEvent::Acted);
                    }
                };
                listeners.extend(listen(&window, name, Box::new(act)));
            }
            if let Some(document) = window.document() {
                let (seen, frozen) = (tell.clone(), tell);
                let page = document.clone();
                let change = move |_| seen(if page.hidden() { PageEvent::Hidden } else { PageEvent::Shown });
                listeners.extend(listen(&document, "visibilitychange", Box::new(change)));
                listeners.extend(listen(&document, "freeze", Box::new(move |_| frozen(PageEvent::Hidden))));
            }
        }
        Self { _listeners: listeners }
    }
}

/// Tells when the page is left, until it is dropped.
pub struct Leaving {
    _listener: Option<Listener>,
}

impl Leaving {
    /// Starts telling `tell`.
    #[must_use]
    pub fn watch(tell: impl Fn() + 'static) -> Self {
        let window = web_sys::window();
        Self { _listener: window.and_then(|window| listen(&window, "pagehide", Box::new(move |_| tell()))) }
    }
}

/// Tells whether the page is out of sight whenever that changes, until it is dropped.
pub struct Sight {
    _listener: Option<Listener>,
}

impl Sight {
    /// Starts telling `tell`.
    #[must_use]
    pub fn watch(tell: impl Fn(bool) + 'static) -> Self {
        let document = web_sys::window().and_then(|window| window.document());
        let watched = document.and_then(|document| {
            let page = document.clone();
            listen(&document, "visibilitychange", Box::new(move |_| tell(page.hidden())))
        });
        Self { _listener: watched }
    }

    /// Whether the page is out of sight now.
    #[must_use]
    pub fn is_hidden() -> bool {
        web_sys::window().and_then(|window| window.document()).is_some_and(|document| document.hidden())
    }
}

fn listen(target: &EventTarget, name: &'static str, call: Box<dyn FnMut(Event)>) -> Option<Listener> {
    let callback = Closure::wrap(call);
    // In the capture phase: a press in the chat goes no further than its host.
    target.add_event_listener_with_callback_and_bool(name, callback.as_ref().unchecked_ref(), true).ok()?;
    Some(Listener { target: target.clone(), name, callback })
}
