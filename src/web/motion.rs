//! What can move things on the page: listened to only while something follows an element, or waits for another path.
//! Nothing is asked in a loop, except for the path in browsers that tell nobody of it.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

use super::clock::{self, Timeout};
use super::tracker::dom::{self, call, get, text};
use super::tracker::listener::Listener;

/// Events after which an element may stand elsewhere. Those of scrolling reach the window only in the capture phase.
const MOVING: [&str; 7] =
    ["scroll", "resize", "load", "toggle", "transitionend", "animationend", "fullscreenchange"];
/// Attributes that change a layout.
const ATTRIBUTES: [&str; 5] = ["class", "style", "hidden", "open", "width"];
/// Without the Navigation API (Firefox before 147, Safari before 26.2) the path is looked at this often, as the door
/// does: a comparison of texts, and nothing of the page's is replaced.
const LOOK_MS: u32 = 300;

/// What a browser calls a key that an input method took: Safari says it by this alone.
const INPUT_METHOD: f64 = 229.0;

/// Tells of everything that may have moved. Dropping it ends that.
pub struct Motion {
    _listeners: Vec<Listener>,
    observers: [JsValue; 2],
    _callback: Closure<dyn Fn()>,
}

impl Motion {
    /// Starts telling. May tell more often than anything moves; gather it into a frame.
    #[must_use]
    pub fn watch(tell: Rc<dyn Fn()>) -> Self {
        let window = dom::window();
        let mut listeners: Vec<_> = MOVING.iter().map(|name| listen(&window, name, &tell)).collect();
        let visual = get(&window, "visualViewport");
        if visual.is_object() {
            listeners.push(listen(&visual, "resize", &tell));
        }
        let callback = Closure::<dyn Fn()>::new(move || tell());
        let observers = ["ResizeObserver", "MutationObserver"].map(|name| construct(name, callback.as_ref()));
        let motion = Self { _listeners: listeners, observers, _callback: callback };
        let page = get(&dom::document(), "documentElement");
        motion.resizes(&page);
        motion.resizes(&get(&dom::document(), "body"));
        let options = Object::create(JsValue::NULL.unchecked_ref::<Object>());
        for what in ["attributes", "childList", "characterData", "subtree"] {
            _ = Reflect::set(&options, &JsValue::from_str(what), &JsValue::TRUE);
        }
        let names = ATTRIBUTES.iter().map(|name| JsValue::from_str(name)).collect::<Array>();
        _ = Reflect::set(&options, &JsValue::from_str("attributeFilter"), &names);
        call(&motion.observers[1], "observe", &page, &options, &JsValue::UNDEFINED);
        motion
    }

    /// Tells also when this element changes its size.
    pub fn resizes(&self, element: &JsValue) {
        call(&self.observers[0], "observe", element, &JsValue::UNDEFINED, &JsValue::UNDEFINED);
    }
}

impl Drop for Motion {
    fn drop(&mut self) {
        for observer in &self.observers {
            dom::plain(observer, "disconnect");
        }
    }
}

/// An observer of the browser's that calls back, or `undefined` where there is none of that name.
fn construct(name: &str, callback: &JsValue) -> JsValue {
    let constructor = get(&dom::window(), name);
    let observer = constructor.dyn_ref::<Function>();
    let made = observer.and_then(|it| Reflect::construct(it, &Array::of1(callback)).ok());
    made.unwrap_or_default()
}

/// Tells whenever an element changes its size. Dropping it ends that.
pub struct SizeObserver {
    observer: JsValue,
    _callback: Closure<dyn Fn()>,
}

impl SizeObserver {
    /// Starts telling.
    #[must_use]
    pub fn watch(element: &JsValue, tell: impl Fn() + 'static) -> Self {
        let callback = Closure::<dyn Fn()>::new(tell);
        let observer = construct("ResizeObserver", callback.as_ref());
        call(&observer, "observe", element, &JsValue::UNDEFINED, &JsValue::UNDEFINED);
        Self { observer, _callback: callback }
    }
}

impl Drop for SizeObserver {
    fn drop(&mut self) {
        dom::plain(&self.observer, "disconnect");
    }
}

fn listen(target: &JsValue, name: &'static str, tell: &Rc<dyn Fn()>) -> Listener {
    let tell = Rc::clone(tell);
    Listener::add(target, name, Closure::new(move |_: JsValue| tell()))
}

/// Tells whenever the page's path may have changed. Dropping it ends that.
pub struct Path {
    _listeners: Vec<Listener>,
    _look: Option<Rc<RefCell<Option<Timeout>>>>,
}

impl Path {
    /// Starts telling.
    #[must_use]
    pub fn watch(tell: Rc<dyn Fn()>) -> Self {
        let window = dom::window();
        let navigation = get(&window, "navigation");
        // A page's `<a id="navigation">` is no such thing.
        if text(&get(&navigation, "currentEntry"), "url").is_empty() {
            let timer = Rc::default();
            look(&Rc::downgrade(&timer), tell);
            return Self { _listeners: Vec::new(), _look: Some(timer) };
        }
        Self { _listeners: vec![listen(&navigation, "currententrychange", &tell)], _look: None }
    }
}

fn look(timer: &Weak<RefCell<Option<Timeout>>>, tell: Rc<dyn Fn()>) {
    let (Some(place), next) = (timer.upgrade(), timer.clone()) else { return };
    let due = clock::after(LOOK_MS, move || {
        tell();
        look(&next, tell);
    });
    place.replace(due);
}

/// Tells when Escape is pressed, on the page or in our own shadow root. Dropping it ends that.
pub struct Escape {
    _listeners: [Listener; 2],
}

impl Escape {
    /// Starts telling. In the shadow root the press then belongs to whoever was told: what lies below stays open.
    #[must_use]
    pub fn watch(root: &JsValue, tell: Rc<dyn Fn()>) -> Self {
        let hear = |is_ours: bool| {
            let tell = Rc::clone(&tell);
            Closure::<dyn Fn(JsValue)>::new(move |event: JsValue| {
                let is_input_method =
                    get(&event, "isComposing").is_truthy() || get(&event, "keyCode") == INPUT_METHOD;
                if text(&event, "key") == "Escape" && !is_input_method {
                    if is_ours {
                        dom::plain(&event, "stopPropagation");
                    }
                    tell();
                }
            })
        };
        Self {
            _listeners: [
                Listener::add(&dom::window(), "keydown", hear(false)),
                Listener::add(root, "keydown", hear(true)),
            ],
        }
    }
}
