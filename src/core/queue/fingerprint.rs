//! Short fingerprints (FNV-1a, 64 bits): to tell records and projects apart, not to hide or protect anything.

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// The fingerprint of a text.
#[must_use]
pub fn of(text: &str) -> u64 {
    text.bytes().fold(OFFSET, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME))
}

/// What events belong to: another server, organisation or key makes another project, and events of one are never
/// sent for the other. The key itself is not readable from it.
#[must_use]
pub fn project(api_url: &str, org_id: &str, api_key: &str) -> String {
    let key = of(&[api_url, "\n", api_key].concat());
    let mut text = String::with_capacity(org_id.len() + 17);
    text.push_str(org_id);
    text.push('-');
    for place in (0..16).rev() {
        let digit = (key >> (place * 4)) as u32 & 0xf;
        text.push(char::from_digit(digit, 16).unwrap_or('0'));
    }
    text
}
