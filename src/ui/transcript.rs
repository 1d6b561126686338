//! The transcript: greeting, suggested questions and all turns. It follows the end only while the reader is there.

use leptos::html;
use leptos::prelude::*;

use crate::core::input::Input;
use crate::i18n::Key;
use crate::ui::bubble::Bubble;
use crate::ui::rich_text::RichText;
use crate::ui::view::{AgentView, Scene};

/// How far from the end still counts as the end, in CSS pixels.
const END_SLACK_PX: i32 = 48;

/// The scrolling middle of the panel. It is a log, but not a live region: the announcer speaks for it.
#[component]
pub fn Transcript(scene: Scene) -> impl IntoView {
    let view = scene.view();
    let log = NodeRef::<html::Div>::new();
    let at_end = StoredValue::new(true);
    let on_scroll = move |_| {
        if let Some(log) = log.try_get_untracked().flatten() {
            let rest = log.scroll_height() - log.client_height() - log.scroll_top();
            at_end.set_value(rest <= END_SLACK_PX);
        }
    };
    let (drawn, turns) = (view.drawn, view.turns);
    let asked = turns.clone();
    Effect::new(move |former: Option<usize>| {
        drawn.track();
        let count = asked.with(Vec::len);
        // The visitor's own question always comes into view.
        if former.is_some_and(|former| count > former) {
            at_end.set_value(true);
        }
        if let (true, Some(log)) = (at_end.get_value(), log.get()) {
            log.set_scroll_top(log.scroll_height());
        }
        count
    });
    view! {
        <div
            class="log"
            part="transcript"
            role="log"
            aria-live="off"
            aria-label=scene.say(Key::Conversation)
            tabindex="0"
            node_ref=log
            on:scroll=on_scroll
        >
            <Greeting scene />
            <For each=move || turns.get() key=|turn| turn.id let:turn>
                <Bubble scene turn />
            </For>
        </div>
    }
}

/// The agent's first words and the questions that can be asked with one press, until the first question.
#[component]
fn Greeting(scene: Scene) -> impl IntoView {
    let view = scene.view();
    let (agent, turns) = (view.agent, view.turns);
    let has_turns = Memo::new(move |_| turns.with(|turns| !turns.is_empty()));
    move || {
        let AgentView::Ready(settings) = agent.get() else { return None };
        let greeting = settings.greeting.map(|greeting| {
            view! {
                <div class="answer" part="answer">
                    <RichText answer=ArcRwSignal::new(greeting) />
                </div>
            }
        });
        let suggestions = (!has_turns.get() && !settings.suggestions.is_empty())
            .then(|| view! { <Suggestions scene questions=settings.suggestions.clone() /> });
        Some(view! { {greeting} {suggestions} })
    }
}

#[component]
fn Suggestions(scene: Scene, questions: Vec<String>) -> impl IntoView {
    let buttons = questions.into_iter().map(|question| {
        let asked = question.clone();
        view! {
            <li>
                <button
                    class="suggestion"
                    part="suggestion"
                    type="button"
                    on:click=move |_| scene.send(Input::Ask(asked.clone()))
                >
                    {question}
                </button>
            </li>
        }
    });
    view! {
        <ul class="suggestions" aria-label=scene.say(Key::Suggestions)>
            {buttons.collect_view()}
        </ul>
    }
}
