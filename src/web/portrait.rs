//! Whether a picture can be shown: asked of the browser before anything is drawn with it, because a policy of the page or the
//! server may refuse it. Part of the chunk "person".

use wasm_bindgen::JsValue;

use crate::web::dynamic::{Handler, new, set};

/// A picture that is being fetched, until it is dropped.
pub struct Portrait {
    _loaded: Option<Handler>,
}

impl Portrait {
    /// Fetches the picture of an address; `loaded` is told when it is there, and nothing where it is not to be had.
    #[must_use]
    pub fn fetch(address: &str, loaded: Box<dyn FnMut(JsValue)>) -> Self {
        let image = new("Image", &[]);
        Self {
            _loaded: image.map(|image| {
                set(&image, "src", address);
                Handler::set(image, "onload", loaded)
            }),
        }
    }
}
