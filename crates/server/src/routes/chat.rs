//! `POST /api/sdk/chat` and `/chat/stream`: a question, and its answer whole or as it comes.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use halo_protocol::Object;
use halo_protocol::limits::{self, SESSION_ID_CHARS};
use halo_protocol::message::{AGENT_HEADER, ChatRequest, ChatResponse, SESSION_HEADER};
use serde_json::Value;

use super::body::Wire;
use super::docs;
use super::seen::Seen;
use crate::agent::{Ask, Fault, ModelOptions};
use crate::answer::encode::{self, Encoding};
use crate::answer::{Begun, Turn, begin};
use crate::answer_log::Entry;
use crate::auth::identity::{self, Identity};
use crate::auth::key::Caller;
use crate::error::ApiError;
use crate::ids;
use crate::limits::{Group, Who};
use crate::state::App;
use crate::store::organisations::AgentRow;

/// Room for the message, 50 earlier ones and pictures as `data:` addresses.
const CHAT_BYTES: usize = 8 * 1024 * 1024;
/// A longer message id is none: a UUID has 36.
pub(super) const MESSAGE_ID_CHARS: usize = 200;
/// A longer user id is none of a site's.
pub(super) const USER_ID_CHARS: usize = 500;

pub(super) async fn chat(
    State(app): State<App>,
    caller: Caller,
    Extension(seen): Extension<Seen>,
    Wire(request): Wire<ChatRequest, CHAT_BYTES>,
) -> Result<Response, ApiError> {
    let turn = turn(&app, &caller, &seen, request).await?;
    let mut begun = begin(&app, turn).await?;
    while let Some((_, entries)) = begun.reader.next().await {
        if entries.iter().any(|entry| matches!(entry, Entry::Error(_))) {
            return Err(Fault::Interrupted.into());
        }
    }
    let log = begun.reader.log();
    let answer = ChatResponse {
        response: log.whole_text(),
        session_id: begun.session_id.clone(),
        agent_id: begun.agent_id.clone(),
        actions: log.actions(),
    };
    let mut response = Json(answer).into_response();
    name_conversation(&begun, response.headers_mut());
    Ok(response)
}

pub(super) async fn stream(
    State(app): State<App>,
    caller: Caller,
    Extension(seen): Extension<Seen>,
    headers: HeaderMap,
    Wire(request): Wire<ChatRequest, CHAT_BYTES>,
) -> Result<Response, ApiError> {
    let accept = headers.get(header::ACCEPT).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let encoding = Encoding::of_accept(accept);
    let mut turn = turn(&app, &caller, &seen, request).await?;
    if encoding == Encoding::Events {
        turn.last_event_id =
            headers.get("last-event-id").and_then(|it| it.to_str().ok()?.trim().parse().ok());
    }
    let begun = begin(&app, turn).await?;
    Ok(streamed(begun, encoding))
}

/// An answer as a streamed response.
pub(super) fn streamed(begun: Begun, encoding: Encoding) -> Response {
    let mut headers = HeaderMap::new();
    name_conversation(&begun, &mut headers);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(encoding.content_type()));
    // Proxies neither keep, change nor gather it.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache, no-transform"));
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    headers.insert(HeaderName::from_static("x-content-type-options"), HeaderValue::from_static("nosniff"));
    headers.insert(header::VARY, HeaderValue::from_static("Accept"));
    let body = encode::body(begun.reader, encoding, begun.session_id);
    (headers, Body::from_stream(body)).into_response()
}

fn name_conversation(begun: &Begun, headers: &mut HeaderMap) {
    for (name, value) in [(SESSION_HEADER, &begun.session_id), (AGENT_HEADER, &begun.agent_id)] {
        // A session with characters that no header can hold is told in the body alone.
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value.as_str())) {
            headers.insert(name, value);
        }
    }
}

async fn turn(app: &App, caller: &Caller, seen: &Seen, mut request: ChatRequest) -> Result<Turn, ApiError> {
    request.check()?;
    let given = |text: Option<String>| text.filter(|it| !it.trim().is_empty());
    let message_id = given(request.message_id.take());
    limits::check_chars("message_id", message_id.as_deref().unwrap_or_default(), MESSAGE_ID_CHARS)?;
    limits::check_chars("user_id", request.user_id.as_deref().unwrap_or_default(), USER_ID_CHARS)?;
    let mut asked_session = given(request.session_id.take()).unwrap_or_default();
    limits::cap_chars(&mut asked_session, SESSION_ID_CHARS);
    let session = Some(asked_session.as_str()).filter(|it| !it.is_empty());
    app.limit(Group::Chat, &Who { key: &caller.key.id, session, address: seen.address })?;
    let agent = given(request.agent_id.take());
    let agent = app.store().active_agent(&caller.org.id, agent.as_deref()).await?;
    let agent = agent.ok_or(ApiError::NotFound("no active agent found"))?;
    let demanded = demands_identity(&agent);
    let token = request.user_token.as_deref();
    let identity = identity::settle(app, &caller.org, request.identified(), token, demanded).await?;
    let (traits, context) = known(app, &caller.org.id, &identity, &request).await?;
    let shelf = app.shelf_of(&agent).await;
    let session_id = if asked_session.is_empty() { ids::session() } else { asked_session.clone() };
    let ask = Ask {
        org_id: caller.org.id.clone(),
        docs_base: docs::base(seen, &agent),
        agent,
        session_id,
        user_id: identity.user_id,
        message: request.message,
        history: request.conversation_history,
        traits,
        context,
        behavior: request.behavior_context,
        images: request.images,
        options: ModelOptions::default(),
        shelf,
    };
    Ok(Turn { ask, message_id, asked_session, last_event_id: None })
}

/// Whether the agent answers only proved users.
fn demands_identity(agent: &AgentRow) -> bool {
    let style = agent.profile.get("style").and_then(|style| style.get("require_auth"));
    style.or_else(|| agent.profile.get("require_auth")).and_then(Value::as_bool).unwrap_or(false)
}

/// Traits and context: stored ones, then those that a token vouches for, then those of the request.
async fn known(
    app: &App,
    org_id: &str,
    identity: &Identity,
    request: &ChatRequest,
) -> Result<(Object, Object), ApiError> {
    let stored = match &identity.user_id {
        Some(user_id) => app.store().user(org_id, user_id).await?.unwrap_or_default(),
        None => Object::new(),
    };
    let inner = |key: &str| stored.get(key).and_then(Value::as_object).cloned().unwrap_or_default();
    let mut traits = stored.clone();
    traits.retain(|key, _| !matches!(key.as_str(), "custom_fields" | "context" | "first_seen" | "last_seen"));
    traits.extend(inner("custom_fields"));
    traits.extend(request.custom_fields.clone());
    // What the site's server signed cannot be talked away by the page.
    traits.extend(identity.traits.clone());
    let mut context = inner("context");
    context.extend(request.context.clone());
    Ok((traits, context))
}
