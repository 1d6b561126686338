//! One object of a chat completion, whole or a piece of a stream, as services write it: null is absent, text may be a
//! list of parts, usage may be anything, and errors have many shapes.

use serde_json::Value;

/// What a field holds, unless that is null.
fn field<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    value.get(name).filter(|it| !it.is_null())
}

/// The service's words where the object tells of an error; an empty error is none.
pub(super) fn error(chunk: &Value) -> Option<String> {
    let is_told = |it: &&Value| match it {
        Value::Object(object) => !object.is_empty(),
        Value::String(text) => !text.is_empty(),
        Value::Bool(is) => *is,
        _ => true,
    };
    let is_error = field(chunk, "object").and_then(Value::as_str) == Some("error")
        || field(chunk, "type").and_then(Value::as_str) == Some("error")
        || field(chunk, "error_code").is_some();
    let told = field(chunk, "error").filter(is_told).or_else(|| is_error.then_some(chunk))?;
    Some(told.to_string())
}

/// The tokens that were used, where the service says so as a number.
pub(super) fn tokens(chunk: &Value) -> Option<u64> {
    let total = chunk.pointer("/usage/total_tokens")?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = |it: f64| it as u64;
    total.as_u64().or_else(|| total.as_f64().filter(|it| *it >= 0.0).map(whole))
}

/// The first choice: a stream's has a `delta`, a whole answer's a `message`.
pub(super) fn choice(chunk: &Value) -> Option<&Value> {
    field(chunk, "choices")?.as_array()?.first()
}

/// What the choice says.
pub(super) fn message(choice: &Value) -> Option<&Value> {
    field(choice, "delta").or_else(|| field(choice, "message"))
}

/// The texts of a message: what it says, or why it does not want to.
pub(super) fn texts(message: &Value) -> Vec<&str> {
    let content = field(message, "content").map(parts).unwrap_or_default();
    let refusal = field(message, "refusal").map(parts).unwrap_or_default();
    content.into_iter().chain(refusal).filter(|it| !it.is_empty()).collect()
}

fn parts(content: &Value) -> Vec<&str> {
    let part = |part: &'_ Value| -> Option<String> { part.get("type")?.as_str().map(str::to_owned) };
    match content {
        Value::String(text) => vec![text],
        // Parts of other kinds are thoughts and pictures.
        Value::Array(list) => list
            .iter()
            .filter(|it| {
                part(it).is_none_or(|kind| matches!(kind.as_str(), "text" | "output_text" | "refusal"))
            })
            .filter_map(|it| {
                it.as_str().or_else(|| it.get("text")?.as_str()).or_else(|| it.get("refusal")?.as_str())
            })
            .collect(),
        Value::Object(_) => content.get("text").and_then(Value::as_str).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// The calls of tools in a message, also in the form that came before it, which had one.
pub(super) fn calls(message: &Value) -> Vec<&Value> {
    match field(message, "tool_calls") {
        Some(Value::Array(list)) => list.iter().filter(|it| it.is_object()).collect(),
        Some(one @ Value::Object(_)) => vec![one],
        _ => field(message, "function_call").filter(|it| it.is_object()).into_iter().collect(),
    }
}

/// Why the choice ended.
pub(super) fn finish(choice: &Value) -> Option<&str> {
    field(choice, "finish_reason")?.as_str()
}
