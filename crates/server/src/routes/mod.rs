//! What the server answers to: one file per matter, and the layers around all of them.

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderValue, Version, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use self::seen::Seen;
use crate::error::ApiError;
use crate::state::AppState;

mod avatars;
mod body;
mod bounds;
mod cancel;
mod chat;
mod companies;
mod config;
mod conversation;
mod cors;
mod docs;
mod event_stream;
mod events;
mod health;
mod hostagentes;
mod openapi;
mod quota;
mod sdk;
mod seen;
mod series;
mod team;
mod tickets;
mod users;

/// The version of the widget's files that this server carries.
pub const SDK_VERSION: &str = sdk::VERSION;

/// Everything the server answers.
pub fn router(app: AppState) -> Router {
    Router::new()
        .route("/api/sdk/config", get(config::config))
        .route("/api/sdk/chat", post(chat::chat))
        .route("/api/sdk/chat/stream", post(chat::stream))
        .route("/api/sdk/chat/cancel", post(cancel::stop))
        .route("/api/sdk/conversation/events", get(conversation::events))
        .route("/api/sdk/conversation/request", post(conversation::request))
        .route("/api/sdk/conversation/leave", post(conversation::leave))
        .route("/api/sdk/conversation/typing", post(conversation::typing))
        .route("/api/sdk/conversation/read", post(conversation::read))
        .route("/api/sdk/conversation/rating", post(conversation::rating))
        .route("/api/sdk/avatars/{id}", get(avatars::avatar))
        .route("/api/sdk/events", post(events::events))
        .route("/api/sdk/users/identify", post(users::identify))
        .route("/api/sdk/users/update", post(users::update))
        .route("/api/sdk/companies/identify", post(companies::identify))
        .route("/api/sdk/tickets/create", post(tickets::create))
        .route("/api/sdk/series", post(series::series))
        .route("/api/team/events", get(team::events))
        .route("/api/team/presence", post(team::presence))
        .route("/api/team/conversations", get(team::conversations))
        .route("/api/team/conversations/{session_id}/messages", get(team::messages))
        .route("/api/team/conversations/{session_id}/events", get(team::conversation_events))
        .route("/api/team/conversations/{session_id}/take", post(team::take))
        .route("/api/team/conversations/{session_id}/hand_back", post(team::hand_back))
        .route("/api/team/conversations/{session_id}/close", post(team::close))
        .route("/api/team/conversations/{session_id}/say", post(team::say))
        .route("/api/team/conversations/{session_id}/typing", post(team::typing))
        .route("/api/team/conversations/{session_id}/read", post(team::read))
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
        .layer(middleware::from_fn(one_host))
        // Whatever a body is said to be, no browser takes it for something else.
        .layer(SetResponseHeaderLayer::if_not_present(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ))
        .layer(middleware::from_fn_with_state(app.clone(), observe))
        .layer(middleware::from_fn_with_state(app.clone(), cors::cors))
        .with_state(app)
}

/// Refuses what does not say, or says twice, whom it means: a proxy before us may have understood the other one.
async fn one_host(request: Request, next: Next) -> Response {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let is_one = hosts.next().is_some_and(is_host) && hosts.next().is_none();
    // Programs that watch a server may still speak the version that knew no Host header.
    let is_old = request.version() <= Version::HTTP_10 && !request.headers().contains_key(header::HOST);
    if is_one || is_old {
        return next.run(request).await;
    }
    ApiError::Bad("a request has exactly one Host header, with a host and perhaps a port".to_owned())
        .into_response()
}

fn is_host(value: &HeaderValue) -> bool {
    let authority = value.to_str().ok().and_then(|it| it.parse::<Authority>().ok());
    authority.is_some_and(|it| !it.host().is_empty() && !it.as_str().contains('@'))
}

/// Counts and logs every request: route and status, never a text, a token or an address of a page.
async fn observe(State(app): State<AppState>, mut request: Request, next: Next) -> Response {
    let started = std::time::Instant::now();
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let method = request.method().clone();
    let seen = Seen::of(&app, &request);
    request.extensions_mut().insert(seen);
    let response = next.run(request).await;
    let (status, took) = (response.status().as_u16(), started.elapsed());
    app.metrics().requested(&route, status, took);
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    tracing::info!(%method, route, status, ms, "request");
    response
}
