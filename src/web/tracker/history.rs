//! `pushState` and `replaceState` of browsers without the Navigation API (Firefox before 147, Safari before 26.2):
//! those two change the address and no event tells of it. They are replaced on the page's own `history` object for as
//! long as the tracker lives. May go when those browsers may.

use js_sys::{Object, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

use super::dom;

/// A replaced function of `history`; dropping it puts the original back.
pub(super) struct Patch {
    history: JsValue,
    name: JsValue,
    original: JsValue,
    ours: JsValue,
    /// The original stood on the object itself; else it is inherited again.
    was_own: bool,
}

impl Patch {
    /// Replaces `history[name]` by a function that does the same and then calls `after`.
    pub(super) fn apply(name: &str, after: Box<dyn Fn()>) -> Self {
        let history = dom::get(&dom::window(), "history");
        let was_own = dom::ask(&history, "hasOwnProperty", name).is_truthy();
        let original = dom::get(&history, name);
        let (this, function) = (history.clone(), original.clone());
        let call = move |state: JsValue, unused: JsValue, url: JsValue| {
            // What the browser refuses is thrown at whoever called, as ever.
            let result = dom::apply(&function, &this, &state, &unused, &url)?;
            after();
            Ok::<_, JsValue>(result)
        };
        // Never freed: a script may have kept this function and call it after the tracker is gone. It goes on calling
        // the original then, and `after` finds nobody.
        let ours = Closure::<dyn Fn(JsValue, JsValue, JsValue) -> Result<JsValue, JsValue>>::new(call)
            .into_js_value();
        let name = JsValue::from_str(name);
        _ = Reflect::set(&history, &name, &ours);
        Self { history, name, original, ours, was_own }
    }
}

impl Drop for Patch {
    fn drop(&mut self) {
        // Somebody else has replaced it in turn: theirs would be lost.
        if !Reflect::get(&self.history, &self.name).is_ok_and(|now| now == self.ours) {
            return;
        }
        if self.was_own {
            _ = Reflect::set(&self.history, &self.name, &self.original);
        } else {
            _ = Reflect::delete_property(self.history.unchecked_ref::<Object>(), &self.name);
        }
    }
}
