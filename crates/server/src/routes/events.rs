//! `POST /api/sdk/events`: a batch of behavioural events. Also as `text/plain` with the key in the body, which a page
//! that is being left can send without a preflight.

use std::net::IpAddr;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use halo_protocol::event::{Ack, EventBatch};
use halo_protocol::limits::{SESSION_ID_CHARS, cap_chars};
use halo_protocol::message::ANONYMOUS;
use serde::Deserialize;

use super::body;
use super::seen::Seen;
use crate::auth::identity;
use crate::auth::key::{Caller, bearer};
use crate::error::ApiError;
use crate::limits::{Group, Who};
use crate::state::App;

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
}

pub(super) async fn events(State(app): State<App>, request: Request) -> Result<Json<Ack>, ApiError> {
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
    let beacon: Beacon = body::parse(&body::read(request, EVENTS_BYTES).await?)?;
    let caller = match early {
        Some(caller) => caller,
        None => Caller::of_token(&app, beacon.api_key.as_deref()).await?,
    };
    store(&app, &caller, seen.address, beacon).await?;
    Ok(Json(Ack { success: true }))
}

async fn store(app: &App, caller: &Caller, address: Option<IpAddr>, beacon: Beacon) -> Result<(), ApiError> {
    let mut batch = beacon.batch;
    for event in &mut batch.events {
        event.cap();
    }
    if let Some(session_id) = &mut batch.session_id {
        cap_chars(session_id, SESSION_ID_CHARS);
    }
    batch.check()?;
    let session = batch.session_id.as_deref().filter(|it| !it.is_empty());
    app.limit(Group::Events, &Who { key: &caller.key.id, session, address })?;
    let user_id = batch.user_id.take().filter(|id| !id.is_empty() && id != ANONYMOUS);
    let identity =
        identity::settle(app, &caller.org, user_id.as_deref(), beacon.user_token.as_deref(), false).await?;
    batch.user_id = identity.user_id;
    let mut write = app.store().write().await?;
    if let Some(user_id) = &batch.user_id {
        write.see_user(&caller.org.id, user_id).await?;
    }
    write.add_events(&caller.org.id, &batch).await?;
    write.commit().await?;
    app.metrics().stored_events(batch.events.len());
    Ok(())
}

fn is_plain_text(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
    value.split(';').next().is_some_and(|it| it.trim().eq_ignore_ascii_case("text/plain"))
}
