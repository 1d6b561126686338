//! `POST /api/sdk/users/identify`: who the visitor is, as the page tells it. `/users/update`: what the site's backend
//! knows of its users.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::{Extension, Json};
use halo_protocol::message::ANONYMOUS;
use halo_protocol::user::{
    IdentifyRequest, IdentifyResponse, RESERVED_TRAITS, UPDATE_SCOPE, UpdateRequest, UpdateResponse,
    UserUpdate, reserved_in,
};
use halo_protocol::{Object, limits};

use super::body::Wire;
use super::chat::USER_ID_CHARS;
use super::quota::as_record;
use super::seen::Seen;
use crate::auth::access::session::{self, Entrant};
use crate::auth::key::Caller;
use crate::auth::{access, identity};
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::people::user_as_sent;

/// Traits and context, their white space and escapes, and a token.
const IDENTIFY_BYTES: usize = 256 * 1024;

pub(super) async fn identify(
    State(app): State<AppState>,
    caller: Caller,
    Extension(seen): Extension<Seen>,
    headers: HeaderMap,
    Wire(request): Wire<IdentifyRequest, IDENTIFY_BYTES>,
) -> Response {
    as_record(&app, &caller, &seen, introduce(&app, &caller, &headers, request)).await
}

async fn introduce(
    app: &AppState,
    caller: &Caller,
    headers: &HeaderMap,
    request: IdentifyRequest,
) -> Result<(HeaderMap, Json<IdentifyResponse>), ApiError> {
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
    let identity = identity::settle(app, &caller.org, Some(&request.user_id), token, false).await?;
    let session_id = request.session_id.filter(|id| !id.is_empty());
    let shown = session_id.as_ref().and_then(|_| session::shown(headers));
    let who = Entrant::visitor(&identity, shown);
    let may_read = access::user::may_read(&identity);
    let mut traits = request.traits;
    let vouched = identity.traits.into_iter().filter(|(key, _)| !RESERVED_TRAITS.contains(&key.as_str()));
    traits.extend(vouched);
    let (org_id, user_id) = (&caller.org.id, &request.user_id);
    let mut answer = IdentifyResponse { success: true, ..IdentifyResponse::default() };
    let mut told = HeaderMap::new();
    let mut write = app.store().write().await?;
    write.see_user(org_id, user_id).await?;
    let stored = write.merge_user(org_id, user_id, &traits, &request.context).await?;
    answer.user = if may_read { stored } else { user_as_sent(user_id, &traits, &request.context) };
    if let Some(mut session_id) = session_id {
        limits::cap_chars(&mut session_id, limits::SESSION_ID_CHARS);
        let entered = session::enter(&mut write, org_id, &session_id, &who).await?;
        if entered.is_own {
            write.link_session(org_id, &session_id, user_id).await?;
        } else {
            answer.session_linked = Some(false);
        }
        session::tell(&entered, &mut told);
    }
    write.commit().await?;
    Ok((told, Json(answer)))
}

/// 1,000 users of 20,000 bytes.
const UPDATE_BYTES: usize = 24 * 1024 * 1024;
/// `POST /api/sdk/users/update`: a site's backend writes traits, of one user or of many, without their being seen.
pub(super) async fn update(
    State(app): State<AppState>,
    caller: Caller,
    Extension(seen): Extension<Seen>,
    Wire(request): Wire<UpdateRequest, UPDATE_BYTES>,
) -> Response {
    as_record(&app, &caller, &seen, write(&app, &caller, request)).await
}

async fn write(
    app: &AppState,
    caller: &Caller,
    request: UpdateRequest,
) -> Result<Json<UpdateResponse>, ApiError> {
    identity::settle_backend(app, &caller.org, &request.user_token, UPDATE_SCOPE).await?;
    let users = wanted(request.user_id, request.traits, request.users)?;
    let org_id = &caller.org.id;
    let mut answer = UpdateResponse { success: true, updated: 0, skipped: 0 };
    let mut write = app.store().write().await?;
    for user in users {
        if request.update_only {
            if !write.has_user(org_id, &user.user_id).await? {
                answer.skipped += 1;
                continue;
            }
        } else {
            write.make_user(org_id, &user.user_id).await?;
        }
        write.merge_user(org_id, &user.user_id, &user.traits, &Object::new()).await?;
        answer.updated += 1;
    }
    write.commit().await?;
    Ok(Json(answer))
}

fn wanted(
    user_id: Option<String>,
    traits: Object,
    mut users: Vec<UserUpdate>,
) -> Result<Vec<UserUpdate>, ApiError> {
    if let Some(user_id) = user_id.filter(|id| !id.trim().is_empty()) {
        users.insert(0, UserUpdate { user_id, traits });
    }
    if users.is_empty() {
        return Err(limits::Invalid::Missing { field: "user_id or users" }.into());
    }
    limits::check_entries("users", users.len(), limits::UPDATE_USERS)?;
    for user in &users {
        limits::check_present("user_id", &user.user_id)?;
        limits::check_chars("user_id", &user.user_id, USER_ID_CHARS)?;
        limits::check_bytes("traits", limits::json_bytes(&user.traits), limits::USER_BYTES)?;
        if !reserved_in(&user.traits, &RESERVED_TRAITS).is_empty() {
            return Err(ApiError::Reserved(&RESERVED_TRAITS));
        }
    }
    Ok(users)
}
