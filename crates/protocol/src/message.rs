//! `/chat` and `/chat/stream`: the request both take, the whole answer, and the payloads of a streamed one.

use serde::{Deserialize, Serialize};

use crate::action::Action;
use crate::limits::{self, Invalid};
use crate::{Object, null_as_default};

/// The value of `user_id` that means "not identified", as does its absence.
pub const ANONYMOUS: &str = "anonymous";

/// Header of an answer: the session it belongs to.
pub const SESSION_HEADER: &str = "X-Session-Id";
/// Header of an answer: the agent that gave it.
pub const AGENT_HEADER: &str = "X-Agent-Id";
/// Header of an answer: the secret of the session that this request made, told this once (extension). Header of a
/// request: that secret, as a proof that the session is the caller's.
pub const SESSION_TOKEN_HEADER: &str = "X-Session-Token";

/// How the visitor talks to the agent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Typed text; the default.
    #[default]
    Chat,
    /// Speech.
    Voice,
    /// Speech with a picture.
    Video,
    /// A person helps live.
    LiveHelp,
    /// A mode this version does not know; treated as [`Mode::Chat`].
    #[serde(other)]
    Unknown,
}

impl Mode {
    /// The mode of that name on the wire.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "chat" => Self::Chat,
            "voice" => Self::Voice,
            "video" => Self::Video,
            "livehelp" => Self::LiveHelp,
            _ => return None,
        })
    }
}

/// Who said an earlier message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The visitor.
    User,
    /// The agent.
    Assistant,
    /// A role this version does not know; a server skips such a message.
    #[serde(other)]
    Unknown,
}

/// An earlier message, sent along so that a stateless agent can follow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryMessage {
    /// Who said it.
    #[serde(alias = "speaker")]
    pub role: Role,
    /// What was said.
    #[serde(alias = "text")]
    pub content: String,
}

/// Body of `POST /chat/cancel` (extension): the visitor stops an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CancelRequest {
    /// The `message_id` that the answer was asked for with.
    #[serde(default, deserialize_with = "null_as_default")]
    pub message_id: String,
    /// The session it was asked in, as in that request; absent if none was named.
    #[serde(default, deserialize_with = "null_as_default")]
    pub session_id: String,
    /// The user that the session belongs to, where the session's secret is not at hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// JWT that proves `user_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_token: Option<String>,
}

/// Answer of `POST /chat/cancel` (extension).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CancelResponse {
    /// Always true in a 200.
    pub success: bool,
    /// Whether such an answer was still running; if not, there was nothing to stop.
    pub cancelled: bool,
}

/// Body of `POST /chat` and `POST /chat/stream`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ChatRequest {
    /// The question, 1 to 10,000 characters; may be empty beside images.
    #[serde(default, deserialize_with = "null_as_default")]
    pub message: String,
    /// The site's id of the user; absent or [`ANONYMOUS`]: not identified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// JWT that proves `user_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_token: Option<String>,
    /// The session; a server makes one if absent and returns it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// The user's company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_id: Option<String>,
    /// Which agent shall answer; absent: the organisation's active one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent_id: Option<String>,
    /// How the visitor talks; default `chat`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
    /// http(s) or `data:` addresses of pictures.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_default")]
    pub images: Vec<String>,
    /// Traits for this request; they win over stored ones.
    #[serde(default, skip_serializing_if = "Object::is_empty", deserialize_with = "null_as_default")]
    pub custom_fields: Object,
    /// Key to `{label, type?, value}`; wins over stored context key by key.
    #[serde(default, skip_serializing_if = "Object::is_empty", deserialize_with = "null_as_default")]
    pub context: Object,
    /// Earlier messages, oldest first, at most 50.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_default")]
    pub conversation_history: Vec<HistoryMessage>,
    /// What the visitor did on the page, in words, at most 5,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behavior_context: Option<String>,
    /// Client-made UUID (extension): the same id again returns the same answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
}

impl ChatRequest {
    /// The identified user, if the request names one.
    #[must_use]
    pub fn identified(&self) -> Option<&str> {
        self.user_id.as_deref().filter(|id| !id.is_empty() && *id != ANONYMOUS)
    }

    /// Holds every field against its limit.
    ///
    /// # Errors
    /// The first [`Invalid`] met, in the order of the fields.
    pub fn check(&self) -> Result<(), Invalid> {
        if self.images.is_empty() {
            limits::check_present("message", &self.message)?;
        }
        limits::check_chars("message", &self.message, limits::MESSAGE_CHARS)?;
        if self.images.iter().any(|image| !is_image_address(image)) {
            return Err(Invalid::NotAllowed {
                field: "images",
                allowed: "http, https or data:image addresses",
            });
        }
        let custom_fields = serde_json::to_string(&self.custom_fields).unwrap_or_default();
        limits::check_chars("custom_fields", &custom_fields, limits::CUSTOM_FIELDS_CHARS)?;
        limits::check_entries(
            "conversation_history",
            self.conversation_history.len(),
            limits::HISTORY_MESSAGES,
        )?;
        let behavior_context = self.behavior_context.as_deref().unwrap_or_default();
        limits::check_chars("behavior_context", behavior_context, limits::BEHAVIOR_CONTEXT_CHARS)
    }
}

fn is_image_address(address: &str) -> bool {
    ["https://", "http://", "data:image/"]
        .iter()
        .any(|scheme| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

/// Answer of `POST /chat` (names ours).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatResponse {
    /// The answer's text, Markdown.
    pub response: String,
    /// The session, made by the server if the request had none.
    pub session_id: String,
    /// The agent that answered.
    pub agent_id: String,
    /// What the agent did or asks for.
    #[serde(default, deserialize_with = "null_as_default")]
    pub actions: Vec<Action>,
}

/// Data of the stream event `token`: the next piece of the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerPiece {
    /// Text to append.
    #[serde(default, deserialize_with = "null_as_default")]
    pub content: String,
}

/// Data of the stream event `done`: the answer is complete.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// Tokens the model used, where there is a model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokens_used: Option<u64>,
    /// Time from request to end, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency_ms: Option<u64>,
    /// All actions of the answer, again (extension).
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_default")]
    pub actions: Vec<Action>,
    /// The session (extension).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// `length` or `content_filter` where the answer was cut there (extension).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut: Option<String>,
    /// `human` where the team has the conversation: the message has reached it, and there is no answer here (extension).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handled_by: Option<String>,
}
