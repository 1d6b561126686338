//! Pages for people: the documents that answers link to, and the demo page.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Redirect, Response};

use crate::assets;
use crate::error::ApiError;
use crate::knowledge::{folder, links, page};
use crate::state::{self, AppState};
use crate::store::organisations::AgentRow;
use uuid::Uuid;

/// Where documents are served.
const DOCS: &str = "/docs/";
/// A rendered document runs nothing and loads only pictures.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src https: data: 'self'";
/// A picture runs nothing, not even where it is opened by itself.
const PICTURE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
/// Endings that a link may carry.
const ENDINGS: [&str; 4] = [".md", ".mdx", ".markdown", ".html"];
/// The demo page of the repository.
const FRONT_PAGE: &str = "index.html";

/// The address of an agent's documents, ending in `/`: under the server's public one, else relative to the server. What a
/// request says of the server's address is a visitor's word, and answers are kept and read by others.
pub(super) fn base(app: &AppState, agent: &AgentRow) -> String {
    let here = app.config().public_url.as_deref().unwrap_or_default();
    if state::own_folders(agent).is_empty() {
        format!("{here}{DOCS}")
    } else {
        format!("{here}{DOCS}{}/", agent.id)
    }
}

/// The way from a document's address to where its fellows are served. Seen from there and not from the server's root,
/// links stay inside whatever path a proxy serves this server under.
fn back_to_documents(name: &str) -> String {
    match name.matches('/').count() {
        0 => "./".to_owned(),
        folders => "../".repeat(folders),
    }
}

pub(super) async fn document(
    State(app): State<AppState>,
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
    let (shelf, name) = match (&agent, own) {
        (Some(agent), Some((_, rest))) => (app.shelf_of(agent).await, rest),
        _ => (app.shelf().cloned(), name.as_str()),
    };
    let base = back_to_documents(name);
    let Some(shelf) = shelf else { return Err(nothing) };
    shelf.until_ready().await;
    let library = shelf.library();
    let ending = ENDINGS.iter().find_map(|ending| name.strip_suffix(ending));
    if let Some(plain) = ending.filter(|plain| library.is_known(plain)) {
        return Ok(Redirect::permanent(&format!("{base}{}", links::escaped(plain))).into_response());
    }
    if let Some(picture) = library.picture(name).cloned() {
        return picture_of(&picture, name).await.ok_or(nothing);
    }
    // Reading and rendering a long document takes milliseconds, and a worker of the runtime has other things to do.
    let asked = name.to_owned();
    let rendered = tokio::task::spawn_blocking(move || {
        let document = library.document(&asked)?;
        Some(page::render(&document, &base, |name| library.is_known(name)))
    });
    let Ok(Some(page)) = rendered.await else { return Err(nothing) };
    let mut response = Html(page).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=60"));
    Ok(response)
}

/// A picture beside the documents. One that could run something is shown as a picture only.
async fn picture_of(path: &std::path::Path, name: &str) -> Option<Response> {
    let kind = folder::picture_type(name.rsplit('.').next()?)?;
    let bytes = tokio::fs::read(path).await.ok()?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(PICTURE_POLICY));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=60"));
    Some(response)
}

pub(super) async fn front_page(State(app): State<AppState>) -> Result<Response, ApiError> {
    let page = if app.config().demo_page { assets::file(FRONT_PAGE) } else { None };
    let page =
        page.ok_or(ApiError::NotFound("this is the API server; the widget's files are under /sdk/latest/"))?;
    let mut response = Html(page.into_owned()).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}
