//! Every operation of the API, a row each.

use serde_json::{Value, json};

/// One operation: what it takes, what it answers, how it is proved.
pub(super) struct Operation {
    pub(super) path: &'static str,
    /// What generated code calls it.
    pub(super) id: &'static str,
    pub(super) method: &'static str,
    pub(super) summary: &'static str,
    pub(super) auth: Option<&'static str>,
    pub(super) parameters: Value,
    pub(super) body: Option<&'static str>,
    pub(super) good: Good,
    /// Good answers without a body, each with what it says.
    pub(super) empty: &'static [(u16, &'static str)],
    pub(super) errors: &'static [u16],
}

/// Media types of a good answer, each with its schema.
type Good = &'static [(&'static str, &'static str)];

const JSON: &str = "application/json";
const EVENTS: &str = "text/event-stream";
/// What a caller may have kept, of the operations that anybody may call.
const UNCHANGED: &[(u16, &str)] = &[(304, "As the caller has it")];
const PUBLISHABLE: Option<&str> = Some("publishable");
const SECRET: Option<&str> = Some("secret");
/// What a call with a body, a key and a user can meet.
const WITH_IDENTITY: &[u16] = &[400, 401, 403, 405, 408, 413, 415, 429, 500, 503];
const WITH_404: &[u16] = &[400, 401, 403, 404, 405, 408, 413, 415, 429, 500, 503];

fn post(
    path: &'static str,
    id: &'static str,
    summary: &'static str,
    body: &'static str,
    good: Good,
) -> Operation {
    Operation {
        path,
        id,
        method: "post",
        summary,
        auth: PUBLISHABLE,
        parameters: json!([]),
        body: Some(body),
        good,
        empty: &[],
        errors: WITH_IDENTITY,
    }
}

/// Every operation of the API.
#[allow(clippy::too_many_lines)] // A table: a row for each operation.
pub(super) fn operations() -> Vec<Operation> {
    let header = |name: &str, what: &str| json!({"name": name, "in": "header", "description": what, "schema": {"type": "string"}});
    let query = |name: &str, what: &str| json!({"name": name, "in": "query", "description": what, "schema": {"type": "string"}});
    let secret =
        || header("X-Session-Token", "The session's secret, told once when the session was made (extension)");
    let org_id = json!({"name": "org_id", "in": "query", "required": true, "description": "The organisation",
        "schema": {"type": "string", "format": "uuid"}});
    vec![
        Operation {
            path: "/api/sdk/config",
            id: "readConfig",
            method: "get",
            summary: "What a page may see of an organisation and its agent",
            auth: None,
            parameters: json!([org_id]),
            body: None,
            good: &[(JSON, "ConfigResponse")],
            empty: UNCHANGED,
            errors: &[400, 404, 405, 500, 503],
        },
        Operation {
            path: "/api/sdk/avatars/{id}",
            id: "readAvatar",
            method: "get",
            summary: "The picture of a teammate, at the address that events name (extension)",
            auth: None,
            parameters: json!([{"name": "id", "in": "path", "required": true, "description": "The picture",
                "schema": {"type": "string"}}]),
            body: None,
            good: &[("image/png", "Picture"), ("image/jpeg", "Picture")],
            empty: UNCHANGED,
            errors: &[400, 404, 405, 500, 503],
        },
        Operation {
            errors: WITH_404,
            parameters: json!([secret()]),
            ..post(
                "/api/sdk/chat",
                "chat",
                "Ask, and get the whole answer",
                "ChatRequest",
                &[(JSON, "ChatResponse")],
            )
        },
        Operation {
            empty: &[(204, "Nothing is left after that event")],
            errors: WITH_404,
            parameters: json!([
                secret(),
                header("Last-Event-ID", "Resume after this event (extension)"),
                query("records", "`0`: the text alone, without control records (extension)"),
            ]),
            ..post(
                "/api/sdk/chat/stream",
                "chatStream",
                "Ask, and get the answer as it comes",
                "ChatRequest",
                &[("text/plain", "Text"), (EVENTS, "StreamEvent")],
            )
        },
        Operation {
            parameters: json!([secret()]),
            ..post(
                "/api/sdk/chat/cancel",
                "cancelChat",
                "Stop an answer (extension)",
                "CancelRequest",
                &[(JSON, "CancelResponse")],
            )
        },
        Operation {
            method: "get",
            parameters: json!([
                secret(),
                header("Last-Event-ID", "The number of the last event that is there"),
                query(
                    "from",
                    "`stretch`: a client without an event begins where the team got the conversation this time"
                ),
                header("X-User-Token", "JWT of the user that the session belongs to, instead of its secret"),
                query("session_id", "The session"),
                query("user_id", "The user that the token proves"),
            ]),
            body: None,
            errors: &[400, 401, 403, 405, 429, 500, 503],
            ..post(
                "/api/sdk/conversation/events",
                "followConversation",
                "Follow a conversation with the team (extension)",
                "",
                &[(EVENTS, "ConversationEvent")],
            )
        },
        Operation {
            parameters: json!([secret()]),
            ..post(
                "/api/sdk/conversation/request",
                "requestPerson",
                "Ask for a person (extension)",
                "PersonRequest",
                &[(JSON, "StateResponse")],
            )
        },
        Operation {
            parameters: json!([secret()]),
            ..post(
                "/api/sdk/conversation/leave",
                "leavePerson",
                "Ask for the agent again (extension)",
                "SessionProof",
                &[(JSON, "StateResponse")],
            )
        },
        Operation {
            parameters: json!([secret()]),
            ..post(
                "/api/sdk/conversation/typing",
                "tellTyping",
                "Say that the visitor types (extension)",
                "TypingRequest",
                &[(JSON, "Ack")],
            )
        },
        Operation {
            parameters: json!([secret()]),
            ..post(
                "/api/sdk/conversation/read",
                "tellRead",
                "Say how far the visitor has read (extension)",
                "ReadRequest",
                &[(JSON, "Ack")],
            )
        },
        Operation {
            errors: WITH_404,
            parameters: json!([secret()]),
            ..post(
                "/api/sdk/conversation/rating",
                "rateConversation",
                "Say whether that helped (extension)",
                "RatingRequest",
                &[(JSON, "Ack")],
            )
        },
        Operation {
            parameters: json!([secret()]),
            ..post(
                "/api/sdk/events",
                "storeEvents",
                "Store behavioural events",
                "EventBatch",
                &[(JSON, "Ack")],
            )
        },
        Operation {
            parameters: json!([secret()]),
            ..post(
                "/api/sdk/users/identify",
                "identifyUser",
                "Say who the visitor is",
                "IdentifyRequest",
                &[(JSON, "IdentifyResponse")],
            )
        },
        post(
            "/api/sdk/users/update",
            "updateUsers",
            "Write traits from a backend",
            "UpdateRequest",
            &[(JSON, "UpdateResponse")],
        ),
        post(
            "/api/sdk/companies/identify",
            "identifyCompany",
            "Say which company a user belongs to",
            "CompanyRequest",
            &[(JSON, "CompanyResponse")],
        ),
        Operation {
            parameters: json!([secret()]),
            ..post(
                "/api/sdk/tickets/create",
                "createTicket",
                "Ask for a person",
                "TicketRequest",
                &[(JSON, "TicketResponse")],
            )
        },
        Operation {
            errors: WITH_404,
            ..post(
                "/api/sdk/series",
                "enrolUser",
                "Enrol a user, or take one out",
                "SeriesRequest",
                &[(JSON, "SeriesResponse")],
            )
        },
        Operation {
            auth: SECRET,
            errors: WITH_404,
            parameters: json!([header("X-Agent-Id", "One of the agents that the key is good for")]),
            ..post(
                "/api/v1/chat",
                "askAgent",
                "Ask an agent from a backend",
                "AgentRequest",
                &[(JSON, "AgentResponse")],
            )
        },
        Operation {
            auth: SECRET,
            errors: WITH_404,
            parameters: json!([header("X-Agent-Id", "One of the agents that the key is good for")]),
            ..post(
                "/api/v1/chat/stream",
                "askAgentStream",
                "Ask an agent from a backend, as it comes",
                "AgentRequest",
                &[(EVENTS, "StreamEvent")],
            )
        },
    ]
}
