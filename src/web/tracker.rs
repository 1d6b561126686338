//! Watches what the visitor does on the page, as far as that may be recorded, and hands events on. What is an event is
//! decided in `core::behaviour`; here the page is listened to and read. Mouse moves, scrolling and keys are not
//! listened to at all; what comes faster than a hand is passed over before anything is read.

pub(super) mod dom;
mod hearing;
mod history;
pub(super) mod listener;
mod watch;

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use halo_protocol::event::Event;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

use self::history::Patch;
use self::listener::Listener;
use self::watch::Observer;
use crate::core::behaviour::detector::Detector;
use crate::core::behaviour::kind::{EventKind, EventKinds};
use crate::web::clock::Timeout;

/// What is listened to: the type of the event, what it means, and the kinds it can lead to. The address is always
/// followed: it is part of every event.
const HEARD: [(&str, Heard, EventKinds); 12] = [
    ("click", Heard::Click, EventKinds::of(&[EventKind::Click, EventKind::RageClick, EventKind::DeadClick])),
    // What is typed has to be known to be left out.
    ("input", Heard::Input, EventKinds::ALL),
    ("reset", Heard::Reset, EventKinds::of(&[EventKind::FormAbandon])),
    (
        "submit",
        Heard::Submit,
        EventKinds::of(&[EventKind::FormSubmit, EventKind::FormAbandon, EventKind::DeadClick]),
    ),
    ("error", Heard::Error, EventKinds::of(&[EventKind::Error])),
    ("unhandledrejection", Heard::Rejection, EventKinds::of(&[EventKind::Error])),
    ("popstate", Heard::Went, EventKinds::ALL),
    ("hashchange", Heard::Went, EventKinds::ALL),
    // A page that is rendered before anybody asked for it is viewed once somebody does.
    ("prerenderingchange", Heard::Went, EventKinds::ALL),
    ("pageshow", Heard::Shown, EventKinds::ALL),
    ("pagehide", Heard::Left, EventKinds::ALL),
    ("currententrychange", Heard::Navigated, EventKinds::ALL),
];

/// What an event of the page means here.
#[derive(Clone, Copy)]
enum Heard {
    Click,
    Input,
    Reset,
    Submit,
    Error,
    Rejection,
    Went,
    Shown,
    Left,
    Navigated,
}

/// How the page came to be where it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// By a link, a script or the browser's buttons.
    Went,
    /// It replaced its own address.
    Replaced,
    /// Out of the back-forward cache.
    Restored,
}

/// A click that waits for an answer: the page as it was, the click's surroundings, and the end of the waiting.
type Watch = (Vec<JsValue>, Observer, Option<Timeout>);

/// A running tracker. Dropping it removes every listener and leaves nothing.
pub struct Tracker {
    inner: Rc<Inner>,
}

struct Inner {
    detector: RefCell<Detector<JsValue>>,
    sink: Rc<dyn Fn(Event)>,
    listeners: RefCell<Vec<Listener>>,
    patches: RefCell<Vec<Patch>>,
    watch: RefCell<Option<Watch>>,
    idle: RefCell<Option<Timeout>>,
    /// Fields in shadow trees that were written into.
    inner_fields: RefCell<Vec<JsValue>>,
}

impl Tracker {
    /// Starts watching for events of these kinds and gives each to `sink`, the view of the present page at once.
    /// `None`, and no listener, when no kind may be recorded.
    #[must_use]
    pub fn start(kinds: EventKinds, sink: Rc<dyn Fn(Event)>) -> Option<Self> {
        if kinds == EventKinds::NONE {
            return None;
        }
        let inner = Rc::new(Inner {
            detector: RefCell::new(Detector::new(kinds)),
            sink,
            listeners: RefCell::default(),
            patches: RefCell::default(),
            watch: RefCell::default(),
            idle: RefCell::default(),
            inner_fields: RefCell::default(),
        });
        inner.listen(kinds);
        inner.view(Way::Went);
        Some(Self { inner })
    }

    /// Events of the page that were passed over because too many came in a second.
    #[must_use]
    pub fn passed_over(&self) -> u32 {
        self.inner.detector.borrow().passed_over()
    }
}

impl Inner {
    fn listen(self: &Rc<Self>, kinds: EventKinds) {
        let window = dom::window();
        let navigation = dom::get(&window, "navigation");
        for (name, heard, leads_to) in HEARD {
            if kinds.has_any(leads_to) {
                let target = if matches!(heard, Heard::Navigated) { &navigation } else { &window };
                let weak = Rc::downgrade(self);
                let hear = Closure::new(move |event: JsValue| with(&weak, |inner| inner.hear(heard, &event)));
                self.listeners.borrow_mut().push(Listener::add(target, name, hear));
            }
        }
        if !navigation.is_object() {
            for (name, way) in [("pushState", Way::Went), ("replaceState", Way::Replaced)] {
                let weak = Rc::downgrade(self);
                let patch = Patch::apply(name, Box::new(move || with(&weak, |inner| inner.view(way))));
                self.patches.borrow_mut().push(patch);
            }
        }
    }

    /// Hands on what the state machine has made of what it was told.
    fn flush(&self) {
        let events = self.detector.borrow_mut().take();
        events.into_iter().for_each(|event| (self.sink)(event));
    }
}

/// Does something with a tracker that may be gone.
fn with(tracker: &Weak<Inner>, act: impl FnOnce(&Rc<Inner>)) {
    if let Some(inner) = tracker.upgrade() {
        act(&inner);
        inner.flush();
    }
}
