//! The live regions: the transcript itself is none, or every token would be read aloud. One says that an answer is
//! being written and then the whole answer, once; the other says errors at once. What was said is taken away again: who
//! walks through the page would find it there, and the next visitor of a shared computer too.

use std::cell::Cell;
use std::time::Duration;

use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::{ArcRwSignal, Get, Set, With, set_timeout_with_handle};
use leptos::tachys::renderer::Rndr;

use crate::i18n::TextKey;
use crate::ui::element::{Element, tag};
use crate::ui::view::Scene;

/// Both live regions, out of sight.
pub fn announcer(scene: Scene) -> [Element; 2] {
    let view = scene.view();
    [
        show_copied(scene, region("status", "polite", view.polite.clone())),
        region("alert", "assertive", view.assertive.clone()),
    ]
}

/// Shows at the button that was pressed that a text was copied, for as long as that is said.
fn show_copied(scene: Scene, element: Element) -> Element {
    let (copied, view, shown) = (scene.say(TextKey::Copied), scene.view(), Cell::default());
    element.effect(move || {
        if let Some(former) = shown.take() {
            Rndr::remove_attribute(&former, DONE);
        }
        if view.polite.with(|said| *said == copied) {
            let button = view.copier.take();
            button.iter().for_each(|button| Rndr::set_attribute(button, DONE, &copied));
            shown.set(button);
        }
    })
}

/// Of a button: what was done, in words.
const DONE: &str = "data-done";
/// How long words stay: screen readers take them within a few hundred milliseconds, and have them from then on.
const SPOKEN: Duration = Duration::from_secs(1);

/// Words that will be taken away, unless this is dropped first.
struct Spoken(TimeoutHandle);

impl Drop for Spoken {
    fn drop(&mut self) {
        self.0.clear();
    }
}

/// A live region that says `words`, once.
pub fn region(role: &str, urgency: &str, words: ArcRwSignal<String>) -> Element {
    let (said, waiting) = (words.clone(), Cell::default());
    let region = tag("div").class("unseen").attr("role", role).attr("aria-live", urgency);
    region.attr("aria-atomic", "true").text_fn(move || words.get()).effect(move || {
        let words = said.clone();
        let forget = move || words.set(String::new());
        let is_said = !said.get().is_empty();
        let timer = is_said.then(|| set_timeout_with_handle(forget, SPOKEN).ok().map(Spoken));
        waiting.set(timer.flatten());
    })
}
