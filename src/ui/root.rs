//! The tree's root: the panel and the announcer.

use leptos::prelude::*;

use crate::ui::announcer::Announcer;
use crate::ui::panel::Panel;
use crate::ui::view::Scene;

/// Everything inside the slot.
#[component]
pub fn Root(scene: Scene) -> impl IntoView {
    view! {
        <Panel scene />
        <Announcer scene />
    }
}
