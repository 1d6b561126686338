//! `/api/v1/chat` and `/api/v1/chat/stream`: the HostAgentes agent API, for backends with a secret key. Every use is
//! counted against the key's plan and written into the book.

use axum::Json;
use axum::extract::{MatchedPath, Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use halo_protocol::hostagentes::{AgentMetadata, AgentRequest, AgentResponse, ToolCall};
use halo_protocol::limits;
use halo_protocol::{Object, action::Action};

use serde_json::Value;

use super::body;
use super::chat::{self, USER_ID_CHARS};
use super::docs;
use crate::agent::{Ask, ModelOptions, tools};
use crate::answer::encode::Encoding;
use crate::answer::{OngoingAnswer, ResumableQuestion, begin};
use crate::answer_log::Entry;
use crate::auth::access::session::Entrant;
use crate::auth::key::bearer;
use crate::error::ApiError;
use crate::ids;
use crate::limits::plan;
use crate::state::AppState;
use crate::store::keys::{Key, PUBLISHABLE, SECRET};
use crate::store::organisations::AgentRow;
use crate::store::plans::KeyUse;
use crate::store::tickets::Contact;

/// A question and the tools it may use.
const AGENT_BYTES: usize = 1024 * 1024;
/// Header that names one of the agents a key is good for.
const AGENT_HEADER: &str = "x-agent-id";

pub(super) async fn chat(State(app): State<AppState>, request: Request) -> Response {
    answer(&app, request, false).await
}

pub(super) async fn stream(State(app): State<AppState>, request: Request) -> Response {
    answer(&app, request, true).await
}

async fn answer(app: &AppState, request: Request, streamed: bool) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str).to_owned();
    let key = match secret_key(app, bearer(request.headers())).await {
        Ok(key) => key,
        Err(refusal) => return refusal.into_response(),
    };
    let Answered { agent_id, response } = counted(app, &key, request, streamed).await;
    let (key_id, org_id, status) = (&key.id, &key.org_id, response.status().as_u16());
    let entry = KeyUse { key_id, org_id, route: &route, agent_id: &agent_id, status };
    if let Err(cause) = app.store().note_use(&entry).await {
        tracing::error!(%cause, key = %key.id, "a use of a key could not be written into the book");
    }
    response
}

/// An answer, and the agent that was asked for it; empty if none was found.
struct Answered {
    agent_id: String,
    response: Response,
}

impl From<ApiError> for Answered {
    fn from(refusal: ApiError) -> Self {
        Self { agent_id: String::new(), response: refusal.into_response() }
    }
}

/// The answer within the key's plan, with the headers that say how the key stands.
async fn counted(app: &AppState, key: &Key, request: Request, streamed: bool) -> Answered {
    let standing = match plan::count(app.store(), key).await {
        Ok(standing) => standing,
        Err(cause) => return ApiError::from(cause).into(),
    };
    let mut answered = if standing.is_within() {
        attempt(app, key, request, streamed).await
    } else {
        ApiError::Limited { retry_after: standing.retry_after() }.into()
    };
    standing.tell(answered.response.headers_mut());
    answered
}

async fn attempt(app: &AppState, key: &Key, request: Request, streamed: bool) -> Answered {
    let (agent, asked) = match admitted(app, key, request).await {
        Ok(it) => it,
        Err(refusal) => return refusal.into(),
    };
    let agent_id = agent.id.clone();
    let response = respond(app, key, agent, asked, streamed).await;
    Answered { agent_id, response: response.unwrap_or_else(IntoResponse::into_response) }
}

/// The agent that is asked, and what for.
async fn admitted(app: &AppState, key: &Key, request: Request) -> Result<(AgentRow, AgentRequest), ApiError> {
    let headers = request.headers().clone();
    if !body::is_json(&headers) {
        return Err(ApiError::MediaType);
    }
    let asked = asked(&body::read(request, AGENT_BYTES).await?)?;
    limits::check_present("message", &asked.message)?;
    limits::check_chars("message", &asked.message, limits::MESSAGE_CHARS)?;
    let agent = agent(app, key, headers.get(AGENT_HEADER).and_then(|it| it.to_str().ok())).await?;
    Ok((agent, asked))
}

async fn respond(
    app: &AppState,
    key: &Key,
    agent: AgentRow,
    asked: AgentRequest,
    streamed: bool,
) -> Result<Response, ApiError> {
    let begun = begin(app, turn(app, key, agent, asked).await?).await?;
    if streamed {
        return Ok(chat::streamed(begun, Encoding::Events));
    }
    let mut headers = HeaderMap::new();
    chat::name_conversation(&begun, &mut headers);
    whole(begun).await.map(|answer| (headers, Json(answer)).into_response())
}

/// The request, a little more strictly and a little more gently than its type: a context is an object, and a whole
/// number may be written with a point.
fn asked(bytes: &[u8]) -> Result<AgentRequest, ApiError> {
    let mut object: Object = body::parse(bytes)?;
    if object.get("context").is_some_and(|context| !context.is_object() && !context.is_null()) {
        return Err(limits::Invalid::NotAllowed { field: "context", allowed: "an object" }.into());
    }
    if let Some(most) = object.get_mut("max_tokens")
        && let Some(number) = most.as_f64().filter(|it| it.fract() == 0.0 && *it >= 0.0)
    {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let whole = number as u64;
        *most = Value::from(whole);
    }
    let not_valid =
        |cause: serde_json::Error| ApiError::Bad(format!("the request body is not valid: {cause}"));
    serde_json::from_value(Value::Object(object)).map_err(not_valid)
}

async fn secret_key(app: &AppState, token: Option<&str>) -> Result<Key, ApiError> {
    let token = token.ok_or(ApiError::Key)?;
    if token.starts_with(PUBLISHABLE) {
        return Err(ApiError::KeyKind("a publishable widget key cannot call this API; use a secret ha_ key"));
    }
    let token = Some(token).filter(|it| it.starts_with(SECRET)).ok_or(ApiError::Key)?;
    app.store().key(token).await?.ok_or(ApiError::Key)
}

/// The agent that is asked, among those that the key is good for.
async fn agent(app: &AppState, key: &Key, asked: Option<&str>) -> Result<AgentRow, ApiError> {
    let asked = asked.filter(|it| !it.is_empty());
    if let Some(asked) = asked
        && !key.agents.is_empty()
        && !key.agents.iter().any(|it| it == asked)
    {
        return Err(ApiError::KeyKind("this key is not good for that agent"));
    }
    let wanted = asked.or_else(|| key.agents.first().map(String::as_str));
    if let Some(agent) = app.store().active_agent(&key.org_id, wanted).await? {
        return Ok(agent);
    }
    // An agent that is paused will be back; one that never was will not.
    let is_known = match wanted {
        Some(id) => app.store().has_agent(&key.org_id, id).await?,
        None => true,
    };
    Err(if is_known {
        ApiError::Unavailable("the agent is not available now")
    } else {
        ApiError::NotFound("agent not found")
    })
}

async fn turn(
    app: &AppState,
    key: &Key,
    agent: AgentRow,
    asked: AgentRequest,
) -> Result<ResumableQuestion, ApiError> {
    let given = |text: Option<String>| text.filter(|it| !it.trim().is_empty());
    let user_id = given(asked.context.user_id);
    limits::check_chars("context.user_id", user_id.as_deref().unwrap_or_default(), USER_ID_CHARS)?;
    let mut session_id = given(asked.context.session_id).unwrap_or_else(ids::session);
    limits::cap_chars(&mut session_id, limits::SESSION_ID_CHARS);
    let shelf = app.shelf_of(&agent).await;
    let who = Entrant::backend(user_id.as_deref());
    let ask = Ask {
        org_id: key.org_id.clone(),
        docs_base: docs::base(app, &agent),
        contact: Contact::Verified,
        agent,
        session_id: session_id.clone(),
        user_id,
        message: asked.message,
        history: Vec::new(),
        traits: Object::new(),
        context: Object::new(),
        behavior: None,
        images: Vec::new(),
        options: ModelOptions {
            tools: asked.tools,
            temperature: asked.temperature,
            max_tokens: asked.max_tokens,
        },
        voice: None,
        shelf,
    };
    let org = app.store().organisation(&key.org_id).await?.ok_or(ApiError::Key)?;
    Ok(ResumableQuestion { ask, message_id: None, asked_session: session_id, last_event_id: None, who, org })
}

async fn whole(mut begun: OngoingAnswer) -> Result<AgentResponse, ApiError> {
    let mut metadata = AgentMetadata::default();
    while let Some((_, entries)) = begun.reader.next().await {
        for entry in entries {
            match entry {
                Entry::Error(fault) => return Err(fault.into()),
                Entry::Done { tokens_used, latency_ms, model, .. } => {
                    metadata = AgentMetadata { model, tokens_used, latency_ms };
                }
                Entry::Text(_) | Entry::Action(_) => {}
            }
        }
    }
    let log = begun.reader.log();
    Ok(AgentResponse {
        response: log.whole_text(),
        tool_calls: log.actions().into_iter().map(tool_call).collect(),
        metadata,
    })
}

/// A tool of the caller's that the model wants used: the caller uses it.
fn callers_tool(mut action: Object) -> ToolCall {
    let text = |it: Option<Value>| it.and_then(|it| it.as_str().map(str::to_owned)).unwrap_or_default();
    let input = match action.remove("input") {
        Some(Value::Object(input)) => input,
        _ => Object::new(),
    };
    let output = action.remove_entry("id").into_iter().collect();
    ToolCall { tool: text(action.remove("tool")), input, output }
}

/// An action is what a tool left behind.
fn tool_call(action: Action) -> ToolCall {
    let mut input = action.0;
    if input.get("type").and_then(Value::as_str) == Some(tools::CALLERS) {
        return callers_tool(input);
    }
    let tool = match input.remove("type") {
        Some(Value::String(kind)) => kind,
        _ => String::new(),
    };
    let mut output = Object::new();
    for key in ["id", "ticket_id"] {
        if let Some(value) = input.remove(key) {
            output.insert(key.to_owned(), value);
        }
    }
    ToolCall { tool, input, output }
}
