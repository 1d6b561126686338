//! The queue's state and its one way in, [`Queue::handle`]. When something is due is decided in `timing`, what an
//! answer leads to in `sending`, what is stored in `saving`.

use std::collections::VecDeque;
use std::rc::Rc;

use halo_protocol::limits::BATCH_EVENTS;

use super::backlog::Backlog;
use super::clock::Clock;
use super::drops::{DropReason, Drops};
use super::entry::{Entry, Owner};
use super::flight::Flight;
use super::gate::Gate;
use super::input::{QueueEffect, QueueInput, QueueSettings};
use super::limiter::Limiter;
use super::policy::{MAX_FLUSH_MS, MIN_FLUSH_MS};
use super::record_state::RecordState;
use super::snapshot::{QueueState, Snapshot};
use super::verdict::LastError;
use crate::core::moment::Moment;

/// The behavioural events of one page.
#[derive(Debug)]
pub struct Queue {
    pub(super) settings: QueueSettings,
    pub(super) backlog: Backlog,
    pub(super) owner: Rc<Owner>,
    /// Proves the current user; never stored, never shown.
    pub(super) token: Option<String>,
    /// A new token was asked for because of a 403, and no event of a user has arrived since: asking for another one
    /// would go on for ever where the server takes none.
    pub(super) has_asked: bool,
    pub(super) gate: Gate,
    pub(super) limiter: Limiter,
    pub(super) clock: Clock,
    pub(super) storage: RecordState,
    pub(super) drops: Drops,
    pub(super) delivered: u64,
    pub(super) last_error: Option<LastError>,
    /// One, and while the page is being left perhaps two; never with an event in common.
    pub(super) flights: Vec<Flight>,
    pub(super) requests: u32,
    /// Batches that were cut to find what the server does not take; they go before all others, as they are.
    pub(super) parts: VecDeque<Vec<String>>,
    pub(super) rejections: u32,
    /// Most events in a batch, after what the server found too large.
    pub(super) batch_events: usize,
    /// Users (`None`: visitors) whose events the server does not take without a new token.
    pub(super) paused: Vec<Option<String>>,
    /// Users who logged out on this page.
    pub(super) logged_out: Vec<Option<String>>,
    /// When the oldest waiting event has waited long enough.
    pub(super) flush_at_ms: Option<u64>,
    pub(super) is_closed: bool,
    pub(super) told: Told,
    /// Time of the wake that was asked for.
    pub(super) wake_at_ms: Option<u64>,
    pub(super) mono_ms: u64,
    /// What is added to the monotonic clock: a page can stop it, but a timer that fired tells that time passed.
    pub(super) mono_lag_ms: u64,
    /// Why which event was dropped: what the counts leave out, for the law that the tests hold the queue to.
    #[cfg(test)]
    pub(super) dropped: Vec<(String, DropReason)>,
}

/// Which warnings were given.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) rate_limited: bool,
    pub(super) queue_full: bool,
}

impl Queue {
    /// An empty queue at the beginning of a page.
    #[must_use]
    pub fn new(mut settings: QueueSettings, now: Moment) -> Self {
        settings.flush_ms = settings.flush_ms.clamp(MIN_FLUSH_MS, MAX_FLUSH_MS);
        settings.flush_events = settings.flush_events.clamp(1, BATCH_EVENTS);
        Self {
            settings,
            backlog: Backlog::default(),
            owner: Rc::default(),
            token: None,
            has_asked: false,
            gate: Gate::default(),
            limiter: Limiter::full(now.mono_ms),
            clock: Clock::default(),
            storage: RecordState::default(),
            drops: Drops::default(),
            delivered: 0,
            last_error: None,
            flights: Vec::new(),
            requests: 0,
            parts: VecDeque::new(),
            rejections: 0,
            batch_events: BATCH_EVENTS,
            paused: Vec::new(),
            logged_out: Vec::new(),
            flush_at_ms: None,
            is_closed: false,
            told: Told::default(),
            wake_at_ms: None,
            mono_ms: now.mono_ms,
            mono_lag_ms: 0,
            #[cfg(test)]
            dropped: Vec::new(),
        }
    }

    /// Takes in what happened, and has `carry_out` do what follows, in order. What it returns (the records of other
    /// pages, a failed save) is taken in when the whole list is done: an answer amid a list would make the rest of
    /// the list, a save or a wake, older than what follows from the answer.
    pub fn run(
        &mut self,
        input: QueueInput,
        now: Moment,
        carry_out: &mut dyn FnMut(QueueEffect) -> Option<QueueInput>,
    ) {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            inputs.extend(self.handle(input, now).into_iter().filter_map(&mut *carry_out));
        }
    }

    /// Takes in what happened; returns what to do. [`Queue::run`] keeps to the order of things.
    pub fn handle(&mut self, input: QueueInput, now: Moment) -> Vec<QueueEffect> {
        let mut out = Vec::new();
        let is_wake = matches!(input, QueueInput::Woke);
        let is_closing = matches!(input, QueueInput::Close);
        let is_leaving =
            matches!(input, QueueInput::Hidden | QueueInput::PageHide | QueueInput::Close) && !self.is_closed;
        // Coming back is urgent too: until it is written, others take the record for left.
        let is_pressing =
            is_leaving || self.is_closed || matches!(input, QueueInput::Blur | QueueInput::Shown);
        // What just failed would only fail again, without end once everything is urgent.
        let is_urgent = is_pressing && !matches!(input, QueueInput::SaveFailed);
        let now = self.steady(is_wake, now);
        self.end_late_flights(now, &mut out);
        // Afterwards nobody could prove whose these are.
        let parting = if matches!(input, QueueInput::Reset) { self.send(true, now, &mut out) } else { None };
        self.take_in(input, now, &mut out);
        for entry in self.backlog.take_if(|entry| entry.is_expired(now) && entry.request.is_none()) {
            self.drop_entry(entry, DropReason::Expired);
        }
        let sent = self.send(is_leaving, now, &mut out);
        self.save(is_urgent, now, &mut out);
        out.extend(parting);
        out.extend(sent);
        self.is_closed |= is_closing;
        self.warn(is_wake, &mut out);
        self.ask_to_wake(now, &mut out);
        out
    }

    /// Whether what happens now is recorded at all.
    #[must_use]
    pub fn records(&self) -> bool {
        self.settings.has_consent && !self.is_closed
    }

    /// What `debug()` shows.
    #[must_use]
    pub fn snapshot(&self, now: Moment) -> Snapshot {
        Snapshot {
            depth: self.backlog.len(),
            bytes: self.backlog.bytes(),
            in_flight: self.backlog.iter().filter(|entry| entry.request.is_some()).count(),
            delivered: self.delivered,
            drops: self.drops.clone(),
            last_error: self.last_error,
            state: self.state(now),
            is_stored: self.storage.works(),
        }
    }

    fn state(&self, now: Moment) -> QueueState {
        if self.is_closed {
            QueueState::Closed
        } else if !self.settings.has_consent {
            QueueState::OptedOut
        } else if self.gate.is_key_refused() {
            QueueState::KeyRefused
        } else if self.gate.is_resting() {
            QueueState::Resting
        } else if !self.paused.is_empty() {
            QueueState::AwaitsIdentity
        } else {
            let wait_ms = self.gate.opens_at_ms().map_or(0, |at_ms| at_ms.saturating_sub(now.mono_ms));
            if wait_ms > 0 { QueueState::Waits(wait_ms) } else { QueueState::Ready }
        }
    }

    fn take_in(&mut self, input: QueueInput, now: Moment, out: &mut Vec<QueueEffect>) {
        let still_counts = matches!(
            input,
            QueueInput::Outcome { .. }
                | QueueInput::Capture(_)
                | QueueInput::Track(_)
                | QueueInput::OptOut
                | QueueInput::SaveFailed
        );
        if self.is_closed && !still_counts {
            return;
        }
        match input {
            QueueInput::Start => self.start(out),
            QueueInput::Slots(slots) => self.adopt(slots, now),
            QueueInput::Capture(event) => self.capture(event, now),
            QueueInput::Track(event) => {
                self.settings.awaits_deed = false;
                self.capture(event, now);
            }
            QueueInput::Owner(owner, token) => self.change_owner(owner, token, now),
            QueueInput::Acted => self.settings.awaits_deed = false,
            QueueInput::Outcome { request, outcome } => self.end_flight(request, &outcome, now, out),
            QueueInput::Woke => self.look_for_orphans(now, out),
            QueueInput::Flush => self.flush_now(now),
            QueueInput::Online => {
                self.gate.on_online();
                self.flush_now(now);
            }
            QueueInput::Hidden | QueueInput::Blur => {}
            QueueInput::PageHide => self.storage.leave(),
            QueueInput::Shown => {
                if self.storage.come_back() {
                    // A page out of the back-forward cache is as good as the next page.
                    self.gate.on_online();
                }
                self.gate.on_activity(now);
                self.look_again(out);
            }
            QueueInput::IdentityLost => self.pause(self.owner.user_id.clone()),
            QueueInput::IdentityRenewed => {
                self.paused.retain(|user_id| user_id.is_some() && *user_id != self.owner.user_id);
                self.flush_now(now);
            }
            QueueInput::ServerTime(server_ms) => self.clock.learn(server_ms, now),
            QueueInput::OptOut => self.opt_out(out),
            QueueInput::OptIn => {
                self.settings.has_consent = true;
                self.settings.awaits_deed = false;
            }
            QueueInput::Reset => self.reset(now),
            QueueInput::SaveFailed => self.save_failed(out),
            QueueInput::Close => self.storage.leave(),
        }
    }

    fn capture(&mut self, event: halo_protocol::event::Event, now: Moment) {
        let refusal = if self.is_closed {
            Some(DropReason::Closed)
        } else if !self.settings.has_consent {
            Some(DropReason::OptedOut)
        } else if !self.limiter.admits(now.mono_ms) {
            Some(DropReason::RateLimited)
        } else {
            None
        };
        if let Some(reason) = refusal {
            self.drops.add(reason);
            return;
        }
        match Entry::capture(event, Rc::clone(&self.owner), now) {
            Ok(entry) => {
                for evicted in self.backlog.push(entry) {
                    self.drop_entry(evicted, DropReason::QueueFull);
                }
                self.gate.on_activity(now);
                self.storage.touch();
            }
            Err(reason) => self.drops.add(reason),
        }
    }

    pub(super) fn drop_entry(&mut self, entry: Entry, reason: DropReason) {
        self.drops.add(reason);
        self.storage.touch();
        #[cfg(test)]
        self.dropped.push((entry.id.clone(), reason));
        drop(entry);
    }

    pub(super) fn pause(&mut self, user_id: Option<String>) {
        if !self.paused.contains(&user_id) {
            self.paused.push(user_id);
        }
    }

    fn opt_out(&mut self, out: &mut Vec<QueueEffect>) {
        self.settings.has_consent = false;
        for flight in std::mem::take(&mut self.flights) {
            out.push(QueueEffect::Abort { request: flight.request });
        }
        for entry in self.backlog.take_if(|_| true) {
            self.drop_entry(entry, DropReason::OptedOut);
        }
        self.parts.clear();
        self.flush_at_ms = None;
        self.storage.forget();
        out.push(QueueEffect::Purge);
    }

    fn change_owner(&mut self, owner: Owner, token: Option<String>, now: Moment) {
        self.logged_out.retain(|user_id| *user_id != owner.user_id);
        if token.is_some() && token != self.token {
            self.paused.retain(|user_id| *user_id != owner.user_id);
            self.flush_now(now);
        }
        self.token = token;
        self.owner = Rc::new(owner);
    }

    /// Without their user, events that wait for the user's token would wait for nothing, in the next visitor's browser.
    fn reset(&mut self, now: Moment) {
        let owner = std::mem::take(&mut self.owner);
        self.token = None;
        self.has_asked = false;
        if owner.user_id.is_some() {
            self.logged_out.push(owner.user_id.clone());
        }
        let paused = std::mem::take(&mut self.paused);
        let is_stuck = |entry: &Entry| entry.owner.user_id.is_some() && paused.contains(&entry.owner.user_id);
        for entry in self.backlog.take_if(|entry| entry.request.is_none() && is_stuck(entry)) {
            self.drop_entry(entry, DropReason::LoggedOut);
        }
        self.flush_now(now);
    }

    pub(super) fn flush_now(&mut self, now: Moment) {
        self.flush_at_ms = Some(now.mono_ms);
    }
}
