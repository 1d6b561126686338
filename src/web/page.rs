//! What the widget may know of the host page: where it is, and whether the visitor has just done something.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

use super::tracker::dom;
use crate::core::guide::departure::Destination;
use halo_markdown::url::safe_or_relative_link;

/// Whether a deed of the visitor, not a script, is behind what happens now. Browsers without `userActivation`
/// (Firefox before 120) count as yes.
#[must_use]
pub fn visitor_acted() -> bool {
    activation("isActive").unwrap_or(true)
}

/// Whether the visitor has done anything on this page so far, as far as the browser tells.
#[must_use]
pub fn visitor_has_acted() -> bool {
    activation("hasBeenActive").unwrap_or_default()
}

fn activation(name: &str) -> Option<bool> {
    let get = |object: &JsValue, name| Reflect::get(object, &JsValue::from_str(name)).ok();
    get(&get(&web_sys::window()?.navigator(), "userActivation")?, name)?.as_bool()
}

/// The page's whole address: to be redacted before it goes anywhere.
#[must_use]
pub fn address() -> String {
    let location = web_sys::window().map(|window| window.location());
    location.and_then(|location| location.href().ok()).unwrap_or_default()
}

/// Whether the visitor sends Global Privacy Control.
#[must_use]
pub fn asks_for_privacy() -> bool {
    let navigator = web_sys::window().map(|window| window.navigator());
    let wish = navigator.and_then(|it| Reflect::get(&it, &JsValue::from_str("globalPrivacyControl")).ok());
    wish.is_some_and(|wish| wish.is_truthy())
}

/// An address as the browser reads it against the page; `None` when it cannot.
#[must_use]
pub fn resolve(address: &str) -> Option<Destination> {
    let base = web_sys::window()?.document()?.base_uri().ok().flatten()?;
    let url = web_sys::Url::new_with_base(address, &base).ok()?;
    let here = dom::get(&dom::window(), "location");
    let origin = dom::text(url.as_ref(), "origin");
    Some(Destination {
        href: url.href(),
        scheme: url.protocol(),
        is_own: origin == dom::text(&here, "origin"),
        has_credentials: !url.username().is_empty() || !url.password().is_empty(),
    })
}

/// Whether the panel takes the whole screen: the query is that of style/panel.css.
#[must_use]
pub fn is_phone() -> bool {
    let window = web_sys::window().map(JsValue::from).unwrap_or_default();
    let found = dom::ask(&window, "matchMedia", "(max-width: 480px), (max-height: 480px)");
    dom::get(&found, "matches").is_truthy()
}

/// Leaves for an address that was decided upon.
pub fn go(href: &str) {
    _ = dom::ask(&dom::get(&dom::window(), "location"), "assign", href);
}

/// The page's path.
#[must_use]
pub fn path() -> String {
    let location = web_sys::window().map(|window| window.location());
    location.and_then(|location| location.pathname().ok()).unwrap_or_default()
}

/// The address a link of an answer may lead to, resolved against the page by the browser's own parser: http, https,
/// mailto and tel, without credentials. `None`: the link is shown as its text.
#[must_use]
pub fn allowed_link(link: &str) -> Option<String> {
    let link = safe_or_relative_link(link)?;
    let base = web_sys::window()?.document()?.base_uri().ok().flatten()?;
    let url = web_sys::Url::new_with_base(&link, &base).ok()?;
    let is_allowed = matches!(url.protocol().as_str(), "https:" | "http:" | "mailto:" | "tel:");
    (is_allowed && url.username().is_empty() && url.password().is_empty()).then(|| url.href())
}

/// As [`allowed_link`], for an answer. The documents that it quotes are the server's and not the page's: an address of
/// theirs stays as it is, and begins with a slash, which no resolved one does.
#[must_use]
pub fn answer_link(link: &str) -> Option<String> {
    if link.starts_with("/docs/") { Some(link.to_owned()) } else { allowed_link(link) }
}

/// The address of a picture that the organisation has chosen, fit to stand between quotation marks in a style sheet:
/// http, https, or an image in a `data:` address. `None`: there is no picture.
#[must_use]
pub fn picture_address(address: &str) -> Option<String> {
    let base = web_sys::window()?.document()?.base_uri().ok().flatten()?;
    let url = web_sys::Url::new_with_base(address, &base).ok()?.href();
    let is_picture = ["https://", "http://", "data:image/"].iter().any(|start| url.starts_with(start));
    // The browser's parser leaves no line breaks in.
    (is_picture && !url.contains(['"', '\\'])).then_some(url)
}
