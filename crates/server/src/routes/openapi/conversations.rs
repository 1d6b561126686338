//! The schemas of live conversations.

use halo_protocol::conversation::{ConversationState, Transition};
use halo_protocol::limits::{CONVERSATION_COMMENT_CHARS, CONVERSATION_REASON_CHARS};
use serde_json::{Value, json};

use super::schemas::{maybe, maybe_text, object, success};

/// The largest number that every reader of JSON takes exactly.
const LARGEST: u64 = (1 << 53) - 1;

/// What every request names, and fields of its own.
fn proved(more: &Value, required: &[&str]) -> Value {
    let mut fields =
        json!({"session_id": maybe("string"), "user_id": maybe("string"), "user_token": maybe("string")});
    if let (Some(fields), Some(more)) = (fields.as_object_mut(), more.as_object()) {
        fields.extend(more.clone());
    }
    object(fields, required)
}

pub(super) fn all() -> Vec<(&'static str, Value)> {
    let text = || json!({"type": "string"});
    let steps: Vec<Value> = Transition::ALL.iter().filter_map(|it| serde_json::to_value(it).ok()).collect();
    vec![
        ("SessionProof", proved(&json!({}), &[])),
        ("PersonRequest", proved(&json!({"reason": maybe_text(CONVERSATION_REASON_CHARS)}), &[])),
        ("TypingRequest", proved(&json!({"on": maybe("boolean")}), &[])),
        (
            "ReadRequest",
            proved(
                &json!({"up_to": {"type": ["integer", "null"], "minimum": 0, "maximum": LARGEST,
                    "description": "The number of the newest event that was seen"}}),
                &[],
            ),
        ),
        (
            "RatingRequest",
            proved(
                &json!({"score": {"type": "integer", "minimum": 1, "maximum": 5},
                    "comment": maybe_text(CONVERSATION_COMMENT_CHARS)}),
                &["score"],
            ),
        ),
        (
            "StateResponse",
            object(
                json!({
                    "success": success(), "session_id": text(),
                    "state": {"type": "string", "enum": ConversationState::ALL.map(ConversationState::word)},
                    "by": {"type": "string", "enum": steps}, "teammate": object(json!({"name": text(), "avatar": text()}), &["name"]),
                    "position": {"type": "integer", "minimum": 1},
                    "available": {"type": "boolean", "description": "False: nobody of the team is there, nothing changed"},
                }),
                &["success", "session_id", "state", "available"],
            ),
        ),
        (
            "ConversationEvent",
            object(
                json!({"event": {"type": "string", "enum": ["message", "state", "typing", "read"]}, "data": text(), "id": text()}),
                &["event", "data"],
            ),
        ),
    ]
}
