//! What of an agent and its organisation everybody may see: a list of what pages use, field by field and shape by shape.
//! Whatever else stands in a profile or in settings stays on the server, whatever it is called.

use halo_protocol::Object;
use halo_protocol::config::WIDGET_SETTINGS;
use serde_json::{Map, Value};

/// Settings of the looks that are texts, truths or numbers.
const PLAIN: [&str; 11] = [
    "primary_color",
    "text_color",
    "position",
    "theme",
    "trigger_icon",
    "header_avatar",
    "greeting",
    "placeholder",
    "locale",
    "powered_by",
    "require_auth",
];
/// The settings that are lists of notices, and what a notice has.
const NOTICES: [&str; 3] = ["banners", "in_app_messages", "proactive"];
const NOTICE_FIELDS: [&str; 6] = ["id", "text", "ask", "url", "action_label", "delay_ms"];
/// Names that make an owner's eye-catcher of a key, as letters alone.
const SECRET_NAMES: [&str; 12] = [
    "secret",
    "token",
    "apikey",
    "password",
    "passwd",
    "passphrase",
    "credential",
    "authorization",
    "privatekey",
    "bearer",
    "instruction",
    "prompt",
];
/// How keys of services begin that people paste by mistake.
const SECRET_BEGINNINGS: [&str; 6] = ["ha_", "sk-", "sk_", "Bearer ", "ghp_", "xox"];

/// The looks that pages may see, out of an agent's style or the organisation's settings of the widget.
#[must_use]
pub fn looks(of: Option<&Value>) -> Object {
    let Some(given) = of.and_then(Value::as_object) else { return Object::new() };
    let mut out = plain(given, &PLAIN);
    let lists = NOTICES.into_iter().map(|key| (key, notices(given.get(key))));
    let others = [
        ("suggested_messages", given.get("suggested_messages").and_then(texts)),
        ("tracking", given.get("tracking").and_then(tracking)),
    ];
    for (key, value) in lists.chain(others) {
        out.extend(value.map(|value| (key.to_owned(), value)));
    }
    out
}

/// The organisation's settings that pages may see.
#[must_use]
pub fn settings(of: &Object) -> Object {
    let widget = looks(of.get(WIDGET_SETTINGS));
    if widget.is_empty() {
        return Object::new();
    }
    Map::from_iter([(WIDGET_SETTINGS.to_owned(), Value::Object(widget))])
}

/// The names of an agent's skills.
#[must_use]
pub fn skills(profile: &Object) -> Vec<Value> {
    let list = profile.get("skills").and_then(Value::as_array);
    list.into_iter().flatten().filter(|it| it.is_string()).cloned().collect()
}

/// A text of the profile.
#[must_use]
pub fn text(profile: &Object, key: &str) -> Option<String> {
    profile.get(key).and_then(Value::as_str).map(str::to_owned)
}

/// Places in a profile whose name or value looks like a secret, as `style.apiKey`: its owner shall know.
#[must_use]
pub fn secret_places(profile: &Object) -> Vec<String> {
    let mut found = Vec::new();
    for (key, value) in profile {
        look_into(key, key, value, &mut found);
    }
    found
}

fn look_into(place: &str, key: &str, value: &Value, found: &mut Vec<String>) {
    let letters: String = key.chars().filter(char::is_ascii_alphanumeric).collect();
    let letters = letters.to_ascii_lowercase();
    let is_named = SECRET_NAMES.iter().any(|name| letters.contains(name));
    let is_begun =
        value.as_str().is_some_and(|it| SECRET_BEGINNINGS.iter().any(|start| it.starts_with(start)));
    if is_named || is_begun {
        found.push(place.to_owned());
        return;
    }
    match value {
        Value::Object(it) => {
            it.iter().for_each(|(key, value)| look_into(&format!("{place}.{key}"), key, value, found));
        }
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(at, value)| {
                look_into(&format!("{place}[{at}]"), "", value, found);
            });
        }
        _ => {}
    }
}

fn plain(given: &Object, keys: &[&str]) -> Object {
    let is_plain = |value: &&Value| value.is_string() || value.is_boolean() || value.is_number();
    keys.iter()
        .filter_map(|key| Some(((*key).to_owned(), given.get(*key).filter(is_plain)?.clone())))
        .collect()
}

/// A text, or the texts of a list.
fn texts(value: &Value) -> Option<Value> {
    match value {
        Value::String(_) => Some(value.clone()),
        Value::Array(list) => Some(list.iter().filter(|it| it.is_string()).cloned().collect()),
        _ => None,
    }
}

/// On, off, a mode, or on and off by kind.
fn tracking(value: &Value) -> Option<Value> {
    match value {
        Value::Bool(_) | Value::String(_) => Some(value.clone()),
        Value::Object(kinds) => {
            let truths = kinds.iter().filter(|(_, value)| value.is_boolean());
            Some(Value::Object(truths.map(|(key, value)| (key.clone(), value.clone())).collect()))
        }
        _ => None,
    }
}

fn notices(value: Option<&Value>) -> Option<Value> {
    let list = value?.as_array()?;
    let notice = |it: &Object| {
        let mut out = plain(it, &NOTICE_FIELDS);
        out.extend(it.get("paths").and_then(texts).map(|paths| ("paths".to_owned(), paths)));
        Value::Object(out)
    };
    Some(list.iter().filter_map(Value::as_object).map(notice).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_pages_use_is_shown_whatever_the_rest_is_called() {
        let style = json!({
            "greeting": "Hi", "powered_by": false, "theme": {"apiKey": "x"}, "tracking": {"click": false, "key": "x"},
            "suggested_messages": ["A", {"secret": "x"}], "anything": "x", "apiKey": "x",
            "banners": [{"text": "Sale", "paths": ["/a", 1], "headers": {"Authorization": "x"}}, "x"],
        });
        assert_eq!(
            Value::Object(looks(Some(&style))),
            json!({
                "greeting": "Hi", "powered_by": false, "tracking": {"click": false},
                "suggested_messages": ["A"], "banners": [{"text": "Sale", "paths": ["/a"]}],
            })
        );
        let kept = json!({"widget": {"theme": "dark", "x": 1}, "slack": {"webhook": "x"}});
        assert_eq!(Value::Object(settings(kept.as_object().unwrap())), json!({"widget": {"theme": "dark"}}));
    }

    #[test]
    fn keys_and_values_that_look_secret_are_named_with_their_place() {
        let profile = json!({
            "apiKey": "x", "style": {"greeting": "Hi", "auth_token": "x"}, "systemPrompt": "x",
            "calls": [{"headers": {"Authorization": "x"}}], "note": "sk-123", "Client-Secret": "x",
        });
        let mut places = secret_places(profile.as_object().unwrap());
        places.sort();
        let expected = [
            "Client-Secret",
            "apiKey",
            "calls[0].headers.Authorization",
            "note",
            "style.auth_token",
            "systemPrompt",
        ];
        assert_eq!(places, expected);
    }
}
