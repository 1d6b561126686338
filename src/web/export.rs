//! What a visitor takes along: a text in the clipboard, a file. Part of the chunk "talk"; called by name, because every
//! binding would be paid for by those who take nothing.

use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::ShadowRoot;

use crate::web::dynamic::{call, get, new, set};

/// Puts a text into the clipboard and then calls `done` with whether it is there.
pub fn copy(root: JsValue, text: String, done: Box<dyn FnOnce(bool)>) {
    wasm_bindgen_futures::spawn_local(async move {
        let is_there =
            into_clipboard(&text).await.is_some() || select_and_copy(&root, &text).unwrap_or_default();
        done(is_there);
    });
}

/// Hands over a file; `name` with its ending.
pub fn download(root: JsValue, name: &str, text: &str) {
    _ = save(&root, name, text);
}

async fn into_clipboard(text: &str) -> Option<()> {
    let navigator = web_sys::window()?.navigator();
    let promised = call(&get(&navigator, "clipboard")?, "writeText", &[&JsValue::from_str(text)])?;
    JsFuture::from(Promise::resolve(&promised)).await.ok().map(drop)
}

/// The old way, for pages without TLS or with a policy against the new one.
fn select_and_copy(root: &JsValue, text: &str) -> Option<bool> {
    let root: &ShadowRoot = root.dyn_ref()?;
    let document = web_sys::window()?.document()?;
    let field = document.create_element("textarea").ok()?;
    set(&field, "value", text);
    root.append_child(&field).ok()?;
    let active = root.active_element();
    call(&field, "select", &[]);
    let copied = call(&document, "execCommand", &[&JsValue::from_str("copy")]);
    field.remove();
    active.and_then(|active| call(&active, "focus", &[]));
    copied.map(|copied| copied.is_truthy())
}

fn save(root: &JsValue, name: &str, text: &str) -> Option<()> {
    let root: &ShadowRoot = root.dyn_ref()?;
    let options = js_sys::Object::new();
    set(&options, "type", "text/markdown");
    let blob = new("Blob", &[&Array::of1(&JsValue::from_str(text)), &options])?;
    let maker = get(&js_sys::global(), "URL")?;
    let address = call(&maker, "createObjectURL", &[&blob])?;
    let link = web_sys::window()?.document()?.create_element("a").ok()?;
    set(&link, "href", address.clone());
    set(&link, "download", name);
    root.append_child(&link).ok()?;
    call(&link, "click", &[]);
    link.remove();
    call(&maker, "revokeObjectURL", &[&address]).map(drop)
}
