//! Which names announce a secret or a person, so that the value after them is never recorded: names of query
//! parameters, of keys inside their values, of form fields. In doubt a name is secret: a value too few costs the site
//! owner a detail, one too many costs somebody an account.

/// Percent-encodings are undone at most so often: an address inside an address inside an address.
const DECODINGS: usize = 3;

/// Secret wherever they are in a name, its separators left out: `reset_token`, `userEmail`, `e-mail`, `sessionid`.
const ANYWHERE: [&str; 24] = [
    // What opens an account.
    "passw",
    "passphrase",
    "pwd",
    "token",
    "secret",
    "credential",
    "session",
    "signature",
    "oauth",
    "authoriz",
    "verif",
    "saml",
    "csrf",
    "xsrf",
    "nonce",
    "bearer",
    "jwt",
    "magic",
    "invit",
    // Who somebody is.
    "email",
    "phone",
    "username",
    "birth",
    "iban",
];

/// Secret at the end of a name: `apikey`, `authcode`, `usermail`. Not inside, or `keyword` and `codec` would be.
const ENDING: [&str; 5] = ["key", "code", "mail", "pass", "auth"];

/// Secret as a word of their own alone: too short to be looked for inside words.
const WORDS: [&str; 22] = [
    "key",
    "code",
    "auth",
    "pin",
    "otp",
    "card",
    "pw",
    "sid",
    "sig",
    "hmac",
    "hash",
    "ticket",
    "login",
    "user",
    "firstname",
    "lastname",
    "surname",
    "ssn",
    "cvc",
    "cvv",
    "tel",
    "mobile",
];

/// Whether the value under this name must not be recorded. Case, separators and percent-encoding do not matter.
#[must_use]
pub fn is_secret_name(name: &str) -> bool {
    let name = decoded(name);
    let mut joined = String::new();
    let mut word_at = 0;
    let mut found = false;
    let mut after_lower = false;
    for c in name.chars() {
        let is_part = c.is_ascii_alphanumeric();
        if !is_part || (c.is_ascii_uppercase() && after_lower) {
            found |= is_secret_word(&joined, word_at);
            word_at = joined.len();
        }
        if is_part {
            joined.push(c.to_ascii_lowercase());
        }
        after_lower = c.is_ascii_lowercase();
    }
    found || is_secret_word(&joined, word_at) || ANYWHERE.iter().any(|secret| joined.contains(secret))
}

fn is_secret_word(joined: &str, word_at: usize) -> bool {
    let word = joined.get(word_at..).unwrap_or_default();
    WORDS.contains(&word) || ENDING.iter().any(|secret| word.ends_with(secret))
}

/// Whether a text holds a secret by its own looks: an e-mail address, a JWT, or a secret name and its value, as in
/// the address of a page to come back to.
#[must_use]
pub fn holds_secret(text: &str) -> bool {
    let text = decoded(text);
    holds_jwt(&text) || holds_email(&text) || holds_secret_pair(&text)
}

/// Base64 of `{"`, which every JWT begins with, at the beginning of a word.
fn holds_jwt(text: &str) -> bool {
    let is_inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    text.split(|c| !is_inside(c)).any(|word| word.starts_with("eyJ"))
}

/// `name@host.tld`, as opposed to the `@name` of a profile's address.
fn holds_email(text: &str) -> bool {
    let Some((before, after)) = text.split_once('@') else { return false };
    before.ends_with(|c: char| c.is_alphanumeric()) && after.contains('.') || holds_email(after)
}

/// `…token=…`, `"token":…`.
fn holds_secret_pair(text: &str) -> bool {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '[' | ']');
    let mut pieces = text.split(['=', ':']).peekable();
    while let Some(piece) = pieces.next() {
        let piece = piece.trim_end_matches(|c| !is_name(c));
        let name = piece.rsplit(|c| !is_name(c)).next().unwrap_or_default();
        if pieces.peek().is_some() && is_secret_name(name) {
            return true;
        }
    }
    false
}

/// The text without percent-encodings and with spaces for `+`. What is no encoding stays as it is.
#[must_use]
pub fn decoded(text: &str) -> String {
    let mut text = text.replace('+', " ");
    for _ in 0..DECODINGS {
        if !text.contains('%') {
            break;
        }
        text = decoded_once(&text);
    }
    text
}

fn decoded_once(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = |byte: &u8| char::from(*byte).to_digit(16);
        let byte = match after {
            [high, low, ..] if *first == b'%' => hex(high).zip(hex(low)).map(|(high, low)| high << 4 | low),
            _ => None,
        };
        bytes.push(byte.map_or(*first, |byte| byte as u8));
        rest = after.get(if byte.is_some() { 2 } else { 0 }..).unwrap_or_default();
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
