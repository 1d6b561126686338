//! The page's objects, read without trust. A form with a field named `closest` or `id` hides its own methods behind
//! that field, a page can replace any method, a getter can throw: here that is `undefined`, never an exception.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::core::behaviour::address::FormField;
use crate::core::behaviour::selector::{self, Ancestor};

/// Elements nothing is recorded of: our own, those the page has set apart, and texts that are being written.
const OFF_LIMITS: &str = "halo-agents,[data-halo-ignore],[contenteditable]:not([contenteditable=false])";
/// Fields whose values may turn up in an address or a message: those of HTML, what a form takes for one because it has a
/// name (custom elements, which tell nothing by their tag), and texts that are written in place.
const FIELDS: &str = "input:not([type=button],[type=submit],[type=reset],[type=image]),textarea,select,\
    [name]:not(meta,slot,iframe,a,map,object,param,button,form,img,input),\
    [contenteditable]:not([contenteditable=false])";
/// A longer text that is written in place is a document, and no address quotes it, in characters.
const PLACE_CHARS: u64 = 500;
/// Most fields that are read: a page with more is a spreadsheet.
const MOST_FIELDS: u64 = 200;

/// The page's window.
pub(in crate::web) fn window() -> JsValue {
    js_sys::global().into()
}

/// The page's document.
pub(in crate::web) fn document() -> JsValue {
    get(&window(), "document")
}

/// A property.
pub(in crate::web) fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or_default()
}

/// A property that is a text; empty when it is anything else.
pub(in crate::web) fn text(object: &JsValue, name: &str) -> String {
    get(object, name).as_string().unwrap_or_default()
}

/// A property that is a number, whole and not negative; 0 when it is anything else.
pub(in crate::web) fn number(object: &JsValue, name: &str) -> u64 {
    get(object, name).as_f64().unwrap_or_default() as u64
}

/// What a method gives. Methods of the browser do not mind arguments too many.
pub(in crate::web) fn call(
    object: &JsValue,
    name: &str,
    first: &JsValue,
    second: &JsValue,
    third: &JsValue,
) -> JsValue {
    apply(&get(object, name), object, first, second, third).unwrap_or_default()
}

/// As [`call`], with whatever is thrown.
pub(in crate::web) fn apply(
    function: &JsValue,
    this: &JsValue,
    first: &JsValue,
    second: &JsValue,
    third: &JsValue,
) -> Result<JsValue, JsValue> {
    let function: &Function = function.dyn_ref().ok_or(JsValue::UNDEFINED)?;
    function.call3(this, first, second, third)
}

/// What a method gives that is told nothing.
pub(in crate::web) fn plain(object: &JsValue, name: &str) -> JsValue {
    call(object, name, &JsValue::UNDEFINED, &JsValue::UNDEFINED, &JsValue::UNDEFINED)
}

/// What a method gives for one text.
pub(in crate::web) fn ask(object: &JsValue, name: &str, argument: &str) -> JsValue {
    call(object, name, &JsValue::from_str(argument), &JsValue::UNDEFINED, &JsValue::UNDEFINED)
}

/// The nearest element that matches; else `null`, or `undefined` when the element cannot be asked.
pub(super) fn closest(element: &JsValue, selector: &str) -> JsValue {
    ask(element, "closest", selector)
}

/// Whether nothing may be recorded of the element, in whatever shadow trees it is. One that cannot be asked counts.
pub(super) fn is_off_limits(element: &JsValue) -> bool {
    let mut element = element.clone();
    loop {
        if !closest(&element, OFF_LIMITS).is_null() {
            return true;
        }
        element = get(&plain(&element, "getRootNode"), "host");
        if !element.is_object() {
            return false;
        }
    }
}

/// The innermost element of an event, inside open shadow trees too.
pub(super) fn innermost(event: &JsValue) -> JsValue {
    get(&plain(event, "composedPath"), "0")
}

/// A selector for an element of the page's own tree.
pub(super) fn selector_of(element: &JsValue) -> String {
    let mut next = element.clone();
    selector::selector(std::iter::from_fn(|| {
        let element = next.clone();
        // Only a form can have a field for a tag.
        let tag = get(&element, "localName");
        let tag = if tag.is_object() { "form".to_owned() } else { tag.as_string()? };
        next = get(&element, "parentElement");
        (tag != "html").then(|| Ancestor {
            id: text(&element, "id"),
            classes: ask(&element, "getAttribute", "class").as_string().unwrap_or_default(),
            index: place(&element, &next, &tag),
            tag,
        })
    }))
}

/// The place among siblings of the same tag, from 1; 0 when it is the only one.
fn place(element: &JsValue, parent: &JsValue, tag: &str) -> u32 {
    let same = ask(parent, "querySelectorAll", &[":scope>", tag].concat());
    if number(&same, "length") < 2 {
        return 0;
    }
    let index_of = get(&Array::new(), "indexOf");
    let place = apply(&index_of, &same, element, &JsValue::UNDEFINED, &JsValue::UNDEFINED);
    // Not found is -1.
    place.unwrap_or_default().as_f64().map_or(0, |place| (place + 1.0) as u32)
}

/// The fields of the page with what stands in them, for a comparison and nothing else; and `inner` ones, which stand in
/// shadow trees.
pub(super) fn fields(inner: &[JsValue]) -> Vec<FormField> {
    let list = ask(&document(), "querySelectorAll", FIELDS);
    let places = 0..number(&list, "length").min(MOST_FIELDS);
    places.map(|place| get(&list, &place.to_string())).chain(inner.iter().cloned()).map(field).collect()
}

/// A field's name and what stands in it. A hidden one holds what the page put there, which may be a copy of something
/// typed: its name tells which parameter to leave out, while its value stands in half of all addresses.
fn field(element: JsValue) -> FormField {
    let name = ask(&element, "getAttribute", "name").as_string().unwrap_or_default();
    if text(&element, "type") == "hidden" {
        return FormField { name, value: String::new() };
    }
    let value = get(&element, "value").as_string().or_else(|| {
        let written = get(&element, "textContent");
        (number(&written, "length") <= PLACE_CHARS).then(|| written.as_string())?
    });
    FormField { name, value: value.unwrap_or_default() }
}
