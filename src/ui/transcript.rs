//! The transcript: greeting, suggested questions and all turns. It follows the end only while the reader is there.

use std::cell::Cell;
use std::rc::Rc;

use leptos::ev::{Event, MouseEvent};
use leptos::prelude::{ArcMemo, ArcRwSignal, Get, Track, With};

use crate::core::input::Input;
use crate::i18n::Key;
use crate::ui::bubble::bubble;
use crate::ui::element::{Element, tag};
use crate::ui::rich_text::rich_text;
use crate::ui::view::{AgentView, Scene};

/// How far from the end still counts as the end, in CSS pixels.
const END_SLACK_PX: i32 = 48;

/// The scrolling middle of the panel. It is a log, but not a live region: the announcer speaks for it.
pub fn transcript(scene: Scene) -> Element {
    let view = scene.view();
    let listed = view.turns.clone();
    let log = tag("div")
        .class("log")
        .attr("part", "transcript")
        .attr("role", "log")
        .attr("aria-live", "off")
        .attr("aria-label", &scene.say(Key::Conversation))
        .attr("tabindex", "0")
        .child(greeting(scene))
        .each(
            move || listed.with(|turns| turns.iter().map(|turn| turn.id).collect()),
            move |id| {
                let turn = view.turn(*id);
                turn.map_or_else(|| tag("div"), |turn| bubble(scene, turn))
            },
        );
    follow_end(scene, log)
}

/// Keeps the end in view for a reader who is there; the visitor's own question always comes into view.
fn follow_end(scene: Scene, log: Element) -> Element {
    let view = scene.view();
    let is_at_end = Rc::new(Cell::new(true));
    let (scrolled, node) = (Rc::clone(&is_at_end), log.node().clone());
    let log = log.on("scroll", move |_: Event| {
        let rest = node.scroll_height() - node.client_height() - node.scroll_top();
        scrolled.set(rest <= END_SLACK_PX);
    });
    let (node, former) = (log.node().clone(), Cell::new(0));
    log.effect(move || {
        view.drawn.track();
        let count = view.turns.with(Vec::len);
        if former.replace(count) < count {
            is_at_end.set(true);
        }
        if is_at_end.get() {
            node.set_scroll_top(node.scroll_height());
        }
    })
}

/// The agent's first words, and the questions that can be asked with one press until the first is asked.
fn greeting(scene: Scene) -> Element {
    let view = scene.view();
    let has_turns = ArcMemo::new(move |_| view.turns.with(|turns| !turns.is_empty()));
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
    tag("ul").class("suggestions").attr("aria-label", &scene.say(Key::Suggestions)).children(buttons)
}
