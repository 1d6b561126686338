//! Other tabs of the same site: what they write into the storage that all of them share.

use js_sys::Reflect;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

use crate::web::storage::StorageKey;

/// Tells of one key until it is dropped.
pub struct StorageWatch {
    callback: Closure<dyn FnMut(JsValue)>,
}

/// Name of the event that browsers give to all tabs but the one that wrote.
const STORAGE: &str = "storage";

impl StorageWatch {
    /// Calls `changed` with what another tab wrote under this part of `key`; `None`: it was removed.
    #[must_use]
    pub fn new(key: StorageKey, part: &str, changed: impl Fn(Option<String>) + 'static) -> Self {
        let key = key.name(part);
        let callback = Closure::new(move |event: JsValue| {
            let field = |name: &str| Reflect::get(&event, &JsValue::from_str(name)).ok()?.as_string();
            if field("key").as_deref() == Some(&key) {
                changed(field("newValue"));
            }
        });
        if let Some(window) = web_sys::window() {
            _ = window.add_event_listener_with_callback(
                STORAGE,
                AsRef::<JsValue>::as_ref(&callback).unchecked_ref(),
            );
        }
        Self { callback }
    }
}

impl Drop for StorageWatch {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            let callback = AsRef::<JsValue>::as_ref(&self.callback).unchecked_ref();
            _ = window.remove_event_listener_with_callback(STORAGE, callback);
        }
    }
}
