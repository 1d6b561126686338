//! Every option of `HaloAgents.init`, its default, its meaning and its check, in one struct; and what becomes of it
//! once `/config` has answered. Options of the door alone (what is loaded when, where the launcher stands) are named
//! in [`DOOR_OPTIONS`] and never reach this struct.

use std::slice;
use std::sync::Arc;

use halo_protocol::Object;
use halo_protocol::config::style;
use serde_json::Value;

/// Base of the hosted API, used where the page names no other.
pub const DEFAULT_API_URL: &str = "https://api.haloagents.ai/api/sdk";

/// Options that the door uses up before the widget is loaded.
pub const DOOR_OPTIONS: [&str; 9] =
    ["baseUrl", "apiBaseUrl", "load", "nonce", "zIndex", "offset", "target", "position", "sessionReplay"];

/// Options that are functions of the page; `web` holds them.
pub const CALLBACK_OPTIONS: [&str; 8] = [
    "getUserToken",
    "onIdentityExpired",
    "onReady",
    "onError",
    "onMessage",
    "onAction",
    "onChatOpen",
    "onChatClose",
];

/// Options of the widget itself, each a field of [`Options`].
pub const WIDGET_OPTIONS: [&str; 17] = [
    "orgId",
    "apiKey",
    "userId",
    "companyId",
    "userTraits",
    "companyTraits",
    "context",
    "userToken",
    "theme",
    "defaultMode",
    "ui",
    "manualOnPaths",
    "apiUrl",
    "agentId",
    "provider",
    "locale",
    "tracking",
];

/// Light, dark, or as the visitor's system says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system says; the default.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    fn named(name: &str) -> Option<Self> {
        match name {
            "auto" => Some(Self::Auto),
            "light" => Some(Self::Light),
            "dark" => Some(Self::Dark),
            _ => None,
        }
    }
}

/// The page's options. Wrong types count as absent: the door has complained about them already.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `orgId`, required: UUID of the organisation.
    pub org_id: String,
    /// `apiKey`: the publishable key, `ab_live_…`. Absent: only `/config` can be asked.
    pub api_key: Option<String>,
    /// `userId`: the site's id of the user. Absent: anonymous.
    pub user_id: Option<String>,
    /// `companyId`: the user's company.
    pub company_id: Option<String>,
    /// `userTraits`, default `{}`.
    pub user_traits: Object,
    /// `companyTraits`, default `{}`.
    pub company_traits: Object,
    /// `context`: key to `{label, type?, value}`, default `{}`.
    pub context: Object,
    /// `userToken`: JWT that proves `userId`.
    pub user_token: Option<String>,
    /// `theme`: `auto` (default), `light` or `dark`. Absent: `/config` decides.
    pub theme: Option<Theme>,
    /// `defaultMode`: sent as `mode` with each message; default `chat`.
    pub default_mode: Option<String>,
    /// `ui`: `'manual'` or an object of flags.
    pub ui: Value,
    /// `manualOnPaths`: globs over the path on which the widget keeps still, one or a list; default none.
    pub manual_on_paths: Vec<String>,
    /// `apiUrl`: base of the API without a trailing slash; default [`DEFAULT_API_URL`].
    pub api_url: String,
    /// `agentId`: which agent answers; absent: the organisation's active one.
    pub agent_id: Option<String>,
    /// `provider: 'hostagentes'`: `apiUrl` is the site's own way to a HostAgentes agent, which knows of chat alone.
    /// Default: the HaloAgents API.
    pub is_hostagentes: bool,
    /// `locale`: BCP 47 tag; absent: the page's `lang`, then the browser's, then English.
    pub locale: Option<String>,
    /// `tracking`: `false`, `'consent'`, or an object per kind; default on.
    pub tracking: Value,
}

impl Options {
    /// Reads the options from the page's object, functions and elements left out.
    #[must_use]
    pub fn from_json(given: &Object) -> Self {
        let field = |key: &str| text(given.get(key));
        let is_hostagentes = field("provider").as_deref() == Some("hostagentes");
        Self {
            org_id: field("orgId").unwrap_or_default(),
            // It would be good for nothing there, and everything that is sent with it would be refused.
            api_key: field("apiKey").filter(|_| !is_hostagentes),
            user_id: field("userId"),
            company_id: field("companyId"),
            user_traits: object(given.get("userTraits")),
            company_traits: object(given.get("companyTraits")),
            context: object(given.get("context")),
            user_token: field("userToken"),
            theme: field("theme").and_then(|name| Theme::named(&name)),
            default_mode: field("defaultMode"),
            ui: given.get("ui").cloned().unwrap_or_default(),
            manual_on_paths: texts(given.get("manualOnPaths")),
            api_url: field("apiUrl")
                .map_or_else(|| DEFAULT_API_URL.to_owned(), |url| url.trim_end_matches('/').to_owned()),
            agent_id: field("agentId"),
            is_hostagentes,
            locale: field("locale"),
            tracking: given.get("tracking").cloned().unwrap_or_default(),
        }
    }
}

/// What the page's options and `/config` come to: the page wins over the agent, the agent over the organisation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// The agent's id.
    pub agent_id: String,
    /// The agent's name, never empty.
    pub agent_name: String,
    /// The organisation's name, perhaps empty.
    pub organization: String,
    /// First words of the agent, Markdown, shown above the conversation and never sent.
    pub greeting: Option<String>,
    /// What shows by itself beside the greeting.
    pub notices: Notices,
    /// Questions a visitor can ask with one press.
    pub suggestions: Vec<String>,
    /// Placeholder of the composer; absent: the locale's.
    pub placeholder: Option<String>,
    /// CSS colour of launcher, header and the visitor's messages.
    pub primary_color: Option<String>,
    /// CSS colour of text on the primary colour, if it has contrast enough.
    pub text_color: Option<String>,
    /// Light, dark or auto.
    pub theme: Theme,
    /// Address of the agent's picture, shown in the header.
    pub avatar: Option<String>,
    /// Address of a picture for the launcher, in the place of the speech bubble.
    pub trigger_icon: Option<String>,
    /// `bottom-right` or `bottom-left`, where the page's own option says nothing.
    pub position: Option<String>,
    /// Who serves the chat, named below the composer.
    pub powered_by: Option<String>,
    /// The server's wish for a locale; the page's option wins.
    pub locale: Option<String>,
    /// Whether the agent answers identified users only.
    pub require_auth: bool,
    /// What may be recorded: the page's `tracking`, else the server's.
    pub tracking: Value,
    /// Whether there is a person to hand over to: a HostAgentes agent takes no tickets.
    pub takes_tickets: bool,
}

/// The lists `banners`, `in_app_messages` and `proactive` as they came: only a chunk reads them.
#[derive(Clone, Debug, Default)]
pub struct Notices(Arc<[Value; 3]>);

impl Notices {
    /// Keeps the lists; what is not there is `null`.
    #[must_use]
    pub fn new(lists: [Value; 3]) -> Self {
        Self(Arc::new(lists))
    }

    /// The lists.
    #[must_use]
    pub fn lists(&self) -> &[Value; 3] {
        &self.0
    }
}

/// The same answer of the server. Comparing what is in it would cost half a kilobyte of code that nobody needs.
impl PartialEq for Notices {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// The agent's name where the server gives none.
const UNNAMED_AGENT: &str = "Assistant";

impl Settings {
    /// Merges the page's options with the answer of `/config`; a field of another type counts as absent.
    #[must_use]
    pub fn resolve(options: &Options, answer: &Object) -> Self {
        let wish = |key: &str| text(style(answer, key));
        let field = |group: &str, key: &str| text(answer.get(group).and_then(|group| group.get(key)));
        Self {
            agent_id: field("agent", "id").unwrap_or_default(),
            agent_name: field("agent", "name").unwrap_or_else(|| UNNAMED_AGENT.to_owned()),
            organization: field("organization", "name").unwrap_or_default(),
            greeting: wish("greeting"),
            notices: Notices::new(
                ["banners", "in_app_messages", "proactive"]
                    .map(|key| style(answer, key).cloned().unwrap_or_default()),
            ),
            suggestions: texts(style(answer, "suggested_messages")),
            placeholder: wish("placeholder"),
            primary_color: wish("primary_color"),
            text_color: wish("text_color"),
            theme: options.theme.or_else(|| Theme::named(&wish("theme")?)).unwrap_or_default(),
            avatar: wish("header_avatar"),
            trigger_icon: wish("trigger_icon"),
            position: wish("position").filter(|it| matches!(it.as_str(), "bottom-right" | "bottom-left")),
            powered_by: wish("powered_by"),
            locale: wish("locale"),
            require_auth: style(answer, "require_auth").and_then(Value::as_bool).unwrap_or_default(),
            tracking: match &options.tracking {
                Value::Null => style(answer, "tracking").cloned().unwrap_or_default(),
                tracking => tracking.clone(),
            },
            takes_tickets: !options.is_hostagentes,
        }
    }
}

/// A text that is not blank.
fn text(value: Option<&Value>) -> Option<String> {
    value.and_then(Value::as_str).filter(|text| !text.trim().is_empty()).map(str::to_owned)
}

/// The texts of a list, and one text as a list of one; anything else in it is passed over.
fn texts(value: Option<&Value>) -> Vec<String> {
    let list = value.map_or(&[][..], |one| one.as_array().map_or(slice::from_ref(one), Vec::as_slice));
    list.iter().filter_map(|value| text(Some(value))).collect()
}

fn object(value: Option<&Value>) -> Object {
    value.and_then(Value::as_object).cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn options(value: &Value) -> Options {
        Options::from_json(value.as_object().unwrap())
    }

    #[test]
    fn the_hosted_api_is_the_default_and_a_trailing_slash_does_not_matter() {
        assert_eq!(options(&json!({})).api_url, DEFAULT_API_URL);
        assert_eq!(options(&json!({"apiUrl": "/api/sdk/"})).api_url, "/api/sdk");
    }

    #[test]
    fn a_wrong_type_counts_as_absent() {
        let it =
            options(&json!({"orgId": 7, "userTraits": "x", "manualOnPaths": ["/a", 3], "theme": "pink"}));
        assert_eq!((it.org_id.as_str(), it.user_traits.len(), it.theme), ("", 0, None));
        assert_eq!(it.manual_on_paths, ["/a"]);
    }

    #[test]
    fn one_glob_is_a_list_of_one_as_the_door_takes_it() {
        assert_eq!(options(&json!({"manualOnPaths": "/checkout*"})).manual_on_paths, ["/checkout*"]);
        for nothing in [json!(null), json!(" "), json!(7), json!({}), json!([])] {
            assert!(options(&json!({"manualOnPaths": nothing})).manual_on_paths.is_empty());
        }
    }

    #[test]
    fn tracking_of_the_server_counts_where_the_page_says_nothing() {
        let answer = json!({"organization": {"settings": {"widget": {"tracking": "consent"}}}});
        let of = |page: &Value| Settings::resolve(&options(page), answer.as_object().unwrap()).tracking;
        assert_eq!(of(&json!({})), json!("consent"));
        assert_eq!(of(&json!({"tracking": false})), json!(false));
    }

    #[test]
    fn the_page_wins_over_the_agent_and_the_agent_over_the_organisation() {
        let answer = json!({
            "agent": {"name": " ", "style": {"theme": "dark", "greeting": "Hi"}},
            "organization": {"settings": {"widget": {"greeting": "Hello", "suggested_messages": ["A", "", 1]}}}
        });
        let settings = Settings::resolve(&options(&json!({"theme": "light"})), answer.as_object().unwrap());
        assert_eq!((settings.theme, settings.greeting.as_deref()), (Theme::Light, Some("Hi")));
        assert_eq!((settings.agent_name.as_str(), settings.suggestions), ("Assistant", vec!["A".to_owned()]));
    }
}
