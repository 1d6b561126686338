//! What `debug()` shows: enough to find out why something does not work, and no secret.

use serde_json::{Value, json};

use crate::core::state::{Agent, State};

/// The state as JSON, with what the event queue says of itself: keys and tokens by presence only.
#[must_use]
pub fn snapshot(state: &State, path: &str, events: Value) -> Value {
    let (options, identity) = (&state.options, &state.identity);
    let agent = match &state.agent {
        Agent::Loading => json!({"state": "loading"}),
        Agent::Ready(settings) => {
            json!({"state": "ready", "id": settings.agent_id, "name": settings.agent_name})
        }
        Agent::Failed(failure) => json!({"state": "failed", "error": failure.to_string()}),
    };
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "orgId": options.org_id,
        "apiUrl": options.api_url,
        "apiKey": options.api_key.is_some(),
        "userId": identity.user_id,
        "userToken": identity.user_token.is_some(),
        "path": path,
        "agent": agent,
        "sessionId": state.session_id,
        "open": state.is_open,
        "identity": state.gate.name(),
        "calls": state.outbox.len(),
        "events": events,
        "turns": state.transcript.turns().len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Options;

    #[test]
    fn key_and_token_are_never_shown() {
        let given =
            json!({"orgId": "o", "apiKey": "ab_live_sentinel", "userId": "u", "userToken": "jwt.sentinel"});
        let text = snapshot(&State::new(Options::from_json(given.as_object().unwrap())), "/p", Value::Null)
            .to_string();
        assert!(!text.contains("sentinel"), "{text}");
        assert!(text.contains(r#""apiKey":true"#) && text.contains(r#""userToken":true"#));
    }
}
