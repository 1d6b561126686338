//! One turn in the transcript: the question, the answer as it comes, and where both stand; or that somebody of the team came
//! or went. Part of the chunk "talk".

use halo_protocol::conversation::ConversationState;
use leptos::prelude::{ArcMemo, Get, GetUntracked, Notify, With};

use crate::core::live_state::TAKES_PART;
use crate::core::turn::Phase;
use crate::i18n::{Text, TextKey};
use crate::ui::attachments::pictures;
use crate::ui::card::cards;
use crate::ui::element::{Element, tag};
use crate::ui::notice::problem;
use crate::ui::rich_text::rich_text;
use crate::ui::toolbar::{day, tools};
use crate::ui::view::{Scene, TurnView};

/// Question and answer of one turn, or the step that it stands for.
pub fn bubble(scene: Scene, turn: TurnView) -> Element {
    if let Some(state) = turn.step.filter(|_| TAKES_PART) {
        return notice(scene, &turn, state);
    }
    let whole = turn.clone();
    let TurnView { id, question, author, phase, answer, images, actions, cut, .. } = turn;
    let over = phase.clone();
    let grown = answer.clone();
    let has_answer = ArcMemo::new(move |_| grown.with(|text| !text.is_empty()));
    let shows_answer = has_answer.clone();
    let seen = phase.clone();
    let is_whole =
        ArcMemo::new(move |_| seen.with(|phase| matches!(phase, Phase::Complete | Phase::Stopped)));
    let you = tag("span").class("unseen").text(&scene.say(TextKey::You)).text(": ");
    let has_question = !question.is_empty() || !images.is_empty();
    let by_person = author.is_some();
    let question =
        tag("div").class("question").attr("part", "question").attr("dir", "auto").child(you).text(&question);
    let answer = tag("div")
        .class("answer")
        .attr("part", "answer")
        .flag_fn("hidden", move || !shows_answer.get())
        .child(rich_text(scene, answer, is_whole));
    let question = question.children((!images.is_empty()).then(|| pictures(scene, &images)));
    let turn = article(scene, &whole);
    let author = author.map(|name| tag("p").class("status").attr("dir", "auto").text(&name));
    let turn = turn.children(has_question.then_some(question)).children(author);
    let turn = turn.child(answer).child(cards(scene, actions)).dynamic(move || {
        let line = |key| Some(tag("p").class("status").text(&scene.say(key)));
        match phase.get() {
            Phase::Queued | Phase::Sending => (!has_answer.get()).then(dots),
            Phase::Streaming => None,
            Phase::Complete => cut.get().and_then(|is_by_filter| {
                line(if is_by_filter { TextKey::CutFilter } else { TextKey::CutLength })
            }),
            Phase::Reconnecting => line(TextKey::Reconnecting),
            Phase::Stopped => line(TextKey::Stopped),
            Phase::Interrupted(failure) => Some(problem(scene, TextKey::Interrupted, &failure, Some(id))),
            Phase::Failed(failure) => Some(problem(scene, Text::headline(&failure), &failure, Some(id))),
        }
    });
    turn.dynamic(move || {
        (over.with(Phase::is_over) && !by_person).then(|| {
            let tools = tools(scene, &whole);
            // Below the end, for a reader who is there.
            scene.view().drawn.notify();
            tools
        })
    })
}

fn article(scene: Scene, turn: &TurnView) -> Element {
    tag("article").class("turn").attr("tabindex", "-1").children(day(scene, turn))
}

/// That somebody came or went, between what was said.
fn notice(scene: Scene, turn: &TurnView, state: ConversationState) -> Element {
    let own = turn.answer.get_untracked();
    let name = turn.author.as_deref().unwrap_or_default();
    let line = tag("p").class("step");
    // The server's own words have a direction of their own.
    let line = if own.is_empty() {
        line.text(&scene.text(|text| text.step(state, name)))
    } else {
        line.attr("dir", "auto").text(&own)
    };
    article(scene, turn).child(line)
}

/// Three dots while nothing has come; a screen reader is told by the announcer instead.
fn dots() -> Element {
    tag("div").class("dots").attr("aria-hidden", "true").children([tag("i"), tag("i"), tag("i")])
}
