//! The headers by which browsers let a page read an answer: any page unless the operator lists some (origin.rs).
//! Errors carry them too, or a page could not read what went wrong.

use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::origin::Origins;
use crate::state::AppState;

const ALLOWED_METHODS: &str = "GET, HEAD, POST, OPTIONS";
/// What the widget sends, told to a preflight that names nothing.
const ALLOWED_HEADERS: &str =
    "Authorization, Content-Type, Accept, Last-Event-ID, If-None-Match, X-Retry-Count, X-Session-Token";
/// Names that a preflight is allowed: monitoring adds a handful of its own to every request of a page.
const MOST_HEADERS: usize = 32;
/// Bytes of a name, far above any in use.
const NAME_BYTES: usize = 64;
/// What a page may read.
const EXPOSED_HEADERS: &str = "X-Session-Id, X-Session-Token, X-Agent-Id, Date, Retry-After, ETag, RateLimit, RateLimit-Policy, \
     X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset";
/// Two hours, the longest that browsers keep a preflight.
const MAX_AGE_SECONDS: &str = "7200";

/// What depends on the setting; the widget's files and pages are for everybody.
const API: &str = "/api/";

/// Answers preflights, and marks answers as readable from the pages that may.
pub(super) async fn cors(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let is_preflight = request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let everybody = Origins::Any;
    let origins =
        if request.uri().path().starts_with(API) { &app.config().allowed_origins } else { &everybody };
    let origin = request.headers().get(header::ORIGIN).and_then(|it| it.to_str().ok());
    let asked = request.headers().get(header::ACCESS_CONTROL_REQUEST_HEADERS).map(allowed_headers);
    let allowed = origins.answer(origin).and_then(|it| HeaderValue::from_str(it).ok());
    let mut response =
        if is_preflight { StatusCode::NO_CONTENT.into_response() } else { next.run(request).await };
    let headers = response.headers_mut();
    if origins.vary() || is_preflight {
        headers.append(header::VARY, HeaderValue::from_static("Origin"));
    }
    if is_preflight {
        headers.append(header::VARY, HeaderValue::from_static("Access-Control-Request-Headers"));
    }
    let Some(allowed) = allowed else { return response };
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
    if is_preflight {
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(ALLOWED_METHODS));
        let asked = asked.unwrap_or_else(|| HeaderValue::from_static(ALLOWED_HEADERS));
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, asked);
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static(MAX_AGE_SECONDS));
    } else {
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED_HEADERS));
    }
    response
}

/// What a preflight asks for, as far as it is names of headers. Whatever a page's monitoring adds may come along: no
/// credentials of the browser's are used, so it proves nothing and opens nothing.
fn allowed_headers(asked: &HeaderValue) -> HeaderValue {
    let is_name = |name: &&str| {
        (1..=NAME_BYTES).contains(&name.len())
            && name.bytes().all(|it| it.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&it))
    };
    let names = asked.to_str().unwrap_or_default().split(',').map(str::trim).filter(is_name);
    let names: Vec<&str> = names.take(MOST_HEADERS).collect();
    HeaderValue::try_from(names.join(", ")).unwrap_or_else(|_| HeaderValue::from_static(ALLOWED_HEADERS))
}
