//! `GET /api/openapi.json`: the API as a document, made from the limits and names that the code itself uses. A test holds
//! its paths against the routes, and its schemas against real answers.

use axum::Json;
use serde_json::{Map, Value, json};

use halo_protocol::{company, series, user};

mod schemas;

use schemas::{body, schema};

/// One operation: what it takes, what it answers, how it is proved.
struct Operation {
    path: &'static str,
    method: &'static str,
    summary: &'static str,
    auth: Option<&'static str>,
    parameters: Value,
    body: Option<&'static str>,
    /// Status, media types and schema of a good answer.
    good: &'static [(&'static str, &'static str)],
    errors: &'static [u16],
}

const PUBLISHABLE: Option<&str> = Some("publishable");
const SECRET: Option<&str> = Some("secret");
/// What a call with a body, a key and a user can meet.
const WITH_IDENTITY: &[u16] = &[400, 401, 403, 405, 408, 413, 415, 429, 500, 503];
const WITH_404: &[u16] = &[400, 401, 403, 404, 405, 408, 413, 415, 429, 500, 503];

fn post(path: &'static str, summary: &'static str, body: &'static str, answer: &'static str) -> Operation {
    let good: &'static [(&'static str, &'static str)] = match answer {
        "stream" => &[("text/plain", "Text"), ("text/event-stream", "StreamEvent")],
        "events" => &[("text/event-stream", "StreamEvent")],
        "ChatResponse" => &[("application/json", "ChatResponse")],
        "CancelResponse" => &[("application/json", "CancelResponse")],
        "Ack" => &[("application/json", "Ack")],
        "IdentifyResponse" => &[("application/json", "IdentifyResponse")],
        "UpdateResponse" => &[("application/json", "UpdateResponse")],
        "CompanyResponse" => &[("application/json", "CompanyResponse")],
        "TicketResponse" => &[("application/json", "TicketResponse")],
        "SeriesResponse" => &[("application/json", "SeriesResponse")],
        _ => &[("application/json", "AgentResponse")],
    };
    Operation {
        path,
        method: "post",
        summary,
        auth: PUBLISHABLE,
        parameters: json!([]),
        body: Some(body),
        good,
        errors: WITH_IDENTITY,
    }
}

/// Every operation of the API.
fn operations() -> Vec<Operation> {
    let header = |name: &str, what: &str| json!({"name": name, "in": "header", "description": what, "schema": {"type": "string"}});
    let org_id = json!({"name": "org_id", "in": "query", "required": true, "description": "The organisation",
        "schema": {"type": "string", "format": "uuid"}});
    vec![
        Operation {
            path: "/api/sdk/config",
            method: "get",
            summary: "What a page may see of an organisation and its agent",
            auth: None,
            parameters: json!([org_id]),
            body: None,
            good: &[("application/json", "ConfigResponse")],
            errors: &[400, 404, 405, 500, 503],
        },
        Operation {
            errors: WITH_404,
            ..post("/api/sdk/chat", "Ask, and get the whole answer", "ChatRequest", "ChatResponse")
        },
        Operation {
            errors: WITH_404,
            parameters: json!([header("Last-Event-ID", "Resume after this event (extension)")]),
            ..post("/api/sdk/chat/stream", "Ask, and get the answer as it comes", "ChatRequest", "stream")
        },
        post("/api/sdk/chat/cancel", "Stop an answer (extension)", "CancelRequest", "CancelResponse"),
        post("/api/sdk/events", "Store behavioural events", "EventBatch", "Ack"),
        post("/api/sdk/users/identify", "Say who the visitor is", "IdentifyRequest", "IdentifyResponse"),
        post("/api/sdk/users/update", "Write traits from a backend", "UpdateRequest", "UpdateResponse"),
        post(
            "/api/sdk/companies/identify",
            "Say which company a user belongs to",
            "CompanyRequest",
            "CompanyResponse",
        ),
        post("/api/sdk/tickets/create", "Ask for a person", "TicketRequest", "TicketResponse"),
        Operation {
            errors: WITH_404,
            ..post("/api/sdk/series", "Enrol a user, or take one out", "SeriesRequest", "SeriesResponse")
        },
        Operation {
            auth: SECRET,
            errors: WITH_404,
            parameters: json!([header("X-Agent-Id", "One of the agents that the key is good for")]),
            ..post("/api/v1/chat", "Ask an agent from a backend", "AgentRequest", "AgentResponse")
        },
        Operation {
            auth: SECRET,
            errors: WITH_404,
            parameters: json!([header("X-Agent-Id", "One of the agents that the key is good for")]),
            ..post(
                "/api/v1/chat/stream",
                "Ask an agent from a backend, as it comes",
                "AgentRequest",
                "events",
            )
        },
    ]
}

/// The document.
pub(super) async fn document() -> Json<Value> {
    Json(whole())
}

fn whole() -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for operation in operations() {
        let mut methods = Map::new();
        methods.insert(operation.method.to_owned(), told(&operation));
        paths.insert(operation.path.to_owned(), Value::Object(methods));
    }
    let bearer = |what: &str| json!({"type": "http", "scheme": "bearer", "description": what});
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Halo server", "version": env!("CARGO_PKG_VERSION"),
            "description": "The SDK's API, and the agent API for backends. Unknown fields are ignored; null is an absent field.",
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"}},
        "paths": paths,
        "components": {
            "securitySchemes": {
                "publishable": bearer("A publishable widget key, ab_live_…"),
                "secret": bearer("A secret agent key, ha_…; never in a page"),
            },
            "schemas": schemas::all(),
        },
    })
}

fn told(operation: &Operation) -> Value {
    let mut responses = Map::new();
    let content: Map<String, Value> = operation
        .good
        .iter()
        .map(|(media, name)| ((*media).to_owned(), json!({"schema": schema(name)})))
        .collect();
    responses.insert("200".to_owned(), json!({"description": "Done", "content": content}));
    if operation.auth.is_none() {
        responses.insert("304".to_owned(), json!({"description": "As the caller has it"}));
    }
    for status in operation.errors {
        let error = json!({"description": reason(*status), "content": {"application/json": {"schema": schema("Error")}}});
        responses.insert(status.to_string(), error);
    }
    let mut out =
        json!({"summary": operation.summary, "parameters": operation.parameters, "responses": responses});
    if let Some(object) = out.as_object_mut() {
        object.extend(operation.body.map(|name| ("requestBody".to_owned(), body(name))));
        object.extend(operation.auth.map(|scheme| ("security".to_owned(), json!([{ scheme: [] }]))));
    }
    out
}

fn reason(status: u16) -> &'static str {
    match status {
        400 => "A field is absent, too large or not allowed",
        401 => "Missing or invalid key",
        403 => "Identity verification failed, or a key of the other kind",
        404 => "Not found",
        405 => "Another method",
        408 => "The body did not arrive in time",
        413 => "The body is too large",
        415 => "The body is not said to be JSON",
        429 => "Too often; see Retry-After",
        503 => "The server or the agent cannot answer now; see Retry-After",
        _ => "The server failed",
    }
}

/// The reserved traits, for the document.
fn reserved(of_company: bool) -> &'static [&'static str] {
    if of_company { &company::RESERVED_TRAITS } else { &user::RESERVED_TRAITS }
}

/// The two actions of a series and its fixed message.
const SERIES_MESSAGE: &str = series::ALREADY_ENROLLED;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_a_route_and_every_schema_is_there() {
        let routes = include_str!("../mod.rs");
        let document = whole();
        for operation in operations() {
            assert!(
                routes.contains(&format!("(\"{}\", {}(", operation.path, operation.method)),
                "{}",
                operation.path
            );
        }
        let told = routes.matches(".route(\"/api/").count();
        assert_eq!(told, operations().len() + 1, "a route of the API is not in the document");
        let text = document.to_string();
        for name in text.split("#/components/schemas/").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(document["components"]["schemas"].get(name).is_some(), "{name}");
        }
    }
}
