//! The live regions: the transcript itself is none, or every token would be read aloud. One says that an answer is
//! being written and then the whole answer, once; the other says errors at once.

use leptos::prelude::{ArcRwSignal, Get};

use crate::ui::element::{Element, tag};
use crate::ui::view::Scene;

/// Both live regions, out of sight.
pub fn announcer(scene: Scene) -> [Element; 2] {
    let view = scene.view();
    [region("status", "polite", view.polite), region("alert", "assertive", view.assertive)]
}

fn region(role: &str, urgency: &str, words: ArcRwSignal<String>) -> Element {
    let region = tag("div").class("unseen").attr("role", role).attr("aria-live", urgency);
    region.attr("aria-atomic", "true").text_fn(move || words.get())
}
