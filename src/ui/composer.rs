//! Where the visitor writes: a text field that grows, the counter near the limit, and one button to send or stop. Nothing
//! that was typed is copied into an attribute: those who record pages mask fields and texts, and no attributes.

use halo_protocol::limits::MESSAGE_CHARS;
use leptos::ev::{Event, InputEvent, KeyboardEvent, MouseEvent};
use leptos::prelude::{
    ArcRwSignal, Get, GetUntracked, GetValue, Memo, Set, StoredValue, Track, With, WithUntracked, Write,
    event_target_value, request_animation_frame, untrack,
};
use leptos::tachys::renderer::Rndr;
use leptos::tachys::renderer::types::Element as Node;

use crate::core::input::Input;
use crate::core::talk::TalkInput;
use crate::i18n::TextKey;
use crate::ui::element::{Element, tag};
use crate::ui::icon::{SEND, STOP, icon};
use crate::ui::keyboard::is_pressed;
use crate::ui::view::{AgentView, Scene};

/// Id of the text field, for who moves the focus.
pub const FIELD_ID: &str = "message";
/// The counter shows from this many characters on: nobody near the start needs it.
const COUNTER_FROM_CHARS: usize = 9_000;
/// More at once is not taken: it can only be cut down by hand, and a browser lays out every letter of it first. In bytes.
const AT_ONCE: usize = 10 * MESSAGE_CHARS;
/// Most lines that show, of which a text of so many bytes has more.
const LINES: i32 = 6;
const LONG_BYTES: usize = 2_000;
/// Height of a line and of the room around all of them, in CSS pixels, as the style sheet has them.
const LINE_PX: i32 = 22;
const AROUND_PX: i32 = 18;

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
        let view = scene.view();
        let (draft, images) = (view.draft.clone(), view.images.clone());
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
    let talk = scene.view().talk.clone();
    let field = tag("div").class("field").child(field(scene, draft));
    tag("div")
        .class("composer")
        .attr("part", "composer")
        .child(counter(scene, draft))
        .dynamic(move || talk.get().map(|talk| tag("div").class("attach").children(talk.attachments(scene))))
        .child(field)
        .child(send_button(scene, draft))
}

/// Adds words that were dropped beside the field to what stands in it.
pub fn add(scene: Scene, words: &str) {
    if takes(scene, words) {
        let draft = scene.view().draft.clone();
        let text = draft.get_untracked() + words;
        draft.set(text.clone());
        scene.send(Input::Draft(text));
    }
}

/// Whether so much can be added at once; says so where it cannot, until the next key.
fn takes(scene: Scene, words: &str) -> bool {
    let is_too_much = words.len() > AT_ONCE;
    if is_too_much {
        let count = words.chars().count();
        scene.view().problem.set(scene.text(|text| text.count(TextKey::CharactersOver, count)));
    }
    !is_too_much
}

fn field(scene: Scene, draft: Draft) -> Element {
    let agent = scene.view().agent.clone();
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
        .attr("aria-label", &scene.say(TextKey::Message))
        .attr("aria-describedby", "counter")
        .attr_fn("aria-invalid", move || (draft.length.get() > MESSAGE_CHARS).then(|| "true".to_owned()))
        .attr_fn("placeholder", move || placeholder().or_else(|| Some(scene.say(TextKey::Placeholder))))
        .on("beforeinput", move |event: InputEvent| {
            if event.data().is_some_and(|words| !takes(scene, &words)) {
                event.prevent_default();
            }
        })
        .on("input", move |event: Event| draft.set(scene, event_target_value(&event)))
        .on("paste", move |event: Event| {
            if scene.view().talk.now().is_some_and(|talk| talk.take(scene, &event)) {
                event.prevent_default();
            }
        })
        .on("keydown", move |event: KeyboardEvent| {
            // Why something was not taken has been read by who goes on.
            scene.view().problem.set(String::new());
            if is_pressed(&event, "Enter") && !event.shift_key() {
                event.prevent_default();
                draft.submit(scene);
            }
        });
    let node = field.node().clone();
    field.value_fn(move || draft.text().get()).effect(move || {
        // Counted, so that it is there in a frame after the widget was taken away.
        let (node, text) = (node.clone(), draft.text());
        text.track();
        request_animation_frame(move || grow(&node, text.with_untracked(String::len)));
    })
}

/// Makes the field as high as its text, where the browser knows no `field-sizing` (Firefox before 152, Safari before 26.2);
/// elsewhere the number of rows means nothing.
fn grow(field: &Node, bytes: usize) {
    let rows = if bytes > LONG_BYTES {
        LINES
    } else {
        Rndr::set_attribute(field, "rows", "1");
        ((field.scroll_height() - AROUND_PX) / LINE_PX).clamp(1, LINES)
    };
    Rndr::set_attribute(field, "rows", &rows.to_string());
}

fn send_button(scene: Scene, draft: Draft) -> Element {
    let is_answering = scene.view().is_answering.clone();
    let [for_label, for_icon, for_state, for_click] = std::array::from_fn(|_| is_answering.clone());
    let is_idle = move || !for_state.get() && !draft.can_go();
    tag("button")
        .class("send")
        .attr("part", "send")
        .attr("type", "button")
        .attr_fn("aria-label", move || {
            Some(scene.say(if for_label.get() { TextKey::Stop } else { TextKey::Send }))
        })
        .attr_fn("aria-disabled", move || is_idle().then(|| "true".to_owned()))
        .on("click", move |_: MouseEvent| {
            if for_click.get_untracked() {
                scene.send(Input::Talk(TalkInput::Stop))
            } else {
                draft.submit(scene)
            }
        })
        .dynamic(move || Some(icon(if for_icon.get() { STOP } else { SEND })))
}

fn counter(scene: Scene, draft: Draft) -> Element {
    let words = move || match draft.length.get() {
        ..COUNTER_FROM_CHARS => String::new(),
        length @ ..=MESSAGE_CHARS => {
            scene.text(|text| text.count(TextKey::CharactersLeft, MESSAGE_CHARS - length))
        }
        length => scene.text(|text| text.count(TextKey::CharactersOver, length - MESSAGE_CHARS)),
    };
    tag("p")
        .class("counter")
        .attr("id", "counter")
        .attr("role", "status")
        .flag_fn("data-over", move || draft.length.get() > MESSAGE_CHARS)
        .text_fn(words)
}
