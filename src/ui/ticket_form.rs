//! The form that asks for a person, part of the chunk "menu". It takes the place of transcript and composer while it is
//! open; what was written stays through a failure.

use leptos::ev::{Event, MouseEvent, SubmitEvent};
use leptos::prelude::{ArcMemo, ArcRwSignal, Get, GetUntracked, Set, With, event_target_value};

use crate::core::input::Input;
use crate::core::talk::TalkInput;
use crate::core::ticket::Stage;
use crate::i18n::TextKey;
use crate::ui::element::{Element, tag};
use crate::ui::view::Scene;

/// Id of the subject's field, for who moves the focus.
pub const SUBJECT_ID: &str = "ticket-subject";
/// Id of the button below the ticket's number: the one that had the focus is gone by then.
pub const DONE_ID: &str = "ticket-done";

/// The fields: the name on the wire, what the visitor reads, the element and its type.
const CONTACT: [(&str, TextKey, &str, &str); 2] =
    [("name", TextKey::TicketName, "input", "text"), ("email", TextKey::TicketEmail, "input", "email")];
const WORDS: [(&str, TextKey, &str, &str); 2] = [
    ("subject", TextKey::TicketSubject, "input", "text"),
    ("message", TextKey::TicketMessage, "textarea", ""),
];

/// The form while it is open.
pub fn ticket_form(scene: Scene) -> Element {
    let (ticket, menu) = (scene.view().ticket.clone(), scene.view().menu.clone());
    let is_open = ArcMemo::new(move |_| ticket.with(Option::is_some));
    tag("div").class("ticket-place").dynamic(move || match (is_open.get(), menu.get()) {
        (false, _) => None,
        (true, Some(menu)) => Some(menu.form(scene)),
        (true, None) => Some(tag("p").class("notice").text(&scene.say(TextKey::Connecting))),
    })
}

/// The form itself.
pub fn form(scene: Scene) -> Element {
    let ticket = scene.view().ticket.clone();
    let start = ticket.get_untracked().unwrap_or_default();
    let contact = CONTACT.iter().filter(|_| start.needs_contact);
    let fields: Vec<_> = contact
        .chain(&WORDS)
        .map(|field| {
            (
                field,
                ArcRwSignal::new(if field.0 == "subject" { start.subject.clone() } else { String::new() }),
            )
        })
        .collect();
    let written: Vec<_> = fields.iter().map(|((name, ..), text)| (*name, text.clone())).collect();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let texts = written.iter().map(|(name, text)| ((*name).to_owned(), text.get_untracked().into()));
        scene.send(Input::Talk(TalkInput::SendTicket(texts.collect())));
    };
    let seen = ticket.clone();
    let is_sent = ArcMemo::new(move |_| {
        seen.with(|ticket| ticket.as_ref().is_some_and(|it| matches!(it.stage, Stage::Sent(_))))
    });
    let buttons = tag("div").class("buttons").child(back(scene)).child(
        tag("button").class("primary-button").attr("type", "submit").text(&scene.say(TextKey::TicketSend)),
    );
    let writing = tag("form")
        .attr("novalidate", "")
        .flag_fn("hidden", move || is_sent.get())
        .on("submit", send)
        .children(
            fields
                .into_iter()
                .map(|((name, label, element, kind), text)| field(scene, name, *label, element, kind, text)),
        );
    let stage = move || ticket.get().map(|ticket| ticket.stage).unwrap_or_default();
    tag("section")
        .class("ticket")
        .attr("part", "ticket")
        .attr("aria-label", &scene.say(TextKey::TalkToPerson))
        .child(tag("h3").text(&scene.say(TextKey::TalkToPerson)))
        .child(writing.dynamic(move || note(scene, &stage())).child(buttons))
        .dynamic(sent(scene))
}

/// What the visitor reads below the fields.
fn note(scene: Scene, stage: &Stage) -> Option<Element> {
    match stage {
        Stage::Editing | Stage::Sent(_) => None,
        Stage::Sending => Some(tag("p").class("status").text(&scene.say(TextKey::TicketSending))),
        Stage::Failed(failure) => {
            let reason = scene.text(|text| text.reason(failure).to_owned());
            Some(tag("p").class("problem").text(&reason))
        }
    }
}

fn sent(scene: Scene) -> impl Fn() -> Option<Element> {
    let ticket = scene.view().ticket.clone();
    move || {
        let Stage::Sent(id) = ticket.get()?.stage else { return None };
        let words = tag("p").text(&scene.say(TextKey::TicketSent));
        let number = tag("p").child(tag("code").text(&id));
        Some(tag("div").class("sent").child(words).child(number).child(back(scene).attr("id", DONE_ID)))
    }
}

fn back(scene: Scene) -> Element {
    tag("button")
        .class("text-button")
        .attr("type", "button")
        .on("click", move |_: MouseEvent| scene.send(Input::ShowTicket(false)))
        .text(&scene.say(TextKey::TicketBack))
}

fn field(
    scene: Scene,
    name: &str,
    label: TextKey,
    element: &str,
    kind: &str,
    text: ArcRwSignal<String>,
) -> Element {
    let id = ["ticket-", name].concat();
    let written = text.clone();
    let mut input = tag(element).attr("id", &id).attr("name", name).attr("dir", "auto");
    if !kind.is_empty() {
        input = input.attr("type", kind);
    }
    if matches!(name, "name" | "email") {
        input = input.attr("autocomplete", name);
    }
    let input = input
        .on("input", move |event: Event| text.set(event_target_value(&event)))
        .value_fn(move || written.get());
    tag("p").class("labelled").child(tag("label").attr("for", &id).text(&scene.say(label))).child(input)
}
