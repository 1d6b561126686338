//! Why an answer is not whole, or did not come: what a client is told of it, and the name it is kept under.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::ApiError;

/// Why an answer that has text is not whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cut {
    /// The longest answer was reached.
    Length,
    /// The model's filter stopped it.
    ContentFilter,
}

/// Why an agent gave up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The agent's settings do not allow it to answer.
    Setup,
    /// The upstream did not answer in time.
    Timeout,
    /// The upstream asks to wait.
    Busy,
    /// The upstream refused, or spoke nonsense.
    Upstream,
    /// The conversation is longer than the model can take.
    TooLong,
    /// The upstream ended without a word.
    Empty,
    /// The upstream's filter let nothing through.
    Filtered,
    /// The server is going down, or nobody listens any more.
    #[serde(other)]
    Interrupted,
}

impl Fault {
    /// What a client is told: enough to act on, nothing of the upstream.
    #[must_use]
    pub fn told(self) -> &'static str {
        match self {
            Self::Setup => "the agent is not set up to answer; its owner has been told in the log",
            Self::Timeout => "the agent did not answer in time; try again",
            Self::Busy => "the agent is busy; try again in a moment",
            Self::Upstream => "the agent could not answer; try again",
            Self::TooLong => "the conversation is too long for the agent; begin a new one",
            Self::Empty => "no answer came; try again",
            Self::Filtered => "the agent may not answer this; ask in other words",
            Self::Interrupted => "the answer was interrupted; ask again",
        }
    }
}

impl Fault {
    /// The fault's name for programs: as it is kept.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Timeout => "timeout",
            Self::Busy => "busy",
            Self::Upstream => "upstream",
            Self::TooLong => "too_long",
            Self::Empty => "empty",
            Self::Filtered => "filtered",
            Self::Interrupted => "interrupted",
        }
    }

    /// Whether the same question may be answered at another try.
    #[must_use]
    pub fn is_retryable(self) -> bool {
        !matches!(self, Self::Setup | Self::TooLong | Self::Filtered)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.told())
    }
}

impl std::error::Error for Fault {}

impl From<Fault> for ApiError {
    fn from(fault: Fault) -> Self {
        Self::Unavailable(fault.told())
    }
}
