//! `POST /api/sdk/tickets/create`: a request for a person.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::{Extension, Json};
use halo_protocol::limits;
use halo_protocol::message::ANONYMOUS;
use halo_protocol::ticket::{TicketRequest, TicketResponse};

use super::body::Wire;
use super::chat::USER_ID_CHARS;
use super::quota::as_record;
use super::seen::Seen;
use crate::auth::access::session::{self, Entrant};
use crate::auth::access::ticket;
use crate::auth::key::Caller;
use crate::error::ApiError;
use crate::state::AppState;

/// Subject, message and metadata at their limits, four bytes a character, and their escapes.
const TICKET_BYTES: usize = 1024 * 1024;

pub(super) async fn create(
    State(app): State<AppState>,
    caller: Caller,
    Extension(seen): Extension<Seen>,
    headers: HeaderMap,
    Wire(request): Wire<TicketRequest, TICKET_BYTES>,
) -> Response {
    as_record(&app, &caller, &seen, perform(&app, &caller, &headers, request)).await
}

async fn perform(
    app: &AppState,
    caller: &Caller,
    headers: &HeaderMap,
    mut request: TicketRequest,
) -> Result<Json<TicketResponse>, ApiError> {
    request.user_id = request.user_id.filter(|id| !id.trim().is_empty() && id != ANONYMOUS);
    request.email = request.email.filter(|email| !email.trim().is_empty());
    request.check()?;
    limits::check_chars("user_id", request.user_id.as_deref().unwrap_or_default(), USER_ID_CHARS)?;
    if let Some(session_id) = &mut request.session_id {
        limits::cap_chars(session_id, limits::SESSION_ID_CHARS);
    }
    let (contact, identity) = ticket::contact(app, caller, &request).await?;
    let session_id = request.session_id.as_deref().filter(|id| !id.is_empty());
    let who = Entrant::visitor(&identity, session_id.and_then(|_| session::shown(headers)));
    let mut write = app.store().write().await?;
    if let Some(session_id) = session_id {
        session::may_write(&mut write, &caller.org.id, session_id, &who).await?;
    }
    let user_id = write.ticket_user(&caller.org.id, contact, &request).await?;
    let ticket = write.add_ticket(&caller.org.id, &user_id, contact, &request).await?;
    write.commit().await?;
    Ok(Json(TicketResponse { success: true, ticket }))
}
