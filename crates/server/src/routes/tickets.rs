//! `POST /api/sdk/tickets/create`: a request for a person.

use axum::extract::State;
use axum::{Extension, Json};
use halo_protocol::limits;
use halo_protocol::message::ANONYMOUS;
use halo_protocol::ticket::{TicketRequest, TicketResponse};

use super::body::Wire;
use super::chat::USER_ID_CHARS;
use super::seen::Seen;
use crate::auth::identity;
use crate::auth::key::Caller;
use crate::error::ApiError;
use crate::limits::{Group, Who};
use crate::state::App;

/// Subject, message and metadata at their limits, four bytes a character, and their escapes.
const TICKET_BYTES: usize = 1024 * 1024;

pub(super) async fn create(
    State(app): State<App>,
    caller: Caller,
    Extension(seen): Extension<Seen>,
    Wire(mut request): Wire<TicketRequest, TICKET_BYTES>,
) -> Result<Json<TicketResponse>, ApiError> {
    app.limit(Group::Records, &Who { key: &caller.key.id, session: None, address: seen.address })?;
    request.user_id = request.user_id.filter(|id| !id.trim().is_empty() && id != ANONYMOUS);
    request.email = request.email.filter(|email| !email.trim().is_empty());
    request.check()?;
    limits::check_chars("user_id", request.user_id.as_deref().unwrap_or_default(), USER_ID_CHARS)?;
    if let Some(session_id) = &mut request.session_id {
        limits::cap_chars(session_id, limits::SESSION_ID_CHARS);
    }
    let token = request.user_token.as_deref();
    identity::settle(&app, &caller.org, request.user_id.as_deref(), token, false).await?;
    let mut write = app.store().write().await?;
    let user_id = write.ticket_user(&caller.org.id, &request).await?;
    let ticket = write.add_ticket(&caller.org.id, &user_id, &request).await?;
    write.commit().await?;
    Ok(Json(TicketResponse { success: true, ticket }))
}
