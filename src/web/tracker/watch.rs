//! Whether anything changes after a click. The page is not observed as a whole: two glances, one at the click and one
//! two seconds later, are compared, and only the surroundings of the clicked element are observed in between.
//!
//! A click is answered when one of these changed: the text of the page; the number of its elements; what has the focus;
//! how far the window is scrolled; the fragment of the address (other changes of it are page views); which elements are
//! seen at three points of the window; attributes of the element's ancestors; anything inside its parent. The texts are
//! compared by the browser and never come here.

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

use super::dom::{self, ask, call, closest, get};

/// Looks interactive.
pub(super) const INTERACTIVE: &str = "a,button,summary,input,select,textarea,label,[role=button],[role=link],\
    [role=tab],[role^=menuitem],[role=option],[role=switch],[role=checkbox],[role=radio],[onclick]";
/// Answered by the browser itself, out of sight of a glance (another page, a field's state, a popover), or not meant
/// to answer, or drawn in a way that cannot be compared.
const ANSWERED: &str = "label,select,textarea,option,summary,:disabled,[aria-disabled=true],[popovertarget],\
    [commandfor],[data-halo-open],button[type=reset],input:not([type=button],[type=submit],[type=image]),\
    a[href]:not([href=''],[href='#'],[href^='javascript:' i]),canvas,video,audio,iframe,embed,object";
/// What is drawn in these cannot be compared.
const OPAQUE: &str = "canvas,video,iframe,embed,object";
/// Where the window is looked at, half way down, in parts of its width: drawers come from the sides, dialogs stand in
/// the middle. Each look costs the browser a search for what is there.
const POINTS: [f64; 3] = [0.1, 0.5, 0.9];

/// Whether a click on this promises an answer that a glance can see.
pub(super) fn promises_answer(target: &JsValue) -> bool {
    let style = || call(&dom::window(), "getComputedStyle", target, &JsValue::UNDEFINED, &JsValue::UNDEFINED);
    closest(target, ANSWERED).is_null()
        && (closest(target, INTERACTIVE).is_object() || dom::text(&style(), "cursor") == "pointer")
}

/// How the page looks now; `None` when something on it cannot be compared.
pub(super) fn glance() -> Option<Vec<JsValue>> {
    let (window, document) = (dom::window(), dom::document());
    let mut seen = vec![
        get(&ask(&document, "getElementsByTagName", "*"), "length"),
        get(&get(&document, "documentElement"), "textContent"),
        get(&document, "activeElement"),
        get(&get(&window, "location"), "hash"),
        get(&window, "scrollX"),
        get(&window, "scrollY"),
    ];
    let size = |side| get(&window, side).as_f64().unwrap_or_default();
    let (width, height) = (size("innerWidth"), size("innerHeight"));
    for part in POINTS {
        let (x, y) = (JsValue::from_f64(width * part), JsValue::from_f64(height / 2.0));
        let element = call(&document, "elementFromPoint", &x, &y, &JsValue::UNDEFINED);
        if ask(&element, "matches", OPAQUE).is_truthy() {
            return None;
        }
        seen.push(element);
    }
    Some(seen)
}

/// Whether the visitor can see the page.
pub(super) fn is_seen() -> bool {
    let document = dom::document();
    !get(&document, "hidden").is_truthy() && dom::plain(&document, "hasFocus").is_truthy()
}

/// Observes the surroundings of one element; dropping it ends that.
pub(super) struct Observer {
    observer: JsValue,
    _callback: Closure<dyn Fn()>,
}

impl Observer {
    /// Calls `changed` when anything changes inside the element's parent, or an attribute of its ancestors does.
    pub(super) fn start(element: &JsValue, changed: Closure<dyn Fn()>) -> Self {
        let constructor = get(&dom::window(), "MutationObserver");
        let arguments = Array::of1(changed.as_ref());
        let observer =
            constructor.dyn_ref::<Function>().and_then(|it| Reflect::construct(it, &arguments).ok());
        let observer = Self { observer: observer.unwrap_or_default(), _callback: changed };
        let mut ancestor = get(element, "parentElement");
        // Never the whole page: what stands in the body itself is observed alone.
        let is_outermost = dom::text(&ancestor, "localName") == "body";
        observer.observe(if is_outermost { element } else { &ancestor }, true);
        while ancestor.is_object() {
            // A second call for the same node would narrow the first.
            let next = get(&ancestor, "parentElement");
            observer.observe(if is_outermost { &ancestor } else { &next }, false);
            ancestor = next;
        }
        observer
    }

    fn observe(&self, node: &JsValue, everything: bool) {
        let options = Object::new();
        for what in ["attributes", "subtree", "childList", "characterData"] {
            let is_observed = everything || what == "attributes";
            _ = Reflect::set(&options, &JsValue::from_str(what), &JsValue::from_bool(is_observed));
        }
        call(&self.observer, "observe", node, &options, &JsValue::UNDEFINED);
    }
}

impl Drop for Observer {
    fn drop(&mut self) {
        dom::plain(&self.observer, "disconnect");
    }
}
