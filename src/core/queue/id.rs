//! Event ids: UUID version 7 (RFC 9562) from a given time and given random bits.

const VERSION: u128 = 0x7 << 76;
const VARIANT: u128 = 0b10 << 62;
const TIME_SHIFT: u32 = 80;
/// The 12 bits behind the version and the 62 behind the variant.
const RANDOM_MASK: u128 = (0xfff << 64) | ((1 << 62) - 1);
const HEX_DIGITS: u32 = 32;
const BITS_PER_DIGIT: u32 = 4;

/// The id of something that happened at `unix_ms`.
#[must_use]
pub(super) fn event_id(unix_ms: u64, entropy: u128) -> String {
    let bits = (u128::from(unix_ms) << TIME_SHIFT) | VERSION | VARIANT | (entropy & RANDOM_MASK);
    let mut text = String::with_capacity(36);
    for place in (0..HEX_DIGITS).rev() {
        let digit = (bits >> (place * BITS_PER_DIGIT)) as u32 & 0xf;
        text.push(char::from_digit(digit, 16).unwrap_or('0'));
        if matches!(place, 24 | 20 | 16 | 12) {
            text.push('-');
        }
    }
    text
}
