//! Logs on standard error: readable lines, or JSON for a collector. No message text, token or address of a page is ever
//! logged; what strangers wrote is logged in its escaped form, so that nobody can write lines of his own.

use std::time::{Duration, Instant};

use tracing_subscriber::filter::LevelFilter;

/// How often a fault that lasts is told.
const SAY_EVERY: Duration = Duration::from_secs(60);

/// Keeps a fault that comes back many times a second from filling the disk with its log.
#[derive(Debug, Default)]
pub struct LogThrottle {
    said: Option<Instant>,
    unsaid: u64,
}

impl LogThrottle {
    /// Whether it is time to tell it again; then how often it came untold since.
    pub fn due(&mut self, now: Instant) -> Option<u64> {
        if self.said.is_some_and(|said| now.saturating_duration_since(said) < SAY_EVERY) {
            self.unsaid += 1;
            return None;
        }
        self.said = Some(now);
        Some(std::mem::take(&mut self.unsaid))
    }
}

/// Begins to log.
pub fn start(json: bool, level: LevelFilter) {
    let logs =
        tracing_subscriber::fmt().with_max_level(level).with_writer(std::io::stderr).with_target(false);
    // A second start, in a test, keeps the first one's logger.
    let _ = if json { logs.json().try_init() } else { logs.with_ansi(false).try_init() };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_that_lasts_is_told_once_a_minute_with_how_often_it_came() {
        let (mut seldom, start) = (LogThrottle::default(), Instant::now());
        let told: Vec<_> =
            (0..1_200).filter_map(|at| seldom.due(start + Duration::from_millis(at * 50))).collect();
        assert_eq!(told, [0]);
        assert_eq!(seldom.due(start + SAY_EVERY), Some(1_199));
    }
}
