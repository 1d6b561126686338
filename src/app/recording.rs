//! The chunk "events": behavioural events on their way to the server. It feeds the queue and carries out what that
//! decides, with the page's storage and comings and goings. What is told before it has come waits in `app`.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use halo_protocol::object;
use serde_json::Value;
use wasm_bindgen_futures::spawn_local;

use super::Inner;
use crate::config::Options;
use crate::core::behaviour::address::page_url;
use crate::core::behaviour::kind::{Kinds, Will};
use crate::core::behaviour::memory::Behaviour;
use crate::core::input;
use crate::core::queue::{self, Effect, Input, Now, Queue, Settings, Slot, Warning};
use crate::on_demand::on_demand;
use crate::web::clock::{self, Timeout};
use crate::web::lifecycle::{Lifecycle, Moment};
use crate::web::storage::Storage;
use crate::web::tracker::Tracker;
use crate::web::transport::{self, Abort, Api};
use crate::web::{js, page};

/// Start of the storage keys of queued events; one key per page.
const RECORDS: &str = "events:";
/// Storage key of the visitor's own decision: `in` or `out`.
const CONSENT: &str = "consent";

/// The recording, seen from outside.
pub(super) trait Record {
    /// Tells what happened.
    fn tell(&self, input: Input);
    /// What `debug()` shows of the queue.
    fn snapshot(&self) -> Value;
    /// What the visitor did of late, in words for the agent.
    fn behaviour(&self) -> Option<String>;
}

on_demand! {
    /// Starts recording; nothing without a key, which every event is sent with.
    pub(super) fn start(options: &Options, api: &Api, widget: Weak<Inner>) -> Option<Box<dyn Record>> = "events" 1 {
        Recording::start(options, api, widget).map(|recording| Box::new(Handle(recording)) as Box<dyn Record>)
    }
}

/// The owner of a recording; dropping it closes the queue.
struct Handle(Rc<Recording>);

impl Record for Handle {
    fn tell(&self, input: Input) {
        self.0.tell(input);
    }

    fn snapshot(&self) -> Value {
        self.0.snapshot()
    }

    fn behaviour(&self) -> Option<String> {
        self.0.behaviour.borrow().context(clock::mono_ms())
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.0.tracker.take();
        self.0.tell(Input::Close);
    }
}

/// The queue with everything it needs of the browser.
struct Recording {
    queue: RefCell<Queue>,
    inbox: RefCell<VecDeque<Input>>,
    is_working: Cell<bool>,
    api: Api,
    storage: Storage,
    /// Storage key of this page's record.
    record: String,
    requests: RefCell<Vec<(u32, Rc<Abort>)>>,
    wake: RefCell<Option<Timeout>>,
    lifecycle: RefCell<Option<Lifecycle>>,
    /// The `tracking` option.
    tracking: Value,
    tracker: RefCell<Option<Tracker>>,
    behaviour: RefCell<Behaviour>,
    widget: Weak<Inner>,
}

/// The present as the queue takes it.
fn now() -> Now {
    let moment = clock::now();
    Now { mono_ms: clock::mono_ms(), unix_ms: moment.unix_ms, entropy: moment.entropy }
}

impl Recording {
    fn start(options: &Options, api: &Api, widget: Weak<Inner>) -> Option<Rc<Self>> {
        let storage = Storage::open();
        let decision = storage.get(CONSENT);
        let settings = Settings {
            project: queue::project(&api.base, &options.org_id, api.key.as_deref()?),
            has_consent: has_consent(&options.tracking, decision.as_deref()),
            ..Settings::default()
        };
        let recording = Rc::new(Self {
            queue: RefCell::new(Queue::new(settings, now())),
            inbox: RefCell::default(),
            is_working: Cell::default(),
            api: api.clone(),
            storage,
            record: [RECORDS, &clock::now().uuid()].concat(),
            requests: RefCell::default(),
            wake: RefCell::default(),
            lifecycle: RefCell::default(),
            tracking: options.tracking.clone(),
            tracker: RefCell::default(),
            behaviour: RefCell::default(),
            widget,
        });
        let weak = Rc::downgrade(&recording);
        let tell = move |moment| {
            if let Some(recording) = weak.upgrade() {
                recording.tell(match moment {
                    Moment::Hidden => Input::Hidden,
                    Moment::Shown => Input::Shown,
                    Moment::Left => Input::PageHide,
                    Moment::Blurred => Input::Blur,
                    Moment::Online => Input::Online,
                });
            }
        };
        recording.lifecycle.replace(Some(Lifecycle::watch(tell)));
        recording.tell(Input::Start);
        recording.watch(decision.as_deref());
        Some(recording)
    }

    fn snapshot(&self) -> Value {
        let snapshot = self.queue.borrow().snapshot(now());
        let dropped = snapshot.drops.iter().map(|(reason, count)| (reason.name().to_owned(), count.into()));
        Value::Object(object([
            ("state", snapshot.state.name().into()),
            ("depth", snapshot.depth.into()),
            ("bytes", snapshot.bytes.into()),
            ("inFlight", snapshot.in_flight.into()),
            ("delivered", snapshot.delivered.into()),
            ("dropped", Value::Object(dropped.collect())),
            ("lastError", snapshot.last_error.map(queue::LastError::words).into()),
            ("stored", snapshot.is_stored.into()),
        ]))
    }

    /// Gives the queue an input. One that comes while another is worked off waits.
    fn tell(self: &Rc<Self>, input: Input) {
        let input = self.heed(input);
        self.inbox.borrow_mut().push_back(input);
        if self.is_working.replace(true) {
            return;
        }
        loop {
            let Some(input) = self.inbox.borrow_mut().pop_front() else { break };
            self.queue.borrow_mut().run(input, now(), &mut |effect| self.perform(effect));
        }
        self.is_working.set(false);
    }

    /// What an input means for tracker and memory, before the queue gets it.
    fn heed(self: &Rc<Self>, input: Input) -> Input {
        match input {
            Input::OptIn | Input::OptOut => {
                // The visitor's own decision is remembered.
                let decision = if matches!(input, Input::OptIn) { "in" } else { "out" };
                _ = self.storage.set(CONSENT, decision);
                self.behaviour.borrow_mut().clear();
                self.watch(Some(decision));
            }
            Input::Reset => self.behaviour.borrow_mut().clear(),
            Input::Capture(mut event) => {
                event.page_url.get_or_insert_with(|| page_url(&page::address(), &[]));
                self.behaviour.borrow_mut().note(&event, clock::mono_ms());
                return Input::Capture(event);
            }
            _ => {}
        }
        input
    }

    /// Starts or stops the tracker as option and visitor will.
    fn watch(self: &Rc<Self>, decision: Option<&str>) {
        let will = Will {
            sends_gpc: page::asks_for_privacy(),
            opted_out: decision == Some("out"),
            opted_in: decision == Some("in"),
        };
        self.tracker.take();
        let weak = Rc::downgrade(self);
        let sink = move |event| {
            if let Some(recording) = weak.upgrade() {
                recording.tell(Input::Capture(event));
            }
        };
        let tracker = Tracker::start(Kinds::allowed(&self.tracking, will), Rc::new(sink));
        self.tracker.replace(tracker);
    }

    /// Carries an effect out; what storage answers is answered at once.
    fn perform(self: &Rc<Self>, effect: Effect) -> Option<Input> {
        match effect {
            Effect::Send { request, body, keepalive, .. } => self.send(request, &body, keepalive),
            Effect::Abort { request } => self.requests.borrow_mut().retain(|(other, _)| *other != request),
            Effect::Wake(ms) => self.wake_after(ms),
            Effect::Save(text) => {
                return (!self.storage.set(&self.record, &text)).then_some(Input::SaveFailed);
            }
            Effect::Clear => self.storage.remove(&self.record),
            Effect::ReadSlots => return Some(Input::Slots(self.slots())),
            Effect::RemoveSlots(names) => names.iter().for_each(|name| self.storage.remove(name)),
            Effect::Purge => self.storage.keys(RECORDS).iter().for_each(|name| self.storage.remove(name)),
            Effect::NeedIdentity => super::send(&self.widget, input::Input::Doubted),
            // A browser that stores nothing is the visitor's choice; `debug()` tells of it.
            Effect::Warn(Warning::NotStored) => {}
            Effect::Warn(warning) => js::warn(&warning.to_string()),
        }
        None
    }

    fn wake_after(self: &Rc<Self>, ms: u32) {
        let weak = Rc::downgrade(self);
        let wake = clock::after(ms, move || {
            if let Some(recording) = weak.upgrade() {
                recording.tell(Input::Woke);
            }
        });
        self.wake.replace(wake);
    }

    fn slots(&self) -> Vec<Slot> {
        let others = self.storage.keys(RECORDS).into_iter().filter(|name| *name != self.record);
        others.filter_map(|name| Some(Slot { text: self.storage.get(&name)?, name, is_live: None })).collect()
    }

    fn send(self: &Rc<Self>, request: u32, body: &str, keepalive: bool) {
        let (abort, outcome) = transport::post_events(&self.api, body, keepalive);
        self.requests.borrow_mut().push((request, abort));
        let weak = Rc::downgrade(self);
        spawn_local(async move {
            let outcome = outcome.await;
            let Some(recording) = weak.upgrade() else { return };
            recording.requests.borrow_mut().retain(|(other, _)| *other != request);
            recording.tell(Input::Outcome { request, outcome });
        });
    }
}

/// The visitor's own decision stands before everything; without one, Global Privacy Control forbids, and a site that
/// waits for consent gets none.
fn has_consent(tracking: &Value, decision: Option<&str>) -> bool {
    match decision {
        Some("in") => true,
        Some(_) => false,
        None => !page::asks_for_privacy() && tracking.as_str() != Some("consent"),
    }
}
