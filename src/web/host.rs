//! The widget's own ground: the shadow root the door made, its style sheet, and the door's launcher button.

use std::cell::RefCell;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CssStyleSheet, HtmlElement, ShadowRoot};

/// All style sheets of the widget, in one.
const STYLE: &str = include_str!(concat!(env!("OUT_DIR"), "/style.css"));

/// What the door hands over.
pub struct Ground {
    /// The element inside the shadow root to mount in.
    pub slot: HtmlElement,
    /// The door's button; none where the panel fills an element of the page.
    pub launcher: Option<HtmlElement>,
}

/// The ground a widget stands on. Dropping it takes the style sheet away and leaves the launcher as it was found.
pub struct Host {
    root: Option<ShadowRoot>,
    slot: HtmlElement,
    launcher: Option<HtmlElement>,
    sheets: RefCell<Vec<CssStyleSheet>>,
}

impl Host {
    /// Puts the style sheet into the shadow root of the slot. A constructable sheet is not subject to the page's
    /// `style-src`.
    #[must_use]
    pub fn new(ground: &Ground) -> Self {
        let root = ground.slot.get_root_node().dyn_into::<ShadowRoot>().ok();
        let host = Self {
            root,
            slot: ground.slot.clone(),
            launcher: ground.launcher.clone(),
            sheets: RefCell::default(),
        };
        host.adopt(STYLE);
        host
    }

    /// Adds a style sheet.
    pub fn adopt(&self, style: &str) {
        if let (Some(root), Ok(sheet)) = (&self.root, CssStyleSheet::new()) {
            _ = sheet.replace_sync(style);
            root.adopted_style_sheets().push(&sheet);
            self.sheets.borrow_mut().push(sheet);
        }
    }

    /// Sets a custom property on the host element, for everything inside.
    pub fn set_property(&self, name: &str, value: &str) {
        if let Some(style) = self.host_style() {
            _ = style.set_property(name, value);
        }
    }

    /// Sets an attribute on the host element.
    pub fn set_attribute(&self, name: &str, value: &str) {
        if let Some(root) = &self.root {
            _ = root.host().set_attribute(name, value);
        }
    }

    /// Sets an attribute on the host element where the page has set none.
    pub fn set_default(&self, name: &str, value: &str) {
        let given = self.root.as_ref().and_then(|root| root.host().get_attribute(name));
        if given.is_none_or(|given| given.is_empty()) {
            self.set_attribute(name, value);
        }
    }

    /// Gives the style sheet a picture of this name. The address is one of `page::picture_address`.
    pub fn set_picture(&self, name: &str, address: &str) {
        self.set_attribute(&["data-", name].concat(), "");
        self.set_property(&["--halo-", name].concat(), &["url(\"", address, "\")"].concat());
    }

    /// The element that everything is drawn in.
    #[must_use]
    pub fn slot(&self) -> &HtmlElement {
        &self.slot
    }

    /// Says in which language and direction everything inside is written. The direction is always said: the page's
    /// own does not reach into the shadow root.
    pub fn set_language(&self, locale: &str, is_rtl: bool) {
        self.slot.set_lang(locale);
        self.slot.set_dir(if is_rtl { "rtl" } else { "ltr" });
        if let Some(launcher) = &self.launcher {
            launcher.set_lang(locale);
        }
    }

    /// The language that everything inside is written in.
    #[must_use]
    pub fn language(&self) -> String {
        self.slot.lang()
    }

    /// Tells the launcher whether the panel is open, and what pressing it does.
    pub fn set_launcher(&self, is_open: bool, label: &str) {
        if let Some(launcher) = &self.launcher {
            _ = launcher.set_attribute("aria-expanded", if is_open { "true" } else { "false" });
            _ = launcher.set_attribute("aria-label", label);
        }
    }

    /// The door's button; `undefined` where there is none.
    #[must_use]
    pub fn launcher(&self) -> JsValue {
        self.launcher.clone().map(JsValue::from).unwrap_or_default()
    }

    /// Whether the page has a launcher at all.
    #[must_use]
    pub fn has_launcher(&self) -> bool {
        self.launcher.is_some()
    }

    /// The shadow root, to be listened to; `undefined` where there is none.
    #[must_use]
    pub fn root(&self) -> JsValue {
        self.root.clone().map(JsValue::from).unwrap_or_default()
    }

    /// The element of that id inside the shadow root.
    #[must_use]
    pub fn place(&self, id: &str) -> Option<HtmlElement> {
        self.root.as_ref()?.get_element_by_id(id)?.dyn_into().ok()
    }

    /// Moves the focus to the element of that id inside the shadow root.
    pub fn focus(&self, id: &str) {
        if let Some(element) = self.place(id) {
            _ = element.focus();
        }
    }

    /// Whether the focus is inside the shadow root.
    #[must_use]
    pub fn has_focus(&self) -> bool {
        self.root.as_ref().is_some_and(|root| root.active_element().is_some())
    }

    /// Moves the focus back to the launcher.
    pub fn focus_launcher(&self) {
        if let Some(launcher) = &self.launcher {
            _ = launcher.focus();
        }
    }

    fn host_style(&self) -> Option<web_sys::CssStyleDeclaration> {
        let host = self.root.as_ref()?.host();
        host.dyn_into::<HtmlElement>().ok().map(|host| host.style())
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let Some(root) = &self.root else { return };
        let ours = self.sheets.take();
        let kept = js_sys::Array::new();
        for other in root.adopted_style_sheets().iter() {
            if !ours.iter().any(|sheet| &other == AsRef::<JsValue>::as_ref(sheet)) {
                kept.push(&other);
            }
        }
        root.set_adopted_style_sheets(&kept);
    }
}
