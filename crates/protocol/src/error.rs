//! The one shape of every error body.

use serde::{Deserialize, Serialize};

use crate::null_as_default;

/// Text of a 403 where a session's secret is wrong or missing; the same whether the session exists or not (extension).
pub const SESSION_REFUSED: &str = "session verification failed";

/// Body of every answer that is not a 2xx: always JSON, always this key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorBody {
    /// What went wrong, in words.
    #[serde(default, deserialize_with = "null_as_default")]
    pub error: String,
    /// All reserved keys that were met, where that is the error.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_default")]
    pub reserved_keys: Vec<String>,
    /// Where to read more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub docs_url: Option<String>,
}

impl ErrorBody {
    /// A body that holds a text and nothing else.
    #[must_use]
    pub fn new(error: impl Into<String>) -> Self {
        Self { error: error.into(), ..Self::default() }
    }
}
