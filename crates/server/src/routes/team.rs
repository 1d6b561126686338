//! `/api/team/…`: what the team's own programs do. Private to programs of the same version; a token of a teammate is
//! demanded everywhere, and nobody sees another organisation.

use std::convert::Infallible;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use bytes::Bytes;
use futures_core::Stream;
use halo_protocol::conversation::{ReadEvent, Side, StateEvent, Transition, TypingEvent};
use halo_protocol::event::Ack;
use halo_protocol::limits::{self, MESSAGE_CHARS};
use halo_protocol::stream::writer;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::body::Wire;
use super::chat::MESSAGE_ID_CHARS;
use super::event_stream;
use crate::auth::teammate::TeamCaller;
use crate::config::HEARTBEAT;
use crate::conversation::{self, follow};
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::bus::BusEvent;
use crate::store::conversations::Line;
use crate::store::inbox::{InboxEntry, InboxLine};

/// A line of 10,000 characters and its escapes.
const TEAM_BYTES: usize = 128 * 1024;

/// The conversations that are of interest now.
#[derive(Serialize)]
pub(super) struct Conversations {
    conversations: Vec<InboxEntry>,
}

/// All that was said in a conversation.
#[derive(Serialize)]
pub(super) struct Transcript {
    messages: Vec<InboxLine>,
}

pub(super) async fn conversations(
    State(app): State<AppState>,
    caller: TeamCaller,
) -> Result<Json<Conversations>, ApiError> {
    Ok(Json(Conversations { conversations: app.store().live_conversations(&caller.0.org_id).await? }))
}

pub(super) async fn messages(
    State(app): State<AppState>,
    caller: TeamCaller,
    Path(session_id): Path<String>,
) -> Result<Json<Transcript>, ApiError> {
    Ok(Json(Transcript { messages: app.store().said(&caller.0.org_id, &session_id).await? }))
}

pub(super) async fn conversation_events(
    State(app): State<AppState>,
    caller: TeamCaller,
    Path(session_id): Path<String>,
    headers: HeaderMap,
) -> Response {
    event_stream::response(follow::events(app, caller.0.org_id, session_id, event_stream::newest(&headers)))
}

pub(super) async fn take(
    State(app): State<AppState>,
    caller: TeamCaller,
    Path(session_id): Path<String>,
) -> Result<Json<StateEvent>, ApiError> {
    step(&app, &caller, &session_id, Transition::Taken).await
}

pub(super) async fn hand_back(
    State(app): State<AppState>,
    caller: TeamCaller,
    Path(session_id): Path<String>,
) -> Result<Json<StateEvent>, ApiError> {
    step(&app, &caller, &session_id, Transition::HandedBack).await
}

pub(super) async fn close(
    State(app): State<AppState>,
    caller: TeamCaller,
    Path(session_id): Path<String>,
) -> Result<Json<StateEvent>, ApiError> {
    step(&app, &caller, &session_id, Transition::Closed).await
}

async fn step(
    app: &AppState,
    caller: &TeamCaller,
    session_id: &str,
    step: Transition,
) -> Result<Json<StateEvent>, ApiError> {
    let org_id = &caller.0.org_id;
    Ok(Json(conversation::step(app, org_id, session_id, &caller.actor(), step).await?))
}

/// A line of a teammate.
#[derive(Deserialize)]
pub(super) struct Saying {
    /// Made by the program: the same id again is the same line.
    id: Option<String>,
    #[serde(default)]
    text: String,
}

/// The id that a line has.
#[derive(Serialize)]
pub(super) struct SaidResponse {
    success: bool,
    id: String,
}

pub(super) async fn say(
    State(app): State<AppState>,
    caller: TeamCaller,
    Path(session_id): Path<String>,
    Wire(saying): Wire<Saying, TEAM_BYTES>,
) -> Result<Json<SaidResponse>, ApiError> {
    limits::check_present("text", &saying.text)?;
    limits::check_chars("text", &saying.text, MESSAGE_CHARS)?;
    limits::check_chars("id", saying.id.as_deref().unwrap_or_default(), MESSAGE_ID_CHARS)?;
    let id = conversation::line_id(saying.id.as_deref());
    let line = Line { id: &id, actor: caller.actor(), user_id: None, text: &saying.text };
    conversation::say(&app, &caller.0.org_id, &session_id, &line).await?;
    Ok(Json(SaidResponse { success: true, id }))
}

/// Whether the teammate types.
#[derive(Deserialize)]
pub(super) struct Typing {
    #[serde(default)]
    on: bool,
}

pub(super) async fn typing(
    State(app): State<AppState>,
    caller: TeamCaller,
    Path(session_id): Path<String>,
    Wire(typing): Wire<Typing, TEAM_BYTES>,
) -> Result<Json<Ack>, ApiError> {
    let event = TypingEvent { who: Side::Teammate, on: typing.on };
    app.store().tell(&BusEvent::typing(&caller.0.org_id, &session_id, event)).await?;
    Ok(Json(Ack { success: true }))
}

/// How far the team has read.
#[derive(Deserialize)]
pub(super) struct Read {
    #[serde(default)]
    up_to: u64,
}

pub(super) async fn read(
    State(app): State<AppState>,
    caller: TeamCaller,
    Path(session_id): Path<String>,
    Wire(read): Wire<Read, TEAM_BYTES>,
) -> Result<Json<Ack>, ApiError> {
    let event = ReadEvent { who: Side::Teammate, up_to: read.up_to };
    let mut write = app.store().write().await?;
    write.mark_read(&caller.0.org_id, &session_id, event).await?;
    write.commit().await?;
    Ok(Json(Ack { success: true }))
}

/// Whether conversations may come.
#[derive(Deserialize)]
pub(super) struct Presence {
    #[serde(default)]
    available: bool,
}

pub(super) async fn presence(
    State(app): State<AppState>,
    caller: TeamCaller,
    Wire(presence): Wire<Presence, TEAM_BYTES>,
) -> Result<Json<Ack>, ApiError> {
    app.store().see_teammate(&caller.0.id, Some(presence.available)).await?;
    Ok(Json(Ack { success: true }))
}

/// What is new in any conversation of the organisation; as long as it is open the teammate is there.
pub(super) async fn events(State(app): State<AppState>, caller: TeamCaller) -> Result<Response, ApiError> {
    app.store().see_teammate(&caller.0.id, None).await?;
    let changes = app.store().bus().follow_all(&caller.0.org_id);
    Ok(event_stream::response(news(app, caller, changes)))
}

fn news(
    app: AppState,
    caller: TeamCaller,
    changes: Receiver<String>,
) -> impl Stream<Item = Result<Bytes, Infallible>> + Send {
    let hello = json!({"id": caller.0.id, "name": caller.0.name, "available": caller.0.available});
    futures_util::stream::unfold(
        (app, caller, changes, Some(hello)),
        |(app, caller, mut changes, hello)| async move {
            let mut out = String::new();
            if let Some(hello) = hello {
                follow::write(&mut out, "hello", None, &hello);
                return Some((Ok(Bytes::from(out)), (app, caller, changes, None)));
            }
            tokio::select! {
                () = app.stopping() => return None,
                () = tokio::time::sleep(HEARTBEAT) => {
                    writer::comment(&mut out, "waiting");
                    if let Err(cause) = app.store().see_teammate(&caller.0.id, None).await {
                        tracing::warn!(%cause, "that a teammate is there could not be noted");
                    }
                }
                changed = changes.recv() => match changed {
                    Ok(session_id) => follow::write(&mut out, "conversation", None, &json!({"session_id": session_id})),
                    // Too much at once to name: the list is to be read anew.
                    Err(RecvError::Lagged(_)) => follow::write(&mut out, "conversation", None, &json!({"session_id": ""})),
                    Err(RecvError::Closed) => return None,
                },
            }
            Some((Ok(Bytes::from(out)), (app, caller, changes, None)))
        },
    )
}
