//! `/tickets/create`: a request for a person.

use serde::{Deserialize, Serialize};

use crate::limits::{self, Invalid};
use crate::{Object, null_as_default};

/// `source` where none is given.
pub const DEFAULT_SOURCE: &str = "api";
/// `source` of the widget's tickets.
pub const WIDGET_SOURCE: &str = "widget";

/// The `scope` claim with which a backend opens tickets for the users it names.
pub const CREATE_SCOPE: &str = "tickets.create";

/// How urgent a ticket is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Priority {
    /// The default.
    #[default]
    Normal,
    /// Before the others.
    Priority,
}

/// Body of `POST /tickets/create`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TicketRequest {
    /// The site's id of the user; this or `email` is required.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// Where to answer; this or `user_id` is required.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Who asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Required, at most 1,000 characters.
    #[serde(default, deserialize_with = "null_as_default")]
    pub subject: String,
    /// At most 50,000 characters; default: the subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Anything else, at most 50,000 bytes of JSON.
    #[serde(default, skip_serializing_if = "Object::is_empty", deserialize_with = "null_as_default")]
    pub metadata: Object,
    /// Where it came from, at most 50 characters; default [`DEFAULT_SOURCE`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Default `normal`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// Whether the agent may answer the ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ai_enabled: Option<bool>,
    /// The conversation it came out of (ours).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// JWT that proves `user_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_token: Option<String>,
}

impl TicketRequest {
    /// Holds the fields against their limits.
    ///
    /// # Errors
    /// The first [`Invalid`] met, in the order of the fields.
    pub fn check(&self) -> Result<(), Invalid> {
        let given = |field: &Option<String>| field.as_deref().is_some_and(|text| !text.trim().is_empty());
        if !given(&self.user_id) && !given(&self.email) {
            return Err(Invalid::Missing { field: "user_id or email" });
        }
        limits::check_present("subject", &self.subject)?;
        limits::check_chars("subject", &self.subject, limits::SUBJECT_CHARS)?;
        let message = self.message.as_deref().unwrap_or_default();
        limits::check_chars("message", message, limits::TICKET_MESSAGE_CHARS)?;
        limits::check_bytes("metadata", limits::json_bytes(&self.metadata), limits::TICKET_METADATA_BYTES)?;
        limits::check_chars("source", self.source.as_deref().unwrap_or_default(), limits::SOURCE_CHARS)
    }
}

/// A ticket as the API tells it (ours).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Ticket {
    /// The ticket's id, what a visitor may quote.
    pub id: String,
    /// `open` after creation.
    pub status: String,
    /// As given.
    #[serde(default, deserialize_with = "null_as_default")]
    pub subject: String,
    /// RFC 3339 UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
}

/// Answer of `POST /tickets/create` (ours).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TicketResponse {
    /// Always true in a 200.
    pub success: bool,
    /// The new ticket.
    pub ticket: Ticket,
}
