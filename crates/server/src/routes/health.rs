//! For those who run the server: whether it lives, whether it is ready, and its numbers.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::error::ApiError;
use crate::state::AppState;

/// The process answers.
pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

/// The store answers and takes what is written, the knowledge was read, and the server was not told to stop.
pub(super) async fn readyz(State(app): State<AppState>) -> Result<String, ApiError> {
    if app.is_stopping() {
        return Err(ApiError::Unavailable("the server is going down"));
    }
    app.store().ping().await.map_err(|cause| {
        tracing::error!(%cause, "the store does not answer");
        ApiError::Unavailable("the store does not answer")
    })?;
    app.store().try_to_write().await.map_err(|cause| {
        tracing::error!(%cause, "the store takes nothing that is written");
        ApiError::Unavailable("the store cannot be written; its disk may be full")
    })?;
    let shelves = app.open_shelves();
    if shelves.iter().any(|shelf| !shelf.is_ready()) {
        return Err(ApiError::Unavailable("the knowledge is being read"));
    }
    let behind: usize = shelves.iter().map(|it| it.behind()).sum();
    // It answers from what it has: behind is not down.
    Ok(if behind > 0 {
        format!("ready; {behind} changed documents are not read yet\n")
    } else {
        "ready\n".to_owned()
    })
}

/// Prometheus' text.
pub(super) async fn metrics(State(app): State<AppState>) -> Response {
    let size = app.store().size().await.ok();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], app.metrics().text(size))
        .into_response()
}
