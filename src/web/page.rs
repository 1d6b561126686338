//! What the widget may know of the host page: where it is, and whether the visitor has just done something.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// Whether a deed of the visitor, not a script, is behind what happens now. Browsers without `userActivation`
/// (Firefox before 120) count as yes.
#[must_use]
pub fn visitor_acted() -> bool {
    let Some(window) = web_sys::window() else { return false };
    let get = |object: &JsValue, name| Reflect::get(object, &JsValue::from_str(name)).ok();
    get(&window.navigator(), "userActivation")
        .and_then(|activation| get(&activation, "isActive"))
        .is_none_or(|is_active| is_active.as_bool().unwrap_or(true))
}

/// The page's path.
#[must_use]
pub fn path() -> String {
    let location = web_sys::window().map(|window| window.location());
    location.and_then(|location| location.pathname().ok()).unwrap_or_default()
}
