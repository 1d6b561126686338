//! One turn in the transcript: the question, the answer as it comes, and where both stand.

use leptos::prelude::{ArcMemo, Get, Notify, With};

use crate::core::turn::Phase;
use crate::i18n::Key;
use crate::ui::attachments::pictures;
use crate::ui::card::cards;
use crate::ui::element::{Element, tag};
use crate::ui::notice::problem;
use crate::ui::rich_text::rich_text;
use crate::ui::tools::{day, tools};
use crate::ui::view::{Scene, TurnView};

/// Question and answer of one turn.
pub fn bubble(scene: Scene, turn: TurnView) -> Element {
    let whole = turn.clone();
    let TurnView { id, question, phase, answer, images, actions, .. } = turn;
    let over = phase.clone();
    let grown = answer.clone();
    let has_answer = ArcMemo::new(move |_| grown.with(|text| !text.is_empty()));
    let shows_answer = has_answer.clone();
    let seen = phase.clone();
    let is_whole =
        ArcMemo::new(move |_| seen.with(|phase| matches!(phase, Phase::Complete | Phase::Stopped)));
    let you = tag("span").class("unseen").text(&scene.say(Key::You)).text(": ");
    let question =
        tag("div").class("question").attr("part", "question").attr("dir", "auto").child(you).text(&question);
    let answer = tag("div")
        .class("answer")
        .attr("part", "answer")
        .flag_fn("hidden", move || !shows_answer.get())
        .child(rich_text(scene, answer, is_whole));
    let question = question.children((!images.is_empty()).then(|| pictures(scene, &images)));
    let turn = tag("article").class("turn").attr("tabindex", "-1").children(day(scene, &whole));
    let turn = turn.child(question).child(answer).child(cards(scene, actions)).dynamic(move || {
        let line = |key| Some(tag("p").class("status").text(&scene.say(key)));
        match phase.get() {
            Phase::Queued | Phase::Sending => (!has_answer.get()).then(dots),
            Phase::Streaming | Phase::Complete => None,
            Phase::Reconnecting => line(Key::Reconnecting),
            Phase::Stopped => line(Key::Stopped),
            Phase::Interrupted(failure) => Some(problem(scene, Key::Interrupted, &failure, Some(id))),
            Phase::Failed(failure) => Some(problem(scene, Key::NotSent, &failure, Some(id))),
        }
    });
    turn.dynamic(move || {
        let is_over = over.with(|phase| *phase != Phase::Queued && !phase.is_running());
        is_over.then(|| {
            let tools = tools(scene, &whole);
            // Below the end, for a reader who is there.
            scene.view().drawn.notify();
            tools
        })
    })
}

/// Three dots while nothing has come; a screen reader is told by the announcer instead.
fn dots() -> Element {
    tag("div").class("dots").attr("aria-hidden", "true").children([tag("i"), tag("i"), tag("i")])
}
