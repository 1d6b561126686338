//! Logs on standard error: readable lines, or JSON for a collector. No message text, token or address of a page is ever
//! logged; control characters in what is logged are escaped, so that nobody can write lines of his own.

use tracing_subscriber::filter::LevelFilter;

/// Environment variable that sets how much is told: error, warn, info, debug.
const LEVEL: &str = "HALO_LOG";

/// Begins to log.
pub fn start(json: bool) {
    let level = std::env::var(LEVEL).ok().and_then(|level| level.parse().ok()).unwrap_or(LevelFilter::INFO);
    let logs =
        tracing_subscriber::fmt().with_max_level(level).with_writer(std::io::stderr).with_target(false);
    // A second start, in a test, keeps the first one's logger.
    let _ = if json { logs.json().try_init() } else { logs.with_ansi(false).try_init() };
}
