//! The live regions: the transcript itself is none, or every token would be read aloud. One says that an answer is
//! being written and then the whole answer, once; the other says errors at once.

use leptos::prelude::*;

use crate::ui::view::Scene;

/// Both live regions, out of sight.
#[component]
pub fn Announcer(scene: Scene) -> impl IntoView {
    let view = scene.view();
    let (polite, assertive) = (view.polite, view.assertive);
    view! {
        <div class="unseen" role="status" aria-live="polite" aria-atomic="true">
            {move || polite.get()}
        </div>
        <div class="unseen" role="alert" aria-live="assertive" aria-atomic="true">
            {move || assertive.get()}
        </div>
    }
}
