//! `POST /api/sdk/events`: a batch of behavioural events. Also as `text/plain` with the key in the body, which a page
//! that is being left can send without a preflight.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use halo_protocol::event::{Ack, EventBatch};
use halo_protocol::limits::{SESSION_ID_CHARS, cap_chars};
use halo_protocol::message::ANONYMOUS;
use serde::Deserialize;

use super::body;
use super::quota::within;
use super::seen::Seen;
use crate::auth::access::session::{self, Entrant};
use crate::auth::identity;
use crate::auth::key::{Caller, bearer};
use crate::error::ApiError;
use crate::limits::{CallOrigin, Group};
use crate::state::AppState;
use crate::store::Write;

/// 100 events of 10,000 bytes of metadata, their other fields and their escapes.
const EVENTS_BYTES: usize = 3 * 1024 * 1024;

/// A batch, with what a beacon cannot put into headers.
#[derive(Debug, Deserialize)]
struct Beacon {
    #[serde(flatten)]
    batch: EventBatch,
    #[serde(default)]
    api_key: Option<String>,
    #[serde(default)]
    user_token: Option<String>,
    #[serde(default)]
    session_token: Option<String>,
}

pub(super) async fn events(State(app): State<AppState>, request: Request) -> Result<Response, ApiError> {
    let seen = Seen::of(&app, &request);
    let is_beacon = is_plain_text(request.headers());
    if !is_beacon && !body::is_json(request.headers()) {
        return Err(ApiError::MediaType);
    }
    let token = bearer(request.headers()).map(str::to_owned);
    // With a key in the header, a bad one is told before anything is read.
    let early = if is_beacon && token.is_none() {
        None
    } else {
        Some(Caller::of_token(&app, token.as_deref()).await?)
    };
    let shown = session::shown(request.headers()).map(str::to_owned);
    let mut beacon: Beacon = body::parse(&body::read(request, EVENTS_BYTES).await?)?;
    let caller = match early {
        Some(caller) => caller,
        None => Caller::of_token(&app, beacon.api_key.as_deref()).await?,
    };
    beacon.session_token = shown.or(beacon.session_token).filter(|it| !it.is_empty());
    check(&mut beacon.batch)?;
    let session = beacon.batch.session_id.as_deref().filter(|it| !it.is_empty());
    let counted =
        app.count(Group::Events, &CallOrigin { key: &caller.key.id, session, address: seen.address });
    Ok(within(counted, store(&app, &caller, beacon)).await)
}

/// Cuts what is too long of a batch, and refuses what cannot be cut.
fn check(batch: &mut EventBatch) -> Result<(), ApiError> {
    for event in &mut batch.events {
        event.cap();
    }
    if let Some(session_id) = &mut batch.session_id {
        cap_chars(session_id, SESSION_ID_CHARS);
    }
    Ok(batch.check()?)
}

async fn store(app: &AppState, caller: &Caller, beacon: Beacon) -> Result<Json<Ack>, ApiError> {
    let mut batch = beacon.batch;
    let user_id = batch.user_id.take().filter(|id| !id.is_empty() && id != ANONYMOUS);
    let identity =
        identity::settle(app, &caller.org, user_id.as_deref(), beacon.user_token.as_deref(), false).await?;
    let who = Entrant::visitor(&identity, beacon.session_token.as_deref());
    batch.user_id = identity.user_id;
    let mut write = app.store().write().await?;
    check_sessions(&mut write, &caller.org.id, &batch, &who).await?;
    if let Some(user_id) = &batch.user_id {
        write.see_user(&caller.org.id, user_id).await?;
    }
    write.add_events(&caller.org.id, &batch).await?;
    write.commit().await?;
    app.metrics().stored_events(batch.events.len());
    Ok(Json(Ack { success: true }))
}

/// Every session that the batch names must be the sender's, or nobody's. The secret is that of the batch's session.
async fn check_sessions(
    write: &mut Write,
    org_id: &str,
    batch: &EventBatch,
    who: &Entrant,
) -> Result<(), ApiError> {
    let given = |id: &&str| !id.is_empty();
    let of_batch = batch.session_id.as_deref().filter(given);
    let of_events = batch.events.iter().filter_map(|event| event.session_id.as_deref()).filter(given);
    let others: BTreeSet<&str> = of_events.filter(|id| Some(*id) != of_batch).collect();
    if let Some(id) = of_batch {
        session::may_write(write, org_id, id, who).await?;
    }
    let without = who.without_secret();
    for id in others {
        let who = if of_batch.is_none() { who } else { &without };
        session::may_write(write, org_id, id, who).await?;
    }
    Ok(())
}

fn is_plain_text(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
    value.split(';').next().is_some_and(|it| it.trim().eq_ignore_ascii_case("text/plain"))
}
