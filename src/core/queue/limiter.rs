//! A token bucket in whole numbers: 100 events at once, then 10 a second. What is done with a refused event is the
//! queue's business.

use super::policy::{BURST, RATE_PER_SECOND};

/// Tokens are counted in thousandths, so that a millisecond adds a whole number of them.
const PER_EVENT: u64 = 1_000;
const FULL: u64 = BURST * PER_EVENT;

#[derive(Clone, Copy, Debug)]
pub(super) struct Limiter {
    level: u64,
    at_ms: u64,
}

impl Limiter {
    pub(super) fn full(now_ms: u64) -> Self {
        Self { level: FULL, at_ms: now_ms }
    }

    /// Takes a token, if there is one.
    pub(super) fn admits(&mut self, now_ms: u64) -> bool {
        self.refill(now_ms);
        match self.level.checked_sub(PER_EVENT) {
            Some(left) => {
                self.level = left;
                true
            }
            None => false,
        }
    }

    pub(super) fn level(&mut self, now_ms: u64) -> u64 {
        self.refill(now_ms);
        self.level
    }

    pub(super) fn is_full(&mut self, now_ms: u64) -> bool {
        self.level(now_ms) == FULL
    }

    /// Goes on where the page before left off, `elapsed_ms` ago.
    pub(super) fn inherit(&mut self, level: u64, elapsed_ms: u64, now_ms: u64) {
        let inherited = level.saturating_add(elapsed_ms.saturating_mul(RATE_PER_SECOND)).min(FULL);
        self.level = self.level(now_ms).min(inherited);
    }

    fn refill(&mut self, now_ms: u64) {
        let elapsed_ms = now_ms.saturating_sub(self.at_ms);
        self.level = self.level.saturating_add(elapsed_ms.saturating_mul(RATE_PER_SECOND)).min(FULL);
        self.at_ms = now_ms;
    }
}
