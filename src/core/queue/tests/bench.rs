//! One page with a queue, a clock that tests move, a network they answer for, and a storage pages can share.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use halo_protocol::event::Event;
use serde_json::{Value, json};

use super::super::{
    BatchOutcome, DropReason, Owner, Queue, QueueEffect, QueueInput, QueueSettings, QueueWarning, Slot,
};
use crate::core::moment::Moment;

/// A Saturday in November 2026.
pub(crate) const BEGAN_UNIX_MS: u64 = 1_795_262_400_000;
pub(crate) const ACK: &str = r#"{"success":true}"#;

pub(crate) type Storage = Rc<RefCell<BTreeMap<String, String>>>;

#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) request: u32,
    pub(crate) body: String,
    pub(crate) keepalive: bool,
    pub(crate) retries: u32,
    pub(crate) at_ms: u64,
}

impl Sent {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    fn texts(&self, read: impl Fn(&Value) -> Option<&str>) -> Vec<String> {
        let body = self.json();
        let events = body["events"].as_array().unwrap();
        events.iter().map(|event| read(event).unwrap_or_default().to_owned()).collect()
    }

    pub(crate) fn types(&self) -> Vec<String> {
        self.texts(|event| event["event_type"].as_str())
    }

    pub(crate) fn ids(&self) -> Vec<String> {
        self.texts(|event| event["metadata"]["$id"].as_str())
    }
}

pub(crate) struct Bench {
    pub(crate) queue: Queue,
    pub(crate) now: Moment,
    pub(crate) sent: Vec<Sent>,
    pub(crate) aborted: Vec<u32>,
    pub(crate) warnings: Vec<QueueWarning>,
    pub(crate) needs_identity: usize,
    pub(crate) wakes: usize,
    pub(crate) saves: usize,
    pub(crate) storage: Storage,
    pub(crate) slot: String,
    /// What is done of an effect of this kind: tests look at the order.
    pub(crate) log: Vec<&'static str>,
    pub(crate) is_storage_broken: bool,
    /// What is known of the other pages.
    pub(crate) are_others_live: Option<bool>,
    wake_at_ms: Option<u64>,
}

thread_local! {
    static PAGES: RefCell<u128> = const { RefCell::new(0) };
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self::with(
            QueueSettings { project: "shop".into(), ..QueueSettings::default() },
            Storage::default(),
            BEGAN_UNIX_MS,
        )
    }

    /// A page whose events wait for a flush or for being a hundred.
    pub(crate) fn calm() -> Self {
        let settings =
            QueueSettings { project: "shop".into(), flush_events: 100, ..QueueSettings::default() };
        Self::with(settings, Storage::default(), BEGAN_UNIX_MS)
    }

    /// A page that begins at this time on these settings, over this storage. Other pages' records are read at once.
    pub(crate) fn with(settings: QueueSettings, storage: Storage, unix_ms: u64) -> Self {
        let page = PAGES.with_borrow_mut(|pages| {
            *pages += 1;
            *pages
        });
        let now = Moment { mono_ms: 40, unix_ms, entropy: page << 32 };
        let mut bench = Self {
            queue: Queue::new(settings, now),
            now,
            sent: Vec::new(),
            aborted: Vec::new(),
            warnings: Vec::new(),
            needs_identity: 0,
            wakes: 0,
            saves: 0,
            storage,
            slot: format!("page-{page}"),
            log: Vec::new(),
            is_storage_broken: false,
            are_others_live: None,
            wake_at_ms: None,
        };
        bench.give(QueueInput::Start);
        bench
    }

    /// The next page of the same site, `after_ms` later.
    pub(crate) fn next_page(&self, after_ms: u64) -> Self {
        let settings = QueueSettings { project: "shop".into(), ..QueueSettings::default() };
        Self::with(settings, Rc::clone(&self.storage), self.now.unix_ms + after_ms)
    }

    pub(crate) fn give(&mut self, input: QueueInput) {
        self.now.entropy += 1;
        let now = self.now;
        let mut queue = std::mem::replace(&mut self.queue, Queue::new(QueueSettings::default(), now));
        queue.run(input, now, &mut |effect| self.carry_out(effect));
        self.queue = queue;
    }

    fn carry_out(&mut self, effect: QueueEffect) -> Option<QueueInput> {
        match effect {
            QueueEffect::Send { request, body, keepalive, retries } => {
                self.log.push("send");
                self.sent.push(Sent { request, body, keepalive, retries, at_ms: self.now.mono_ms });
            }
            QueueEffect::Abort { request } => self.aborted.push(request),
            QueueEffect::Wake(after_ms) => {
                assert!(after_ms > 0, "a timer of nothing spins");
                self.wake_at_ms = Some(self.now.mono_ms + u64::from(after_ms));
            }
            QueueEffect::Save(text) => {
                self.log.push("save");
                self.saves += 1;
                if self.is_storage_broken {
                    return Some(QueueInput::SaveFailed);
                }
                self.storage.borrow_mut().insert(self.slot.clone(), text);
            }
            QueueEffect::Clear => _ = self.storage.borrow_mut().remove(&self.slot),
            QueueEffect::ReadSlots => return Some(QueueInput::Slots(self.other_slots())),
            QueueEffect::RemoveSlots(names) => {
                self.log.push("remove");
                self.storage.borrow_mut().retain(|name, _| !names.contains(name));
            }
            QueueEffect::Purge => self.storage.borrow_mut().clear(),
            QueueEffect::NeedIdentity => self.needs_identity += 1,
            QueueEffect::Warn(warning) => self.warnings.push(warning),
        }
        None
    }

    pub(crate) fn other_slots(&self) -> Vec<Slot> {
        let storage = self.storage.borrow();
        let others = storage.iter().filter(|(name, _)| **name != self.slot);
        let slot = |(name, text): (&String, &String)| Slot {
            name: name.clone(),
            text: text.clone(),
            is_live: self.are_others_live,
        };
        others.map(slot).collect()
    }

    pub(crate) fn record(&self) -> Option<Value> {
        self.storage.borrow().get(&self.slot).map(|text| serde_json::from_str(text).unwrap())
    }

    pub(crate) fn capture(&mut self, event_type: &str) {
        self.give(QueueInput::Capture(event(event_type)));
    }

    pub(crate) fn capture_many(&mut self, count: usize) {
        for index in 0..count {
            self.capture(&format!("e{index}"));
        }
    }

    /// Lets time go by; timers fire on the millisecond.
    pub(crate) fn pass(&mut self, ms: u64) {
        let until_ms = self.now.mono_ms + ms;
        while let Some(at_ms) = self.wake_at_ms.take_if(|at_ms| *at_ms <= until_ms) {
            let step_ms = at_ms.saturating_sub(self.now.mono_ms);
            self.now.mono_ms += step_ms;
            self.now.unix_ms += step_ms;
            self.wakes += 1;
            self.give(QueueInput::Woke);
        }
        let step_ms = until_ms.saturating_sub(self.now.mono_ms);
        self.now.mono_ms += step_ms;
        self.now.unix_ms += step_ms;
    }

    pub(crate) fn outcome(&mut self, request: u32, outcome: BatchOutcome) {
        self.give(QueueInput::Outcome { request, outcome });
    }

    /// Lets time go by until the next request; returns how long that took.
    pub(crate) fn pass_until_sent(&mut self) -> u64 {
        let (sent, began_ms) = (self.sent.len(), self.now.mono_ms);
        while self.sent.len() == sent {
            self.pass(1);
            assert!(self.now.mono_ms < began_ms + 100_000, "nothing was sent");
        }
        self.now.mono_ms - began_ms
    }

    /// Answers the latest request.
    pub(crate) fn answer(&mut self, status: u16) {
        self.answer_with(status, None, if status == 200 { ACK } else { r#"{"error":"no"}"# });
    }

    pub(crate) fn answer_with(&mut self, status: u16, retry_after: Option<&str>, body: &str) {
        let request = self.sent.last().expect("a request").request;
        let retry_after = retry_after.map(str::to_owned);
        self.outcome(request, BatchOutcome::Answered { status, retry_after, body: body.to_owned() });
    }

    pub(crate) fn fail(&mut self) {
        let request = self.sent.last().expect("a request").request;
        self.outcome(request, BatchOutcome::Failed);
    }

    /// Sends `count` events in one request.
    pub(crate) fn send_many(&mut self, count: usize) {
        self.capture_many(count);
        self.give(QueueInput::Flush);
    }

    pub(crate) fn last(&self) -> &Sent {
        self.sent.last().expect("a request")
    }

    pub(crate) fn depth(&self) -> usize {
        self.queue.snapshot(self.now).depth
    }

    pub(crate) fn delivered(&self) -> u64 {
        self.queue.snapshot(self.now).delivered
    }

    pub(crate) fn dropped(&self, reason: DropReason) -> u32 {
        self.queue.snapshot(self.now).drops.of(reason)
    }

    pub(crate) fn owner(&mut self, user_id: Option<&str>, session_id: &str) {
        let user_id = user_id.map(str::to_owned);
        self.give(QueueInput::Owner(Owner { user_id, session_id: Some(session_id.to_owned()) }, None));
    }
}

pub(crate) fn event(event_type: &str) -> Event {
    serde_json::from_value(json!({ "event_type": event_type, "page_url": "https://shop.test/" })).unwrap()
}

pub(crate) fn storage() -> Storage {
    Storage::default()
}
