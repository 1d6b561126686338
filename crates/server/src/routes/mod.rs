//! What the server answers to: one file per matter, and the layers around all of them.

use std::cell::Cell;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;

use self::seen::Seen;
use crate::error::ApiError;
use crate::limits::{QUOTA, Quota};
use crate::state::App;

mod body;
mod cancel;
mod chat;
mod companies;
mod config;
mod cors;
mod docs;
mod events;
mod health;
mod hostagentes;
mod openapi;
mod sdk;
mod seen;
mod series;
mod tickets;
mod users;

/// The version of the widget's files that this server carries.
pub const SDK_VERSION: &str = sdk::VERSION;

/// Everything the server answers.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/api/sdk/config", get(config::config))
        .route("/api/sdk/chat", post(chat::chat))
        .route("/api/sdk/chat/stream", post(chat::stream))
        .route("/api/sdk/chat/cancel", post(cancel::stop))
        .route("/api/sdk/events", post(events::events))
        .route("/api/sdk/users/identify", post(users::identify))
        .route("/api/sdk/users/update", post(users::update))
        .route("/api/sdk/companies/identify", post(companies::identify))
        .route("/api/sdk/tickets/create", post(tickets::create))
        .route("/api/sdk/series", post(series::series))
        .route("/api/openapi.json", get(openapi::document))
        .route("/api/v1/chat", post(hostagentes::chat))
        .route("/api/v1/chat/stream", post(hostagentes::stream))
        .route("/sdk/{version}/{file}", get(sdk::file))
        .route("/docs/{*name}", get(docs::document))
        .route("/", get(docs::front_page))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics))
        .fallback(async || ApiError::NotFound("there is nothing at this address"))
        .method_not_allowed_fallback(async || ApiError::Method)
        .layer(CatchPanicLayer::custom(|_| ApiError::Internal.into_response()))
        .layer(middleware::from_fn_with_state(app.clone(), observe))
        .layer(middleware::from_fn_with_state(app.clone(), cors::cors))
        .with_state(app)
}

/// Counts and logs every request: route and status, never a text, a token or an address of a page. Tells in every answer
/// what is left of the caller's quota.
async fn observe(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let started = std::time::Instant::now();
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let method = request.method().clone();
    let seen = Seen::of(&app, &request);
    request.extensions_mut().insert(seen);
    let (mut response, quota) =
        QUOTA.scope(Cell::new(None), async { (next.run(request).await, QUOTA.with(Cell::get)) }).await;
    if let Some(quota) = quota {
        tell(response.headers_mut(), &quota);
    }
    let (status, took) = (response.status().as_u16(), started.elapsed());
    app.metrics().requested(&route, status, took);
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    tracing::info!(%method, route, status, ms, "request");
    response
}

fn tell(headers: &mut HeaderMap, quota: &Quota) {
    for (name, value) in [("ratelimit-policy", quota.policy()), ("ratelimit", quota.state())] {
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
}
