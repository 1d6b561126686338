//! Time and chance as arguments: what an input happened at, and the random bits that came with it.

/// When an input happened, with fresh random bits for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// Wall clock, milliseconds since the Unix epoch; 0 where the page broke it.
    pub unix_ms: u64,
    /// Milliseconds of a clock that is never set: `performance.now()`. Only differences within a page mean something.
    pub mono_ms: u64,
    /// 128 random bits, used once.
    pub entropy: u128,
}

const MS_PER_SECOND: u64 = 1_000;
const SECONDS_PER_DAY: u64 = 86_400;

impl Moment {
    /// The moment as RFC 3339 in UTC with milliseconds.
    #[must_use]
    pub fn rfc3339(self) -> String {
        rfc3339(self.unix_ms)
    }

    /// A random UUID (RFC 9562, version 4).
    #[must_use]
    pub fn uuid(self) -> String {
        const VERSION: u128 = 0x4 << 76;
        const VERSION_MASK: u128 = 0xf << 76;
        const VARIANT: u128 = 0b10 << 62;
        const VARIANT_MASK: u128 = 0b11 << 62;
        let bits = (self.entropy & !VERSION_MASK & !VARIANT_MASK) | VERSION | VARIANT;
        let mut text = String::with_capacity(36);
        for place in 0..32_u32 {
            if matches!(place, 8 | 12 | 16 | 20) {
                text.push('-');
            }
            let nibble = (bits >> (124 - 4 * place)) as u32 & 0xf;
            text.push(char::from_digit(nibble, 16).unwrap_or('0'));
        }
        text
    }
}

/// Milliseconds since the Unix epoch as RFC 3339 in UTC.
#[must_use]
pub fn rfc3339(unix_ms: u64) -> String {
    let (seconds, ms) = (unix_ms / MS_PER_SECOND, unix_ms % MS_PER_SECOND);
    let (days, second) = (seconds / SECONDS_PER_DAY, seconds % SECONDS_PER_DAY);
    let (year, month, day) = civil(days);
    let mut text = String::with_capacity(24);
    pad(&mut text, year, 4);
    for (mark, number, width) in [
        ('-', month, 2),
        ('-', day, 2),
        ('T', second / 3_600, 2),
        (':', second / 60 % 60, 2),
        (':', second % 60, 2),
        ('.', ms, 3),
    ] {
        text.push(mark);
        pad(&mut text, number, width);
    }
    text.push('Z');
    text
}

/// Year, month and day of a day counted from 1970-01-01, in the proleptic Gregorian calendar
/// (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": eras of 400 years that start in March).
fn civil(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

fn pad(text: &mut String, number: u64, width: u32) {
    for place in (0..width).rev() {
        let digit = (number / 10_u64.pow(place) % 10) as u32;
        text.push(char::from_digit(digit, 10).unwrap_or('0'));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_read_as_rfc_3339() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(rfc3339(951_782_400_000), "2000-02-29T00:00:00.000Z");
        assert_eq!(rfc3339(1_795_262_399_999), "2026-11-21T11:59:59.999Z");
        assert_eq!(rfc3339(4_102_444_800_000), "2100-01-01T00:00:00.000Z");
    }

    #[test]
    fn a_uuid_has_its_version_and_variant_whatever_the_bits() {
        assert_eq!(Moment::default().uuid(), "00000000-0000-4000-8000-000000000000");
        assert_eq!(
            Moment { entropy: u128::MAX, ..Moment::default() }.uuid(),
            "ffffffff-ffff-4fff-bfff-ffffffffffff"
        );
    }
}
