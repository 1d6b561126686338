//! Which names announce a secret or a person, so that the value after them is never recorded: names of query
//! parameters, of keys inside their values, of form fields. In doubt a name is secret: a value too few costs the site
//! owner a detail, one too many costs somebody an account.

/// Parts of secret names, each between bars; a space stands for the beginning or the end of a word. What opens an
/// account comes first, then who somebody is. `key`, `code`, `mail` and `pass` count at the end of a word alone, or
/// `keyword` and `codec` would be secret; short ones only as a word of their own.
const SECRETS: &str = "passw|passphrase|pwd|token|secret|credential|session|signature|oauth|authoriz|verif|saml|csrf|\
    xsrf|nonce|bearer|jwt|magic|invit|key |code |mail |pass |auth | pin | otp | pw | sid | sig | hmac | hash | ticket |\
    email|phone|username|birth|iban| login | user | card | ssn | cvc | cvv | tel | mobile ";

/// As [`SECRETS`], of fields that are so private that not even a click into them is recorded.
const PRIVATE: &str = "passw|passphrase|pwd|card number|cardnumber|creditcard|credit card|ccn|cvc|cvv|csc|iban|ssn| otp |\
    one time code|security| cc ";

/// Percent-encodings are undone at most so often: an address inside an address inside an address.
const DECODINGS: usize = 3;

/// Whether the value under this name must not be recorded. Case, separators and percent-encoding do not matter.
#[must_use]
pub fn is_secret_name(name: &str) -> bool {
    has_any(name, SECRETS)
}

/// Whether a field is so private that not even a click into it is recorded: passwords, one-time codes, payment cards.
/// Takes its `type`, `autocomplete`, `name` and `id`, in one text.
#[must_use]
pub fn is_private_field(names: &str) -> bool {
    has_any(names, PRIVATE)
}

fn has_any(name: &str, parts: &str) -> bool {
    let name = decoded(name);
    // `userPin` has two words, `tOKEN` has one.
    let readings = [words(&name, true), words(&name, false)];
    parts.split('|').any(|part| readings.iter().any(|words| words.contains(part)))
}

/// The words of a name in lower case, each with a space before and after it: ` access token ` of `access_token`, and
/// of `accessToken` where a capital begins a word.
fn words(name: &str, capitals_begin: bool) -> String {
    let mut words = String::from(" ");
    let mut before = ' ';
    for c in name.chars() {
        let begins = capitals_begin && c.is_ascii_uppercase() && before.is_ascii_lowercase();
        if (begins || !c.is_ascii_alphanumeric()) && !words.ends_with(' ') {
            words.push(' ');
        }
        if c.is_ascii_alphanumeric() {
            words.push(c.to_ascii_lowercase());
        }
        before = c;
    }
    words.push(' ');
    words
}

/// Whether a text holds a secret by its own looks: an e-mail address, a JWT, or a secret name and its value, as in
/// the address of a page to come back to.
#[must_use]
pub fn holds_secret(text: &str) -> bool {
    let text = decoded(text);
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '[' | ']');
    let (mut name, mut is_after_at) = (String::new(), false);
    // The end closes the last word.
    for c in text.chars().chain([' ']) {
        if is_name(c) {
            name.push(c);
            continue;
        }
        // `name@host.tld`, as opposed to the `@name` of a profile's address; base64 of `{"`, which every JWT begins
        // with; `…token=…`, `"token":…`.
        let is_secret = (is_after_at && name.contains('.'))
            || name.starts_with("eyJ")
            || (matches!(c, '=' | ':') && is_secret_name(&name));
        if is_secret {
            return true;
        }
        is_after_at = c == '@' && !name.is_empty();
        // A quote after a name belongs to it.
        if !matches!(c, '"' | '\'') {
            name.clear();
        }
    }
    false
}

/// The text without percent-encodings and with spaces for `+`; what is no encoding stays as it is. Bytes outside ASCII
/// become one character each: the result is for comparing with other results, not for reading.
#[must_use]
pub fn decoded(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..DECODINGS {
        let mut rest = bytes.as_slice();
        let mut out = Vec::new();
        while let Some((first, after)) = rest.split_first() {
            let hex = |place: usize| after.get(place).and_then(|byte| char::from(*byte).to_digit(16));
            let encoded = if *first == b'%' { hex(0).zip(hex(1)) } else { None };
            let (byte, used) = encoded.map_or((*first, 0), |(high, low)| ((high << 4 | low) as u8, 2));
            out.push(if byte == b'+' { b' ' } else { byte });
            rest = after.get(used..).unwrap_or_default();
        }
        bytes = out;
    }
    bytes.into_iter().map(char::from).collect()
}
