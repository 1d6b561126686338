//! An agent's setup, checked when it is added: a misspelt key or an address that is none is met there, not by a visitor.

use halo_protocol::Object;
use reqwest::Url;
use serde_json::Value;

use super::refusal;

/// What the setup of each kind may hold.
const OPENAI: [&str; 9] = [
    "base_url",
    "model",
    "api_key",
    "api_key_env",
    "instructions",
    "temperature",
    "headers",
    "timeout_seconds",
    "show_thinking",
];
const HOSTAGENTES: [&str; 3] = ["base_url", "api_key", "api_key_env"];

/// Says what of a setup cannot be meant so.
///
/// # Errors
/// What was met and what is allowed.
pub fn check(kind: &str, setup: &Object) -> Result<(), String> {
    let (known, needed): (Vec<&str>, &[&str]) = match kind {
        "openai" => (OPENAI.into_iter().chain(refusal::fields()).collect(), &["base_url", "model"]),
        "hostagentes" => (HOSTAGENTES.to_vec(), &["base_url"]),
        _ => return Ok(()),
    };
    if let Some(key) = setup.keys().find(|key| !known.contains(&key.as_str())) {
        return Err(format!("the setup has \"{key}\", which is unknown; known are {}", known.join(", ")));
    }
    if let Some(key) = needed.iter().find(|key| super::upstream::setting(setup, key).is_none()) {
        return Err(format!("the setup lacks \"{key}\", a text"));
    }
    if setup.get("timeout_seconds").is_some_and(|it| it.as_f64().is_none_or(|it| it <= 0.0)) {
        return Err("\"timeout_seconds\" must be a number above 0".to_owned());
    }
    if setup.get("headers").is_some_and(|it| !it.is_object()) {
        return Err("\"headers\" must be an object of names and texts, or of names and {\"env\": \"NAME\"}"
            .to_owned());
    }
    let base = super::upstream::setting(setup, "base_url").unwrap_or_default();
    address(base, "").map(|_| ()).ok_or_else(|| {
        format!(
            "\"base_url\" is \"{base}\"; it must be an http(s) address such as https://api.example.com/v1"
        )
    })
}

/// The address of a call below a base: before the base's query, and not twice.
pub(super) fn address(base: &str, call: &str) -> Option<Url> {
    let mut url =
        Url::parse(base).ok().filter(|it| matches!(it.scheme(), "http" | "https") && it.has_host())?;
    let path = url.path().trim_end_matches('/').to_owned();
    if !path.ends_with(&format!("/{call}")) {
        url.set_path(&format!("{path}/{call}"));
    }
    Some(url)
}

/// Further headers of each call: texts, or names of environment variables that hold them.
pub(super) fn headers(setup: &Object) -> Vec<(String, String)> {
    let resolve = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        other => std::env::var(other.get("env")?.as_str()?).ok(),
    };
    let given = setup.get("headers").and_then(Value::as_object).into_iter().flatten();
    given.filter_map(|(name, value)| Some((name.clone(), resolve(value)?))).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_address_is_built_before_the_query_and_not_twice() {
        for (base, built) in [
            ("http://a/v1", "http://a/v1/chat/completions"),
            ("http://a/v1/", "http://a/v1/chat/completions"),
            ("http://a/v1/chat/completions", "http://a/v1/chat/completions"),
            ("https://a/d/m?api-version=1", "https://a/d/m/chat/completions?api-version=1"),
        ] {
            assert_eq!(address(base, "chat/completions").unwrap().as_str(), built);
        }
        assert!(address("not a url", "x").is_none() && address("file:///x", "x").is_none());
    }

    #[test]
    fn a_setup_that_cannot_be_meant_so_is_named() {
        let told = |setup: Value| check("openai", setup.as_object().unwrap()).unwrap_err();
        assert!(told(json!({"base_url": "http://a", "modle": "m"})).contains("\"modle\""));
        assert!(told(json!({"base_url": "http://a"})).contains("lacks \"model\""));
        assert!(told(json!({"base_url": "not a url", "model": "m"})).contains("not a url"));
        assert!(
            check(
                "openai",
                json!({"base_url": "http://a", "model": "m", "tools": false}).as_object().unwrap()
            )
            .is_ok()
        );
    }
}
