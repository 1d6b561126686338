//! `POST /api/sdk/tickets/create`: a request for a person.

use axum::Json;
use axum::extract::State;
use halo_protocol::Object;
use halo_protocol::limits;
use halo_protocol::message::ANONYMOUS;
use halo_protocol::ticket::{TicketRequest, TicketResponse};
use serde_json::Value;

use super::body::Wire;
use super::chat::USER_ID_CHARS;
use crate::auth::identity;
use crate::auth::key::Caller;
use crate::error::ApiError;
use crate::ids;
use crate::state::App;
use crate::store::Write;

/// Subject, message and metadata at their limits, four bytes a character, and their escapes.
const TICKET_BYTES: usize = 1024 * 1024;

pub(super) async fn create(
    State(app): State<App>,
    caller: Caller,
    Wire(mut request): Wire<TicketRequest, TICKET_BYTES>,
) -> Result<Json<TicketResponse>, ApiError> {
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
    let user_id = whose(&mut write, &caller.org.id, &request).await?;
    let ticket = write.add_ticket(&caller.org.id, &user_id, &request).await?;
    write.commit().await?;
    Ok(Json(TicketResponse { success: true, ticket }))
}

/// The user of that id, else the one with that address, else a new one.
async fn whose(write: &mut Write, org_id: &str, request: &TicketRequest) -> Result<String, ApiError> {
    let by_email = match (&request.user_id, &request.email) {
        (None, Some(email)) => write.user_by_email(org_id, email).await?,
        _ => None,
    };
    if let Some(user_id) = by_email {
        return Ok(user_id);
    }
    let user_id = request.user_id.clone().unwrap_or_else(|| format!("ticket_{}", ids::uuid()));
    let known = write.make_user(org_id, &user_id).await?;
    if !known {
        let mut traits = Object::new();
        for (key, value) in [("email", &request.email), ("name", &request.name)] {
            if let Some(value) = value {
                traits.insert(key.to_owned(), Value::from(value.as_str()));
            }
        }
        write.merge_user(org_id, &user_id, &traits, &Object::new()).await?;
    }
    Ok(user_id)
}
