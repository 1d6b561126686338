//! An answer, drawn while it streams. Reading Markdown and drawing it is a chunk of its own: until it has come the text
//! stands as it was written, and is drawn once more, as Markdown, when it does.

mod canvas;
mod drawing;
mod sources;

pub use drawing::MarkdownDrawing;

use leptos::ev::MouseEvent;
use leptos::prelude::{ArcMemo, ArcRwSignal, Get, With};
use leptos::tachys::renderer::types::Element as Node;
use leptos::wasm_bindgen::JsCast;

use crate::core::input::Input;
use crate::core::talk::TalkInput;
use crate::i18n::TextKey;
use crate::ui::element::{Element, tag};
use crate::ui::view::{Markdown, Scene};

/// Draws a growing Markdown text. Once `is_whole` says so, what was held back as unfinished is drawn as it stands.
pub fn rich_text(scene: Scene, text: ArcRwSignal<String>, is_whole: ArcMemo<bool>) -> Element {
    let element = tag("div").class("rich").attr("dir", "auto");
    let plain = tag("div").class("plain");
    let (root, as_written) = (element.node().clone(), plain.node().clone());
    let markdown = scene.view().markdown.clone();
    let mut drawing = None;
    let copies = markdown.clone();
    let element = element.on("click", move |event: MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
        let copied = target.zip(copies.now()).and_then(|(target, markdown)| markdown.copied(&target));
        if let Some(text) = copied {
            let pressed = event.target().and_then(|target| target.dyn_into::<Node>().ok());
            scene.view().copier.replace(pressed.and_then(|target| target.closest("button").ok().flatten()));
            scene.send(Input::Talk(TalkInput::Copy(text)));
        }
    });
    element.child(plain).effect(move || {
        let is_whole = is_whole.get();
        if drawing.is_none()
            && let Some(markdown) = markdown.get()
        {
            as_written.remove();
            drawing = Some(markdown.begin(&root, &scene.say(TextKey::CopyCode)));
        }
        text.with(|text| match &mut drawing {
            Some(drawing) => drawing.draw(text, is_whole),
            None => as_written.set_text_content(Some(text)),
        });
        if is_whole {
            sources::mark(&root);
        }
    })
}

/// An answer as a screen reader is to say it; as it was written while there is no Markdown.
#[must_use]
pub fn spoken(answer: &str, markdown: Option<&dyn Markdown>) -> String {
    markdown.map_or_else(|| answer.to_owned(), |markdown| markdown.spoken(answer))
}
