//! The schemas of the document. Limits come from the protocol, so that they are told as they are held.

use halo_protocol::limits::{
    BATCH_EVENTS, BEHAVIOR_CONTEXT_CHARS, HISTORY_MESSAGES, MESSAGE_CHARS, SOURCE_CHARS, SUBJECT_CHARS,
    TICKET_MESSAGE_CHARS, UPDATE_USERS,
};
use serde_json::{Map, Value, json};

use super::{SERIES_MESSAGE, conversations, reserved};

/// A reference to a schema.
pub(super) fn schema(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// A request body of that schema.
pub(super) fn body(name: &str) -> Value {
    json!({"required": true, "content": {"application/json": {"schema": schema(name)}}})
}

/// Something that may be absent, also as `null`.
pub(super) fn maybe(kind: &str) -> Value {
    json!({"type": [kind, "null"]})
}

/// An object with whatever somebody puts into it. Readers of the document take one without this word for an empty one.
fn open() -> Value {
    json!({"type": "object", "additionalProperties": true})
}

fn maybe_open() -> Value {
    json!({"type": ["object", "null"], "additionalProperties": true})
}

/// What an answer says that is always so. Not as a constant: openapi-generator makes a text of it and refuses the answer.
pub(super) fn success() -> Value {
    json!({"type": "boolean", "description": "Always true"})
}

pub(super) fn maybe_text(most: usize) -> Value {
    json!({"type": ["string", "null"], "maxLength": most})
}

fn traits(of_company: bool) -> Value {
    json!({"type": ["object", "null"], "additionalProperties": true, "description": "Merged, later keys win",
        "propertyNames": {"not": {"enum": reserved(of_company)}}})
}

pub(super) fn object(properties: Value, required: &[&str]) -> Value {
    json!({"type": "object", "properties": properties, "required": required})
}

/// Every schema of the document.
pub(super) fn all() -> Map<String, Value> {
    let mut out = Map::new();
    for (name, schema) in requests().into_iter().chain(answers()).chain(conversations::all()) {
        out.insert(name.to_owned(), schema);
    }
    out
}

/// Not blank: at least one character that is no white space.
const NOT_BLANK: &str = r"\S";

fn present(most: usize) -> Value {
    json!({"type": "string", "pattern": NOT_BLANK, "maxLength": most})
}

#[allow(clippy::too_many_lines, reason = "a table")]
fn requests() -> Vec<(&'static str, Value)> {
    let user_id = || present(super::super::chat::USER_ID_CHARS);
    vec![
        ("ChatRequest", chat()),
        (
            "CancelRequest",
            object(
                json!({"message_id": present(super::super::chat::MESSAGE_ID_CHARS), "session_id": maybe("string"),
                    "user_id": maybe("string"), "user_token": maybe("string")}),
                &["message_id"],
            ),
        ),
        (
            "Event",
            object(
                json!({
                    "event_type": {"type": "string", "pattern": NOT_BLANK, "description": "Cut to 100 characters"},
                    "element_selector": maybe("string"), "page_url": maybe("string"), "session_id": maybe("string"),
                    "metadata": {"type": ["object", "null"], "additionalProperties": true, "description": "$id: UUID, stored once; $at: RFC 3339 (extension)"},
                }),
                &["event_type"],
            ),
        ),
        (
            "EventBatch",
            object(
                json!({
                    "user_id": maybe("string"), "session_id": maybe("string"), "user_token": maybe("string"),
                    "events": {"type": "array", "items": schema("Event"), "minItems": 1, "maxItems": BATCH_EVENTS},
                }),
                &["events"],
            ),
        ),
        (
            "IdentifyRequest",
            object(
                json!({
                    "user_id": user_id(), "traits": traits(false), "context": maybe_open(),
                    "session_id": maybe("string"), "user_token": maybe("string"),
                }),
                &["user_id"],
            ),
        ),
        (
            "UpdateRequest",
            object(
                json!({
                    "user_token": {"type": "string"}, "user_id": maybe("string"), "traits": traits(false),
                    "users": {"type": ["array", "null"], "maxItems": UPDATE_USERS, "items":
                        object(json!({"user_id": user_id(), "traits": traits(false)}), &["user_id"])},
                    "update_only": maybe("boolean"),
                }),
                &["user_token"],
            ),
        ),
        (
            "CompanyRequest",
            object(
                json!({
                    "company_id": user_id(), "user_id": maybe("string"), "traits": traits(true),
                    "context": maybe_open(), "user_token": maybe("string"),
                }),
                &["company_id"],
            ),
        ),
        ("TicketRequest", ticket()),
        (
            "SeriesRequest",
            object(
                json!({
                    "action": {"type": "string", "enum": ["enroll", "remove"]}, "user_id": {"type": "string", "pattern": NOT_BLANK},
                    "series_id": {"type": "string", "format": "uuid"}, "user_token": maybe("string"),
                }),
                &["action", "user_id", "series_id"],
            ),
        ),
        (
            "AgentRequest",
            object(
                json!({
                    "message": present(MESSAGE_CHARS),
                    "context": {"type": ["object", "null"], "properties":
                        {"user_id": maybe("string"), "session_id": maybe("string")}},
                    "tools": {"type": ["array", "null"], "items": {}}, "temperature": maybe("number"),
                    "max_tokens": {"type": ["integer", "null"], "minimum": 0, "maximum": u32::MAX},
                }),
                &["message"],
            ),
        ),
    ]
}

fn chat() -> Value {
    object(
        json!({
            "message": {"type": "string", "maxLength": MESSAGE_CHARS, "pattern": NOT_BLANK},
            "user_id": maybe("string"), "user_token": maybe("string"), "session_id": maybe("string"),
            "company_id": maybe("string"), "agent_id": maybe("string"),
            "mode": {"type": ["string", "null"], "description": "chat, voice, video or livehelp"},
            "images": {"type": ["array", "null"], "items": {"type": "string", "pattern": "^(https?://|data:image/)"}},
            "custom_fields": maybe_open(), "context": maybe_open(),
            "conversation_history": {"type": ["array", "null"], "maxItems": HISTORY_MESSAGES, "items": {"anyOf": [
                object(json!({"role": {"type": "string"}, "content": {"type": "string"}}), &["role", "content"]),
                object(json!({"speaker": {"type": "string"}, "text": {"type": "string"}}), &["speaker", "text"]),
            ]}},
            "behavior_context": maybe_text(BEHAVIOR_CONTEXT_CHARS),
            "message_id": {"type": ["string", "null"], "maxLength": 200, "description": "UUID (extension)"},
        }),
        &["message"],
    )
}

fn ticket() -> Value {
    let mut out = object(
        json!({
            "user_id": maybe("string"), "email": maybe("string"), "name": maybe("string"),
            "subject": present(SUBJECT_CHARS), "message": maybe_text(TICKET_MESSAGE_CHARS),
            "metadata": maybe_open(), "source": maybe_text(SOURCE_CHARS),
            "priority": {"type": ["string", "null"], "enum": ["normal", "priority", null]}, "ai_enabled": maybe("boolean"),
            "session_id": maybe("string"), "user_token": maybe("string"),
        }),
        &["subject"],
    );
    // One of the two is needed. Said as what is refused: of alternatives generators make a type for each, which lacks the
    // fields of the other.
    let absent = json!({"not": {"type": "string", "pattern": NOT_BLANK}});
    if let Some(it) = out.as_object_mut() {
        it.insert("not".to_owned(), json!({"properties": {"user_id": absent, "email": absent}}));
    }
    out
}

#[allow(clippy::too_many_lines, reason = "a table")]
fn answers() -> Vec<(&'static str, Value)> {
    let text = || json!({"type": "string"});
    vec![
        ("Text", json!({"type": "string"})),
        ("Picture", json!({"description": "The file", "contentEncoding": "binary"})),
        (
            "StreamEvent",
            object(
                json!({"event": {"type": "string", "enum": ["token", "action", "error", "done"]}, "data": text(),
            "id": text()}),
                &["event", "data"],
            ),
        ),
        (
            "Error",
            object(
                json!({"error": text(), "reserved_keys": {"type": "array", "items": text()},
            "docs_url": text()}),
                &["error"],
            ),
        ),
        (
            "Action",
            json!({"type": "object", "required": ["type"], "properties": {"type": text(), "id": text()}}),
        ),
        (
            "ConfigResponse",
            object(
                json!({
                    "agent": object(json!({"id": text(), "name": text(), "status": text(), "skills": {"type": "array", "items": {}},
                        "flow_config": open(), "style": open()}), &["id", "name", "status"]),
                    "organization": object(json!({"name": text(), "settings": open()}), &["name", "settings"]),
                }),
                &["agent", "organization"],
            ),
        ),
        (
            "ChatResponse",
            object(
                json!({"response": text(), "session_id": text(), "agent_id": text(),
            "actions": {"type": "array", "items": schema("Action")}}),
                &["response", "session_id", "agent_id", "actions"],
            ),
        ),
        (
            "CancelResponse",
            object(
                json!({"success": success(), "cancelled": {"type": "boolean"}}),
                &["success", "cancelled"],
            ),
        ),
        ("Ack", object(json!({"success": success()}), &["success"])),
        (
            "IdentifyResponse",
            object(
                json!({"success": success(), "user": open(), "session_linked": {"type": "boolean",
                    "description": "False: a session was named and its secret was not shown"}}),
                &["success", "user"],
            ),
        ),
        (
            "UpdateResponse",
            object(
                json!({"success": success(), "updated": {"type": "integer"},
            "skipped": {"type": "integer"}}),
                &["success", "updated", "skipped"],
            ),
        ),
        (
            "CompanyResponse",
            object(json!({"success": success(), "company": open()}), &["success", "company"]),
        ),
        (
            "TicketResponse",
            object(
                json!({"success": success(), "ticket":
            object(json!({"id": text(), "status": {"type": "string", "const": "open"}, "subject": text(), "created_at": text()}),
                &["id", "status", "subject"])}),
                &["success", "ticket"],
            ),
        ),
        (
            "SeriesResponse",
            object(
                json!({"success": success(), "enrolled": success(), "scheduled_for": text(),
            "already_enrolled": success(), "message": {"type": "string", "const": SERIES_MESSAGE}, "removed": success()}),
                &["success"],
            ),
        ),
        (
            "AgentResponse",
            object(
                json!({"response": text(), "tool_calls": {"type": "array", "items": {}}, "metadata":
            object(json!({"model": text(), "tokens_used": {"type": "integer"}, "latency_ms": {"type": "integer"}}),
                &["model", "tokens_used", "latency_ms"])}),
                &["response", "tool_calls", "metadata"],
            ),
        ),
    ]
}
