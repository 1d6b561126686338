//! Any page may call: the key in the page is the organisation's to give out, and no cookie is ever read, so nothing is
//! gained by a foreign page. Errors carry the headers too, or a page could not read them.

use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

const ALLOWED_METHODS: &str = "GET, HEAD, POST, OPTIONS";
/// What the widget sends. `*` would not cover Authorization.
const ALLOWED_HEADERS: &str =
    "Authorization, Content-Type, Accept, Last-Event-ID, If-None-Match, X-Retry-Count";
/// What a page may read.
const EXPOSED_HEADERS: &str = "X-Session-Id, X-Agent-Id, Retry-After, ETag, RateLimit, RateLimit-Policy, \
     X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset";
/// Two hours, the longest that browsers keep a preflight.
const MAX_AGE_SECONDS: &str = "7200";

/// Answers preflights and marks every answer as readable from any page.
pub(super) async fn cors(request: Request, next: Next) -> Response {
    let is_preflight = request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response =
        if is_preflight { StatusCode::NO_CONTENT.into_response() } else { next.run(request).await };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    if is_preflight {
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(ALLOWED_METHODS));
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(ALLOWED_HEADERS));
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static(MAX_AGE_SECONDS));
        // The answer is the same for every origin today; a cache must not rely on it.
        headers.insert(header::VARY, HeaderValue::from_static("Origin, Access-Control-Request-Headers"));
    } else {
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED_HEADERS));
    }
    response
}
