//! One turn in the transcript: the question, the answer as it comes, and where both stand.

use leptos::prelude::*;

use crate::core::turn::Phase;
use crate::i18n::Key;
use crate::ui::notice::Problem;
use crate::ui::rich_text::RichText;
use crate::ui::view::{Scene, TurnView};

/// Question and answer of one turn.
#[component]
pub fn Bubble(scene: Scene, turn: TurnView) -> impl IntoView {
    let TurnView { id, question, phase, answer } = turn;
    let has_answer = Memo::new({
        let answer = answer.clone();
        move |_| answer.with(|text| !text.is_empty())
    });
    let status = move || {
        let line = |key| view! { <p class="status">{scene.say(key)}</p> }.into_any();
        match phase.get() {
            Phase::Queued | Phase::Sending if !has_answer.get() => view! { <Dots /> }.into_any(),
            Phase::Queued | Phase::Sending | Phase::Streaming | Phase::Complete => ().into_any(),
            Phase::Reconnecting => line(Key::Reconnecting),
            Phase::Stopped => line(Key::Stopped),
            Phase::Interrupted(failure) => {
                view! { <Problem scene what=Key::Interrupted failure retry=Some(id) /> }.into_any()
            }
            Phase::Failed(failure) => {
                view! { <Problem scene what=Key::NotSent failure retry=Some(id) /> }.into_any()
            }
        }
    };
    view! {
        <article class="turn">
            <div class="question" part="question" dir="auto">
                <span class="unseen">{scene.say(Key::You)} ": "</span>
                {question}
            </div>
            <div class="answer" part="answer" class:empty=move || !has_answer.get()>
                <RichText answer />
            </div>
            {status}
        </article>
    }
}

/// Three dots while nothing has come; a screen reader is told by the announcer instead.
#[component]
fn Dots() -> impl IntoView {
    view! {
        <div class="dots" aria-hidden="true">
            <i></i>
            <i></i>
            <i></i>
        </div>
    }
}
