//! Fetching the chunks of the shipped module. How is known to npm/chunks.js, which the door's side hands over as a
//! function; a module that was not cut holds everything already.

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Whether the functions of `on_demand!` lie elsewhere.
const IS_CUT: bool = cfg!(all(feature = "split", target_family = "wasm"));

/// Fetches chunks.
#[derive(Clone)]
pub struct Loader {
    load: JsValue,
}

impl Loader {
    /// `load` takes a chunk's name and returns a promise.
    #[must_use]
    pub fn new(load: JsValue) -> Self {
        Self { load }
    }

    /// Whether the chunk's functions may be called now. The same chunk may be asked for any number of times.
    pub async fn load(self, name: &str) -> bool {
        if !IS_CUT {
            return true;
        }
        let Some(load) = self.load.dyn_ref::<Function>() else { return false };
        let Ok(promised) = load.call1(&JsValue::UNDEFINED, &JsValue::from_str(name)) else { return false };
        JsFuture::from(Promise::resolve(&promised)).await.is_ok()
    }
}
