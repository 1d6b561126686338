//! Reads a JSON body: its type, its size and its time are settled before anything is parsed.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::bounds;
use crate::error::ApiError;
use crate::store::text::make_storable;

/// A client on a bad line needs seconds; one that takes longer holds a connection for nothing.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// What is read of a refused body for the client's sake …
const MOST_PASSED_BYTES: usize = 64 * 1024 * 1024;
/// … and for how long.
const PASS_TIMEOUT: Duration = Duration::from_secs(5);

/// A JSON body of at most `LIMIT` bytes.
#[derive(Debug)]
pub(super) struct Wire<T, const LIMIT: usize>(pub(super) T);

impl<T, S, const LIMIT: usize> FromRequest<S> for Wire<T, LIMIT>
where
    T: DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        if !is_json(request.headers()) {
            return Err(ApiError::MediaType);
        }
        parse(&read(request, LIMIT).await?).map(Wire)
    }
}

/// Whether the body is said to be JSON. Anything else would let a foreign page post without a preflight.
#[must_use]
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok()) else { return false };
    let essence = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

/// The body's bytes.
///
/// # Errors
/// 413 past the limit, 408 past the time, 400 when the connection fails.
pub(super) async fn read(request: Request, allowed: usize) -> Result<Bytes, ApiError> {
    let announced =
        request.headers().get(header::CONTENT_LENGTH).and_then(|it| it.to_str().ok()?.parse::<u64>().ok());
    let mut body: Body = request.into_body();
    if announced.is_some_and(|length| length > allowed as u64) {
        pass_over(&mut body).await;
        return Err(ApiError::TooLarge { allowed });
    }
    match tokio::time::timeout(BODY_TIMEOUT, Limited::new(body, allowed).collect()).await {
        Err(_) => Err(ApiError::Timeout),
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(cause)) if cause.is::<LengthLimitError>() => Err(ApiError::TooLarge { allowed }),
        Ok(Err(_)) => Err(ApiError::Bad("the request body broke off".to_owned())),
    }
}

/// Reads a body that is refused without keeping it: a client that still sends when the connection closes would lose
/// the answer that says why.
async fn pass_over(body: &mut Body) {
    let mut passed = 0;
    let reading = async {
        while let Some(Ok(frame)) = body.frame().await {
            passed += frame.data_ref().map_or(0, Bytes::len);
            if passed > MOST_PASSED_BYTES {
                return;
            }
        }
    };
    // Whoever is not done by then does not wait for the answer.
    let _ = tokio::time::timeout(PASS_TIMEOUT, reading).await;
}

/// The value of a body.
///
/// # Errors
/// 400 with what was met and where.
pub(super) fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    let not_json =
        |cause: serde_json::Error| ApiError::Bad(format!("the request body is not valid: {cause}"));
    bounds::check(bytes)?;
    // The reader of structures would take a list for one, field by field.
    if bytes.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|first| *first == b'[') {
        return Err(ApiError::Bad("the request body must be a JSON object; a list was met".to_owned()));
    }
    // U+0000 cannot be stored as text everywhere; its escape is rare enough to be looked at twice.
    if has_nul(bytes) {
        let mut value: Value = serde_json::from_slice(bytes).map_err(not_json)?;
        make_storable(&mut value);
        return serde_json::from_value(value).map_err(not_json);
    }
    serde_json::from_slice(bytes).map_err(not_json)
}

fn has_nul(bytes: &[u8]) -> bool {
    const ESCAPED_NUL: &[u8] = b"\\u0000";
    bytes.windows(ESCAPED_NUL.len()).any(|it| it == ESCAPED_NUL)
}
