//! The transcript: greeting and suggested questions, and a place for the turns, which the chunk "talk" draws.

use leptos::ev::MouseEvent;
use leptos::prelude::{ArcMemo, ArcRwSignal, Get, With};

use crate::core::input::Input;
use crate::i18n::Key;
use crate::ui::element::{Element, tag};
use crate::ui::rich_text::rich_text;
use crate::ui::thread::thread;
use crate::ui::view::{AgentView, Scene};

/// The scrolling middle of the panel. It is a log, but not a live region: the announcer speaks for it.
pub fn transcript(scene: Scene) -> Element {
    let has_talk = scene.view().has_talk;
    let log = tag("div")
        .class("log")
        .attr("part", "transcript")
        .attr("role", "log")
        .attr("aria-live", "off")
        .attr("aria-label", &scene.say(Key::Conversation))
        .attr("tabindex", "0")
        .child(greeting(scene));
    let node = log.node().clone();
    log.dynamic(move || has_talk.get().then(|| thread(scene, &node)))
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
