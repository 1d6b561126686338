//! An answer as text; Markdown comes with the parser.

use leptos::prelude::*;

/// Draws a growing Markdown text.
#[component]
pub fn RichText(answer: ArcRwSignal<String>) -> impl IntoView {
    view! { <div class="rich" dir="auto">{move || answer.get()}</div> }
}
