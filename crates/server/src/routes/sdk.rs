//! `/sdk/<release>/<file>`: the widget's files. `latest` is for the door alone and for who looks what is newest: it is
//! asked again each time. A build or a version never changes. Compressed bodies lie beside the files, made once at the
//! highest level; what only changed since a former release is sent to those who have that (deltas.rs).

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::config::hex;
use crate::assets::{Assets, Bytes};
use crate::deltas::{self, Hash};
use crate::error::ApiError;
use crate::state::AppState;

/// The address that always has the newest version.
const LATEST: &str = "latest";
/// Kept, and not used without asking: a door that is older than its server would ask for what is no longer there.
const CACHE_LATEST: &str = "public, no-cache";
const CACHE_RELEASE: &str = "public, max-age=31536000, immutable";
/// The version of the files that this server carries.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Encodings that lie beside the files, the smallest first.
const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

const AVAILABLE_DICTIONARY: &str = "available-dictionary";
const USE_AS_DICTIONARY: &str = "use-as-dictionary";

/// Whose files an address names.
enum Release {
    Newest,
    Own,
    Archived(String),
}

impl Release {
    fn of(word: &str, assets: &Assets) -> Option<Self> {
        if word == LATEST {
            return Some(Self::Newest);
        }
        if word == VERSION || assets.build().as_deref() == Some(word) {
            return Some(Self::Own);
        }
        assets.folder_of(word).map(Self::Archived)
    }

    fn read(&self, assets: &Assets, name: &str) -> Option<Bytes> {
        match self {
            Self::Newest | Self::Own => assets.sdk(name),
            Self::Archived(folder) => assets.archived(folder, name),
        }
    }

    fn may_be_dictionary(&self, name: &str) -> bool {
        !matches!(self, Self::Newest) && deltas::is_worth(name)
    }
}

/// A body and how it is encoded.
struct Body {
    bytes: Bytes,
    coding: Option<&'static str>,
}

pub(super) async fn file(
    State(app): State<AppState>,
    path: Result<Path<(String, String)>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let nothing = ApiError::NotFound("there is no such file of the widget");
    let Ok(Path((release, name))) = path else { return Err(nothing) };
    let assets = app.assets();
    let Some(release) = Release::of(&release, assets) else {
        return Err(ApiError::NotFound("there is no such version of the widget here"));
    };
    if ENCODINGS.iter().any(|(_, suffix)| name.ends_with(suffix)) {
        return Err(nothing);
    }
    let Some(plain) = release.read(assets, &name) else { return Err(nothing) };
    let hash: Hash = Sha256::digest(&plain).into();
    let is_dictionary = release.may_be_dictionary(&name);
    let body =
        encoded(assets, &release, &name, &headers, &hash).unwrap_or(Body { bytes: plain, coding: None });
    let etag = match body.coding {
        Some(coding) => format!("\"{}-{coding}\"", hex(&hash)),
        None => format!("\"{}\"", hex(&hash)),
    };
    let known = text(&headers, header::IF_NONE_MATCH.as_str());
    let mut response = if known.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut response = body.bytes.into_response();
        if let Some(coding) = body.coding {
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
        response
    };
    describe(response.headers_mut(), &release, &name, is_dictionary);
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        response.headers_mut().insert(header::ETAG, etag);
    }
    Ok(response)
}

/// The smallest body that the client takes.
fn encoded(assets: &Assets, release: &Release, name: &str, headers: &HeaderMap, file: &Hash) -> Option<Body> {
    let accepted = text(headers, header::ACCEPT_ENCODING.as_str());
    if release.may_be_dictionary(name)
        && accepts(accepted, deltas::CODING)
        && let Some(dictionary) = offered(text(headers, AVAILABLE_DICTIONARY))
        && let Some(bytes) = deltas::find(assets, &dictionary, file)
    {
        return Some(Body { bytes: bytes.into(), coding: Some(deltas::CODING) });
    }
    ENCODINGS.iter().filter(|(coding, _)| accepts(accepted, coding)).find_map(|(coding, suffix)| {
        let bytes = release.read(assets, &format!("{name}{suffix}"))?;
        Some(Body { bytes, coding: Some(*coding) })
    })
}

/// The hash of the dictionary that the client has: bytes as structured fields write them, between colons.
fn offered(header: &str) -> Option<Hash> {
    let text = header.trim().strip_prefix(':')?.strip_suffix(':')?;
    STANDARD.decode(text).ok()?.try_into().ok()
}

fn describe(headers: &mut HeaderMap, release: &Release, name: &str, is_dictionary: bool) {
    let cache = if matches!(release, Release::Newest) { CACHE_LATEST } else { CACHE_RELEASE };
    let vary = if is_dictionary { "Accept-Encoding, Available-Dictionary" } else { "Accept-Encoding" };
    for (header, value) in [
        (header::CONTENT_TYPE, media_type(name)),
        (header::CACHE_CONTROL, cache),
        (header::VARY, vary),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        headers.insert(header, HeaderValue::from_static(value));
    }
    if is_dictionary
        // The same file of every release, under whatever path a proxy has put the server.
        && let Ok(pattern) = HeaderValue::try_from(format!("match=\"/*sdk/*/{name}\""))
    {
        headers.insert(HeaderName::from_static(USE_AS_DICTIONARY), pattern);
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|it| it.to_str().ok()).unwrap_or_default()
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
