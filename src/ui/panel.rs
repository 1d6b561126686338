//! The chat panel: a dialog that does not hold the page back, with header, transcript, notice and composer.

use leptos::ev::{DragEvent, KeyboardEvent, MouseEvent};
use leptos::prelude::{Get, With};
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlTextAreaElement as Field;

use crate::core::input::Input;
use crate::core::live_state::TAKES_PART;
use crate::i18n::TextKey;
use crate::ui::composer::{add, composer};
use crate::ui::element::{Element, tag};
use crate::ui::icon::{CLOSE, PERSON, icon};
use crate::ui::keyboard::is_pressed;
use crate::ui::notice::agent_notice;
use crate::ui::ticket_form::ticket_form;
use crate::ui::transcript::transcript;
use crate::ui::view::{AgentView, Scene};

/// Id of the place where a visitor is asked before another site opens.
pub const ASKS_ID: &str = "asks";

/// The panel. It stays in the document while closed, so that draft and scroll position are kept.
pub fn panel(scene: Scene) -> Element {
    let (is_open, ticket, talk) =
        (scene.view().is_open.clone(), scene.view().ticket.clone(), scene.view().talk.clone());
    let person = scene.view().person.clone();
    tag("section")
        .class("panel")
        .attr("part", "panel")
        .attr("role", "dialog")
        .attr_fn("aria-label", move || Some(name(scene)))
        .flag_fn("hidden", move || !is_open.get())
        .on("keydown", move |event: KeyboardEvent| {
            if is_pressed(&event, "Escape") {
                scene.send(Input::Escape);
            }
        })
        .flag_fn("data-ticket", move || ticket.with(Option::is_some))
        .on("dragover", |event: DragEvent| {
            if !is_for_field(&event) {
                event.prevent_default();
            }
        })
        .on("drop", move |event: DragEvent| {
            if is_for_field(&event) && event.is_trusted() {
                return;
            }
            // A browser would open a dropped file in place of the page.
            event.prevent_default();
            let is_taken = talk.now().is_some_and(|talk| talk.take(scene, &event));
            let words = event.data_transfer().and_then(|brought| brought.get_data("text").ok());
            if let Some(words) = words.filter(|_| !is_taken) {
                add(scene, &words);
            }
        })
        .child(header(scene))
        .child(ticket_form(scene))
        .child(transcript(scene))
        .child(tag("div").attr("id", ASKS_ID))
        .child(agent_notice(scene))
        .children(
            TAKES_PART.then(|| tag("div").dynamic(move || person.get().map(|person| person.banner(scene)))),
        )
        .child(composer(scene))
        .child(tag("p").class("powered").text_fn(move || powered_by(scene)))
}

/// Words that are dropped onto the field are the browser's to put in: it knows where, and takes them away from where they
/// were.
fn is_for_field(event: &DragEvent) -> bool {
    let is_there = event.target().is_some_and(|target| target.has_type::<Field>());
    is_there && event.data_transfer().is_some_and(|brought| !brought.types().includes(&"Files".into(), 0))
}

/// Empty where nobody is to be named.
fn powered_by(scene: Scene) -> String {
    let AgentView::Ready(settings) = scene.view().agent.get() else { return String::new() };
    let named = |name: String| scene.text(|text| text.name(TextKey::PoweredBy, &name));
    settings.powered_by.map(named).unwrap_or_default()
}

fn header(scene: Scene) -> Element {
    let close = tag("button")
        .class("icon-button close")
        .attr("type", "button")
        .attr("aria-label", &scene.say(TextKey::CloseChat))
        .on("click", move |_: MouseEvent| scene.send(Input::Close))
        .child(icon(CLOSE));
    let (agent, teammate) = (scene.view().agent.clone(), scene.view().teammate.clone());
    let person = tag("button")
        .class("icon-button")
        .attr("type", "button")
        .attr("aria-label", &scene.say(TextKey::TalkToPerson))
        .attr("title", &scene.say(TextKey::TalkToPerson))
        .flag_fn("hidden", move || {
            teammate.with(|name| !name.is_empty())
                || agent.with(|agent| matches!(agent, AgentView::Ready(settings) if !settings.takes_tickets))
        })
        .on("click", move |_: MouseEvent| scene.send(Input::AskPerson))
        .child(icon(PERSON));
    // Stands for the agent where there is no picture, which the style sheet lays over it.
    let initial = move || name(scene).trim_start().chars().take(1).collect();
    let face = tag("span").class("face").attr("aria-hidden", "true").text_fn(initial);
    let title = tag("h2").class("title").text_fn(move || name(scene));
    // The announcer says it to a screen reader.
    let state = tag("p").class("state").text_fn(move || state(scene));
    let who = tag("div").class("who").child(title).child(state);
    let menu = scene.view().menu.clone();
    // No `header`: the page has one, and two banners are one too many for those who jump from landmark to landmark.
    let header = tag("div").class("header").attr("part", "header").child(face).child(who).child(person);
    header.dynamic(move || menu.get().map(|menu| menu.menu(scene))).child(close)
}

/// What the agent is, or is doing.
fn state(scene: Scene) -> String {
    let view = scene.view();
    if TAKES_PART && view.teammate.with(|name| !name.is_empty()) {
        return scene.say(TextKey::FromTeam);
    }
    match view.agent.get() {
        AgentView::Ready(_) if view.is_answering.get() => scene.say(TextKey::Generating),
        AgentView::Ready(_) => scene.say(TextKey::Assistant),
        AgentView::Loading => scene.say(TextKey::Connecting),
        AgentView::Failed(_) => String::new(),
    }
}

fn name(scene: Scene) -> String {
    let view = scene.view();
    let teammate = if TAKES_PART { view.teammate.get() } else { String::new() };
    match view.agent.get() {
        _ if !teammate.is_empty() => teammate,
        AgentView::Ready(settings) => settings.agent_name,
        _ => scene.say(TextKey::Chat),
    }
}
