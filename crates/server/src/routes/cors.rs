//! The headers by which browsers let a page read an answer: any page unless the operator lists some (origin.rs).
//! Errors carry them too, or a page could not read what went wrong.

use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::origin::Origins;
use crate::state::App;

const ALLOWED_METHODS: &str = "GET, HEAD, POST, OPTIONS";
/// What the widget sends. `*` would not cover Authorization.
const ALLOWED_HEADERS: &str =
    "Authorization, Content-Type, Accept, Last-Event-ID, If-None-Match, X-Retry-Count";
/// What a page may read.
const EXPOSED_HEADERS: &str = "X-Session-Id, X-Agent-Id, Date, Retry-After, ETag, RateLimit, RateLimit-Policy, \
     X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset";
/// Two hours, the longest that browsers keep a preflight.
const MAX_AGE_SECONDS: &str = "7200";

/// What depends on the setting; the widget's files and pages are for everybody.
const API: &str = "/api/";

/// Answers preflights, and marks answers as readable from the pages that may.
pub(super) async fn cors(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_preflight = request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let everybody = Origins::Any;
    let origins =
        if request.uri().path().starts_with(API) { &app.config().allowed_origins } else { &everybody };
    let origin = request.headers().get(header::ORIGIN).and_then(|it| it.to_str().ok());
    let allowed = origins.answer(origin).and_then(|it| HeaderValue::from_str(it).ok());
    let mut response =
        if is_preflight { StatusCode::NO_CONTENT.into_response() } else { next.run(request).await };
    let headers = response.headers_mut();
    if origins.vary() || is_preflight {
        headers.append(header::VARY, HeaderValue::from_static("Origin"));
    }
    let Some(allowed) = allowed else { return response };
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
    if is_preflight {
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(ALLOWED_METHODS));
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(ALLOWED_HEADERS));
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static(MAX_AGE_SECONDS));
    } else {
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED_HEADERS));
    }
    response
}
