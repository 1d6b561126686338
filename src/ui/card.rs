//! Cards in the thread, for what the agent did: a ticket it opened, a person who takes over. And the question whether an
//! address may be opened, above the composer.

use std::rc::Rc;

use halo_protocol::action::{Action, ActionKind};
use halo_protocol::conversation::OFFER_PERSON_ACTION;
use leptos::ev::MouseEvent;
use leptos::prelude::{ArcRwSignal, Get};
use leptos::tachys::renderer::Rndr;
use leptos::tachys::renderer::types::Element as Node;

use crate::core::guide::GuideCommand;
use crate::core::input::Input;
use crate::i18n::{Text, TextKey};
use crate::ui::element::{Element, tag};
use crate::ui::icon::{PERSON, icon};
use crate::ui::teaser::SendCommand;
use crate::ui::view::{CardsView, Scene};

/// The cards of one turn's actions, below its answer.
pub fn cards(scene: Scene, actions: ArcRwSignal<Vec<Action>>) -> Element {
    let (place, cards) = (tag("div").class("cards"), scene.view().cards.clone());
    let node = place.node().clone();
    place.effect(move || {
        if let Some(cards) = cards.get() {
            cards.fill(scene, &node, &actions);
        }
    })
}

/// Draws the cards.
pub struct Cards;

impl CardsView for Cards {
    fn fill(&self, scene: Scene, place: &Node, actions: &ArcRwSignal<Vec<Action>>) {
        Rndr::clear_children(place);
        for card in actions.get().iter().filter_map(|action| card(scene, action)) {
            Rndr::insert_node(place, card.node(), None);
        }
    }
}

fn card(scene: Scene, action: &Action) -> Option<Element> {
    let card = |kind: &str, sign: Element, words: Element| {
        let words = words.class("words").attr("dir", "auto");
        let card =
            tag("div").class("card").attr("part", "card").attr("data-kind", kind).attr("role", "group");
        card.child(sign.attr("aria-hidden", "true")).child(words)
    };
    match action.kind() {
        ActionKind::TicketCreated { ticket_id, subject } => {
            let number = tag("code").text(ticket_id);
            let words =
                tag("div").child(tag("p").text(&scene.say(TextKey::TicketCard)).text(" ").child(number));
            let subject = (!subject.trim().is_empty()).then(|| tag("p").class("subject").text(subject));
            Some(card("ticket", tag("span").class("sign").child(icon(PERSON)), words.children(subject)))
        }
        // A picture is loaded by the policy of images in answers: no origin is allowed, so initials stand for it.
        ActionKind::Handoff { name, avatar: _ } => {
            let sentence = scene.text(|text| text.name(TextKey::HandoffCard, name));
            let sign = tag("span").class("sign").text(&initials(name));
            Some(card("handoff", sign, tag("div").child(tag("p").text(&sentence))))
        }
        ActionKind::Other { name: OFFER_PERSON_ACTION } => {
            let button = tag("button").class("text-button").attr("type", "button");
            let button = button.on("click", move |_: MouseEvent| scene.send(Input::AskPerson));
            let button = button.text(&scene.say(TextKey::TalkToPerson));
            Some(card("offer", tag("span").class("sign").child(icon(PERSON)), tag("div").child(button)))
        }
        _ => None,
    }
}

/// What is said of an action when it comes, if it has a card.
#[must_use]
pub fn spoken(action: &Action, text: &Text) -> Option<String> {
    match action.kind() {
        ActionKind::TicketCreated { ticket_id, .. } => {
            Some([text.get(TextKey::TicketCard), " ", ticket_id].concat())
        }
        ActionKind::Handoff { name, .. } => Some(text.name(TextKey::HandoffCard, name)),
        _ => None,
    }
}

/// The first letters of the first and the last word.
fn initials(name: &str) -> String {
    let mut words =
        name.split_whitespace().filter_map(|word| word.chars().find(|c| !c.is_ascii_punctuation()));
    let first = words.next();
    first.into_iter().chain(words.next_back()).map(|letter| letter.to_ascii_uppercase()).collect()
}

/// What is asked before another origin is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NavigationPrompt {
    /// Whether this address is opened.
    Open(String),
    /// Nothing is asked: an address was refused.
    Refused,
}

/// The question above the composer, while there is one.
pub fn navigation_prompt(
    scene: Scene,
    deeds: SendCommand,
    asked: ArcRwSignal<Option<NavigationPrompt>>,
) -> Element {
    tag("div").class("asks").dynamic(move || {
        let asked = asked.get()?;
        let button = |class: &str, key: TextKey, answer: bool| {
            let deeds = Rc::clone(&deeds);
            let button = tag("button").class(class).attr("type", "button").text(&scene.say(key));
            button.on("click", move |_: MouseEvent| deeds(GuideCommand::Leave(answer)))
        };
        let box_of = |key: TextKey| {
            let words = scene.say(key);
            let card =
                tag("div").class("ask").attr("part", "ask").attr("role", "group").attr("aria-label", &words);
            card.child(tag("p").text(&words))
        };
        let buttons = tag("div").class("buttons");
        Some(match asked {
            NavigationPrompt::Open(address) => box_of(TextKey::NavigateAsk)
                .child(tag("p").class("address").attr("dir", "ltr").text(&address))
                .child(buttons.child(button("text-button", TextKey::Cancel, false)).child(button(
                    "primary-button",
                    TextKey::NavigateGo,
                    true,
                ))),
            NavigationPrompt::Refused => box_of(TextKey::NavigateRefused).child(buttons.child(button(
                "text-button",
                TextKey::Dismiss,
                false,
            ))),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        for (name, letters) in
            [("Ada Lovelace", "AL"), ("ada", "A"), ("Ada King Noel", "AN"), ("(é) -z", "éZ"), (" ", "")]
        {
            assert_eq!(initials(name), letters, "{name}");
        }
    }
}
