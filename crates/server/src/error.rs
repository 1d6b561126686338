//! Every way a request can fail, its status, and its body: always JSON, always `{"error"}`. What went wrong inside is
//! logged where it is turned into one of these (store, agent), and never told to a client.

use std::fmt;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use halo_protocol::error::{ErrorBody, SESSION_REFUSED};
use halo_protocol::limits::Invalid;

/// What a busy or broken part of the server asks a client to wait, in seconds.
pub const RETRY_SECONDS: u64 = 2;
/// Where an answer points for reserved keys.
pub const IDENTITY_DOCS: &str = "/docs/identity-verification";

/// Why a request is refused or has failed.
#[derive(Debug)]
pub enum ApiError {
    /// 400: a field is absent, too large or not one of the allowed values.
    Invalid(Invalid),
    /// 400: the text of the answer is fixed by the documentation, or says what was met.
    Bad(String),
    /// 400: traits that a site may not set; all reserved ones are listed.
    Reserved(&'static [&'static str]),
    /// 401: no key, or not one that is in force. One text for all, so that nothing is learnt by trying.
    Key,
    /// 403: identity verification failed. One text for all, for the same reason.
    Identity,
    /// 403: the session's secret is wrong or missing. One text, whether the session exists or not.
    Session,
    /// 403: a key of the other kind.
    KeyKind(&'static str),
    /// 404: the text names what was not found.
    NotFound(&'static str),
    /// 409: the text says what stands in the way.
    Conflict(String),
    /// 405.
    Method,
    /// 408: the body did not arrive in time.
    Timeout,
    /// 413: the body is larger than the route allows.
    TooLarge {
        /// In bytes.
        allowed: usize,
    },
    /// 415: the body is not said to be JSON.
    MediaType,
    /// 429.
    Limited {
        /// Seconds until a request may pass.
        retry_after: u64,
    },
    /// 503: the server or the agent cannot answer now.
    Unavailable(&'static str),
    /// 500.
    Internal,
}

impl ApiError {
    /// The status it is answered with.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Invalid(_) | Self::Bad(_) | Self::Reserved(_) => StatusCode::BAD_REQUEST,
            Self::Key => StatusCode::UNAUTHORIZED,
            Self::Identity | Self::Session | Self::KeyKind(_) => StatusCode::FORBIDDEN,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Timeout => StatusCode::REQUEST_TIMEOUT,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Limited { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn retry_after(&self) -> Option<u64> {
        match self {
            Self::Limited { retry_after } => Some(*retry_after),
            Self::Unavailable(_) => Some(RETRY_SECONDS),
            _ => None,
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(it) => it.fmt(f),
            Self::Bad(text) | Self::Conflict(text) => f.write_str(text),
            Self::Reserved(_) => f.write_str("traits hold reserved keys, which only the server sets"),
            Self::Key => f.write_str("missing or invalid API key: send it as Authorization: Bearer <key>"),
            Self::Identity => f.write_str("identity verification failed"),
            Self::Session => f.write_str(SESSION_REFUSED),
            Self::KeyKind(text) | Self::NotFound(text) | Self::Unavailable(text) => f.write_str(text),
            Self::Method => f.write_str("this method is not allowed here; see the Allow header"),
            Self::Timeout => f.write_str("the request body did not arrive in time"),
            Self::TooLarge { allowed } => {
                write!(f, "the request body is larger than the {allowed} bytes allowed here")
            }
            Self::MediaType => f.write_str("the request body must be sent as Content-Type: application/json"),
            Self::Limited { retry_after } => {
                write!(f, "too many requests; try again in {retry_after} seconds")
            }
            Self::Internal => f.write_str("something went wrong on the server; it has been noted"),
        }
    }
}

impl std::error::Error for ApiError {}

impl From<Invalid> for ApiError {
    fn from(it: Invalid) -> Self {
        Self::Invalid(it)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut body = ErrorBody::new(self.to_string());
        if let Self::Reserved(keys) = &self {
            body.reserved_keys = keys.iter().map(ToString::to_string).collect();
            body.docs_url = Some(IDENTITY_DOCS.to_owned());
        }
        let mut response = (self.status(), Json(body)).into_response();
        let headers = response.headers_mut();
        if let Some(seconds) = self.retry_after() {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if matches!(self, Self::Key) {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}
