//! `POST /api/sdk/chat/cancel` (extension): the visitor pressed Stop. Without it a lost connection and a deliberate stop
//! would look alike, and the agent would go on for the one as it must for the other.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::{Extension, Json};
use halo_protocol::limits::{self, SESSION_ID_CHARS};
use halo_protocol::message::{CancelRequest, CancelResponse};

use super::body::Wire;
use super::chat::MESSAGE_ID_CHARS;
use super::conversation::entrant_of;
use super::quota::as_record;
use super::seen::Seen;
use crate::answer::cancel::cancel;
use crate::auth::key::Caller;
use crate::error::ApiError;
use crate::state::AppState;

/// Three ids and a token.
const CANCEL_BYTES: usize = 16 * 1024;

/// Whoever the session belongs to may stop its answer; one that belongs to nobody is stopped by who knows the id and the
/// session, both beyond guessing.
pub(super) async fn stop(
    State(app): State<AppState>,
    caller: Caller,
    Extension(seen): Extension<Seen>,
    headers: HeaderMap,
    Wire(mut request): Wire<CancelRequest, CANCEL_BYTES>,
) -> Result<Response, ApiError> {
    limits::check_present("message_id", &request.message_id)?;
    limits::check_chars("message_id", &request.message_id, MESSAGE_ID_CHARS)?;
    limits::cap_chars(&mut request.session_id, SESSION_ID_CHARS);
    // Not counted with the questions: who has used those up may still stop the last one.
    Ok(as_record(&app, &caller, &seen, perform(&app, &caller, &headers, &request)).await)
}

async fn perform(
    app: &AppState,
    caller: &Caller,
    headers: &HeaderMap,
    request: &CancelRequest,
) -> Result<Json<CancelResponse>, ApiError> {
    let claimed = (request.user_id.as_deref(), request.user_token.as_deref());
    let who = entrant_of(app, caller, headers, claimed).await?;
    let (message_id, session_id) = (&request.message_id, &request.session_id);
    let cancelled = cancel(app, &caller.org.id, message_id, session_id, &who).await?;
    Ok(Json(CancelResponse { success: true, cancelled }))
}
