//! `POST /api/sdk/chat` and `/chat/stream`: a question, and its answer whole or as it comes.

use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use halo_protocol::limits::{self, SESSION_ID_CHARS};
use halo_protocol::message::{AGENT_HEADER, ChatRequest, ChatResponse, SESSION_HEADER, SESSION_TOKEN_HEADER};
use serde_json::Value;

use super::body::Wire;
use super::quota::within;
use super::seen::Seen;
use super::{docs, event_stream};
use crate::agent::{Ask, ModelOptions};
use crate::answer::encode::{self, Encoding};
use crate::answer::{OngoingAnswer, ResumableQuestion, begin};
use crate::answer_log::Entry;
use crate::auth::access::session::Entrant;
use crate::auth::key::Caller;
use crate::auth::{access, identity};
use crate::error::ApiError;
use crate::ids;
use crate::limits::{CallOrigin, Group};
use crate::state::AppState;
use crate::store::organisations::AgentRow;

/// Room for the message, 50 earlier ones and pictures as `data:` addresses.
const CHAT_BYTES: usize = 8 * 1024 * 1024;
/// A longer message id is none: a UUID has 36.
pub(super) const MESSAGE_ID_CHARS: usize = 200;
/// A longer user id is none of a site's.
pub(super) const USER_ID_CHARS: usize = 500;

pub(super) async fn chat(
    State(app): State<AppState>,
    caller: Caller,
    Extension(seen): Extension<Seen>,
    headers: HeaderMap,
    Wire(request): Wire<ChatRequest, CHAT_BYTES>,
) -> Result<Response, ApiError> {
    let question = Question::read(request)?;
    let counted = app.count(Group::Chat, &question.asked_by(&caller, &seen));
    Ok(within(counted, whole(&app, turn(&app, &caller, &seen, &headers, question))).await)
}

/// The answer as one piece, once it is all there.
async fn whole(
    app: &AppState,
    turn: impl Future<Output = Result<ResumableQuestion, ApiError>>,
) -> Result<Response, ApiError> {
    let mut begun = begin(app, turn.await?).await?;
    while let Some((_, entries)) = begun.reader.next().await {
        if let Some(Entry::Error(fault)) = entries.last() {
            return Err((*fault).into());
        }
    }
    let log = begun.reader.log();
    let mut actions = log.actions();
    if let Some(Entry::Done { person: Some(person), .. }) = log.last() {
        actions.push(encode::handoff(&person));
    }
    let answer = ChatResponse {
        response: log.whole_text(),
        session_id: begun.session_id.clone(),
        agent_id: begun.agent_id.clone(),
        actions,
    };
    let mut response = Json(answer).into_response();
    name_conversation(&begun, response.headers_mut());
    Ok(response)
}

/// What the address asks for.
#[derive(serde::Deserialize)]
pub(super) struct Asked {
    /// `0`: text without control records.
    records: Option<String>,
}

pub(super) async fn stream(
    State(app): State<AppState>,
    caller: Caller,
    Extension(seen): Extension<Seen>,
    Query(query): Query<Asked>,
    headers: HeaderMap,
    Wire(request): Wire<ChatRequest, CHAT_BYTES>,
) -> Result<Response, ApiError> {
    let accept = headers.get(header::ACCEPT).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let encoding = match Encoding::of_accept(accept) {
        Encoding::Records if query.records.as_deref() == Some("0") => Encoding::Bare,
        other => other,
    };
    let question = Question::read(request)?;
    let counted = app.count(Group::Chat, &question.asked_by(&caller, &seen));
    let turn = turn(&app, &caller, &seen, &headers, question);
    Ok(within(counted, as_it_comes(&app, turn, &headers, encoding)).await)
}

/// The answer as it comes; nothing where the client has all of it.
async fn as_it_comes(
    app: &AppState,
    turn: impl Future<Output = Result<ResumableQuestion, ApiError>>,
    headers: &HeaderMap,
    encoding: Encoding,
) -> Result<Response, ApiError> {
    let mut turn = turn.await?;
    if encoding == Encoding::Events {
        turn.last_event_id = event_stream::last_event(headers);
    }
    // A client of event streams that comes back by itself after the end: without an id there is nothing to read on, and
    // with one it may have all there is. This status is the standard's sign that it shall not come again.
    let last_event_id = turn.last_event_id;
    let comes_back = encoding == Encoding::Events && headers.contains_key(event_stream::LAST_EVENT);
    if comes_back && turn.message_id.is_none() {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let begun = begin(app, turn).await?;
    if comes_back && begun.reader.has_all_of_a_whole_answer(last_event_id) {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Ok(streamed(begun, encoding))
}

/// An answer as a streamed response.
pub(super) fn streamed(begun: OngoingAnswer, encoding: Encoding) -> Response {
    let mut headers = HeaderMap::new();
    name_conversation(&begun, &mut headers);
    event_stream::describe(&mut headers, encoding.content_type());
    headers.insert(header::VARY, HeaderValue::from_static("Accept"));
    let body = encode::body(begun.reader, encoding, begun.session_id);
    (headers, Body::from_stream(body)).into_response()
}

/// Names the session and the agent in headers; and the session's secret, to the one who made it.
pub(super) fn name_conversation(begun: &OngoingAnswer, headers: &mut HeaderMap) {
    let token = begun.session_token.iter().map(|token| (SESSION_TOKEN_HEADER, token));
    for (name, value) in
        [(SESSION_HEADER, &begun.session_id), (AGENT_HEADER, &begun.agent_id)].into_iter().chain(token)
    {
        // A session with characters that no header can hold is told in the body alone.
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value.as_str())) {
            headers.insert(name, value);
        }
    }
}

fn given(text: Option<String>) -> Option<String> {
    text.filter(|it| !it.trim().is_empty())
}

/// A request that keeps to the limits of its fields.
struct Question {
    request: ChatRequest,
    message_id: Option<String>,
    /// Empty if none is named.
    session: String,
}

impl Question {
    fn read(mut request: ChatRequest) -> Result<Self, ApiError> {
        request.check()?;
        let message_id = given(request.message_id.take());
        limits::check_chars("message_id", message_id.as_deref().unwrap_or_default(), MESSAGE_ID_CHARS)?;
        limits::check_chars("user_id", request.user_id.as_deref().unwrap_or_default(), USER_ID_CHARS)?;
        let mut session = given(request.session_id.take()).unwrap_or_default();
        limits::cap_chars(&mut session, SESSION_ID_CHARS);
        Ok(Self { request, message_id, session })
    }

    fn named_session(&self) -> Option<&str> {
        Some(self.session.as_str()).filter(|it| !it.is_empty())
    }

    fn asked_by<'a>(&'a self, caller: &'a Caller, seen: &Seen) -> CallOrigin<'a> {
        CallOrigin { key: &caller.key.id, session: self.named_session(), address: seen.address }
    }
}

async fn turn(
    app: &AppState,
    caller: &Caller,
    seen: &Seen,
    headers: &HeaderMap,
    question: Question,
) -> Result<ResumableQuestion, ApiError> {
    // A secret without its session is none of the session that is made now.
    let shown = question.named_session().and_then(|_| access::session::shown(headers));
    let Question { request, message_id, session: asked_session } = question;
    let agent = given(request.agent_id.clone());
    let agent = app.store().active_agent(&caller.org.id, agent.as_deref()).await?;
    let agent = agent.ok_or(ApiError::NotFound("no active agent found"))?;
    let demanded = demands_identity(&agent);
    let token = request.user_token.as_deref();
    let identity = identity::settle(app, &caller.org, request.identified(), token, demanded).await?;
    let who = Entrant::visitor(&identity, shown);
    let sent = (&request.custom_fields, &request.context);
    let (traits, context) = access::user::known(app, &caller.org.id, &identity, sent).await?;
    let shelf = app.shelf_of(&agent).await;
    let session_id = if asked_session.is_empty() { ids::session() } else { asked_session.clone() };
    let ask = Ask {
        org_id: caller.org.id.clone(),
        docs_base: docs::base(app, &agent),
        contact: access::ticket::of_visitor(identity.is_proved, caller.org.verify_identity),
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
        voice: seen.voice,
        shelf,
    };
    let org = caller.org.clone();
    Ok(ResumableQuestion { ask, message_id, asked_session, last_event_id: None, who, org })
}

/// Whether the agent answers only proved users.
fn demands_identity(agent: &AgentRow) -> bool {
    let style = agent.profile.get("style").and_then(|style| style.get("require_auth"));
    style.or_else(|| agent.profile.get("require_auth")).and_then(Value::as_bool).unwrap_or(false)
}
