//! What `debug()` shows: enough to find out why something does not work, and no secret.

use halo_protocol::object;
use serde_json::Value;

use crate::core::conversation::AgentState;
use crate::core::state::State;
use crate::core::ui_flags::UiFlags;

/// The state as JSON, with what the event queue says of itself: keys and tokens by presence only.
#[must_use]
pub fn snapshot(state: &State, path: &str, is_storage_refused: bool, events: Value) -> Value {
    let (options, identity) = (&state.conversation.options, &state.conversation.identity);
    let agent = match &state.conversation.agent {
        AgentState::Loading => object([("state", "loading".into())]),
        AgentState::Ready(settings) => object([
            ("state", "ready".into()),
            ("id", settings.agent_id.as_str().into()),
            ("name", settings.agent_name.as_str().into()),
        ]),
        AgentState::Failed(failure) => {
            object([("state", "failed".into()), ("error", failure.to_string().into())])
        }
    };
    Value::Object(object([
        ("version", env!("CARGO_PKG_VERSION").into()),
        ("orgId", options.org_id.as_str().into()),
        ("apiUrl", options.api_url.as_str().into()),
        ("apiKey", options.api_key.is_some().into()),
        ("userId", identity.user_id.clone().into()),
        ("userToken", identity.user_token.is_some().into()),
        ("identity", state.conversation.verification.name().into()),
        ("path", path.into()),
        ("ui", object(UiFlags::resolve(options, path).named()).into()),
        ("unread", state.unread.into()),
        ("stored", (!is_storage_refused).into()),
        ("agent", agent.into()),
        ("sessionId", state.conversation.session_id.clone().into()),
        ("open", state.is_open.into()),
        ("calls", state.calls().into()),
        ("events", events),
        ("turns", state.conversation.transcript.turns().len().into()),
    ]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Options;
    use serde_json::json;

    #[test]
    fn key_and_token_are_never_shown() {
        let given =
            json!({"orgId": "o", "apiKey": "ab_live_sentinel", "userId": "u", "userToken": "jwt.sentinel"});
        let text =
            snapshot(&State::new(Options::from_json(given.as_object().unwrap())), "/p", false, Value::Null)
                .to_string();
        assert!(!text.contains("sentinel"), "{text}");
        assert!(text.contains(r#""apiKey":true"#) && text.contains(r#""userToken":true"#));
    }
}
