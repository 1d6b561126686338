//! The HostAgentes (Paperclip) agent API, contract of `/api/v1/chat` and `/api/v1/chat/stream`.
//! Its streamed answer uses the payloads of [`crate::message`].

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Object, null_as_default};

/// Header: requests allowed in the window.
pub const RATE_LIMIT_HEADER: &str = "X-RateLimit-Limit";
/// Header: requests left in the window.
pub const RATE_REMAINING_HEADER: &str = "X-RateLimit-Remaining";
/// Header: when the window ends, Unix seconds.
pub const RATE_RESET_HEADER: &str = "X-RateLimit-Reset";

/// How often a plan may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Requests in a minute.
    pub per_minute: u32,
    /// Requests in a day.
    pub per_day: u32,
}

/// The starter plan (documented).
pub const STARTER: Plan = Plan { per_minute: 60, per_day: 10_000 };
/// The pro plan (documented).
pub const PRO: Plan = Plan { per_minute: 300, per_day: 100_000 };

/// Body of both calls.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AgentRequest {
    /// The question.
    #[serde(default, deserialize_with = "null_as_default")]
    pub message: String,
    /// Whose question, in which conversation.
    #[serde(default, deserialize_with = "null_as_default")]
    pub context: AgentContext,
    /// Tools the agent may use, in the model's own form.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_default")]
    pub tools: Vec<Value>,
    /// Sampling temperature, handed to the model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f64>,
    /// Longest answer, in tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<u32>,
}

/// The `context` of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentContext {
    /// The caller's id of the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// The conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
}

/// Answer of the unstreamed call.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AgentResponse {
    /// The answer's text.
    #[serde(default, deserialize_with = "null_as_default")]
    pub response: String,
    /// Tools the agent used.
    #[serde(default, deserialize_with = "null_as_default")]
    pub tool_calls: Vec<ToolCall>,
    /// What it took.
    #[serde(default, deserialize_with = "null_as_default")]
    pub metadata: AgentMetadata,
}

/// One use of a tool.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ToolCall {
    /// The tool's name.
    #[serde(default, deserialize_with = "null_as_default")]
    pub tool: String,
    /// What it was given.
    #[serde(default, deserialize_with = "null_as_default")]
    pub input: Object,
    /// What it gave back.
    #[serde(default, deserialize_with = "null_as_default")]
    pub output: Object,
}

/// What an answer took.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AgentMetadata {
    /// The model's name.
    #[serde(default, deserialize_with = "null_as_default")]
    pub model: String,
    /// Tokens in and out.
    #[serde(default, deserialize_with = "null_as_default")]
    pub tokens_used: u64,
    /// Time from request to end, in milliseconds.
    #[serde(default, deserialize_with = "null_as_default")]
    pub latency_ms: u64,
}
