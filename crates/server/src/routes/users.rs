//! `POST /api/sdk/users/identify`: who the visitor is, as the page tells it. `/users/update`: what the site's backend
//! knows of its users.

use axum::extract::State;
use axum::{Extension, Json};
use halo_protocol::message::ANONYMOUS;
use halo_protocol::user::{
    IdentifyRequest, IdentifyResponse, RESERVED_TRAITS, UPDATE_SCOPE, UpdateRequest, UpdateResponse,
    UserUpdate, reserved_in,
};
use halo_protocol::{Object, limits};
use serde_json::Value;

use super::body::Wire;
use super::chat::USER_ID_CHARS;
use super::seen::Seen;
use crate::auth::identity;
use crate::auth::jwt::{self, POLICY, Policy, Refusal};
use crate::auth::key::Caller;
use crate::clock;
use crate::error::ApiError;
use crate::limits::{Group, Who};
use crate::state::App;

/// Traits and context, their white space and escapes, and a token.
const IDENTIFY_BYTES: usize = 256 * 1024;

pub(super) async fn identify(
    State(app): State<App>,
    caller: Caller,
    Extension(seen): Extension<Seen>,
    Wire(request): Wire<IdentifyRequest, IDENTIFY_BYTES>,
) -> Result<Json<IdentifyResponse>, ApiError> {
    app.limit(Group::Records, &Who { key: &caller.key.id, session: None, address: seen.address })?;
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

/// 1,000 users of 20,000 bytes.
const UPDATE_BYTES: usize = 24 * 1024 * 1024;
/// A backend's token ends within an hour (documented).
const UPDATE_POLICY: Policy = Policy { longest_ahead_seconds: 3_600, ..POLICY };

/// `POST /api/sdk/users/update`: a site's backend writes traits, of one user or of many, without their being seen.
pub(super) async fn update(
    State(app): State<App>,
    caller: Caller,
    Extension(seen): Extension<Seen>,
    Wire(request): Wire<UpdateRequest, UPDATE_BYTES>,
) -> Result<Json<UpdateResponse>, ApiError> {
    app.limit(Group::Records, &Who { key: &caller.key.id, session: None, address: seen.address })?;
    prove_backend(&app, &caller, &request.user_token).await?;
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

/// The token must come from the site's backend, whatever the organisation demands of pages.
async fn prove_backend(app: &App, caller: &Caller, token: &str) -> Result<(), ApiError> {
    let secrets = app.store().identity_secrets(&caller.org.id).await?;
    let claims = jwt::claims(token, &secrets, clock::now_seconds(), &UPDATE_POLICY);
    let claims = claims.map_err(|refusal| identity::refused(&caller.org, &refusal.to_string()))?;
    let has_scope = claims
        .get("scope")
        .and_then(Value::as_str)
        .is_some_and(|scope| scope.split(' ').any(|it| it == UPDATE_SCOPE));
    if has_scope { Ok(()) } else { Err(identity::refused(&caller.org, &Refusal::Scope.to_string())) }
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
