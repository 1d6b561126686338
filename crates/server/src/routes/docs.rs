//! Pages for people: the documents that answers link to, and the demo page.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{Html, IntoResponse, Redirect, Response};

use crate::assets;
use crate::error::ApiError;
use crate::knowledge::{links, page};
use crate::state::App;

/// Where documents are served.
const DOCS: &str = "/docs/";
/// A rendered document runs nothing and loads only pictures.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src https: data: 'self'";
/// The demo page of the repository.
const FRONT_PAGE: &str = "index.html";
/// A longer Host header names no host.
const HOST_CHARS: usize = 255;

/// The address under which a browser finds documents, ending in `/`: the configured one, else the one it called.
pub(super) fn base(app: &App, headers: &HeaderMap) -> String {
    if let Some(url) = &app.config().public_url {
        return format!("{url}{DOCS}");
    }
    let host = headers.get(header::HOST).and_then(|it| it.to_str().ok()).filter(|host| is_host(host));
    host.map_or_else(|| DOCS.to_owned(), |host| format!("http://{host}{DOCS}"))
}

fn is_host(host: &str) -> bool {
    !host.is_empty()
        && host.len() <= HOST_CHARS
        && host.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'.' | b'-' | b':' | b'[' | b']'))
}

pub(super) async fn document(
    State(app): State<App>,
    name: Result<Path<String>, PathRejection>,
) -> Result<Response, ApiError> {
    let nothing = ApiError::NotFound("there is no such document");
    let Ok(Path(name)) = name else { return Err(nothing) };
    let Some(shelf) = app.shelf() else { return Err(nothing) };
    let library = shelf.library();
    let is_known = |name: &str| library.documents().iter().any(|document| document.name == name);
    if let Some(plain) = name.strip_suffix(".md")
        && is_known(plain)
    {
        return Ok(Redirect::permanent(&format!("{DOCS}{}", links::escaped(plain))).into_response());
    }
    let Some(document) = library.documents().iter().find(|document| document.name == name) else {
        return Err(nothing);
    };
    let mut response = Html(page::render(document, DOCS, is_known)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=60"));
    headers.insert(HeaderName::from_static("x-content-type-options"), HeaderValue::from_static("nosniff"));
    Ok(response)
}

pub(super) async fn front_page(State(app): State<App>) -> Result<Response, ApiError> {
    let page = if app.config().demo_page { assets::file(FRONT_PAGE) } else { None };
    let page =
        page.ok_or(ApiError::NotFound("this is the API server; the widget's files are under /sdk/latest/"))?;
    let mut response = Html(page.into_owned()).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}
