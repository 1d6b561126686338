//! Reads `Retry-After`: seconds or any of the three HTTP dates of RFC 9110.

use super::policy::{RETRY_AFTER_MAX_MS, RETRY_AFTER_UNREADABLE_MS};

const MS_PER_SECOND: u64 = 1_000;
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// How long to wait, in milliseconds, at most 300,000. Unreadable text counts as a minute, a time past as none.
pub(super) fn retry_after_ms(text: &str, unix_ms: u64) -> u64 {
    let text = text.trim();
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let wait_ms = if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let seconds = digits.parse::<u64>().unwrap_or(u64::MAX);
        if text.starts_with('-') { 0 } else { seconds.saturating_mul(MS_PER_SECOND) }
    } else {
        date_ms(text).map_or(RETRY_AFTER_UNREADABLE_MS, |date_ms| date_ms.saturating_sub(unix_ms))
    };
    wait_ms.min(RETRY_AFTER_MAX_MS)
}

/// An HTTP date in milliseconds since the Unix epoch. In all three forms the day comes before the year, the month is
/// a word and the time has colons.
pub(super) fn date_ms(text: &str) -> Option<u64> {
    let (mut month, mut time, mut day, mut year) = (None, None, None, None);
    for part in text.split([' ', ',', '-']).filter(|part| !part.is_empty()) {
        if part.contains(':') {
            time = Some(second_of_day(part)?);
        } else if let Ok(number) = part.parse::<u64>() {
            *(if day.is_none() { &mut day } else { &mut year }) = Some(number);
        } else if let Some(index) = MONTHS.iter().position(|name| *name == part) {
            month = Some(index as u64 + 1);
        }
    }
    let (day, month, year) = (day?, month?, full_year(year?)?);
    if !(1..=31).contains(&day) {
        return None;
    }
    Some((days_since_epoch(year, month, day)? * 86_400 + time?) * MS_PER_SECOND)
}

/// RFC 850 dates have two digits: this century's until they lie far ahead.
fn full_year(year: u64) -> Option<u64> {
    match year {
        0..70 => Some(2_000 + year),
        70..100 => Some(1_900 + year),
        1_970..=9_999 => Some(year),
        _ => None,
    }
}

fn second_of_day(text: &str) -> Option<u64> {
    let mut parts = text.split(':').map(|part| part.parse::<u64>().ok());
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    (hour < 24 && minute < 60 && second <= 60 && parts.next().is_none())
        .then_some(hour * 3_600 + minute * 60 + second)
}

/// Days of the proleptic Gregorian calendar, counted in eras of 400 years that start in March.
fn days_since_epoch(year: u64, month: u64, day: u64) -> Option<u64> {
    let year = if month <= 2 { year - 1 } else { year };
    let march_month = (month + 9) % 12;
    let (era, year_of_era) = (year / 400, year % 400);
    let day_of_year = (153 * march_month + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    (era * 146_097 + day_of_era).checked_sub(719_468)
}
