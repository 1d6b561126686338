//! The time of day, in the two forms the server uses: milliseconds in the store, RFC 3339 UTC on the wire.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Milliseconds since 1970 UTC.
#[must_use]
pub fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Seconds since 1970 UTC.
#[must_use]
pub fn now_seconds() -> i64 {
    now_ms() / MS_PER_SECOND
}

const MS_PER_SECOND: i64 = 1000;
const NS_PER_MS: i128 = 1_000_000;

/// A moment as RFC 3339 UTC, such as `2026-01-02T03:04:05.678Z`.
#[must_use]
pub fn rfc3339(ms: i64) -> String {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(ms) * NS_PER_MS)
        .ok()
        .and_then(|moment| moment.format(&Rfc3339).ok())
        .unwrap_or_default()
}
