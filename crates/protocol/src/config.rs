//! `/config`: the agent and the organisation as a page may see them, without instructions and secrets.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Object, null_as_default};

/// Key of the widget's style inside `organization.settings` (ours).
pub const WIDGET_SETTINGS: &str = "widget";

/// Answer of `GET /config?org_id=UUID`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ConfigResponse {
    /// The active agent.
    pub agent: Agent,
    /// Whose agent it is.
    #[serde(default, deserialize_with = "null_as_default")]
    pub organization: Organization,
}

/// An agent as a page may see it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Agent {
    /// The agent's id.
    #[serde(default, deserialize_with = "null_as_default")]
    pub id: String,
    /// What it is called.
    #[serde(default, deserialize_with = "null_as_default")]
    pub name: String,
    /// What it can do, such as `web_search`.
    #[serde(default, deserialize_with = "null_as_default")]
    pub skills: Vec<Value>,
    /// Its picture's settings.
    #[serde(default, deserialize_with = "null_as_default")]
    pub avatar_config: Object,
    /// Its voice's settings.
    #[serde(default, deserialize_with = "null_as_default")]
    pub voice_config: Object,
    /// `{"steps":[],"custom_variables":[]}`.
    #[serde(default, deserialize_with = "null_as_default")]
    pub flow_config: Object,
    /// Label of the way to a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub live_help_label: Option<String>,
    /// `modal` and others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video_display_mode: Option<String>,
    /// `active` for an agent that answers.
    #[serde(default, deserialize_with = "null_as_default")]
    pub status: String,
    /// The agent's own style; wins over the organisation's (ours).
    #[serde(default, skip_serializing_if = "Object::is_empty", deserialize_with = "null_as_default")]
    pub style: Object,
}

/// An organisation as a page may see it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Organization {
    /// What it is called.
    #[serde(default, deserialize_with = "null_as_default")]
    pub name: String,
    /// Settings; the widget's style lies under [`WIDGET_SETTINGS`].
    #[serde(default, deserialize_with = "null_as_default")]
    pub settings: Object,
}

/// The value of one style key in an answer of `/config` as it came: the agent's, else the organisation's (ours).
/// A widget reads the plain JSON, so that one field of an unexpected type does not cost it the whole answer.
#[must_use]
pub fn style<'a>(answer: &'a Object, key: &str) -> Option<&'a Value> {
    let of_agent = answer.get("agent").and_then(|agent| agent.get("style")?.get(key));
    let of_organization =
        || answer.get("organization").and_then(|it| it.get("settings")?.get(WIDGET_SETTINGS)?.get(key));
    of_agent.filter(|value| !value.is_null()).or_else(of_organization).filter(|value| !value.is_null())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_agents_style_wins_over_the_organisations() {
        let answer: Object = serde_json::from_str(
            r#"{"agent":{"name":"A","style":{"theme":"dark","greeting":null}},
                "organization":{"settings":{"widget":{"theme":"light","greeting":"Hi"}}}}"#,
        )
        .unwrap();
        assert_eq!(style(&answer, "theme").unwrap(), "dark");
        assert_eq!(style(&answer, "greeting").unwrap(), "Hi");
        assert_eq!(style(&answer, "locale"), None);
    }

    #[test]
    fn absent_null_and_unknown_fields_do_not_fail() {
        let text = r#"{"agent":{"skills":null,"flow_config":null,"new_thing":1},"organization":null}"#;
        let config: ConfigResponse = serde_json::from_str(text).unwrap();
        assert_eq!(config.agent, Agent::default());
    }
}
