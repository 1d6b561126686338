//! Lines about the state of things: the agent is being loaded, or cannot be had, and what to do about it.

use leptos::prelude::*;

use crate::core::input::Input;
use crate::core::turn::TurnId;
use crate::error::Failure;
use crate::i18n::Key;
use crate::ui::view::{AgentView, Scene};

/// The line between transcript and composer, empty while all is well.
#[component]
pub fn AgentNotice(scene: Scene) -> impl IntoView {
    let agent = scene.view().agent;
    move || match agent.get() {
        AgentView::Ready(_) => None,
        AgentView::Loading => Some(view! { <p class="notice">{scene.say(Key::Connecting)}</p> }.into_any()),
        AgentView::Failed(failure) => {
            Some(view! { <Problem scene what=Key::Unavailable failure retry=None /> }.into_any())
        }
    }
}

/// What went wrong, why, and a button where another try may help.
#[component]
pub fn Problem(
    scene: Scene,
    /// What did not happen.
    what: Key,
    /// Why.
    failure: Failure,
    /// The turn to try again; `None`: loading the agent.
    retry: Option<TurnId>,
) -> impl IntoView {
    let reason = scene.text(|text| text.reason(&failure).to_owned());
    let what = scene.say(what);
    // Where the reason is the same sentence, it is said once.
    let reason = (reason != what).then_some(reason);
    view! {
        <div class="problem" part="problem">
            <p>{what} " " {reason}</p>
            <button class="text-button" type="button" on:click=move |_| scene.send(Input::Retry(retry))>
                {scene.say(Key::Retry)}
            </button>
        </div>
    }
}
