//! Logs on standard error: readable lines, or JSON for a collector. No message text, token or address of a page is ever
//! logged; what strangers wrote is logged in its escaped form, so that nobody can write lines of his own.

use tracing_subscriber::filter::LevelFilter;

/// Begins to log.
pub fn start(json: bool, level: LevelFilter) {
    let logs =
        tracing_subscriber::fmt().with_max_level(level).with_writer(std::io::stderr).with_target(false);
    // A second start, in a test, keeps the first one's logger.
    let _ = if json { logs.json().try_init() } else { logs.with_ansi(false).try_init() };
}
