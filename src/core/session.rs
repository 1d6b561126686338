//! The session: one visitor's conversation, named by an id that the widget makes and the server may replace.

use crate::core::moment::Moment;

/// Letters and digits of the random part.
const ALPHABET: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
/// Length of the random part (contract §3: `sess_<unix seconds>_<6 of a-z0-9>`).
const RANDOM_CHARS: u32 = 6;

/// A new session id: `sess_<unix seconds>_<6 of a-z0-9>`.
#[must_use]
pub fn new_id(now: Moment) -> String {
    let mut id = String::from("sess_");
    id.push_str(&(now.unix_ms / 1_000).to_string());
    id.push('_');
    // 64 bits are plenty for six places, and 128-bit division is code of its own.
    let mut bits = now.entropy as u64;
    for _ in 0..RANDOM_CHARS {
        let place = (bits % ALPHABET.len() as u64) as usize;
        id.push(ALPHABET.get(place).map_or('a', |byte| char::from(*byte)));
        bits /= ALPHABET.len() as u64;
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_the_documented_shape() {
        let id = new_id(Moment { unix_ms: 1_795_262_399_999, mono_ms: 0, entropy: u128::MAX });
        let random = id.strip_prefix("sess_1795262399_").unwrap();
        assert_eq!(random.len(), 6);
        assert!(random.bytes().all(|byte| ALPHABET.contains(&byte)));
    }
}
