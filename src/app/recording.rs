//! The chunk "events": behavioural events on their way to the server. It feeds the queue and carries out what that
//! decides, with the page's storage and comings and goings. What is told before it has come waits in `app`.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use halo_protocol::object;
use serde_json::Value;
use wasm_bindgen_futures::spawn_local;

use super::perform::config_path;
use super::{CONSENT, IN, Inner, OUT};
use crate::config::Options;
use crate::core::behaviour::address::page_url;
use crate::core::behaviour::kind::{Kinds, Will};
use crate::core::behaviour::memory::Behaviour;
use crate::core::input;
use crate::core::queue::{self, Effect, Input, Queue, Settings, Slot, Warning};
use crate::on_demand::on_demand;
use crate::web::clock::{self, Timeout};
use crate::web::lifecycle::{Lifecycle, Moment};
use crate::web::storage::Storage;
use crate::web::tracker::Tracker;
use crate::web::transport::{self, Abort, Api};
use crate::web::{js, page};

/// Start of the storage keys of queued events; one key per page.
const RECORDS: &str = "events:";

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
    pub(super) fn start(options: &Options, tracking: &Value, api: &Api, widget: Weak<Inner>) -> Option<Box<dyn Record>> = "events" 1 {
        Recording::start(options, tracking, api, widget).map(|recording| Box::new(Handle(recording)) as Box<dyn Record>)
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
    /// Where nothing but the time is asked for.
    time_path: String,
    storage: Storage,
    /// Storage key of this page's record.
    record: String,
    requests: RefCell<Vec<(u32, Rc<Abort>)>>,
    wake: RefCell<Option<Timeout>>,
    lifecycle: RefCell<Option<Lifecycle>>,
    /// What page and server say of tracking.
    tracking: Value,
    tracker: RefCell<Option<Tracker>>,
    behaviour: RefCell<Behaviour>,
    widget: Weak<Inner>,
}

impl Recording {
    fn start(options: &Options, tracking: &Value, api: &Api, widget: Weak<Inner>) -> Option<Rc<Self>> {
        let storage = Storage::open();
        let will = will(storage.get(CONSENT).as_deref());
        let settings = Settings {
            project: queue::project(&api.base, &options.org_id, api.key.as_deref()?),
            has_consent: will.allows(tracking),
            awaits_deed: !will.opted_in && !page::visitor_has_acted(),
            ..Settings::default()
        };
        let recording = Rc::new(Self {
            queue: RefCell::new(Queue::new(settings, clock::now())),
            inbox: RefCell::default(),
            is_working: Cell::default(),
            api: api.clone(),
            time_path: config_path(options),
            storage,
            record: [RECORDS, &clock::now().uuid()].concat(),
            requests: RefCell::default(),
            wake: RefCell::default(),
            lifecycle: RefCell::default(),
            tracking: tracking.clone(),
            tracker: RefCell::default(),
            behaviour: RefCell::default(),
            widget,
        });
        let weak = Rc::downgrade(&recording);
        let tell = move |moment| {
            if let Some(recording) = weak.upgrade() {
                // No page out of the back-forward cache has heard of what others stored meanwhile.
                if matches!(moment, Moment::Stored | Moment::Shown) {
                    recording.obey();
                }
                recording.tell(match moment {
                    Moment::Stored => return,
                    Moment::Hidden => Input::Hidden,
                    Moment::Shown => Input::Shown,
                    Moment::Left => Input::PageHide,
                    Moment::Blurred => Input::Blur,
                    Moment::Online => Input::Online,
                    Moment::Acted => Input::Acted,
                });
            }
        };
        recording.lifecycle.replace(Some(Lifecycle::watch(tell)));
        recording.tell(Input::Start);
        recording.watch(will);
        Some(recording)
    }

    /// Does as the visitor decided on another page of the site.
    fn obey(self: &Rc<Self>) {
        // A script can dispatch such an event in the midst of anything.
        let Ok(records) = self.queue.try_borrow().map(|queue| queue.records()) else { return };
        match self.storage.get(CONSENT).as_deref() {
            Some(OUT) if records => self.tell(Input::OptOut),
            Some(IN) if !records => self.tell(Input::OptIn),
            _ => {}
        }
    }

    fn snapshot(&self) -> Value {
        let snapshot = self.queue.borrow().snapshot(clock::now());
        let dropped = snapshot.drops.iter().map(|(reason, count)| (reason.name().to_owned(), count.into()));
        Value::Object(object([
            ("state", snapshot.state.name().into()),
            ("depth", snapshot.depth.into()),
            ("bytes", snapshot.bytes.into()),
            ("inFlight", snapshot.in_flight.into()),
            ("delivered", snapshot.delivered.into()),
            ("dropped", Value::Object(dropped.collect())),
            ("lastError", snapshot.last_error.map(queue::LastError::words).into()),
            ("passedOver", self.tracker.borrow().as_ref().map_or(0, Tracker::passed_over).into()),
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
            let decision = match input {
                Input::OptIn => Some(IN),
                Input::OptOut => Some(OUT),
                _ => None,
            };
            if let Input::Capture(event) | Input::Track(event) = &input
                && self.queue.borrow().records()
            {
                self.behaviour.borrow_mut().note(event, clock::mono_ms());
            }
            self.queue.borrow_mut().run(input, clock::now(), &mut |effect| self.perform(effect));
            // Afterwards: the view of this page, which a yes brings about, is already covered by it.
            if decision.is_some() {
                self.behaviour.borrow_mut().clear();
                self.watch(will(decision));
            }
        }
        self.is_working.set(false);
    }

    /// What an input means for tracker and memory, before the queue gets it.
    fn heed(self: &Rc<Self>, input: Input) -> Input {
        match input {
            Input::AskTime => self.ask_time(),
            Input::Reset => self.behaviour.borrow_mut().clear(),
            Input::Track(mut event) => {
                event.page_url.get_or_insert_with(|| page_url(&page::address(), &[]));
                return Input::Track(event);
            }
            _ => {}
        }
        input
    }

    fn ask_time(&self) {
        let (api, widget, path) = (self.api.clone(), self.widget.clone(), self.time_path.clone());
        spawn_local(async move {
            transport::ask_time(&api, &path).await;
            // A server that does not tell: the visitor's clock has to do.
            super::send(&widget, input::Input::ServerTime(api.heard.take().unwrap_or_else(clock::unix_ms)));
        });
    }

    /// Starts or stops the tracker as option and visitor will.
    fn watch(self: &Rc<Self>, will: Will) {
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
            if let Some(server_ms) = recording.api.heard.take() {
                super::send(&recording.widget, input::Input::ServerTime(server_ms));
            }
            recording.tell(Input::Outcome { request, outcome });
        });
    }
}

/// What the visitor's browser and the visitor have said about being recorded.
pub(super) fn will(decision: Option<&str>) -> Will {
    let is = |word| decision == Some(word);
    Will { sends_gpc: page::asks_for_privacy(), opted_out: decision.is_some() && !is(IN), opted_in: is(IN) }
}
