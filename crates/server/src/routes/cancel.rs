//! `POST /api/sdk/chat/cancel` (extension): the visitor pressed Stop. Without it a lost connection and a deliberate stop
//! would look alike, and the agent would go on for the one as it must for the other.

use axum::extract::State;
use axum::{Extension, Json};
use halo_protocol::limits::{self, SESSION_ID_CHARS};
use halo_protocol::message::{CancelRequest, CancelResponse};

use super::body::Wire;
use super::chat::MESSAGE_ID_CHARS;
use super::seen::Seen;
use crate::answer::cancel::cancel;
use crate::auth::key::Caller;
use crate::error::ApiError;
use crate::limits::{Group, Who};
use crate::state::App;

/// Two ids.
const CANCEL_BYTES: usize = 16 * 1024;

/// Whoever knows the id and the session of an answer may stop it: both are beyond guessing.
pub(super) async fn stop(
    State(app): State<App>,
    caller: Caller,
    Extension(seen): Extension<Seen>,
    Wire(mut request): Wire<CancelRequest, CANCEL_BYTES>,
) -> Result<Json<CancelResponse>, ApiError> {
    limits::check_present("message_id", &request.message_id)?;
    limits::check_chars("message_id", &request.message_id, MESSAGE_ID_CHARS)?;
    limits::cap_chars(&mut request.session_id, SESSION_ID_CHARS);
    // Not counted with the questions: who has used those up may still stop the last one.
    app.limit(Group::Records, &Who { key: &caller.key.id, session: None, address: seen.address })?;
    let cancelled = cancel(&app, &caller.org.id, &request.message_id, &request.session_id).await?;
    Ok(Json(CancelResponse { success: true, cancelled }))
}
