//! One mounted widget: inputs go through the core one at a time, its effects are carried out here, and unmounting
//! leaves no trace. Nothing is decided in this file.

mod chunks;
mod draw;
mod error;
mod guide;
mod live;
mod perform;
mod persistence;
mod recording;
mod talk;
mod words;

use std::any::Any;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use halo_protocol::Object;
use serde_json::Value;
use wasm_bindgen::JsValue;

use crate::app::guide::{Guide, GuideInput};
use crate::app::live::PersonPart;
use crate::app::recording::Recorder;
use crate::app::talk::TalkPart;

use crate::config::Options;
use crate::core::calls::{Call, PromiseId};
use crate::core::chunk::Chunk;
use crate::core::input::Input;
use crate::core::part::Part;
use crate::core::queue;
use crate::core::state::State;
use crate::core::talk::TalkInput;
use crate::core::timer::Timer;
use crate::core::turn::TurnId;
use crate::core::update::update;
use crate::i18n::Text;
use crate::ui::root::Tree;
use crate::ui::view::View;
use crate::web::chunk::Loader;
use crate::web::clock::{self, Timeout};
use crate::web::host::{Ground, Host};
use crate::web::js::{Callbacks, Deferred};
use crate::web::lifecycle::Leaving;
use crate::web::locale::Languages;
use crate::web::storage::{CONSENT, Storage};
use crate::web::tabs::StorageWatch;
use crate::web::transport::{Abort, Api};

/// What is stored of the visitor's own decision about being recorded.
const IN: &str = "in";
const OUT: &str = "out";

/// One mounted widget. Dropping it unmounts it.
pub struct App(Rc<Inner>);

struct Inner {
    state: RefCell<State>,
    /// Inputs that came while another was being worked off: an effect may call the page, and the page may call us.
    inbox: RefCell<VecDeque<Input>>,
    is_working: Cell<bool>,
    view: Rc<View>,
    text: RefCell<Text>,
    languages: Languages,
    /// Whether the locale is chosen; what is wished later comes too late.
    has_locale: Cell<bool>,
    api: Api,
    host: Host,
    callbacks: Callbacks,
    loader: Loader,
    stream: RefCell<Option<Rc<Abort>>>,
    timers: RefCell<Vec<(Timer, Timeout)>>,
    /// Text that came since the last frame: the transcript is drawn once per frame, however fast tokens come.
    undrawn: RefCell<Vec<(TurnId, String)>>,
    frame: RefCell<Option<Timeout>>,
    /// The focus is moved in the next frame, when what was drawn is in the document.
    focusing: RefCell<Option<Timeout>>,
    tree: RefCell<Option<Tree>>,
    talk: OnceCell<Box<dyn TalkPart>>,
    person: OnceCell<Box<dyn PersonPart>>,
    /// What hears of the conversation with the team.
    line: RefCell<Option<Box<dyn Any>>>,
    guide: RefCell<Part<GuideInput, Rc<dyn Guide>>>,
    /// The panel opens by itself, and leaves the focus alone.
    opens_quietly: Cell<bool>,
    recording: RefCell<Part<queue::QueueInput, Rc<dyn Recorder>>>,
    /// Events that came when too many waited for the recording.
    lost_events: Cell<u32>,
    /// Storage that all tabs share.
    storage: Storage,
    /// Storage of this tab alone.
    of_tab: Storage,
    tabs: RefCell<Option<(StorageWatch, Leaving)>>,
    /// Promises that the page holds until their calls are answered.
    promises: RefCell<Vec<(PromiseId, Deferred)>>,
    next_promise: Cell<u32>,
}

impl App {
    /// Mounts a widget on its ground and starts it.
    #[must_use]
    pub fn mount(
        ground: &Ground,
        options: Options,
        callbacks: Callbacks,
        loader: Loader,
        languages: Languages,
    ) -> Self {
        let inner = Rc::new(Inner {
            api: Api { base: options.api_url.clone(), key: options.api_key.clone() },
            host: Host::new(ground),
            text: RefCell::default(),
            languages,
            has_locale: Cell::default(),
            state: RefCell::new(State::new(options)),
            view: Rc::default(),
            callbacks,
            loader,
            inbox: RefCell::default(),
            is_working: Cell::default(),
            stream: RefCell::default(),
            timers: RefCell::default(),
            undrawn: RefCell::default(),
            frame: RefCell::default(),
            focusing: RefCell::default(),
            tree: RefCell::default(),
            talk: OnceCell::default(),
            person: OnceCell::default(),
            line: RefCell::default(),
            guide: RefCell::default(),
            opens_quietly: Cell::default(),
            recording: RefCell::default(),
            lost_events: Cell::default(),
            storage: Storage::open(),
            of_tab: Storage::of_tab(),
            tabs: RefCell::default(),
            promises: RefCell::default(),
            next_promise: Cell::default(),
        });
        inner.choose_by_page();
        inner.draw_tree();
        let app = Self(inner);
        app.send(Input::Mounted);
        app.0.remember();
        app
    }

    /// Gives the widget an input.
    pub fn send(&self, input: Input) {
        self.0.send(input);
    }

    /// Makes a call to the API beside the chat; the promise is kept when the server has answered.
    #[must_use]
    pub fn call(&self, call: Call) -> JsValue {
        let id = PromiseId(self.0.next_promise.get());
        self.0.next_promise.set(id.0.wrapping_add(1));
        let (deferred, promise) = Deferred::new();
        self.0.promises.borrow_mut().push((id, deferred));
        self.0.send(Input::Talk(TalkInput::Call { call, promise: Some(id) }));
        promise
    }

    /// Points at an element of the page; the promise is kept with whether there is one.
    #[must_use]
    pub fn highlight(&self, selector: Value, options: Value) -> JsValue {
        let (deferred, promise) = Deferred::new();
        self.0.tell_guide(GuideInput::Point(selector, options, deferred));
        self.0.send(Input::Wish(Chunk::Guide));
        promise
    }

    /// Takes every highlight away.
    pub fn clear_highlights(&self) {
        self.0.tell_guide(GuideInput::Unpoint);
    }

    /// Records an event of the page's own.
    pub fn track(&self, event_type: &str, metadata: Object) {
        self.0.record(event_type, metadata);
    }

    /// Remembers and applies the visitor's decision about recording.
    pub fn decide(&self, is_in: bool) {
        // At once: the page may be gone before the recording has come.
        self.0.storage.set(CONSENT, "", if is_in { IN } else { OUT });
        self.0.tell_recording(if is_in { queue::QueueInput::OptIn } else { queue::QueueInput::OptOut });
    }

    /// What `debug()` shows of the event queue; `null` where nothing is recorded.
    #[must_use]
    pub fn queue_snapshot(&self) -> Value {
        self.0.recording.borrow().there().map_or(Value::Null, |recording| recording.snapshot())
    }

    /// Reads the state.
    pub fn read<T>(&self, read: impl FnOnce(&State) -> T) -> T {
        read(&self.0.state.borrow())
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.0.recording.take();
        self.0.tabs.take();
        self.0.guide.take();
        // The stream first: nothing may reach a tree that is being taken down.
        self.0.stream.take();
        self.0.line.take();
        self.0.timers.take();
        self.0.frame.take();
        self.0.focusing.take();
        self.0.tree.take();
    }
}

/// Gives an input to a widget that may be gone.
fn send(widget: &Weak<Inner>, input: Input) {
    if let Some(inner) = widget.upgrade() {
        inner.send(input);
    }
}

impl Inner {
    fn send(self: &Rc<Self>, input: Input) {
        if input.may_ask() {
            let behaviour = self.recording.borrow().there().and_then(|recording| recording.behaviour());
            self.inbox.borrow_mut().push_back(Input::Behaviour(behaviour));
        }
        self.inbox.borrow_mut().push_back(input);
        if self.is_working.replace(true) {
            return;
        }
        loop {
            let Some(input) = self.inbox.borrow_mut().pop_front() else { break };
            let effects = update(&mut self.state.borrow_mut(), input, clock::now());
            for effect in effects {
                self.perform(effect);
            }
        }
        self.is_working.set(false);
    }

    /// Takes what an answer told of the server's clock.
    fn hear(self: &Rc<Self>, server_ms: Option<u64>) {
        if let Some(server_ms) = server_ms {
            self.tell_recording(queue::QueueInput::ServerTime(server_ms));
            self.send(Input::ServerTime(server_ms));
        }
    }
}
