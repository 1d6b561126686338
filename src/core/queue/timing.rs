//! When something is due: the next batch, the one timer, and the warnings that wait for it.

use super::drops::DropReason;
use super::input::{QueueEffect, QueueWarning};
use super::machine::Queue;
use super::policy::BATCH_BYTES;
use crate::core::moment::Moment;

/// Requests at once while the page is being left: the one under way and a last one.
const MOST_FLIGHTS_LEAVING: usize = 2;

impl Queue {
    /// The present by clocks that only go forward.
    pub(super) fn steady(&mut self, is_wake: bool, now: Moment) -> Moment {
        let mut mono_ms = now.mono_ms.saturating_add(self.mono_lag_ms).max(self.mono_ms);
        // A timer that fires while the clock stands where it stood when the timer was set: the clock is stopped.
        if let Some(at_ms) = self.wake_at_ms.take_if(|_| is_wake)
            && at_ms > mono_ms
            && mono_ms == self.mono_ms
        {
            self.mono_lag_ms += at_ms - mono_ms;
            mono_ms = at_ms;
        }
        self.mono_ms = mono_ms;
        Moment { mono_ms, ..now }
    }

    /// Chooses what leaves now.
    pub(super) fn send(
        &mut self,
        is_leaving: bool,
        now: Moment,
        out: &mut Vec<QueueEffect>,
    ) -> Option<QueueEffect> {
        let most_flights = if is_leaving { MOST_FLIGHTS_LEAVING } else { 1 };
        let is_free = self.flights.len() < most_flights;
        let may_send = is_free && !self.is_closed && self.settings.has_consent && self.gate.is_open(now);
        let is_due = is_leaving || self.is_flush_due(now);
        let may_send = may_send && is_due;
        if may_send {
            self.doubt_expired(now, out);
        }
        let sent = if may_send { self.send_batch(is_leaving, now) } else { None };
        if self.backlog.ready(&self.paused, now).0 == 0 {
            self.flush_at_ms = None;
        } else if sent.is_some() {
            // What is left of a flush follows when the request is over.
            self.flush_now(now);
        } else {
            self.flush_at_ms.get_or_insert(now.mono_ms.saturating_add(self.settings.flush_ms));
        }
        sent
    }

    fn is_flush_due(&self, now: Moment) -> bool {
        let (events, bytes) = self.backlog.ready(&self.paused, now);
        let is_full = events >= self.settings.flush_events || bytes >= BATCH_BYTES;
        let is_time = self.flush_at_ms.is_some_and(|at_ms| at_ms <= now.mono_ms);
        events > 0 && (is_full || is_time)
    }

    /// Warns once of what goes on and on, and not before the loop that does it had its turn.
    pub(super) fn warn(&mut self, is_wake: bool, out: &mut Vec<QueueEffect>) {
        let limited = self.drops.of(DropReason::RateLimited);
        if is_wake && limited > 0 && !std::mem::replace(&mut self.told.rate_limited, true) {
            out.push(QueueEffect::Warn(QueueWarning::RateLimited { dropped: limited }));
        }
        let full = self.drops.of(DropReason::QueueFull);
        if is_wake && full > 0 && !std::mem::replace(&mut self.told.queue_full, true) {
            out.push(QueueEffect::Warn(QueueWarning::QueueFull { dropped: full }));
        }
    }

    /// One timer for everything that time brings about.
    pub(super) fn ask_to_wake(&mut self, now: Moment, out: &mut Vec<QueueEffect>) {
        let due_ms = self.next_due_ms(now).map(|at_ms| at_ms.max(now.mono_ms.saturating_add(1)));
        if due_ms != self.wake_at_ms
            && let Some(at_ms) = due_ms
        {
            let after_ms = u32::try_from(at_ms.saturating_sub(now.mono_ms)).unwrap_or(u32::MAX);
            out.push(QueueEffect::Wake(after_ms));
        }
        self.wake_at_ms = due_ms;
    }

    fn next_due_ms(&self, now: Moment) -> Option<u64> {
        let deadlines = self.flights.iter().map(|flight| flight.deadline_ms);
        if self.is_closed || !self.settings.has_consent {
            return deadlines.min();
        }
        let flush_at_ms = self.flush_at_ms.filter(|_| self.flights.is_empty());
        let flush_at_ms = flush_at_ms.and_then(|at_ms| Some(at_ms.max(self.gate.opens_at_ms()?)));
        let held = self.backlog.iter().map(|entry| entry.held_until_ms).filter(|at_ms| *at_ms > now.mono_ms);
        let shows_life = self.settings.shows_life && !self.backlog.is_empty();
        let storage = self.storage.wake_at_ms(shows_life, now).filter(|_| !self.settings.awaits_deed);
        deadlines.chain(held).chain(flush_at_ms).chain(storage).min()
    }
}
