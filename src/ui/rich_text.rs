//! An answer, drawn while it streams. Reading Markdown and drawing it is a chunk of its own: until it has come the text
//! stands as it was written, and is drawn once more, as Markdown, when it does.

mod canvas;
mod drawing;

use leptos::ev::MouseEvent;
use leptos::prelude::{ArcMemo, ArcRwSignal, Get, GetUntracked, With};
use leptos::tachys::renderer::types::Element as Node;
use leptos::wasm_bindgen::JsCast;

use crate::core::input::Input;
use crate::i18n::Key;
use crate::ui::element::{Element, tag};
use crate::ui::view::Scene;

/// Draws a growing Markdown text. Once `is_whole` says so, what was held back as unfinished is drawn as it stands.
pub fn rich_text(scene: Scene, text: ArcRwSignal<String>, is_whole: ArcMemo<bool>) -> Element {
    let element = tag("div").class("rich").attr("dir", "auto");
    let plain = tag("div").class("plain");
    let (root, as_written) = (element.node().clone(), plain.node().clone());
    let has_markdown = scene.view().has_markdown;
    let mut drawing = None;
    let can_copy = has_markdown.clone();
    let element = element.on("click", move |event: MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
        let target = target.filter(|_| can_copy.get_untracked() && scene.view().has_talk.get_untracked());
        if let Some(text) = target.and_then(|target| drawing::copied(&target)) {
            scene.send(Input::Copy(text));
        }
    });
    element.child(plain).effect(move || {
        let is_whole = is_whole.get();
        if drawing.is_none() && has_markdown.get() {
            as_written.remove();
            drawing = Some(drawing::begin(&root, scene.links(), &scene.say(Key::CopyCode)));
        }
        text.with(|text| match &mut drawing {
            Some(drawing) => drawing.draw(text, is_whole),
            None => as_written.set_text_content(Some(text)),
        });
    })
}

/// The style sheet of drawn Markdown; to be asked for once that chunk has come.
#[must_use]
pub fn style() -> &'static str {
    drawing::style()
}

/// An answer as a screen reader is to say it; as it was written while there is no Markdown.
#[must_use]
pub fn spoken(answer: &str, has_markdown: bool) -> String {
    if has_markdown { drawing::spoken(answer) } else { answer.to_owned() }
}
