//! Every limit of the wire as a named constant, and the checks that both sides make.
//! Characters are Unicode scalar values; bytes are of the UTF-8 JSON text (ours).

use std::fmt;

use crate::Object;

/// Longest chat `message`, in characters.
pub const MESSAGE_CHARS: usize = 10_000;
/// Most messages in `conversation_history`; a client sends the newest.
pub const HISTORY_MESSAGES: usize = 50;
/// Longest `behavior_context`, in characters; a client keeps the newest that fit.
pub const BEHAVIOR_CONTEXT_CHARS: usize = 5_000;
/// Largest `custom_fields`, in characters of its JSON text.
pub const CUSTOM_FIELDS_CHARS: usize = 10_000;
/// Largest traits and context of `/users/identify` together, in bytes of their JSON texts.
pub const USER_BYTES: usize = 20_000;
/// Largest traits and context of `/companies/identify` together, in bytes of their JSON texts.
pub const COMPANY_BYTES: usize = 50_000;
/// Most events in one batch; a client splits.
pub const BATCH_EVENTS: usize = 100;
/// Largest `metadata` of an event, in bytes of its JSON text; a client trims.
pub const METADATA_BYTES: usize = 10_000;
/// `event_type` is cut to this many characters.
pub const EVENT_TYPE_CHARS: usize = 100;
/// `element_selector` is cut to this many characters.
pub const SELECTOR_CHARS: usize = 500;
/// `page_url` is cut to this many characters.
pub const PAGE_URL_CHARS: usize = 2_000;
/// `session_id` is cut to this many characters.
pub const SESSION_ID_CHARS: usize = 200;
/// Longest ticket `subject`, in characters.
pub const SUBJECT_CHARS: usize = 1_000;
/// Longest ticket `message`, in characters.
pub const TICKET_MESSAGE_CHARS: usize = 50_000;
/// Largest ticket `metadata`, in bytes of its JSON text.
pub const TICKET_METADATA_BYTES: usize = 50_000;
/// Longest ticket `source`, in characters.
pub const SOURCE_CHARS: usize = 50;
/// Longest `reason` of a request for a person, in characters (ours).
pub const CONVERSATION_REASON_CHARS: usize = 1_000;
/// Longest `comment` of a rating, in characters (ours).
pub const CONVERSATION_COMMENT_CHARS: usize = 2_000;
/// Most users in one `/users/update`.
pub const UPDATE_USERS: usize = 1_000;
/// Longest `user_token`, in bytes (ours): a longer one is refused before it is read.
pub const TOKEN_BYTES: usize = 4_096;
/// How long a server keeps an answer for resumption, in seconds (ours).
pub const ANSWER_KEPT_SECONDS: u64 = 600;

/// What a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Unicode scalar values.
    Characters,
    /// Bytes of UTF-8 text.
    Bytes,
    /// Entries of a list.
    Entries,
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Characters => "characters",
            Self::Bytes => "bytes",
            Self::Entries => "entries",
        })
    }
}

/// Why a request is not acceptable; `Display` says what was met and what is allowed, and is the text of a 400.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Invalid {
    /// A required field is absent or blank.
    Missing {
        /// The field's name on the wire.
        field: &'static str,
    },
    /// A field is larger than its limit.
    TooLarge {
        /// The field's name on the wire.
        field: &'static str,
        /// How much was met.
        met: usize,
        /// How much is allowed.
        allowed: usize,
        /// What both numbers count.
        unit: Unit,
    },
    /// A field has a value outside the allowed ones.
    NotAllowed {
        /// The field's name on the wire.
        field: &'static str,
        /// What is allowed, in words.
        allowed: &'static str,
    },
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { field } => write!(f, "{field} is required"),
            Self::TooLarge { field, met, allowed, unit } => {
                write!(f, "{field} has {met} {unit}; at most {allowed} {unit} are allowed")
            }
            Self::NotAllowed { field, allowed } => write!(f, "{field} must be {allowed}"),
        }
    }
}

impl std::error::Error for Invalid {}

/// Counts the characters of `text` and holds them against `allowed`.
///
/// # Errors
/// [`Invalid::TooLarge`] with the count.
pub fn check_chars(field: &'static str, text: &str, allowed: usize) -> Result<(), Invalid> {
    // A text is never shorter in bytes than in characters, so the common case is not counted.
    if text.len() <= allowed {
        return Ok(());
    }
    check(field, text.chars().count(), allowed, Unit::Characters)
}

/// Holds a number of bytes against `allowed`.
///
/// # Errors
/// [`Invalid::TooLarge`] with the number.
pub fn check_bytes(field: &'static str, met: usize, allowed: usize) -> Result<(), Invalid> {
    check(field, met, allowed, Unit::Bytes)
}

/// Holds a number of list entries against `allowed`.
///
/// # Errors
/// [`Invalid::TooLarge`] with the number.
pub fn check_entries(field: &'static str, met: usize, allowed: usize) -> Result<(), Invalid> {
    check(field, met, allowed, Unit::Entries)
}

/// Says that a required field is there and not blank.
///
/// # Errors
/// [`Invalid::Missing`].
pub fn check_present(field: &'static str, text: &str) -> Result<(), Invalid> {
    if text.trim().is_empty() { Err(Invalid::Missing { field }) } else { Ok(()) }
}

fn check(field: &'static str, met: usize, allowed: usize, unit: Unit) -> Result<(), Invalid> {
    if met <= allowed { Ok(()) } else { Err(Invalid::TooLarge { field, met, allowed, unit }) }
}

/// The length of an object's JSON text in bytes; an empty object counts as nothing.
#[must_use]
pub fn json_bytes(object: &Object) -> usize {
    if object.is_empty() { 0 } else { serde_json::to_string(object).map_or(0, |text| text.len()) }
}

/// Cuts `text` to its first `allowed` characters.
pub fn cap_chars(text: &mut String, allowed: usize) {
    if text.len() > allowed
        && let Some((at, _)) = text.char_indices().nth(allowed)
    {
        text.truncate(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_scalar_values_not_bytes() {
        assert_eq!(check_chars("message", &"é".repeat(MESSAGE_CHARS), MESSAGE_CHARS), Ok(()));
        let err = check_chars("message", &"é".repeat(MESSAGE_CHARS + 1), MESSAGE_CHARS).unwrap_err();
        assert_eq!(err.to_string(), "message has 10001 characters; at most 10000 characters are allowed");
    }

    #[test]
    fn a_cap_never_cuts_a_character() {
        let mut text = "a€😀b".to_owned();
        cap_chars(&mut text, 3);
        assert_eq!(text, "a€😀");
    }

    #[test]
    fn blank_counts_as_absent() {
        assert_eq!(check_present("subject", " \n"), Err(Invalid::Missing { field: "subject" }));
    }
}
