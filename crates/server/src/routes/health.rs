//! For those who run the server: whether it lives, whether it is ready, and its numbers.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::error::ApiError;
use crate::state::App;

/// The process answers.
pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

/// The store answers, and the server was not told to stop.
pub(super) async fn readyz(State(app): State<App>) -> Result<&'static str, ApiError> {
    if app.is_stopping() {
        return Err(ApiError::Unavailable("the server is going down"));
    }
    app.store().ping().await.map_err(|cause| {
        tracing::error!(%cause, "the store does not answer");
        ApiError::Unavailable("the store does not answer")
    })?;
    Ok("ready\n")
}

/// Prometheus' text.
pub(super) async fn metrics(State(app): State<App>) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], app.metrics().text())
        .into_response()
}
