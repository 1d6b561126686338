//! Listening without a trace: passive and in the capture phase, so that the page's own handlers neither wait for us nor
//! hide an event from us.

use js_sys::{Object, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

use super::dom;

/// A listener; dropping it removes it.
pub(in crate::web) struct Listener {
    target: JsValue,
    name: &'static str,
    options: JsValue,
    callback: Closure<dyn Fn(JsValue)>,
}

impl Listener {
    /// Listens for events of one type.
    pub(in crate::web) fn add(
        target: &JsValue,
        name: &'static str,
        callback: Closure<dyn Fn(JsValue)>,
    ) -> Self {
        // It inherits from nothing: a polluted `Object.prototype` could make it `once`.
        let options = Object::create(JsValue::NULL.unchecked_ref::<Object>());
        for option in ["capture", "passive"] {
            _ = Reflect::set(&options, &JsValue::from_str(option), &JsValue::TRUE);
        }
        let listener = Self { target: target.clone(), name, options: options.into(), callback };
        listener.call("addEventListener");
        listener
    }

    fn call(&self, method: &str) {
        dom::call(&self.target, method, &JsValue::from_str(self.name), self.callback.as_ref(), &self.options);
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.call("removeEventListener");
    }
}
