//! `/api/sdk/conversation/…` (extension): what the visitor's widget does in a live conversation. All of it demands the
//! secret of the session, or the proof of the user that it belongs to.

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::{Extension, Json};
use halo_protocol::conversation::{
    PersonRequest, RatingRequest, ReadEvent, ReadRequest, SessionProof, Side, StateResponse, TypingEvent,
    TypingRequest, USER_TOKEN_HEADER,
};
use halo_protocol::event::Ack;
use halo_protocol::limits::{self, SESSION_ID_CHARS};
use serde::Deserialize;

use super::body::Wire;
use super::chat::USER_ID_CHARS;
use super::event_stream;
use super::quota::as_record;
use super::seen::Seen;
use crate::auth::access::session::{self, Entrant};
use crate::auth::identity;
use crate::auth::key::Caller;
use crate::conversation::{self, follow};
use crate::error::ApiError;
use crate::ids;
use crate::state::AppState;
use crate::store::bus::BusEvent;

/// Ids, a token and a comment.
const CONVERSATION_BYTES: usize = 32 * 1024;

/// Who sends a request: by the session's secret in its headers, and by user and token.
pub(super) async fn entrant_of(
    app: &AppState,
    caller: &Caller,
    headers: &HeaderMap,
    (user_id, token): (Option<&str>, Option<&str>),
) -> Result<Entrant, ApiError> {
    let identity = identity::settle_if_good(app, &caller.org, user_id, token).await?;
    Ok(Entrant::visitor(&identity, session::shown(headers)))
}

/// Who sends a request, and about which session.
async fn entrant(
    app: &AppState,
    caller: &Caller,
    headers: &HeaderMap,
    proof: &mut SessionProof,
) -> Result<Entrant, ApiError> {
    limits::cap_chars(&mut proof.session_id, SESSION_ID_CHARS);
    limits::check_chars("user_id", proof.user_id.as_deref().unwrap_or_default(), USER_ID_CHARS)?;
    entrant_of(app, caller, headers, (proof.user_id.as_deref(), proof.user_token.as_deref())).await
}

pub(super) async fn request(
    State(app): State<AppState>,
    caller: Caller,
    Extension(seen): Extension<Seen>,
    headers: HeaderMap,
    Wire(mut request): Wire<PersonRequest, CONVERSATION_BYTES>,
) -> Result<Response, ApiError> {
    request.check()?;
    let deed = async {
        let who = entrant(&app, &caller, &headers, &mut request.proof).await?;
        let session_id = Some(request.proof.session_id).filter(|id| !id.trim().is_empty());
        let session_id = session_id.unwrap_or_else(ids::session);
        let reason = request.reason.as_deref().filter(|it| !it.trim().is_empty());
        let (state, entered) = conversation::request(&app, &caller.org.id, &session_id, &who, reason).await?;
        let mut headers = HeaderMap::new();
        session::tell(&entered, &mut headers);
        Ok((headers, Json(state)))
    };
    Ok(as_record(&app, &caller, &seen, deed).await)
}

pub(super) async fn leave(
    State(app): State<AppState>,
    caller: Caller,
    Extension(seen): Extension<Seen>,
    headers: HeaderMap,
    Wire(mut proof): Wire<SessionProof, CONVERSATION_BYTES>,
) -> Result<Response, ApiError> {
    let deed = async {
        let who = entrant(&app, &caller, &headers, &mut proof).await?;
        let left: StateResponse = conversation::leave(&app, &caller.org.id, &proof.session_id, &who).await?;
        Ok(Json(left))
    };
    Ok(as_record(&app, &caller, &seen, deed).await)
}

pub(super) async fn typing(
    State(app): State<AppState>,
    caller: Caller,
    Extension(seen): Extension<Seen>,
    headers: HeaderMap,
    Wire(mut request): Wire<TypingRequest, CONVERSATION_BYTES>,
) -> Result<Response, ApiError> {
    let deed = async {
        let who = entrant(&app, &caller, &headers, &mut request.proof).await?;
        let (org_id, session_id) = (&caller.org.id, &request.proof.session_id);
        must_have(&app, org_id, session_id, &who).await?;
        let event = TypingEvent { who: Side::User, on: request.on };
        app.store().tell(&BusEvent::typing(org_id, session_id, event)).await?;
        Ok(Json(Ack { success: true }))
    };
    Ok(as_record(&app, &caller, &seen, deed).await)
}

pub(super) async fn read(
    State(app): State<AppState>,
    caller: Caller,
    Extension(seen): Extension<Seen>,
    headers: HeaderMap,
    Wire(mut request): Wire<ReadRequest, CONVERSATION_BYTES>,
) -> Result<Response, ApiError> {
    let deed = async {
        let who = entrant(&app, &caller, &headers, &mut request.proof).await?;
        let (org_id, session_id) = (&caller.org.id, &request.proof.session_id);
        let mut write = app.store().write().await?;
        session::must_have(&mut write, org_id, session_id, &who).await?;
        write.mark_read(org_id, session_id, ReadEvent { who: Side::User, up_to: request.up_to }).await?;
        write.commit().await?;
        Ok(Json(Ack { success: true }))
    };
    Ok(as_record(&app, &caller, &seen, deed).await)
}

pub(super) async fn rating(
    State(app): State<AppState>,
    caller: Caller,
    Extension(seen): Extension<Seen>,
    headers: HeaderMap,
    Wire(mut request): Wire<RatingRequest, CONVERSATION_BYTES>,
) -> Result<Response, ApiError> {
    request.check()?;
    let deed = async {
        let who = entrant(&app, &caller, &headers, &mut request.proof).await?;
        let (org_id, session_id) = (&caller.org.id, &request.proof.session_id);
        let mut write = app.store().write().await?;
        session::must_have(&mut write, org_id, session_id, &who).await?;
        let score = i64::try_from(request.score).unwrap_or_default();
        let comment = request.comment.as_deref().filter(|it| !it.trim().is_empty());
        if !write.rate(org_id, session_id, score, comment).await? {
            return Err(ApiError::NotFound("no person was asked for in this conversation"));
        }
        write.commit().await?;
        Ok(Json(Ack { success: true }))
    };
    Ok(as_record(&app, &caller, &seen, deed).await)
}

async fn must_have(app: &AppState, org_id: &str, session_id: &str, who: &Entrant) -> Result<(), ApiError> {
    let mut write = app.store().write().await?;
    session::must_have(&mut write, org_id, session_id, who).await?;
    Ok(write.commit().await?)
}

/// What the address of the event stream names. Proofs are in headers, since addresses are logged.
#[derive(Deserialize)]
pub(super) struct Followed {
    #[serde(default)]
    session_id: String,
    user_id: Option<String>,
    /// Where a client begins that has no event yet: [`FROM_STRETCH`], else at the first of all.
    from: Option<String>,
}

/// With the first event since the team has the conversation this time.
const FROM_STRETCH: &str = "stretch";

pub(super) async fn events(
    State(app): State<AppState>,
    caller: Caller,
    Extension(seen): Extension<Seen>,
    Query(followed): Query<Followed>,
    headers: HeaderMap,
) -> Response {
    let user_token = headers.get(USER_TOKEN_HEADER).and_then(|it| it.to_str().ok()).map(str::to_owned);
    let mut proof = SessionProof { session_id: followed.session_id, user_id: followed.user_id, user_token };
    let deed = async {
        let who = entrant(&app, &caller, &headers, &mut proof).await?;
        must_have(&app, &caller.org.id, &proof.session_id, &who).await?;
        let org_id = caller.org.id.clone();
        let after = match event_stream::newest(&headers) {
            0 if followed.from.as_deref() == Some(FROM_STRETCH) => {
                app.store().stretch(&org_id, &proof.session_id).await?
            }
            after => after,
        };
        Ok(event_stream::response(follow::events(app.clone(), org_id, proof.session_id, after)))
    };
    as_record(&app, &caller, &seen, deed).await
}
