//! Where the visitor writes: a text field that grows, the counter near the limit, and one button to send or stop.

use halo_protocol::limits::MESSAGE_CHARS;
use leptos::ev::{Event, KeyboardEvent, MouseEvent};
use leptos::prelude::{Get, GetUntracked, Memo, RwSignal, Set, With, event_target_value};

use crate::core::input::Input;
use crate::i18n::Key;
use crate::ui::element::{Element, tag};
use crate::ui::icon::{SEND, STOP, icon};
use crate::ui::view::{AgentView, Scene};

/// Id of the text field, for who moves the focus.
pub const FIELD_ID: &str = "message";
/// The counter shows from this many characters on: nobody near the start needs it.
const COUNTER_FROM_CHARS: usize = 9_000;

/// What the field holds and how long it is.
#[derive(Clone, Copy)]
struct Draft {
    text: RwSignal<String>,
    /// In characters as the server counts them: without the space around.
    length: Memo<usize>,
}

impl Draft {
    fn new() -> Self {
        let text = RwSignal::new(String::new());
        Self { text, length: Memo::new(move |_| text.with(|text| text.trim().chars().count())) }
    }

    /// A text over the limit stays in the field, is never cut, and cannot be sent.
    fn submit(self, scene: Scene) {
        if (1..=MESSAGE_CHARS).contains(&self.length.get_untracked()) {
            scene.send(Input::Ask(self.text.get_untracked()));
            self.text.set(String::new());
        }
    }
}

/// The composer.
pub fn composer(scene: Scene) -> Element {
    let draft = Draft::new();
    // The wrapper repeats the text out of sight, which makes the field as high as its text without script.
    let field = tag("div")
        .class("field")
        .attr_fn("data-text", move || Some(draft.text.get()))
        .child(field(scene, draft));
    tag("div")
        .class("composer")
        .attr("part", "composer")
        .child(counter(scene, draft))
        .child(field)
        .child(send_button(scene, draft))
}

fn field(scene: Scene, draft: Draft) -> Element {
    let agent = scene.view().agent;
    let placeholder = move || match agent.get() {
        AgentView::Ready(settings) => settings.placeholder,
        _ => None,
    };
    let field = tag("textarea")
        .attr("id", FIELD_ID)
        .attr("part", "field")
        .attr("rows", "1")
        .attr("dir", "auto")
        .attr("enterkeyhint", "send")
        .attr("aria-label", &scene.say(Key::Message))
        .attr("aria-describedby", "counter")
        .attr_fn("aria-invalid", move || (draft.length.get() > MESSAGE_CHARS).then(|| "true".to_owned()))
        .attr_fn("placeholder", move || placeholder().or_else(|| Some(scene.say(Key::Placeholder))))
        .on("input", move |event: Event| draft.text.set(event_target_value(&event)))
        .on("keydown", move |event: KeyboardEvent| {
            // Enter that picks a word of an input method is not meant for us (Safari says so by key code 229 only).
            const COMPOSING_KEY: u32 = 229;
            let is_composing = event.is_composing() || event.key_code() == COMPOSING_KEY;
            if event.key() == "Enter" && !event.shift_key() && !is_composing {
                event.prevent_default();
                draft.submit(scene);
            }
        });
    field.value_fn(move || draft.text.get())
}

fn send_button(scene: Scene, draft: Draft) -> Element {
    let is_answering = scene.view().is_answering;
    let [for_label, for_icon, for_state, for_click] = std::array::from_fn(|_| is_answering.clone());
    let is_idle = move || !for_state.get() && !(1..=MESSAGE_CHARS).contains(&draft.length.get());
    tag("button")
        .class("send")
        .attr("part", "send")
        .attr("type", "button")
        .attr_fn("aria-label", move || Some(scene.say(if for_label.get() { Key::Stop } else { Key::Send })))
        .attr_fn("aria-disabled", move || is_idle().then(|| "true".to_owned()))
        .on(
            "click",
            move |_: MouseEvent| {
                if for_click.get_untracked() { scene.send(Input::Stop) } else { draft.submit(scene) }
            },
        )
        .dynamic(move || Some(icon(if for_icon.get() { STOP } else { SEND })))
}

fn counter(scene: Scene, draft: Draft) -> Element {
    let words = move || match draft.length.get() {
        ..COUNTER_FROM_CHARS => String::new(),
        length @ ..=MESSAGE_CHARS => {
            scene.text(|text| text.count(Key::CharactersLeft, MESSAGE_CHARS - length))
        }
        length => scene.text(|text| text.count(Key::CharactersOver, length - MESSAGE_CHARS)),
    };
    tag("p")
        .class("counter")
        .attr("id", "counter")
        .attr("role", "status")
        .flag_fn("data-over", move || draft.length.get() > MESSAGE_CHARS)
        .text_fn(words)
}
