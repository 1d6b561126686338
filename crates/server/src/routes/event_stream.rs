//! What streamed answers have in common: headers that keep proxies from gathering them, and where a client left off.

use std::convert::Infallible;
use std::str::FromStr;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_core::Stream;

/// Header of a client that comes back: the last event that it has.
pub(super) const LAST_EVENT: &str = "last-event-id";

/// Says what a stream is, and that proxies shall neither keep, change nor gather it.
pub(super) fn describe(headers: &mut HeaderMap, content_type: &'static str) {
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache, no-transform"));
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
}

/// The number of the last event that a client has, if it says one.
pub(super) fn last_event<T: FromStr>(headers: &HeaderMap) -> Option<T> {
    headers.get(LAST_EVENT)?.to_str().ok()?.trim().parse().ok()
}

/// The same for events that are numbered from 1: 0 of a client that has none.
pub(super) fn newest(headers: &HeaderMap) -> i64 {
    last_event(headers).unwrap_or(0).max(0)
}

/// An event stream as a response.
pub(super) fn response(events: impl Stream<Item = Result<Bytes, Infallible>> + Send + 'static) -> Response {
    let mut headers = HeaderMap::new();
    describe(&mut headers, "text/event-stream");
    (headers, Body::from_stream(events)).into_response()
}
