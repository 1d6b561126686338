//! Lines about the state of things: the agent is being loaded, or cannot be had, and what to do about it.

use leptos::ev::MouseEvent;
use leptos::prelude::Get;

use crate::core::input::Input;
use crate::core::turn::TurnId;
use crate::error::Failure;
use crate::i18n::TextKey;
use crate::ui::element::{Element, tag};
use crate::ui::view::{AgentView, Scene};

/// The line between transcript and composer, empty while all is well.
pub fn agent_notice(scene: Scene) -> Element {
    let agent = scene.view().agent.clone();
    tag("div").class("agent").dynamic(move || match agent.get() {
        AgentView::Ready(_) => None,
        AgentView::Loading => Some(tag("p").class("notice").text(&scene.say(TextKey::Connecting))),
        AgentView::Failed(failure) => Some(problem(scene, TextKey::Unavailable, &failure, None)),
    })
}

/// What did not happen, why, and a button to try it again: the turn named, or loading the agent.
pub fn problem(scene: Scene, what: TextKey, failure: &Failure, retry: Option<TurnId>) -> Element {
    let what = scene.say(what);
    let reason = scene.text(|text| text.reason(failure).to_owned());
    let mut words = tag("p").text(&what);
    // Where the reason is the same sentence, it is said once.
    if reason != what {
        words = words.text(" ").text(&reason);
    }
    let button = tag("button")
        .class("text-button")
        .attr("type", "button")
        .on("click", move |_: MouseEvent| scene.send(retry.map_or(Input::Reload, Input::Retry)))
        .text(&scene.say(TextKey::Retry));
    tag("div").class("problem").attr("part", "problem").child(words).child(button)
}
