//! Values of the page in, values of ours out. A page's object can be anything: a cycle, a getter that throws, a
//! proxy that never ends. It is read into plain JSON within bounds, or refused with a reason.

use halo_protocol::Object;
use js_sys::{Array, Function, Promise, Reflect};
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Deepest nesting that is read; a cycle ends here.
const DEPTH: u32 = 12;
/// Deepest nesting of a server's answer that is read.
const ANSWER_DEPTH: u32 = 128;
/// Most values that are read of one argument.
const VALUES: u32 = 5_000;

/// Reads a page's value as JSON. `undefined`, functions, symbols and elements are nothing; what throws is nothing;
/// big integers become texts; numbers that JSON lacks become `null`.
#[must_use]
pub fn to_json(value: &JsValue) -> Value {
    Reader { left: VALUES }.read(value, DEPTH).unwrap_or_default()
}

/// Reads what the engine made of a server's JSON: all of it, as deep as serde_json reads too.
#[must_use]
pub fn answer(value: &JsValue) -> Value {
    Reader { left: u32::MAX }.read(value, ANSWER_DEPTH).unwrap_or_default()
}

/// Reads a text, or a number as JavaScript writes it.
#[must_use]
pub fn text(value: &JsValue) -> Option<String> {
    let number = value.dyn_ref::<js_sys::Number>().filter(|_| value.as_f64().is_some_and(f64::is_finite));
    value.as_string().or_else(|| number?.to_string_with_radix(10).ok().map(String::from))
}

/// Reads a page's value as a JSON object; anything else is an empty one.
#[must_use]
pub fn to_object(value: &JsValue) -> Object {
    if let Value::Object(object) = to_json(value) { object } else { Object::new() }
}

struct Reader {
    left: u32,
}

impl Reader {
    fn read(&mut self, value: &JsValue, depth: u32) -> Option<Value> {
        self.left = self.left.checked_sub(1)?;
        if value.is_null() {
            return Some(Value::Null);
        }
        if let Some(text) = value.as_string() {
            return Some(Value::String(text));
        }
        if let Some(number) = value.as_f64() {
            return Some(number_value(number));
        }
        if let Some(yes) = value.as_bool() {
            return Some(Value::Bool(yes));
        }
        if let Some(integer) = value.dyn_ref::<js_sys::BigInt>() {
            let text = integer.to_string(10).ok()?;
            return Some(Value::String(String::from(text)));
        }
        if !value.is_object() || depth == 0 || value.has_type::<web_sys::Node>() {
            return None;
        }
        if let Some(date) = value.dyn_ref::<js_sys::Date>() {
            let ms = date.get_time();
            return (ms >= 0.0).then(|| Value::String(crate::core::moment::rfc3339(ms as u64)));
        }
        if Array::is_array(value) {
            let array: &Array = value.unchecked_ref();
            let values = (0..array.length().min(self.left)).map(|at| {
                let item = Reflect::get_u32(array, at).ok();
                item.and_then(|item| self.read(&item, depth - 1)).unwrap_or_default()
            });
            return Some(Value::Array(values.collect()));
        }
        self.read_object(value, depth)
    }

    fn read_object(&mut self, value: &JsValue, depth: u32) -> Option<Value> {
        let keys = Reflect::own_keys(value).ok()?;
        let mut object = Object::new();
        for key in keys.iter() {
            let Some(name) = key.as_string() else { continue };
            let Ok(field) = Reflect::get(value, &key) else { continue };
            if let Some(field) = self.read(&field, depth - 1) {
                object.insert(name, field);
            }
        }
        Some(Value::Object(object))
    }
}

/// Whole numbers stay whole: a JavaScript `3` is a JSON `3`, not `3.0`.
fn number_value(number: f64) -> Value {
    /// The largest whole number that JavaScript counts exactly (2⁵³ − 1).
    const LARGEST_EXACT: f64 = 9_007_199_254_740_991.0;
    if number.trunc() == number && number.abs() <= LARGEST_EXACT {
        Value::from(number as i64)
    } else {
        Value::from(number)
    }
}

/// Builds a page's value from JSON with the engine's own objects, never by a `JSON.parse` that a page can replace.
#[must_use]
pub fn from_json(value: &Value) -> JsValue {
    match value {
        Value::Null => JsValue::NULL,
        Value::Bool(yes) => JsValue::from_bool(*yes),
        Value::Number(number) => number.as_f64().map_or(JsValue::NULL, JsValue::from_f64),
        Value::String(text) => JsValue::from_str(text),
        Value::Array(values) => values.iter().map(from_json).collect::<Array>().into(),
        Value::Object(fields) => {
            let object = js_sys::Object::new();
            for (name, field) in fields {
                _ = Reflect::set(&object, &JsValue::from_str(name), &from_json(field));
            }
            object.into()
        }
    }
}

/// The page's functions among the options of `init`, looked up when they are called: a page may set them later.
pub struct Callbacks {
    config: JsValue,
}

impl Callbacks {
    /// Takes the page's own options object.
    #[must_use]
    pub fn new(config: JsValue) -> Self {
        Self { config }
    }

    /// Calls the option `name` with the arguments given. What the page throws is its own affair and goes to the
    /// console, not up into the widget.
    pub fn call(&self, name: &str, argument: &JsValue) {
        let Ok(function) = Reflect::get(&self.config, &JsValue::from_str(name)) else { return };
        let Some(function) = function.dyn_ref::<Function>() else { return };
        if let Err(thrown) = function.call1(&self.config, argument) {
            web_sys::console::error_2(
                &JsValue::from_str("HaloAgents: a callback of the page threw"),
                &thrown,
            );
        }
    }
}

impl Callbacks {
    /// Calls the option `name` and waits for the text it promises. Anything else, a rejection too, is `None`.
    pub fn ask(&self, name: &str) -> impl Future<Output = Option<String>> + 'static {
        let function = Reflect::get(&self.config, &JsValue::from_str(name)).ok();
        let function = function.and_then(|function| function.dyn_into::<Function>().ok());
        let promised = function.and_then(|function| function.call0(&self.config).ok());
        async move { JsFuture::from(Promise::resolve(&promised?)).await.ok()?.as_string() }
    }
}

/// A promise that the page holds, from the side that keeps it.
pub struct Deferred {
    resolve: Option<Function>,
    reject: Option<Function>,
}

impl Deferred {
    /// A new promise with its two ends.
    #[must_use]
    pub fn new() -> (Self, JsValue) {
        let mut ends = Self { resolve: None, reject: None };
        let promise = Promise::new(&mut |resolve, reject| {
            ends.resolve = Some(resolve.unchecked_into());
            ends.reject = Some(reject.unchecked_into());
        });
        (ends, promise.into())
    }

    /// Keeps or breaks the promise.
    pub fn settle(self, result: Result<JsValue, JsValue>) {
        let (end, value) = match result {
            Ok(value) => (self.resolve, value),
            Err(error) => (self.reject, error),
        };
        if let Some(end) = end {
            _ = end.call1(&JsValue::UNDEFINED, &value);
        }
    }
}

/// An `Error` of the page's realm with the fields of the public API.
#[must_use]
pub fn error(message: &str, fields: &Object) -> JsValue {
    let error = js_sys::Error::new(message);
    for (name, field) in fields {
        _ = Reflect::set(&error, &JsValue::from_str(name), &from_json(field));
    }
    error.into()
}

/// One line on the page's console.
pub fn warn(text: &str) {
    web_sys::console::warn_1(&JsValue::from_str(&["HaloAgents: ", text].concat()));
}

/// A text as one component of an address.
#[must_use]
pub fn encode_component(text: &str) -> String {
    String::from(js_sys::encode_uri_component(text))
}

/// A labelled value on the page's console.
pub fn print(label: &str, value: &JsValue) {
    web_sys::console::log_2(&JsValue::from_str(&["HaloAgents: ", label].concat()), value);
}
