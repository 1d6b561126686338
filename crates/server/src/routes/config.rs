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

use crate::auth::access::config as access;
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::organisations::{AgentRow, Organisation};

/// A page learns of a change within a minute, and never waits for it.
const CACHE: &str = "public, max-age=60, stale-while-revalidate=86400";

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    org_id: Option<String>,
}

pub(super) async fn config(
    State(app): State<AppState>,
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
    let body = serde_json::to_vec(&shown(&org, agent)).map_err(|_| ApiError::Internal)?;
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

fn shown(org: &Organisation, agent: AgentRow) -> ConfigResponse {
    let profile = &agent.profile;
    let no_steps = ["steps", "custom_variables"].map(|key| (key.to_owned(), Value::Array(Vec::new())));
    ConfigResponse {
        agent: Agent {
            skills: access::skills(profile),
            // No page uses anything of these; their places stay, as documented.
            avatar_config: Object::new(),
            voice_config: Object::new(),
            flow_config: Object::from_iter(no_steps),
            live_help_label: access::text(profile, "live_help_label"),
            video_display_mode: access::text(profile, "video_display_mode"),
            style: access::looks(profile.get("style")),
            id: agent.id,
            name: agent.name,
            status: agent.status,
        },
        organization: Organization { name: org.name.clone(), settings: access::settings(&org.settings) },
    }
}
