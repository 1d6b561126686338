//! When the next request may leave: backoff, `Retry-After`, rests, and a key the server refused.

use super::policy::{BLOCKED_TRIES, REST_MS, SERIES_TRIES};
use crate::core::backoff::delay_ms;
use crate::core::moment::Moment;

#[derive(Debug, Default)]
pub(super) struct Gate {
    /// Failures in a row of a server, answers that never came included.
    tries: u32,
    /// Requests in a row that no server answered.
    blocked: u32,
    backoff_until_ms: u64,
    /// The server's own wish. Only time ends it.
    retry_after_until_ms: u64,
    rest: Rest,
    is_key_refused: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Rest {
    #[default]
    None,
    /// Nothing answers: until `online`, or the next page.
    Blocked,
    /// A series of tries failed: until `online`, the next page, or the first event after this time.
    Until(u64),
}

impl Gate {
    pub(super) fn is_open(&self, now: Moment) -> bool {
        self.opens_at_ms().is_some_and(|at_ms| at_ms <= now.mono_ms)
    }

    /// When time alone opens it.
    pub(super) fn opens_at_ms(&self) -> Option<u64> {
        let is_waiting = self.rest == Rest::None && !self.is_key_refused;
        is_waiting.then(|| self.backoff_until_ms.max(self.retry_after_until_ms))
    }

    pub(super) fn is_key_refused(&self) -> bool {
        self.is_key_refused
    }

    pub(super) fn is_resting(&self) -> bool {
        self.rest != Rest::None
    }

    /// How long the server still wants to be left alone.
    pub(super) fn retry_after_left_ms(&self, now: Moment) -> u64 {
        self.retry_after_until_ms.saturating_sub(now.mono_ms)
    }

    pub(super) fn on_delivered(&mut self) {
        let retry_after_until_ms = self.retry_after_until_ms;
        let is_key_refused = self.is_key_refused;
        *self = Self { retry_after_until_ms, is_key_refused, ..Self::default() };
    }

    /// A server was reached: nothing blocks the way to it.
    pub(super) fn on_answered(&mut self) {
        self.blocked = 0;
    }

    pub(super) fn on_retry_after(&mut self, wait_ms: u64, now: Moment) {
        self.on_answered();
        self.retry_after_until_ms = self.retry_after_until_ms.max(now.mono_ms.saturating_add(wait_ms));
    }

    /// Returns the wait before the next try.
    pub(super) fn on_failed(&mut self, now: Moment) -> u64 {
        self.tries += 1;
        if self.tries >= SERIES_TRIES {
            self.tries = 0;
            self.rest = Rest::Until(now.mono_ms.saturating_add(REST_MS));
            return 0;
        }
        self.back_off(self.tries, now)
    }

    pub(super) fn on_blocked(&mut self, now: Moment) {
        self.blocked += 1;
        if self.blocked >= BLOCKED_TRIES {
            self.rest = Rest::Blocked;
        } else {
            self.back_off(self.blocked, now);
        }
    }

    pub(super) fn on_key_refused(&mut self) {
        self.is_key_refused = true;
    }

    pub(super) fn on_online(&mut self) {
        self.on_delivered();
    }

    /// A new event or the visitor's return ends a rest that was long enough.
    pub(super) fn on_activity(&mut self, now: Moment) {
        if matches!(self.rest, Rest::Until(at_ms) if at_ms <= now.mono_ms) {
            self.rest = Rest::None;
        }
    }

    fn back_off(&mut self, tries: u32, now: Moment) -> u64 {
        let wait_ms = u64::from(delay_ms(tries, now.entropy));
        self.backoff_until_ms = now.mono_ms.saturating_add(wait_ms);
        wait_ms
    }
}
