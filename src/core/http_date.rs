//! Reads what a server says of time: `Date`, and `Retry-After` in seconds or any of the three HTTP dates of RFC 9110.
//! Never by the browser's own parser, which a page can replace.

/// Longest `Retry-After` that is honoured, in milliseconds.
pub const RETRY_AFTER_MAX_MS: u64 = 300_000;

const MS_PER_SECOND: u64 = 1_000;
const MONTHS: &[u8] = b"JanFebMarAprMayJunJulAugSepOctNovDec";
const MONTH_CHARS: usize = 3;
/// Day, year, hour, minute, second.
const NUMBERS: usize = 5;

/// How long to wait, in milliseconds, at most 300,000; a time past is no wait. `None`: unreadable.
#[must_use]
pub fn retry_after_ms(text: &str, unix_ms: u64) -> Option<u64> {
    let text = text.trim();
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let wait_ms = if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let seconds = digits.parse::<u64>().unwrap_or(u64::MAX);
        if text.starts_with('-') { 0 } else { seconds.saturating_mul(MS_PER_SECOND) }
    } else {
        date_ms(text)?.saturating_sub(unix_ms)
    };
    Some(wait_ms.min(RETRY_AFTER_MAX_MS))
}

/// An HTTP date in milliseconds since the Unix epoch. In all three forms the day comes before the year, and hour, minute
/// and second stand together.
#[must_use]
pub fn date_ms(text: &str) -> Option<u64> {
    let (mut numbers, mut count, mut month, mut clock_at) = ([0; NUMBERS], 0, None, 0);
    for part in text.split([' ', ',', '-']) {
        if let Some(at) = MONTHS.chunks(MONTH_CHARS).position(|name| name == part.as_bytes()) {
            month = Some(at);
        } else if part.starts_with(|first: char| first.is_ascii_digit()) {
            if part.contains(':') {
                clock_at = count;
            }
            for number in part.split(':') {
                *numbers.get_mut(count)? = number.parse::<u64>().ok()?;
                count += 1;
            }
        }
    }
    // Now the day, then the year and the time, or the time and the year.
    let [day, rest @ ..] = numbers;
    let (year, [hour, minute, second]) = match (rest, clock_at) {
        ([year, time @ ..], 2) => (year, time),
        ([time @ .., year], 1) => (year, time),
        _ => return None,
    };
    let is_time = hour < 24 && minute < 60 && second <= 60;
    if !is_time || !(1..=31).contains(&day) || count != NUMBERS {
        return None;
    }
    let days = days_since_epoch(full_year(year)?, month? as u64 + 1, day)?;
    Some((days * 86_400 + hour * 3_600 + minute * 60 + second) * MS_PER_SECOND)
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

/// Days of the proleptic Gregorian calendar, counted from March, so that a leap day ends a year.
fn days_since_epoch(year: u64, month: u64, day: u64) -> Option<u64> {
    let year = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    (year * 365 + year / 4 - year / 100 + year / 400 + day_of_year).checked_sub(719_468)
}
