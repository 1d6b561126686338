//! An element of the host page that is pointed out: finding it, bringing it into view, and where it is. It is read and
//! never touched; whatever stands around it is ours and lies in our own shadow root.

use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::tracker::dom::{self, apply, ask, call, get, number, plain, text};
use crate::core::guide::placement::Rect;

/// Most matches that are looked through for one that can be seen.
const MOST_MATCHES: u64 = 50;

/// Why an element cannot be pointed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Miss {
    /// The browser cannot read the selector.
    Wrong,
    /// No element matches.
    Nothing,
    /// What matches has no box: it is hidden or empty.
    Unseen,
}

/// An element of the host page.
#[derive(Clone)]
pub struct HighlightTarget {
    element: JsValue,
}

impl HighlightTarget {
    /// The first element that matches and can be seen.
    ///
    /// # Errors
    /// There is none.
    pub fn find(selector: &str) -> Result<Self, Miss> {
        let document = dom::document();
        // Not the document's own property: `<img name="querySelectorAll">` would stand in its place.
        let query = get(&get(&get(&dom::window(), "Document"), "prototype"), "querySelectorAll");
        let found =
            apply(&query, &document, &JsValue::from_str(selector), &JsValue::UNDEFINED, &JsValue::UNDEFINED);
        let found = found.map_err(|_| Miss::Wrong)?;
        let count = number(&found, "length").min(MOST_MATCHES);
        let mut miss = Miss::Nothing;
        for at in 0..count {
            let target = Self { element: get(&found, &at.to_string()) };
            if text(&target.element, "localName") == "halo-agents" {
                continue;
            }
            if target.rect().is_some() {
                return Ok(target);
            }
            miss = Miss::Unseen;
        }
        Err(miss)
    }

    /// The element itself.
    #[must_use]
    pub fn element(&self) -> &JsValue {
        &self.element
    }

    /// Where it is in the window; `None` once it is gone or has no box.
    #[must_use]
    pub fn rect(&self) -> Option<Rect> {
        let rect = of(&self.element)?;
        let is_there = get(&self.element, "isConnected").is_truthy();
        let is_hidden = || text(&style_of(&self.element), "visibility") == "hidden";
        (is_there && (rect.width > 0.0 || rect.height > 0.0) && !is_hidden()).then_some(rect)
    }

    /// The part of a place that boxes around the element that scroll or clip let through; `None`: nothing.
    #[must_use]
    pub fn seen(&self, rect: Rect) -> Option<Rect> {
        let mut seen = rect;
        let mut around = get(&self.element, "parentElement");
        let mut is_fixed = text(&style_of(&self.element), "position") == "fixed";
        while around.is_object() && !is_fixed {
            let style = style_of(&around);
            let is_page = matches!(text(&around, "localName").as_str(), "body" | "html");
            if !is_page && text(&style, "overflowX") != "visible" {
                seen = seen.meet(of(&around)?)?;
            }
            is_fixed = text(&style, "position") == "fixed";
            around = get(&around, "parentElement");
        }
        Some(seen)
    }

    /// Scrolls it into the middle of the window, unless all of it is in view.
    pub fn come_into_view(&self) {
        let is_in_view = |rect| window_rect().holds(rect) && self.seen(rect).is_some_and(|seen| seen == rect);
        if self.rect().is_some_and(is_in_view) {
            return;
        }
        let options = Object::create(JsValue::NULL.unchecked_ref::<Object>());
        let behavior = if is_calm() { "instant" } else { "smooth" };
        for (name, value) in [("block", "center"), ("inline", "nearest"), ("behavior", behavior)] {
            _ = Reflect::set(&options, &JsValue::from_str(name), &JsValue::from_str(value));
        }
        call(&self.element, "scrollIntoView", &options, &JsValue::UNDEFINED, &JsValue::UNDEFINED);
    }
}

/// Whether the visitor asked for less motion.
fn is_calm() -> bool {
    get(&ask(&dom::window(), "matchMedia", "(prefers-reduced-motion: reduce)"), "matches").is_truthy()
}

/// The window, in its own pixels.
#[must_use]
pub fn window_rect() -> Rect {
    let page = get(&dom::document(), "documentElement");
    let side = |name: &str| number(&page, name) as f64;
    Rect { width: side("clientWidth"), height: side_of_window("innerHeight"), ..Rect::default() }
}

fn side_of_window(name: &str) -> f64 {
    get(&dom::window(), name).as_f64().unwrap_or_default()
}

/// Where any element is in the window.
#[must_use]
pub fn of(element: &JsValue) -> Option<Rect> {
    let rect = plain(element, "getBoundingClientRect");
    let side = |name: &str| get(&rect, name).as_f64();
    Some(Rect { x: side("x")?, y: side("y")?, width: side("width")?, height: side("height")? })
}

fn style_of(element: &JsValue) -> JsValue {
    call(&dom::window(), "getComputedStyle", element, &JsValue::UNDEFINED, &JsValue::UNDEFINED)
}

/// Appends an element of ours to another.
pub fn append(parent: &JsValue, child: &JsValue) {
    call(parent, "appendChild", child, &JsValue::UNDEFINED, &JsValue::UNDEFINED);
}

/// Sets an attribute of an element of ours, or takes it away.
pub fn set(element: &JsValue, name: &str, value: Option<&str>) {
    let name = JsValue::from_str(name);
    match value {
        Some(value) => call(element, "setAttribute", &name, &JsValue::from_str(value), &JsValue::UNDEFINED),
        None => call(element, "removeAttribute", &name, &JsValue::UNDEFINED, &JsValue::UNDEFINED),
    };
}

/// Puts an element of ours to a place; a width of 0 leaves its size alone.
pub fn put(element: &JsValue, rect: Rect) {
    let style = get(element, "style");
    let set = |name: &str, px: f64| {
        let value = JsValue::from_str(&[&(px.round() as i32).to_string(), "px"].concat());
        call(&style, "setProperty", &JsValue::from_str(name), &value, &JsValue::UNDEFINED);
    };
    set("left", rect.x);
    set("top", rect.y);
    if rect.width > 0.0 {
        set("width", rect.width);
        set("height", rect.height);
    }
}
