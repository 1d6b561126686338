//! Pages for people: the documents that answers link to, and the demo page.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{Html, IntoResponse, Redirect, Response};

use super::seen::Seen;
use crate::assets;
use crate::error::ApiError;
use crate::knowledge::{links, page};
use crate::state::{self, App};
use crate::store::organisations::AgentRow;
use uuid::Uuid;

/// Where documents are served.
const DOCS: &str = "/docs/";
/// A rendered document runs nothing and loads only pictures.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src https: data: 'self'";
/// The demo page of the repository.
const FRONT_PAGE: &str = "index.html";
/// The address under which a browser finds an agent's documents, ending in `/`.
pub(super) fn base(seen: &Seen, agent: &AgentRow) -> String {
    if state::own_folders(agent).is_empty() {
        format!("{}{DOCS}", seen.here)
    } else {
        format!("{}{DOCS}{}/", seen.here, agent.id)
    }
}

pub(super) async fn document(
    State(app): State<App>,
    name: Result<Path<String>, PathRejection>,
) -> Result<Response, ApiError> {
    let nothing = ApiError::NotFound("there is no such document");
    let Ok(Path(name)) = name else { return Err(nothing) };
    // An agent with folders of its own has its documents under its id.
    let own = name.split_once('/').filter(|(first, _)| Uuid::parse_str(first).is_ok());
    let agent = match own {
        Some((id, _)) => app.store().agent(id).await?,
        None => None,
    };
    let (shelf, base, name) = match (&agent, own) {
        (Some(agent), Some((id, rest))) => (app.shelf_of(agent).await, format!("{DOCS}{id}/"), rest),
        _ => (app.shelf().cloned(), DOCS.to_owned(), name.as_str()),
    };
    let Some(shelf) = shelf else { return Err(nothing) };
    let library = shelf.library();
    let is_known = |name: &str| library.documents().iter().any(|document| document.name == name);
    if let Some(plain) = name.strip_suffix(".md")
        && is_known(plain)
    {
        return Ok(Redirect::permanent(&format!("{base}{}", links::escaped(plain))).into_response());
    }
    let Some(document) = library.documents().iter().find(|document| document.name == name) else {
        return Err(nothing);
    };
    let mut response = Html(page::render(document, &base, is_known)).into_response();
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
