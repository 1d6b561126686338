//! The page's comings and goings. No `unload` or `beforeunload` listener: either keeps a page out of the back/forward
//! cache.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventTarget};

/// What became of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
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
        _ = self.target.remove_event_listener_with_callback(self.name, callback);
    }
}

/// Tells of the page's moments until it is dropped.
pub struct Lifecycle {
    _listeners: Vec<Listener>,
}

impl Lifecycle {
    /// Starts telling `tell`.
    #[must_use]
    pub fn watch(tell: impl Fn(Moment) + Clone + 'static) -> Self {
        let mut listeners = Vec::new();
        if let Some(window) = web_sys::window() {
            for (name, moment) in [
                ("pagehide", Moment::Left),
                ("pageshow", Moment::Shown),
                ("blur", Moment::Blurred),
                ("online", Moment::Online),
                ("storage", Moment::Stored),
            ] {
                let tell = tell.clone();
                listeners.extend(listen(&window, name, move |_| tell(moment)));
            }
            // The first thing that a deed fires, by hand and by key; both bubble up to here.
            for name in ["pointerdown", "keydown"] {
                let (tell, mut is_told) = (tell.clone(), false);
                let act = move |event: Event| {
                    // Once: keys come by the thousand.
                    if event.is_trusted() && !std::mem::replace(&mut is_told, true) {
                        tell(Moment::Acted);
                    }
                };
                listeners.extend(listen(&window, name, act));
            }
            if let Some(document) = window.document() {
                let (seen, frozen) = (tell.clone(), tell);
                let page = document.clone();
                let change = move |_| seen(if page.hidden() { Moment::Hidden } else { Moment::Shown });
                listeners.extend(listen(&document, "visibilitychange", change));
                listeners.extend(listen(&document, "freeze", move |_| frozen(Moment::Hidden)));
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
        Self { _listener: window.and_then(|window| listen(&window, "pagehide", move |_| tell())) }
    }
}

fn listen(target: &EventTarget, name: &'static str, call: impl FnMut(Event) + 'static) -> Option<Listener> {
    let callback = Closure::new(call);
    target.add_event_listener_with_callback(name, callback.as_ref().unchecked_ref()).ok()?;
    Some(Listener { target: target.clone(), name, callback })
}
