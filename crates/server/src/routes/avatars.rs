//! `GET /api/sdk/avatars/{id}`: the picture of a teammate. Anybody may see it who knows its id, as visitors do.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::error::ApiError;
use crate::state::AppState;

pub(super) async fn avatar(
    State(app): State<AppState>,
    Path(id): Path<String>,
) -> Result<Response, ApiError> {
    let found = app.store().avatar(&id).await?;
    let (media_type, bytes) = found.ok_or(ApiError::NotFound("there is no such picture"))?;
    let media_type = HeaderValue::from_str(&media_type).map_err(|_| ApiError::Internal)?;
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
        // Pages with Cross-Origin-Embedder-Policy show only what says so.
        (
            header::HeaderName::from_static("cross-origin-resource-policy"),
            HeaderValue::from_static("cross-origin"),
        ),
        // Opened by itself it is a picture and nothing else.
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
    ];
    Ok((headers, bytes).into_response())
}
