//! The chat panel: a dialog that does not hold the page back, with header, transcript, notice and composer.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::core::input::Input;
use crate::i18n::Key;
use crate::ui::composer::Composer;
use crate::ui::icon::{CLOSE, Icon};
use crate::ui::notice::AgentNotice;
use crate::ui::transcript::Transcript;
use crate::ui::view::{AgentView, Scene};

/// The panel. It stays in the document while closed, so that draft and scroll position are kept.
#[component]
pub fn Panel(scene: Scene) -> impl IntoView {
    let view = scene.view();
    let agent = view.agent;
    let name = move || match agent.get() {
        AgentView::Ready(settings) => settings.agent_name,
        _ => scene.say(Key::Chat),
    };
    let title = name.clone();
    let is_open = view.is_open;
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Escape" && !event.is_composing() {
            scene.send(Input::Close);
        }
    };
    view! {
        <section
            class="panel"
            part="panel"
            role="dialog"
            aria-label=name
            hidden=move || !is_open.get()
            on:keydown=on_key
        >
            <header class="header" part="header">
                <h2 class="title">{title}</h2>
                <button
                    class="icon-button"
                    type="button"
                    aria-label=scene.say(Key::CloseChat)
                    on:click=move |_| scene.send(Input::Close)
                >
                    <Icon path=CLOSE />
                </button>
            </header>
            <Transcript scene />
            <AgentNotice scene />
            <Composer scene />
        </section>
    }
}
