//! What the chunk "pictures" brings: reading the files a visitor picks, and showing them.

use leptos::tachys::renderer::types::Element as Node;
use leptos::wasm_bindgen::JsValue;

use crate::ui::view::{Pictures, TakeImage};

/// By what the browser has, which is not named here.
pub struct BrowserPictures {
    /// Reads an image file, scaled down.
    pub read: fn(JsValue, TakeImage),
    /// An element that shows an image by its `data:` address.
    pub show: fn(&str) -> Option<Node>,
}

impl Pictures for BrowserPictures {
    fn read(&self, file: JsValue, take: TakeImage) {
        (self.read)(file, take);
    }

    fn show(&self, address: &str) -> Option<Node> {
        (self.show)(address)
    }
}
