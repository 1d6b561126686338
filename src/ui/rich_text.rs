//! An answer as text; Markdown comes with the parser.

use leptos::prelude::{ArcRwSignal, Get};

use crate::ui::element::{Element, tag};

/// Draws a growing Markdown text.
pub fn rich_text(answer: ArcRwSignal<String>) -> Element {
    tag("div").class("rich").attr("dir", "auto").text_fn(move || answer.get())
}
