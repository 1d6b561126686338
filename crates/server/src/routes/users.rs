//! `POST /api/sdk/users/identify`: who the visitor is, as the page tells it.

use axum::Json;
use axum::extract::State;
use halo_protocol::limits;
use halo_protocol::message::ANONYMOUS;
use halo_protocol::user::{IdentifyRequest, IdentifyResponse, RESERVED_TRAITS, reserved_in};

use super::body::Wire;
use super::chat::USER_ID_CHARS;
use crate::auth::identity;
use crate::auth::key::Caller;
use crate::error::ApiError;
use crate::state::App;

/// Traits and context, their white space and escapes, and a token.
const IDENTIFY_BYTES: usize = 256 * 1024;

pub(super) async fn identify(
    State(app): State<App>,
    caller: Caller,
    Wire(request): Wire<IdentifyRequest, IDENTIFY_BYTES>,
) -> Result<Json<IdentifyResponse>, ApiError> {
    request.check()?;
    limits::check_chars("user_id", &request.user_id, USER_ID_CHARS)?;
    if request.user_id == ANONYMOUS {
        let allowed = "the site's id of a user, not \"anonymous\"";
        return Err(limits::Invalid::NotAllowed { field: "user_id", allowed }.into());
    }
    if !reserved_in(&request.traits, &RESERVED_TRAITS).is_empty() {
        return Err(ApiError::Reserved(&RESERVED_TRAITS));
    }
    let token = request.user_token.as_deref();
    let identity = identity::settle(&app, &caller.org, Some(&request.user_id), token, false).await?;
    let mut traits = request.traits;
    let vouched = identity.traits.into_iter().filter(|(key, _)| !RESERVED_TRAITS.contains(&key.as_str()));
    traits.extend(vouched);
    let (org_id, user_id) = (&caller.org.id, &request.user_id);
    let mut write = app.store().write().await?;
    write.see_user(org_id, user_id).await?;
    let user = write.merge_user(org_id, user_id, &traits, &request.context).await?;
    if let Some(mut session_id) = request.session_id.filter(|id| !id.is_empty()) {
        limits::cap_chars(&mut session_id, limits::SESSION_ID_CHARS);
        write.touch_session(org_id, &session_id, Some(user_id)).await?;
        write.link_session(org_id, &session_id, user_id).await?;
    }
    write.commit().await?;
    Ok(Json(IdentifyResponse { success: true, user }))
}
