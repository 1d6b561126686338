//! The transcript: greeting and suggested questions, and a place for the turns, which the chunk "talk" draws.

use std::cell::Cell;

use leptos::ev::{Event, MouseEvent};
use leptos::prelude::{ArcMemo, ArcRwSignal, Get, Track, With, WithUntracked};
use leptos::tachys::renderer::Rndr;

use crate::core::input::Input;
use crate::core::turn::Phase;
use crate::i18n::TextKey;
use crate::ui::element::{Element, tag};
use crate::ui::rich_text::rich_text;
use crate::ui::view::{AgentView, Scene, TurnView};

/// The scrolling middle of the panel. It is a log, but not a live region: the announcer speaks for it.
pub fn transcript(scene: Scene) -> Element {
    let talk = scene.view().talk.clone();
    let log = tag("div")
        .class("log")
        .attr("part", "transcript")
        .attr("role", "log")
        .attr("aria-live", "off")
        .attr("aria-label", &scene.say(TextKey::Conversation))
        .attr("tabindex", "0")
        .child(greeting(scene));
    let node = log.node().clone();
    hold(scene, log).dynamic(move || talk.get().map(|talk| talk.thread(scene, &node)))
}

/// Holds the view to what the reader wants, whenever something was drawn or the reader moved.
fn hold(scene: Scene, log: Element) -> Element {
    let view = scene.view();
    let (turns, reading, scrolled) = (view.turns.clone(), view.reading.clone(), view.reading.clone());
    let length = |turn: &TurnView| (turn.id, turn.answer.with_untracked(String::len));
    reading.begin(
        log.node(),
        Box::new(move || turns.with_untracked(|turns| turns.iter().map(length).collect())),
    );
    let (asked, was_open) = (Cell::new(None), Cell::new(false));
    let node = log.node().clone();
    log.on("scroll", move |_: Event| scrolled.hold()).effect(move || {
        view.drawn.track();
        let is_open = view.is_open.get();
        if is_open && !was_open.replace(is_open) {
            reading.accept();
        }
        was_open.set(is_open);
        let running = view.turns.with(|turns| {
            turns.last().filter(|turn| !turn.phase.with_untracked(Phase::is_over)).map(|turn| turn.id)
        });
        if let Some(turn) = running.filter(|_| asked.get() != running) {
            Rndr::set_attribute(&node, "data-room", "");
            reading.lead_to(turn);
        }
        asked.set(running);
        reading.hold();
    })
}

/// The agent's first words, and the questions that can be asked with one press until the first is asked.
fn greeting(scene: Scene) -> Element {
    let view = scene.view();
    let turns = view.turns.clone();
    let has_turns = ArcMemo::new(move |_| turns.with(|turns| !turns.is_empty()));
    tag("div").class("greeting").dynamic(move || {
        let AgentView::Ready(settings) = view.agent.get() else { return None };
        let words = settings.greeting.map(|words| {
            let words = rich_text(scene, ArcRwSignal::new(words), ArcMemo::new(|_| true));
            tag("div").class("answer").attr("part", "answer").child(words)
        });
        let asks = !has_turns.get() && !settings.suggestions.is_empty();
        let questions = settings.suggestions;
        let suggestions = asks.then(|| suggestions(scene, questions));
        Some(tag("div").class("greeting").children(words).children(suggestions))
    })
}

fn suggestions(scene: Scene, questions: Vec<String>) -> Element {
    let buttons = questions.into_iter().map(|question| {
        let button = tag("button").class("suggestion").attr("part", "suggestion").attr("type", "button");
        let button = button.text(&question);
        tag("li").child(button.on("click", move |_: MouseEvent| scene.send(Input::Ask(question.clone()))))
    });
    tag("ul").class("suggestions").attr("aria-label", &scene.say(TextKey::Suggestions)).children(buttons)
}
