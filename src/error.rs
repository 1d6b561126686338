//! Everything that can go wrong between the widget and a server, as one closed enum.
//! What a visitor reads about it is a matter of `i18n`; `Display` is for the developer's console.

use std::fmt;

use halo_protocol::error::SESSION_REFUSED;
use halo_protocol::limits;

/// Why a request brought no (whole) answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The request got no response: offline, blocked, refused by CORS or by the page's connect-src.
    Network,
    /// Nothing came for the time named, in seconds.
    Timeout(u32),
    /// The server answered with another status than 2xx.
    Status {
        /// The HTTP status.
        status: u16,
        /// The server's own words, perhaps empty.
        message: String,
        /// When it wants to be asked again, in milliseconds.
        retry_after_ms: Option<u32>,
    },
    /// A 2xx that is not what the API sends: a captive portal's page, a proxy's login.
    NotOurs {
        /// The content type that came.
        content_type: String,
    },
    /// The stream ended without its end record.
    Interrupted,
    /// The agent failed: its words, and which fault it was.
    Agent(String, AgentFault),
    /// The user's token has ended or was refused, and the page gave no new one.
    Unproven,
    /// The user logged out before it was sent.
    Dropped,
    /// Refused before it was sent: a field is missing or over its limit.
    Invalid(limits::Invalid),
}

/// Why an agent gave no (whole) answer, by the names that a server's `error` event has for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AgentFault {
    /// Anything else.
    #[default]
    Other,
    /// It is not set up to answer.
    Setup,
    /// It did not answer in time.
    Timeout,
    /// It asks to wait.
    Busy,
    /// The conversation is longer than it can take.
    TooLong,
    /// It ended without a word.
    Empty,
    /// It may not answer this.
    Filtered,
}

impl AgentFault {
    /// The fault of this name.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name {
            "setup" => Self::Setup,
            "timeout" => Self::Timeout,
            "busy" => Self::Busy,
            "too_long" => Self::TooLong,
            "empty" => Self::Empty,
            "filtered" => Self::Filtered,
            _ => Self::Other,
        }
    }
}

impl Failure {
    /// The server does not let this session be written into: its secret is missing or wrong.
    #[must_use]
    pub fn is_session_refused(&self) -> bool {
        matches!(self, Self::Status { status: 403, message, .. } if message == SESSION_REFUSED)
    }

    /// The `code` of the page's `onError`: stable, lower case.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Network => "network",
            Self::Timeout(_) => "timeout",
            Self::Status { status, .. } => match *status {
                400 | 413 | 422 => "validation",
                401 => "unauthorized",
                403 => "identity",
                404 => "not_found",
                429 => "rate_limited",
                _ => "server",
            },
            Self::NotOurs { .. } => "not_ours",
            Self::Interrupted => "interrupted",
            Self::Agent(..) => "agent",
            Self::Unproven => "identity",
            Self::Dropped => "dropped",
            Self::Invalid(_) => "validation",
        }
    }

    /// The HTTP status, where there was one.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        if let Self::Status { status, .. } = self { Some(*status) } else { None }
    }

    /// Whether the same request may succeed later.
    #[must_use]
    pub fn retryable(&self) -> bool {
        match self {
            Self::Status { status, .. } => is_retryable(*status),
            Self::Invalid(_) | Self::Dropped => false,
            Self::Agent(_, fault) => {
                !matches!(fault, AgentFault::Setup | AgentFault::TooLong | AgentFault::Filtered)
            }
            _ => true,
        }
    }
}

/// Request Timeout, Too Early, Too Many Requests, and the server errors that pass
/// (all but Not Implemented, Version Not Supported and Network Authentication Required).
#[must_use]
pub fn is_retryable(status: u16) -> bool {
    matches!(status, 408 | 425 | 429) || (status >= 500 && !matches!(status, 501 | 505 | 511))
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Network => f.write_str(
                "no response: the browser is offline, the address is wrong, or connect-src, CORS or a blocker forbids it",
            ),
            Self::Timeout(seconds) => write!(f, "nothing came for {seconds} s"),
            Self::Status { status, message, .. } => {
                write!(f, "the server answered {status}")?;
                if !message.is_empty() {
                    write!(f, ": {message}")?;
                }
                f.write_str(remedy(*status))
            }
            Self::NotOurs { content_type } => {
                write!(f, "the answer is {content_type}, not this API's: a proxy or a login page stands in between")
            }
            Self::Interrupted => f.write_str("the answer broke off before its end"),
            Self::Agent(message, _) => write!(f, "the agent failed: {message}"),
            Self::Unproven => f.write_str(
                "the user token has ended or was refused: pass a fresh one by getUserToken, or by identify",
            ),
            Self::Dropped => f.write_str("reset() came before it was sent"),
            Self::Invalid(invalid) => invalid.fmt(f),
        }
    }
}

fn remedy(status: u16) -> &'static str {
    match status {
        401 => ". Check apiKey in HaloAgents.init: it is the publishable key that starts with ab_live_",
        403 => ". Identity verification is on: pass a valid userToken, or getUserToken, to HaloAgents.init",
        404 => ". Check orgId and apiUrl in HaloAgents.init, and that the organisation has an active agent",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(status: u16) -> Failure {
        Failure::Status { status, message: "no".to_owned(), retry_after_ms: None }
    }

    #[test]
    fn only_what_passes_by_itself_is_retryable() {
        for retryable in [408, 425, 429, 500, 502, 503, 504] {
            assert!(status(retryable).retryable(), "{retryable}");
        }
        for final_ in [400, 401, 403, 404, 410, 413, 501, 505, 511] {
            assert!(!status(final_).retryable(), "{final_}");
        }
    }

    #[test]
    fn a_refused_key_says_where_to_look() {
        assert!(status(401).to_string().contains("apiKey"));
        assert_eq!(status(401).code(), "unauthorized");
    }
}
