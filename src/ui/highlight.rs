//! A ring around an element of the host page and a note beside it. Both stand in our own shadow root; where, `app` says.

use leptos::ev::MouseEvent;
use leptos::tachys::renderer::types::Element as Node;

use crate::core::guide::GuideCommand;
use crate::i18n::TextKey;
use crate::ui::element::{Element, tag};
use crate::ui::icon::{CLOSE, icon};
use crate::ui::teaser::SendCommand;
use crate::ui::view::Scene;

/// A drawn highlight.
pub struct Highlight {
    /// Both parts; dropping it leaves them in the document.
    element: Element,
    /// Goes around the element.
    pub ring: Node,
    /// Goes beside it.
    pub note: Node,
}

impl Highlight {
    /// Draws ring and note for the highlight of that number.
    #[must_use]
    pub fn draw(scene: Scene, deeds: SendCommand, number: u32, style: &str, message: Option<&str>) -> Self {
        let ring = tag("div").class("ring").attr("part", "ring").attr("data-style", style);
        let dismiss = tag("button")
            .class("icon-button")
            .attr("type", "button")
            .attr("aria-label", &scene.say(TextKey::Dismiss))
            .on("click", move |_: MouseEvent| deeds(GuideCommand::Unpoint(number)))
            .child(icon(CLOSE));
        let words = message.map_or_else(|| scene.say(TextKey::HighlightNote), str::to_owned);
        let note = tag("div")
            .class("note")
            .attr("part", "note")
            .attr("role", "group")
            .attr("aria-label", &scene.say(TextKey::HighlightNote))
            .child(tag("p").attr("dir", "auto").text(&words))
            .child(dismiss);
        let (ring_node, note_node) = (ring.node().clone(), note.node().clone());
        let element = tag("div").class("highlight").child(ring).child(note);
        Self { element, ring: ring_node, note: note_node }
    }

    /// Where both hang.
    #[must_use]
    pub fn node(&self) -> &Node {
        self.element.node()
    }
}

impl Drop for Highlight {
    fn drop(&mut self) {
        self.element.node().remove();
    }
}
