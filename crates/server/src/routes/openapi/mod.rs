//! `GET /api/openapi.json`: the API as a document, made from the limits and names that the code itself uses. A test holds
//! its paths against the routes, and its schemas against real answers.

use axum::Json;
use serde_json::{Map, Value, json};

use halo_protocol::{company, series, user};

mod conversations;
mod operations;
mod schemas;

use operations::{Operation, operations};
use schemas::{body, schema};

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
        // Wherever the document was read: readers want one named.
        "servers": [{"url": "/", "description": "This server"}],
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
    for (status, what) in operation.empty {
        responses.insert(status.to_string(), json!({"description": what}));
    }
    for status in operation.errors {
        let error = json!({"description": reason(*status), "content": {"application/json": {"schema": schema("Error")}}});
        responses.insert(status.to_string(), error);
    }
    let mut out = json!({"operationId": operation.id, "summary": operation.summary, "parameters": operation.parameters,
            "responses": responses, "security": security(operation)});
    if let Some(object) = out.as_object_mut() {
        object.extend(operation.body.map(|name| ("requestBody".to_owned(), body(name))));
    }
    out
}

/// The key that an operation wants; that it wants none is said too.
fn security(operation: &Operation) -> Value {
    operation.auth.map_or_else(|| json!([]), |scheme| json!([{ scheme: [] }]))
}

fn reason(status: u16) -> &'static str {
    match status {
        400 => "A field is absent, too large or not allowed",
        401 => "Missing or invalid key",
        403 => "The user or the session could not be verified, or a key of the other kind",
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
        // The document itself is told by nobody, and what the team's programs speak is between them and their server.
        let told = routes.matches(".route(\"/api/").count() - routes.matches(".route(\"/api/team/").count();
        assert_eq!(told, operations().len() + 1, "a route of the API is not in the document");
        let ids: std::collections::BTreeSet<&str> = operations().iter().map(|it| it.id).collect();
        assert_eq!(ids.len(), operations().len(), "two operations share an id");
        let text = document.to_string();
        for name in text.split("#/components/schemas/").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(document["components"]["schemas"].get(name).is_some(), "{name}");
        }
    }

    /// Every object of the document, with its place.
    fn objects(value: &Value, place: &str, found: &mut Vec<(String, Map<String, Value>)>) {
        let mut go = |key: &str, value: &Value| objects(value, &format!("{place}/{key}"), found);
        match value {
            Value::Array(all) => all.iter().enumerate().for_each(|(at, it)| go(&at.to_string(), it)),
            Value::Object(all) => {
                all.iter().for_each(|(key, it)| go(key, it));
                found.push((place.to_owned(), all.clone()));
            }
            _ => {}
        }
    }

    #[test]
    fn what_generators_stumble_over_is_not_in_the_document() {
        let document = whole();
        let mut found = Vec::new();
        objects(&document["components"]["schemas"], "", &mut found);
        for (place, schema) in found {
            let is = |kind: &str| match schema.get("type") {
                Some(Value::Array(kinds)) => kinds.iter().any(|it| it == kind),
                Some(one) => one == kind,
                None => false,
            };
            let has = |key: &str| schema.contains_key(key);
            assert!(!is("array") || has("items"), "{place}: an array of what?");
            assert!(!is("object") || has("properties") || has("additionalProperties"), "{place}: of what?");
            assert_ne!(schema.get("const"), Some(&Value::Bool(true)), "{place}");
        }
        for operation in
            document["paths"].as_object().unwrap().values().flat_map(|it| it.as_object().unwrap().values())
        {
            assert!(operation["operationId"].is_string() && operation["security"].is_array(), "{operation}");
        }
    }
}
