//! What the server answers to: one file per matter, and the layers around all of them.

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;

use crate::error::ApiError;
use crate::state::App;

mod body;
mod chat;
mod config;
mod cors;
mod docs;
mod events;
mod health;
mod sdk;
mod tickets;
mod users;

/// Everything the server answers.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/api/sdk/config", get(config::config))
        .route("/api/sdk/chat", post(chat::chat))
        .route("/api/sdk/chat/stream", post(chat::stream))
        .route("/api/sdk/events", post(events::events))
        .route("/api/sdk/users/identify", post(users::identify))
        .route("/api/sdk/tickets/create", post(tickets::create))
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
        .layer(middleware::from_fn(cors::cors))
        .with_state(app)
}

/// Counts and logs every request: route and status, never a text, a token or an address of a page.
async fn observe(State(app): State<App>, request: Request, next: Next) -> Response {
    let started = std::time::Instant::now();
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let method = request.method().clone();
    let response = next.run(request).await;
    let (status, took) = (response.status().as_u16(), started.elapsed());
    app.metrics().requested(&route, status, took);
    tracing::info!(%method, route, status, ms = took.as_millis() as u64, "request");
    response
}
