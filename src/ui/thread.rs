//! All turns, in the transcript: one stop of the keyboard, in which arrow keys lead from turn to turn. What the view is held
//! to while they grow is said in `ui::reading`. Part of the chunk "talk".

use std::rc::Rc;

use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::prelude::{Get, With};
use leptos::tachys::renderer::types::Element as Node;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;

use crate::i18n::TextKey;
use crate::ui::bubble::bubble;
use crate::ui::element::{Element, tag};
use crate::ui::icon::{DOWN, icon};
use crate::ui::reading::Reading;
use crate::ui::view::{Scene, WatchSize};

/// Class of the transcript.
const LOG: &str = "log";
/// The newest turn.
const LAST_TURN: &str = "article:last-of-type";

/// Draws the turns, for the scrolling element `log`.
pub fn thread(scene: Scene, log: &Node, watch_size: WatchSize) -> Element {
    let view = scene.view();
    let (listed, is_cut) = (view.turns.clone(), view.is_cut.clone());
    let turns = tag("div")
        .class("thread")
        .dynamic(move || {
            is_cut.get().then(|| tag("p").class("status").text(&scene.say(TextKey::OlderHidden)))
        })
        .each(
            move || listed.with(|turns| turns.iter().map(|turn| turn.id).collect()),
            move |id| view.turn(*id).map_or_else(|| tag("div"), |turn| bubble(scene, turn)),
        )
        .listen(log, "keydown", |event: KeyboardEvent| {
            if let Some(turn) = neighbour(&event) {
                event.prevent_default();
                _ = turn.focus();
            }
        });
    // Turns take their true height only when they come into view, after everything was drawn.
    let sizes = [turns.node(), log].map(|node| {
        let reading = Rc::clone(&scene.view().reading);
        watch_size(node, Box::new(move || reading.hold()))
    });
    turns.effect(move || _ = &sizes).dynamic(to_end(scene, Rc::clone(&scene.view().reading)))
}

/// The turn that an arrow key leads to: from the log itself to its last or first, from a turn to the one beside it.
/// Keys that are pressed inside a turn, in a table say, stay there.
fn neighbour(event: &KeyboardEvent) -> Option<HtmlElement> {
    let key = event.key();
    let is_up = match key.as_str() {
        "ArrowUp" => true,
        "ArrowDown" => false,
        _ => return None,
    };
    let from: HtmlElement = event.target()?.dyn_into().ok()?;
    let next = match (from.local_name().as_str(), is_up) {
        ("article", true) => from.previous_element_sibling(),
        ("article", false) => from.next_element_sibling(),
        ("div", true) if from.class_name() == LOG => from.query_selector(LAST_TURN).ok().flatten(),
        _ => None,
    };
    next.filter(|next| next.local_name() == "article")?.dyn_into().ok()
}

/// The way to what came unseen.
fn to_end(scene: Scene, reading: Rc<Reading>) -> impl Fn() -> Option<Element> + 'static {
    move || {
        let (count, reading) = (reading.missed.get(), Rc::clone(&reading));
        (count > 0).then(|| {
            tag("button")
                .class("to-end")
                .attr("type", "button")
                .on("click", move |_: MouseEvent| reading.go_on())
                .text(&scene.text(|text| text.count(TextKey::NewMessages, count)))
                .child(icon(DOWN))
        })
    }
}
