//! What a server's answer means for the batch it answers: the retry classes. Waiting and dropping are done elsewhere.

use halo_protocol::error::SESSION_REFUSED;
use serde_json::Value;

use super::drops::DropReason;
use super::policy::RETRY_AFTER_UNREADABLE_MS;
use crate::core::http_date::retry_after_ms;

/// What came of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BatchOutcome {
    /// No response: offline, blocked, refused by CORS; what browsers call status 0.
    Failed,
    /// A response.
    Answered {
        /// The HTTP status.
        status: u16,
        /// The `Retry-After` header as it came.
        retry_after: Option<String>,
        /// The body's text; a client may cut it at 64 KiB.
        body: String,
    },
}

/// The latest thing that went wrong, for `debug()`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LastError {
    /// No response.
    Network,
    /// No response within 10 seconds.
    Timeout,
    /// This status.
    Status(u16),
    /// A 2xx without the API's acknowledgement: a captive portal's page, a proxy's login.
    NotAcknowledged,
}

impl LastError {
    /// The error in words, for `debug()`.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Network => "no response".to_owned(),
            Self::Timeout => "no response in time".to_owned(),
            Self::Status(status) => ["status ", &status.to_string()].concat(),
            Self::NotAcknowledged => "not acknowledged by the API".to_owned(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Stored, but for those at these places.
    Delivered {
        rejected: Vec<usize>,
    },
    /// Try again; after the time the server asked for, or after a backoff.
    Later {
        retry_after_ms: Option<u64>,
    },
    Blocked,
    KeyRefused,
    IdentityRefused,
    /// The session is somebody's, and not the sender's.
    SessionRefused,
    BatchTooLarge,
    /// At least one event is not acceptable.
    BatchInvalid,
    Drop(DropReason),
}

/// `{"success":true}`; `rejected` lists places in the batch that were not stored (extension). Those places; `None`: it is
/// something else.
fn acknowledgement(body: &str) -> Option<Vec<usize>> {
    let Ok(Value::Object(said)) = serde_json::from_str(body) else { return None };
    let rejected = said.get("rejected").and_then(Value::as_array).into_iter().flatten();
    let places = rejected.filter_map(|place| usize::try_from(place.as_u64()?).ok()).collect();
    (said.get("success") == Some(&Value::Bool(true))).then_some(places)
}

fn is_about_session(body: &str) -> bool {
    let said: Value = serde_json::from_str(body).unwrap_or_default();
    said.get("error").and_then(Value::as_str) == Some(SESSION_REFUSED)
}

/// Says what to do. `unix_ms` is what a date in `Retry-After` is held against.
pub(super) fn of(outcome: &BatchOutcome, unix_ms: u64) -> (Verdict, Option<LastError>) {
    let BatchOutcome::Answered { status, retry_after, body } = outcome else {
        return (Verdict::Blocked, Some(LastError::Network));
    };
    let after = || {
        let text = retry_after.as_deref()?;
        Some(retry_after_ms(text, unix_ms).unwrap_or(RETRY_AFTER_UNREADABLE_MS))
    };
    let verdict = match *status {
        0 => return (Verdict::Blocked, Some(LastError::Network)),
        200..=299 => match acknowledgement(body) {
            Some(rejected) => return (Verdict::Delivered { rejected }, None),
            None => return (Verdict::Later { retry_after_ms: None }, Some(LastError::NotAcknowledged)),
        },
        400 => Verdict::BatchInvalid,
        401 => Verdict::KeyRefused,
        403 if is_about_session(body) => Verdict::SessionRefused,
        403 => Verdict::IdentityRefused,
        413 => Verdict::BatchTooLarge,
        429 | 503 => Verdict::Later { retry_after_ms: after() },
        501 | 505 | 511 => Verdict::Drop(DropReason::Unsupported),
        408 | 425 => Verdict::Later { retry_after_ms: None },
        402..=499 => Verdict::Drop(DropReason::Rejected),
        // A 1xx or 3xx that reaches a client is a proxy's doing, like most 5xx, and passes.
        _ => Verdict::Later { retry_after_ms: None },
    };
    (verdict, Some(LastError::Status(*status)))
}
