//! Where the visitor writes: a text field that grows, the counter near the limit, and one button to send or stop.

use halo_protocol::limits::MESSAGE_CHARS;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::core::input::Input;
use crate::i18n::Key;
use crate::ui::icon::{Icon, SEND, STOP};
use crate::ui::view::{AgentView, Scene};

/// Id of the text field, for who moves the focus.
pub const FIELD_ID: &str = "message";
/// The counter shows from this many characters on: nobody near the start needs it.
const COUNTER_FROM_CHARS: usize = 9_000;

/// The composer. A text over the limit stays in the field, is never cut, and cannot be sent.
#[component]
pub fn Composer(scene: Scene) -> impl IntoView {
    let draft = RwSignal::new(String::new());
    let length = Memo::new(move |_| draft.with(|text| characters(text)));
    let is_answering = scene.view().is_answering;
    let submit = move || {
        let text = draft.get_untracked();
        if !text.trim().is_empty() && length.get_untracked() <= MESSAGE_CHARS {
            scene.send(Input::Ask(text));
            draft.set(String::new());
        }
    };
    let on_key = move |event: KeyboardEvent| {
        // Enter that picks a word of an input method is not meant for us (Safari says so by key code 229 only).
        const COMPOSING_KEY: u32 = 229;
        let is_composing = event.is_composing() || event.key_code() == COMPOSING_KEY;
        if event.key() == "Enter" && !event.shift_key() && !is_composing {
            event.prevent_default();
            submit();
        }
    };
    let on_button = {
        let is_answering = is_answering.clone();
        move |_| if is_answering.get_untracked() { scene.send(Input::Stop) } else { submit() }
    };
    view! {
        <div class="composer" part="composer">
            <Counter scene length />
            // The wrapper repeats the text out of sight, which makes the field as high as its text without script.
            <div class="field" data-text=move || draft.get()>
                <textarea
                    id=FIELD_ID
                    part="field"
                    rows="1"
                    aria-label=scene.say(Key::Message)
                    aria-invalid=move || (length.get() > MESSAGE_CHARS).then_some("true")
                    aria-describedby="counter"
                    placeholder=placeholder(scene)
                    dir="auto"
                    enterkeyhint="send"
                    prop:value=move || draft.get()
                    on:input=move |event| draft.set(event_target_value(&event))
                    on:keydown=on_key
                ></textarea>
            </div>
            <SendButton scene length on_button />
        </div>
    }
}

#[component]
fn SendButton(
    scene: Scene,
    /// Characters in the field.
    length: Memo<usize>,
    /// Sends, or stops.
    on_button: impl Fn(leptos::ev::MouseEvent) + 'static,
) -> impl IntoView {
    let is_answering = scene.view().is_answering;
    let (for_label, for_icon) = (is_answering.clone(), is_answering.clone());
    let label = move || scene.say(if for_label.get() { Key::Stop } else { Key::Send });
    let is_idle = move || !is_answering.get() && !(1..=MESSAGE_CHARS).contains(&length.get());
    view! {
        <button
            class="send"
            part="send"
            type="button"
            aria-label=label
            aria-disabled=move || is_idle().then_some("true")
            on:click=on_button
        >
            {move || {
                let path = if for_icon.get() { STOP } else { SEND };
                view! { <Icon path /> }
            }}
        </button>
    }
}

#[component]
fn Counter(scene: Scene, length: Memo<usize>) -> impl IntoView {
    let words = move || match length.get() {
        ..COUNTER_FROM_CHARS => String::new(),
        length @ ..=MESSAGE_CHARS => {
            scene.text(|text| text.count(Key::CharactersLeft, MESSAGE_CHARS - length))
        }
        length => scene.text(|text| text.count(Key::CharactersOver, length - MESSAGE_CHARS)),
    };
    view! {
        <p class="counter" id="counter" role="status" class:over=move || { length.get() > MESSAGE_CHARS }>
            {words}
        </p>
    }
}

fn placeholder(scene: Scene) -> impl Fn() -> String + Clone + 'static {
    let agent = scene.view().agent;
    move || match agent.get() {
        AgentView::Ready(settings) => settings.placeholder.unwrap_or_else(|| scene.say(Key::Placeholder)),
        _ => scene.say(Key::Placeholder),
    }
}

/// Characters as the server counts them: without the space around.
fn characters(text: &str) -> usize {
    text.trim().chars().count()
}
