//! What the widget reads of a user token: when it ends. Whether it is genuine only the server can tell.

use serde_json::Value;

/// The part of a token that holds the claims, as JSON; `None` where it is not of that form.
fn claims(token: &str) -> Option<Value> {
    let payload = token.split('.').nth(1)?;
    // By way of a text: reading bytes would link a second copy of the JSON reader.
    serde_json::from_str(&String::from_utf8(from_base64url(payload)?).ok()?).ok()
}

/// When the token ends, in milliseconds since the Unix epoch; `None` if it does not say.
#[must_use]
pub fn expires_ms(token: &str) -> Option<u64> {
    let expires = claims(token)?.get("exp")?.as_u64()?;
    Some(expires.saturating_mul(1_000))
}

/// Base64 in the alphabet of URLs, without padding (RFC 7515 appendix C).
fn from_base64url(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    let (mut bits, mut count) = (0_u32, 0_u32);
    for byte in text.trim_end_matches('=').bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_read_from_the_claims() {
        // {"alg":"HS256"} . {"user_id":"u_42","exp":1795262400} . anything
        let token = "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjoidV80MiIsImV4cCI6MTc5NTI2MjQwMH0.c2ln";
        assert_eq!(expires_ms(token), Some(1_795_262_400_000));
    }

    #[test]
    fn what_is_no_token_has_no_end() {
        for text in ["", "..", "a.b", "a.%%%.c", "a.e30.c", "a.eyJleHAiOiJzb29uIn0.c"] {
            assert_eq!(expires_ms(text), None, "{text}");
        }
    }
}
