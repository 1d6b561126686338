//! Form fields: which of them are left alone altogether, and what is known of one in order to keep its value out of
//! addresses and messages. A value never gets further than that comparison.

/// A field of the page as it is now.
#[derive(Clone, Debug, Default)]
pub struct Field {
    /// Its `name`, perhaps empty.
    pub name: String,
    /// What stands in it.
    pub value: String,
}

/// Shorter values stand by chance in half of all words and addresses.
pub const SHORTEST_VALUE_BYTES: usize = 3;

/// Parts of names of fields for passwords, cards and official numbers, separators left out.
const PRIVATE: [&str; 13] = [
    "passw",
    "passphrase",
    "pwd",
    "cardn",
    "creditcard",
    "ccn",
    "cvc",
    "cvv",
    "csc",
    "iban",
    "ssn",
    "otp",
    "security",
];

/// Whether a field is so private that not even a click into it is recorded: passwords, one-time codes, payment cards.
/// Takes its `type`, `autocomplete`, and `name` or `id`.
#[must_use]
pub fn is_private(kind: &str, autocomplete: &str, name: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
    };
    let (autocomplete, name) = (autocomplete.to_ascii_lowercase(), letters(name));
    kind.eq_ignore_ascii_case("password")
        || autocomplete
            .split_ascii_whitespace()
            .any(|it| it.starts_with("cc-") || it.ends_with("password") || it == "one-time-code")
        || PRIVATE.iter().any(|part| name.contains(part))
}
