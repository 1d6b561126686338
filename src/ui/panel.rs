//! The chat panel: a dialog that does not hold the page back, with header, transcript, notice and composer.

use leptos::ev::{Event, KeyboardEvent, MouseEvent};
use leptos::prelude::{Get, GetUntracked, With};

use crate::core::input::Input;
use crate::i18n::Key;
use crate::ui::attachments::take;
use crate::ui::composer::composer;
use crate::ui::element::{Element, tag};
use crate::ui::icon::{CLOSE, PERSON, icon};
use crate::ui::menu::menu;
use crate::ui::notice::agent_notice;
use crate::ui::ticket_form::ticket_form;
use crate::ui::transcript::transcript;
use crate::ui::view::{AgentView, Scene};

/// Id of the place where a visitor is asked before another site opens.
pub const ASKS_ID: &str = "asks";

/// The panel. It stays in the document while closed, so that draft and scroll position are kept.
pub fn panel(scene: Scene) -> Element {
    let (is_open, ticket, has_talk) = (scene.view().is_open, scene.view().ticket, scene.view().has_talk);
    tag("section")
        .class("panel")
        .attr("part", "panel")
        .attr("role", "dialog")
        .attr_fn("aria-label", move || Some(name(scene)))
        .flag_fn("hidden", move || !is_open.get())
        .on("keydown", move |event: KeyboardEvent| {
            if event.key() == "Escape" && !event.is_composing() {
                scene.send(Input::Escape);
            }
        })
        .flag_fn("data-ticket", move || ticket.with(Option::is_some))
        .on("dragover", |event: Event| event.prevent_default())
        .on("drop", move |event: Event| {
            // A browser would open a dropped file in place of the page.
            event.prevent_default();
            if has_talk.get_untracked() {
                take(scene, &event);
            }
        })
        .child(header(scene))
        .child(ticket_form(scene))
        .child(transcript(scene))
        .child(tag("div").attr("id", ASKS_ID))
        .child(agent_notice(scene))
        .child(composer(scene))
        .child(tag("p").class("powered").text_fn(move || powered_by(scene)))
}

/// Empty where nobody is to be named.
fn powered_by(scene: Scene) -> String {
    let AgentView::Ready(settings) = scene.view().agent.get() else { return String::new() };
    let named = |name: String| scene.text(|text| text.name(Key::PoweredBy, &name));
    settings.powered_by.map(named).unwrap_or_default()
}

fn header(scene: Scene) -> Element {
    let close = tag("button")
        .class("icon-button close")
        .attr("type", "button")
        .attr("aria-label", &scene.say(Key::CloseChat))
        .on("click", move |_: MouseEvent| scene.send(Input::Close))
        .child(icon(CLOSE));
    let agent = scene.view().agent;
    let person = tag("button")
        .class("icon-button")
        .attr("type", "button")
        .attr("aria-label", &scene.say(Key::TalkToPerson))
        .attr("title", &scene.say(Key::TalkToPerson))
        .flag_fn("hidden", move || {
            agent.with(|agent| matches!(agent, AgentView::Ready(settings) if !settings.takes_tickets))
        })
        .on("click", move |_: MouseEvent| scene.send(Input::ShowTicket(true)))
        .child(icon(PERSON));
    let title = tag("h2").class("title").text_fn(move || name(scene));
    let has_talk = scene.view().has_talk;
    // No `header`: the page has one, and two banners are one too many for those who jump from landmark to landmark.
    let header = tag("div").class("header").attr("part", "header").child(title).child(person);
    header.dynamic(move || has_talk.get().then(|| menu(scene))).child(close)
}

fn name(scene: Scene) -> String {
    match scene.view().agent.get() {
        AgentView::Ready(settings) => settings.agent_name,
        _ => scene.say(Key::Chat),
    }
}
