//! What the chunk "talk" draws with: turns, pictures to send.

use leptos::tachys::renderer::types::Element as Node;
use leptos::wasm_bindgen::JsValue;

use crate::ui::element::Element;
use crate::ui::view::{Scene, TalkViews, WatchSize};
use crate::ui::{attachments, thread};

/// What these views need of the browser, which they do not name themselves.
pub struct BrowserAccess {
    /// The files that an event brings.
    pub files: fn(&JsValue) -> Vec<JsValue>,
    /// Watches an element's size.
    pub watch_size: WatchSize,
}

impl TalkViews for BrowserAccess {
    fn style(&self) -> &'static str {
        include_str!(concat!(env!("OUT_DIR"), "/talk.css"))
    }

    fn thread(&self, scene: Scene, log: &Node) -> Element {
        thread::thread(scene, log, self.watch_size)
    }

    fn attachments(&self, scene: Scene) -> [Element; 2] {
        attachments::attachments(scene)
    }

    fn take(&self, scene: Scene, event: &JsValue) -> bool {
        let files = (self.files)(event);
        let has_files = !files.is_empty();
        attachments::take(scene, files);
        has_files
    }
}
