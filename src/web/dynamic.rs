//! Objects of the browser by the names of their members, for what few visitors use: a binding of its own would be paid
//! for by everybody. Whatever is missing or throws is `None`.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// Reads a member.
pub(super) fn get(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &JsValue::from_str(name))
        .ok()
        .filter(|value| !value.is_undefined() && !value.is_null())
}

/// Writes a member.
pub(super) fn set(object: &JsValue, name: &str, value: impl Into<JsValue>) {
    _ = Reflect::set(object, &JsValue::from_str(name), &value.into());
}

/// Calls a method.
pub(super) fn call(object: &JsValue, name: &str, arguments: &[&JsValue]) -> Option<JsValue> {
    let function: Function = get(object, name)?.dyn_into().ok()?;
    Reflect::apply(&function, object, &list(arguments)).ok()
}

/// Constructs an object of a global class.
pub(super) fn new(class: &str, arguments: &[&JsValue]) -> Option<JsValue> {
    let class: Function = get(&js_sys::global(), class)?.dyn_into().ok()?;
    Reflect::construct(&class, &list(arguments)).ok()
}

/// A function of ours that an object calls, until this is dropped.
pub(super) struct Handler {
    target: JsValue,
    name: &'static str,
    _call: Closure<dyn FnMut(JsValue)>,
}

impl Handler {
    /// Sets it under the name that the object calls it by.
    #[must_use]
    pub(super) fn set(target: JsValue, name: &'static str, call: Box<dyn FnMut(JsValue)>) -> Self {
        let call = Closure::wrap(call);
        set(&target, name, AsRef::<JsValue>::as_ref(&call).clone());
        Self { target, name, _call: call }
    }
}

impl Drop for Handler {
    fn drop(&mut self) {
        set(&self.target, self.name, JsValue::NULL);
    }
}

fn list(values: &[&JsValue]) -> Array {
    values.iter().map(|&value| value.clone()).collect()
}
