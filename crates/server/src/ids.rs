//! Random names: sessions, keys and secrets. All come from the operating system's generator.

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::clock;

/// Characters of a random name; each byte picks one of 32, so none is favoured.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// 26 characters of 5 bits: 130 bits, beyond guessing.
const UNGUESSABLE_CHARS: usize = 26;
/// 40 characters of 5 bits: 200 bits, for a secret that lasts.
const SECRET_CHARS: usize = 40;

/// A random UUID as text.
#[must_use]
pub fn uuid() -> String {
    Uuid::new_v4().to_string()
}

/// A session's id: `sess_<unix seconds>_<26 random characters>`.
#[must_use]
pub fn session() -> String {
    format!("sess_{}_{}", clock::now_seconds(), random(UNGUESSABLE_CHARS))
}

/// A session's secret: 130 bits.
#[must_use]
pub fn session_token() -> String {
    random(UNGUESSABLE_CHARS)
}

/// A secret with the prefix that tells its kind, such as `ha_`.
#[must_use]
pub fn secret(prefix: &str) -> String {
    format!("{prefix}{}", random(SECRET_CHARS))
}

/// What is kept of a token: it is random and long, so a plain digest cannot be searched backwards, and comparing two of them
/// tells nothing.
#[must_use]
pub fn digest(token: &str) -> String {
    hex(&Sha256::digest(token))
}

/// Bytes as two hexadecimal digits each.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn random(length: usize) -> String {
    let mut bytes = vec![0_u8; length];
    // Without the system's generator nothing here is safe: two UUIDs (which need it too) stand in, or nothing runs.
    if getrandom::fill(&mut bytes).is_err() {
        return format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
    }
    bytes
        .iter()
        .filter_map(|byte| ALPHABET.get(usize::from(byte % 32)))
        .map(|byte| char::from(*byte))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_their_shape_and_never_repeat() {
        let (one, two) = (session(), session());
        assert_ne!(one, two);
        assert_eq!(one.split('_').count(), 3);
        assert_eq!(secret("ha_").len(), 43);
    }
}
