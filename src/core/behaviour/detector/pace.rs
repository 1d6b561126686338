//! How many deeds are looked at: a page can fire thousands of events a second, and a look at one costs a selector.
//! What comes faster is counted and passed over; a visitor's own hand is never that fast.

use crate::core::behaviour::detector::Detector;

/// Looks a second in each lane: as many events a second as the queue takes. The first ones of a burst are among them,
/// so three quick clicks are seen.
pub const LOOKS_PER_SECOND: u32 = 10;
/// The length of a window, in milliseconds.
const WINDOW_MS: u64 = 1_000;
/// How many lanes there are.
pub(super) const LANES: usize = 4;

/// What is paced by itself, so that a flood of one thing hides no other.
#[derive(Clone, Copy, Debug)]
pub enum Lane {
    /// Clicks.
    Clicks,
    /// Edits of fields.
    Edits,
    /// Forms sent.
    Submits,
    /// Uncaught errors.
    Errors,
}

/// One lane's window.
#[derive(Debug, Default)]
pub(super) struct Pace {
    since_ms: u64,
    looks: u32,
}

impl<E: PartialEq> Detector<E> {
    /// Whether to look at the next deed of the lane.
    pub fn admits(&mut self, lane: Lane, now_ms: u64) -> bool {
        let Some(pace) = self.paces.get_mut(lane as usize) else { return false };
        // A clock that went back opens a new window too.
        if now_ms.wrapping_sub(pace.since_ms) >= WINDOW_MS {
            *pace = Pace { since_ms: now_ms, looks: 0 };
        }
        pace.looks += 1;
        let admitted = pace.looks <= LOOKS_PER_SECOND;
        if !admitted {
            self.passed_over = self.passed_over.saturating_add(1);
        }
        admitted
    }
}
