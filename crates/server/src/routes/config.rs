//! `GET /api/sdk/config`: what a page may see of an organisation and its agent. The only call without a key.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use halo_protocol::Object;
use halo_protocol::config::{Agent, ConfigResponse, Organization};
use halo_protocol::limits::Invalid;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::error::ApiError;
use crate::state::App;
use crate::store::organisations::{AgentRow, Organisation};

/// A page learns of a change within a minute, and never waits for it.
const CACHE: &str = "public, max-age=60, stale-while-revalidate=86400";

/// Keys that no page may see, at any depth of what is shown.
const SECRET_KEYS: [&str; 9] = [
    "instructions",
    "system_prompt",
    "secret",
    "secrets",
    "api_key",
    "token",
    "password",
    "identity_secret",
    "webhook_secret",
];

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    org_id: Option<String>,
}

pub(super) async fn config(
    State(app): State<App>,
    asked: Result<Query<Asked>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let not_uuid = Invalid::NotAllowed { field: "org_id", allowed: "a UUID, as in /config?org_id=<UUID>" };
    let id = asked
        .ok()
        .and_then(|Query(asked)| asked.org_id)
        .and_then(|id| Uuid::parse_str(&id).ok())
        .ok_or(not_uuid)?
        .to_string();
    let org = app.store().organisation(&id).await?.ok_or(ApiError::NotFound("organization not found"))?;
    let agent = app.store().active_agent(&id, None).await?;
    let agent = agent.ok_or(ApiError::NotFound("no active agent for this organization"))?;
    let body = serde_json::to_vec(&shown(org, agent)).map_err(|_| ApiError::Internal)?;
    let etag = format!("\"{}\"", hex(&Sha256::digest(&body)));
    let is_known = headers.get(header::IF_NONE_MATCH).and_then(|it| it.to_str().ok()).is_some_and(|tags| {
        tags == "*" || tags.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag)
    });
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, "application/json")], body).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(CACHE));
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(header::ETAG, etag);
    }
    Ok(response)
}

pub(super) fn hex(digest: &[u8]) -> String {
    digest.iter().take(HEX_BYTES).map(|byte| format!("{byte:02x}")).collect()
}

/// 128 bits of a digest tell versions apart.
const HEX_BYTES: usize = 16;

fn shown(org: Organisation, agent: AgentRow) -> ConfigResponse {
    let mut profile = redacted(agent.profile);
    let mut object = |key: &str| match profile.remove(key) {
        Some(Value::Object(it)) => it,
        _ => Object::new(),
    };
    let (avatar_config, voice_config) = (object("avatar_config"), object("voice_config"));
    let (mut flow_config, style) = (object("flow_config"), object("style"));
    for key in ["steps", "custom_variables"] {
        flow_config.entry(key).or_insert_with(|| Value::Array(Vec::new()));
    }
    let text = |profile: &Object, key: &str| profile.get(key).and_then(Value::as_str).map(str::to_owned);
    ConfigResponse {
        agent: Agent {
            id: agent.id,
            name: agent.name,
            skills: profile.get("skills").and_then(Value::as_array).cloned().unwrap_or_default(),
            avatar_config,
            voice_config,
            flow_config,
            live_help_label: text(&profile, "live_help_label"),
            video_display_mode: text(&profile, "video_display_mode"),
            status: agent.status,
            style,
        },
        organization: Organization { name: org.name, settings: redacted(org.settings) },
    }
}

fn redacted(object: Object) -> Object {
    let is_open = |key: &str| !SECRET_KEYS.contains(&key.to_ascii_lowercase().as_str());
    object
        .into_iter()
        .filter(|(key, _)| is_open(key))
        .map(|(key, value)| (key, redacted_value(value)))
        .collect()
}

fn redacted_value(value: Value) -> Value {
    match value {
        Value::Object(it) => Value::Object(redacted(it)),
        Value::Array(list) => Value::Array(list.into_iter().map(redacted_value).collect()),
        value => value,
    }
}
