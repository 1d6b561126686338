//! When an event happened, though the visitor's clock may be wrong or be set while the event waits.

use super::policy::CLOCK_JUMP_MS;
use crate::core::identity::verification::MARGIN_MS;
use crate::core::moment::Moment;

/// When an event was captured, by both clocks; the monotonic one only if it was on this page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Captured {
    pub(super) unix_ms: u64,
    pub(super) mono_ms: Option<u64>,
}

/// What the server's clock said, and what ours said then.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Clock {
    server: Option<Sample>,
}

#[derive(Clone, Copy, Debug)]
struct Sample {
    mono_ms: u64,
    unix_ms: u64,
    server_ms: u64,
}

impl Clock {
    pub(super) fn learn(&mut self, server_ms: u64, now: Moment) {
        self.server = Some(Sample { mono_ms: now.mono_ms, unix_ms: now.unix_ms, server_ms });
    }

    /// The present by the server's clock, as far as it is known.
    pub(super) fn server_now_ms(&self, now: Moment) -> u64 {
        self.server.map_or(now.unix_ms, |sample| {
            sample.server_ms.saturating_add(now.mono_ms.saturating_sub(sample.mono_ms))
        })
    }

    /// Whether a time is past, or as good as past, as far as the server's clock is known.
    pub(super) fn is_past(&self, unix_ms: u64, now: Moment) -> bool {
        self.server.is_some() && unix_ms <= self.server_now_ms(now).saturating_add(MARGIN_MS)
    }

    /// The best guess of when an event happened. Its wall clock stands, corrected by what the server's differs from
    /// ours, unless our clock was set since: then its age by the monotonic clock counts. A wall clock that ran ahead
    /// of the monotonic one while it agrees with the server was not set: the machine slept.
    pub(super) fn happened_ms(&self, captured: Captured, now: Moment) -> u64 {
        let (mono_ms, unix_ms, true_ms) = self
            .server
            .map_or((now.mono_ms, now.unix_ms, now.unix_ms), |it| (it.mono_ms, it.unix_ms, it.server_ms));
        let offset_ms = true_ms.cast_signed().saturating_sub(unix_ms.cast_signed());
        let by_wall_ms = captured.unix_ms.saturating_add_signed(offset_ms);
        let Some(captured_mono_ms) = captured.mono_ms else {
            return by_wall_ms.min(self.server_now_ms(now));
        };
        let age_ms = mono_ms.cast_signed().saturating_sub(captured_mono_ms.cast_signed());
        let wall_age_ms = unix_ms.cast_signed().saturating_sub(captured.unix_ms.cast_signed());
        let drift_ms = wall_age_ms.saturating_sub(age_ms);
        let ran_ahead_ms = if age_ms < 0 { drift_ms.saturating_neg() } else { drift_ms };
        let has_slept = ran_ahead_ms > 0 && offset_ms.abs() <= CLOCK_JUMP_MS;
        if drift_ms.abs() <= CLOCK_JUMP_MS || has_slept {
            by_wall_ms
        } else {
            true_ms.saturating_add_signed(age_ms.saturating_neg())
        }
    }
}
