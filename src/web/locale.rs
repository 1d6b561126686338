//! Languages of page and browser, locale files, and the browser's `Intl`. How each is reached is known to
//! npm/locales.js, which the door's side hands over as an object.

use std::rc::Rc;

use js_sys::{Function, Promise, Reflect};
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::i18n::{Intl, Text};
use crate::web::js;

/// The door's side.
#[derive(Clone)]
pub struct Languages {
    door: JsValue,
}

impl Languages {
    /// Takes `{page, browser, load, intl, keep}`.
    #[must_use]
    pub fn new(door: JsValue) -> Self {
        Self { door }
    }

    /// Tags of languages, best first: those of the `page`, or those that the visitor's `browser` is set to.
    #[must_use]
    pub fn wishes(&self, of: &str) -> String {
        self.get(of).and_then(|wishes| wishes.as_string()).unwrap_or_default()
    }

    /// What the file of a locale holds; none where it could not be fetched.
    pub async fn load(&self, locale: &str) -> Option<Value> {
        let promised = self.function("load")?.call1(&JsValue::UNDEFINED, &JsValue::from_str(locale)).ok()?;
        Some(js::to_json(&JsFuture::from(Promise::resolve(&promised)).await.ok()?))
    }

    /// Texts whose numbers and dates are those of a language tag.
    #[must_use]
    pub fn text(&self, own: Value, tag: &str) -> Text {
        let (intl, tag) = (self.function("intl"), JsValue::from_str(tag));
        let intl: Intl = Rc::new(move |kind, value| {
            let (kind, value) = (JsValue::from_str(kind), JsValue::from_f64(value));
            intl.as_ref()?.call3(&JsValue::UNDEFINED, &tag, &kind, &value).ok()?.as_string()
        });
        Text::new(own, intl)
    }

    /// Draws everything below `slot` anew; what stood in the fields and where the focus was stays.
    pub fn redraw(&self, slot: &JsValue, draw: impl FnOnce()) {
        let keep = self.function("keep");
        let kept = keep.and_then(|keep| keep.call1(&JsValue::UNDEFINED, slot).ok());
        draw();
        if let Some(put_back) = kept.and_then(|kept| kept.dyn_into::<Function>().ok()) {
            _ = put_back.call0(&JsValue::UNDEFINED);
        }
    }

    fn function(&self, name: &str) -> Option<Function> {
        self.get(name)?.dyn_into().ok()
    }

    fn get(&self, name: &str) -> Option<JsValue> {
        Reflect::get(&self.door, &JsValue::from_str(name)).ok()
    }
}
