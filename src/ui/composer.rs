//! Where the visitor writes: a text field that grows, the counter near the limit, and one button to send or stop.

use halo_protocol::limits::MESSAGE_CHARS;
use leptos::ev::{Event, KeyboardEvent, MouseEvent};
use leptos::prelude::{
    ArcRwSignal, Get, GetUntracked, GetValue, Memo, Set, StoredValue, With, Write, event_target_value,
    untrack,
};

use crate::core::input::Input;
use crate::i18n::Key;
use crate::ui::attachments::{attachments, take};
use crate::ui::element::{Element, tag};
use crate::ui::icon::{SEND, STOP, icon};
use crate::ui::view::{AgentView, Scene, View};

/// Id of the text field, for who moves the focus.
pub const FIELD_ID: &str = "message";
/// The counter shows from this many characters on: nobody near the start needs it.
const COUNTER_FROM_CHARS: usize = 9_000;

/// What the field holds and how long it is.
#[derive(Clone, Copy)]
struct Draft {
    text: StoredValue<ArcRwSignal<String>>,
    images: StoredValue<ArcRwSignal<Vec<String>>>,
    /// In characters as the server counts them: without the space around.
    length: Memo<usize>,
}

impl Draft {
    fn new(scene: Scene) -> Self {
        let View { draft, images, .. } = scene.view();
        let text = draft.clone();
        let length = Memo::new(move |_| text.with(|text| text.trim().chars().count()));
        Self { text: StoredValue::new(draft), images: StoredValue::new(images), length }
    }

    fn text(self) -> ArcRwSignal<String> {
        self.text.get_value()
    }

    fn set(self, scene: Scene, text: String) {
        self.text().set(text.clone());
        scene.send(Input::Draft(text));
    }

    /// A text over the limit stays in the field, is never cut, and cannot be sent; images can go without words.
    fn can_go(self) -> bool {
        let least = usize::from(self.images.get_value().with(Vec::is_empty));
        (least..=MESSAGE_CHARS).contains(&self.length.get())
    }

    fn submit(self, scene: Scene) {
        if untrack(|| self.can_go()) {
            let images = std::mem::take(&mut *self.images.get_value().write());
            scene.send(Input::AskWith(self.text().get_untracked(), images));
            self.set(scene, String::new());
        }
    }
}

/// The composer.
pub fn composer(scene: Scene) -> Element {
    let draft = Draft::new(scene);
    let has_talk = scene.view().has_talk;
    // The wrapper repeats the text out of sight, which makes the field as high as its text without script.
    let field = tag("div")
        .class("field")
        .attr_fn("data-text", move || Some(draft.text().get()))
        .child(field(scene, draft));
    tag("div")
        .class("composer")
        .attr("part", "composer")
        .child(counter(scene, draft))
        .dynamic(move || has_talk.get().then(|| tag("div").class("attach").children(attachments(scene))))
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
        .on("input", move |event: Event| draft.set(scene, event_target_value(&event)))
        .on("paste", move |event: Event| {
            if scene.view().has_talk.get_untracked() && take(scene, &event) {
                event.prevent_default();
            }
        })
        .on("keydown", move |event: KeyboardEvent| {
            // Enter that picks a word of an input method is not meant for us (Safari says so by key code 229 only).
            const COMPOSING_KEY: u32 = 229;
            let is_composing = event.is_composing() || event.key_code() == COMPOSING_KEY;
            if event.key() == "Enter" && !event.shift_key() && !is_composing {
                event.prevent_default();
                draft.submit(scene);
            }
        });
    field.value_fn(move || draft.text().get())
}

fn send_button(scene: Scene, draft: Draft) -> Element {
    let is_answering = scene.view().is_answering;
    let [for_label, for_icon, for_state, for_click] = std::array::from_fn(|_| is_answering.clone());
    let is_idle = move || !for_state.get() && !draft.can_go();
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
