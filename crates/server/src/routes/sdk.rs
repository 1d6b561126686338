//! `/sdk/<version>/<file>`: the widget's files. `latest` may change and is kept for minutes; a version never changes.
//! Compressed bodies lie beside the files, made once at the highest level.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use super::config::hex;
use crate::error::ApiError;
use crate::state::App;

/// The address that always has the newest version.
const LATEST: &str = "latest";
const CACHE_LATEST: &str = "public, max-age=300, stale-while-revalidate=86400";
const CACHE_VERSION: &str = "public, max-age=31536000, immutable";
/// The version of the files that this server carries.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Encodings that lie beside the files, the smallest first.
const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

pub(super) async fn file(
    State(app): State<App>,
    path: Result<Path<(String, String)>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let nothing = ApiError::NotFound("there is no such file of the widget");
    let Ok(Path((version, name))) = path else { return Err(nothing) };
    let assets = app.assets();
    let (cache, is_own) = match version.as_str() {
        LATEST => (CACHE_LATEST, true),
        VERSION => (CACHE_VERSION, true),
        old if assets.has_version(old) => (CACHE_VERSION, false),
        _ => return Err(ApiError::NotFound("there is no such version of the widget here")),
    };
    let read = |name: &str| if is_own { assets.sdk(name) } else { assets.archived(&version, name) };
    if ENCODINGS.iter().any(|(_, suffix)| name.ends_with(suffix)) {
        return Err(nothing);
    }
    let Some(plain) = read(&name) else { return Err(nothing) };
    let etag = hex(&Sha256::digest(&plain));
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let compressed = ENCODINGS
        .iter()
        .filter(|(encoding, _)| accepts(accepted, encoding))
        .find_map(|(encoding, suffix)| Some((*encoding, read(&format!("{name}{suffix}"))?)));
    let etag = match &compressed {
        Some((encoding, _)) => format!("\"{etag}-{encoding}\""),
        None => format!("\"{etag}\""),
    };
    let known = headers.get(header::IF_NONE_MATCH).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let mut response = if known.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let encoding = compressed.as_ref().map(|(encoding, _)| *encoding);
        let mut response = compressed.map_or(plain, |(_, bytes)| bytes).into_response();
        if let Some(encoding) = encoding {
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        response
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(&name)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
    headers.insert(HeaderName::from_static("x-content-type-options"), HeaderValue::from_static("nosniff"));
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(header::ETAG, etag);
    }
    Ok(response)
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "ts" | "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Whether an `Accept-Encoding` takes an encoding: named with a weight above nothing.
fn accepts(header: &str, encoding: &str) -> bool {
    header.split(',').any(|range| {
        let mut parts = range.split(';').map(str::trim);
        let is_named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let weight =
            parts.find_map(|it| it.strip_prefix("q=")).and_then(|it| it.parse::<f32>().ok()).unwrap_or(1.0);
        is_named && weight > 0.0
    })
}
