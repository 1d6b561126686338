//! The chunk "events": behavioural events on their way to the server. It feeds the queue and carries out what that
//! decides, with the page's storage and comings and goings. What is told before it has come waits in `app`.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use halo_protocol::object;
use serde_json::Value;
use wasm_bindgen_futures::spawn_local;

use super::{IN, Inner, OUT};
use crate::config::Options;
use crate::core::behaviour::address::page_url;
use crate::core::behaviour::kind::{EventKinds, Will};
use crate::core::behaviour::recent::Behaviour;
use crate::core::input::Input;
use crate::core::queue::{self, Queue, QueueEffect, QueueInput, QueueSettings, QueueWarning, Slot};
use crate::web::clock::{self, Timeout};
use crate::web::lifecycle::{Lifecycle, PageEvent};
use crate::web::storage::{CONSENT, EVENTS, Storage};
use crate::web::tracker::Tracker;
use crate::web::transport::{self, Abort, Api, TimedAnswer};
use crate::web::{js, page};

/// The recording, seen from outside.
pub(super) trait Recorder {
    /// Tells what happened.
    fn tell(&self, input: QueueInput);
    /// What `debug()` shows of the queue.
    fn snapshot(&self) -> Value;
    /// What the visitor did of late, in words for the agent.
    fn behaviour(&self) -> Option<String>;
}

/// The owner of a recording; dropping it closes the queue.
struct RecordingHandle(Rc<Recording>);

impl Recorder for RecordingHandle {
    fn tell(&self, input: QueueInput) {
        self.0.tell(input);
    }

    fn snapshot(&self) -> Value {
        self.0.snapshot()
    }

    fn behaviour(&self) -> Option<String> {
        self.0.behaviour.borrow().context(clock::mono_ms())
    }
}

impl Drop for RecordingHandle {
    fn drop(&mut self) {
        self.0.tracker.take();
        self.0.tell(QueueInput::Close);
    }
}

/// The queue with everything it needs of the browser.
pub(super) struct Recording {
    queue: RefCell<Queue>,
    inbox: RefCell<VecDeque<QueueInput>>,
    is_working: Cell<bool>,
    api: Api,
    storage: Storage,
    /// Part of the storage key of this page's record.
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
    /// Starts recording.
    pub(super) fn open(
        options: &Options,
        tracking: &Value,
        api: &Api,
        widget: Weak<Inner>,
    ) -> Option<Rc<dyn Recorder>> {
        let storage = Storage::open();
        let will = will(storage.get(CONSENT, "").as_deref());
        let settings = QueueSettings {
            project: queue::project(&api.base, &options.org_id, api.key.as_deref()?),
            has_consent: will.allows(tracking),
            awaits_deed: !will.opted_in && !page::visitor_has_acted(),
            ..QueueSettings::default()
        };
        let recording = Rc::new(Self {
            queue: RefCell::new(Queue::new(settings, clock::now())),
            inbox: RefCell::default(),
            is_working: Cell::default(),
            api: api.clone(),
            storage,
            record: clock::now().uuid(),
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
                if matches!(moment, PageEvent::Stored | PageEvent::Shown) {
                    recording.obey();
                }
                recording.tell(match moment {
                    PageEvent::Stored => return,
                    PageEvent::Hidden => QueueInput::Hidden,
                    PageEvent::Shown => QueueInput::Shown,
                    PageEvent::Left => QueueInput::PageHide,
                    PageEvent::Blurred => QueueInput::Blur,
                    PageEvent::Online => QueueInput::Online,
                    PageEvent::Acted => QueueInput::Acted,
                });
            }
        };
        recording.lifecycle.replace(Some(Lifecycle::watch(tell)));
        recording.tell(QueueInput::Start);
        recording.watch(will);
        Some(Rc::new(RecordingHandle(recording)))
    }

    /// Does as the visitor decided on another page of the site.
    fn obey(self: &Rc<Self>) {
        // A script can dispatch such an event in the midst of anything.
        let Ok(records) = self.queue.try_borrow().map(|queue| queue.records()) else { return };
        match self.storage.get(CONSENT, "").as_deref() {
            Some(OUT) if records => self.tell(QueueInput::OptOut),
            Some(IN) if !records => self.tell(QueueInput::OptIn),
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
    fn tell(self: &Rc<Self>, input: QueueInput) {
        let input = self.heed(input);
        self.inbox.borrow_mut().push_back(input);
        if self.is_working.replace(true) {
            return;
        }
        loop {
            let Some(input) = self.inbox.borrow_mut().pop_front() else { break };
            let decision = match input {
                QueueInput::OptIn => Some(IN),
                QueueInput::OptOut => Some(OUT),
                _ => None,
            };
            if let QueueInput::Capture(event) | QueueInput::Track(event) = &input
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
    fn heed(self: &Rc<Self>, input: QueueInput) -> QueueInput {
        match input {
            QueueInput::Reset => self.behaviour.borrow_mut().clear(),
            QueueInput::Track(mut event) => {
                event.page_url.get_or_insert_with(|| page_url(&page::address(), &[]));
                return QueueInput::Track(event);
            }
            _ => {}
        }
        input
    }

    /// Starts or stops the tracker as option and visitor will.
    fn watch(self: &Rc<Self>, will: Will) {
        self.tracker.take();
        let weak = Rc::downgrade(self);
        let sink = move |event| {
            if let Some(recording) = weak.upgrade() {
                recording.tell(QueueInput::Capture(event));
            }
        };
        let tracker = Tracker::start(EventKinds::allowed(&self.tracking, will), Rc::new(sink));
        self.tracker.replace(tracker);
    }

    /// Carries an effect out; what storage answers is answered at once.
    fn perform(self: &Rc<Self>, effect: QueueEffect) -> Option<QueueInput> {
        match effect {
            QueueEffect::Send { request, body, keepalive, .. } => self.send(request, &body, keepalive),
            QueueEffect::Abort { request } => {
                self.requests.borrow_mut().retain(|(other, _)| *other != request)
            }
            QueueEffect::Wake(ms) => self.wake_after(ms),
            QueueEffect::Save(text) => {
                return (!self.storage.set(EVENTS, &self.record, &text)).then_some(QueueInput::SaveFailed);
            }
            QueueEffect::Clear => self.storage.remove(EVENTS, &self.record),
            QueueEffect::ReadSlots => return Some(QueueInput::Slots(self.slots())),
            QueueEffect::RemoveSlots(names) => {
                names.iter().for_each(|name| self.storage.remove(EVENTS, name))
            }
            QueueEffect::Purge => self.storage.clear(EVENTS),
            QueueEffect::NeedIdentity => super::send(&self.widget, Input::Doubted),
            // A browser that stores nothing is the visitor's choice; `debug()` tells of it.
            QueueEffect::Warn(QueueWarning::NotStored) => {}
            QueueEffect::Warn(warning) => js::warn(&warning.to_string()),
        }
        None
    }

    fn wake_after(self: &Rc<Self>, ms: u32) {
        let weak = Rc::downgrade(self);
        let wake = clock::after(ms, move || {
            if let Some(recording) = weak.upgrade() {
                recording.tell(QueueInput::Woke);
            }
        });
        self.wake.replace(wake);
    }

    fn slots(&self) -> Vec<Slot> {
        let others = self.storage.parts(EVENTS).into_iter().filter(|name| *name != self.record);
        others
            .filter_map(|name| Some(Slot { text: self.storage.get(EVENTS, &name)?, name, is_live: None }))
            .collect()
    }

    fn send(self: &Rc<Self>, request: u32, body: &str, keepalive: bool) {
        let (abort, outcome) = transport::post_events(&self.api, body, keepalive);
        self.requests.borrow_mut().push((request, abort));
        let weak = Rc::downgrade(self);
        spawn_local(async move {
            let TimedAnswer { server_ms, answer: outcome, .. } = outcome.await;
            let Some(recording) = weak.upgrade() else { return };
            recording.requests.borrow_mut().retain(|(other, _)| *other != request);
            if let Some(server_ms) = server_ms {
                recording.tell(QueueInput::ServerTime(server_ms));
                super::send(&recording.widget, Input::ServerTime(server_ms));
            }
            recording.tell(QueueInput::Outcome { request, outcome });
        });
    }
}

/// What the visitor's browser and the visitor have said about being recorded.
pub(super) fn will(decision: Option<&str>) -> Will {
    let is = |word| decision == Some(word);
    Will { sends_gpc: page::asks_for_privacy(), opted_out: decision.is_some() && !is(IN), opted_in: is(IN) }
}
