//! How a conversation with the team stands, above the composer: that a person is waited for, types or has read, whether it
//! helped, and the way back to the agent. Who came and went is in the transcript, and in the header who is there.
//! Part of the chunk "person".

use halo_protocol::conversation::ConversationState;
use leptos::ev::MouseEvent;
use leptos::prelude::Track;

use crate::core::input::Input;
use crate::core::live::LiveInput;
use crate::core::live_state::LiveState;
use crate::i18n::{Text, TextKey};
use crate::ui::element::{Element, tag};
use crate::ui::view::{PersonViews, Scene};

/// The chunk's views.
pub struct BuiltPerson;

impl PersonViews for BuiltPerson {
    fn style(&self) -> &'static str {
        include_str!(concat!(env!("OUT_DIR"), "/person.css"))
    }

    fn banner(&self, scene: Scene) -> Element {
        let (live, changed) = (scene.view().live.clone(), scene.view().live_changed.clone());
        tag("div").class("live").dynamic(move || {
            changed.track();
            live.borrow().as_ref().and_then(|live| banner(scene, live))
        })
    }
}

/// How it stands as a sentence, where that is another one than before.
#[must_use]
pub fn spoken(text: &Text, former: Option<&LiveState>, live: Option<&LiveState>) -> Option<String> {
    let say = |live| sentence(text, live);
    live.map(say).filter(|words| former.map(say).as_ref() != Some(words))
}

/// What is to be said and done now; that somebody came or went stands in the transcript.
fn banner(scene: Scene, live: &LiveState) -> Option<Element> {
    let button = |key: TextKey, input: fn() -> LiveInput| {
        tag("button")
            .class("text-button")
            .attr("type", "button")
            .on("click", move |_: MouseEvent| scene.send(Input::Live(input())))
            .text(&scene.say(key))
    };
    let named = |key, name: &str| Some(scene.text(|text| text.name(key, name)));
    let (words, state, buttons): (Option<TextKey>, Option<String>, &[Press]) = match live.state {
        None => (Some(TextKey::Connecting), None, &[]),
        Some(ConversationState::Waiting) => {
            let place = live.position.and_then(|place| named(TextKey::PlaceInQueue, &place.to_string()));
            (Some(TextKey::PersonComing), place, &[BACK])
        }
        Some(ConversationState::Human) if live.is_typing => {
            (None, named(TextKey::PersonTyping, live.teammate.as_deref().unwrap_or_default()), &[BACK])
        }
        Some(ConversationState::Human) => {
            (None, live.is_read.then(|| scene.say(TextKey::MessageRead)), &[BACK])
        }
        Some(ConversationState::Closed) if live.is_rated => (Some(TextKey::FeedbackThanks), None, &[]),
        Some(ConversationState::Closed) => (Some(TextKey::DidThatHelp), None, &RATINGS),
        Some(ConversationState::Ai) if live.is_abandoned => (Some(TextKey::NobodyCame), None, &[]),
        Some(ConversationState::Ai) => return None,
    };
    let state = if live.is_broken { Some(scene.say(TextKey::Reconnecting)) } else { state };
    let words = words.map(|key| tag("p").text(&scene.say(key)));
    let state = state.map(|state| tag("p").class("status").text(&state));
    let company = tag("div").class("company").child(tag("div").children(words).children(state));
    Some(
        company.child(
            tag("div").class("buttons").children(buttons.iter().map(|(key, input)| button(*key, *input))),
        ),
    )
}

/// A button: what it says and what pressing it means.
type Press = (TextKey, fn() -> LiveInput);

const BACK: Press = (TextKey::BackToAssistant, || LiveInput::Leave);
const RATINGS: [Press; 2] =
    [(TextKey::Helpful, || LiveInput::Rate(true)), (TextKey::NotHelpful, || LiveInput::Rate(false))];

/// How it stands.
fn sentence(text: &Text, live: &LiveState) -> String {
    let name = live.teammate.as_deref().unwrap_or_default();
    let Some(state) = live.state else { return text.get(TextKey::Connecting).to_owned() };
    let words = match state {
        ConversationState::Ai if live.is_abandoned => text.get(TextKey::NobodyCame).to_owned(),
        ConversationState::Ai if name.is_empty() => text.get(TextKey::Assistant).to_owned(),
        ConversationState::Closed if name.is_empty() => String::new(),
        _ => text.step(state, name),
    };
    if state == ConversationState::Closed {
        return [&words, " ", text.get(TextKey::DidThatHelp)].concat();
    }
    words
}
