//! All turns, in the transcript. The end is followed only while the reader is there; the transcript is one stop of the
//! keyboard, and arrow keys lead from turn to turn. Part of the chunk "talk".

use std::cell::Cell;
use std::rc::Rc;

use leptos::ev::{Event, KeyboardEvent, MouseEvent};
use leptos::prelude::{ArcRwSignal, Get, GetUntracked, Set, Track, Update, With, WithUntracked};
use leptos::tachys::renderer::types::Element as Node;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;

use crate::i18n::Key;
use crate::on_demand::on_demand;
use crate::ui::bubble::bubble;
use crate::ui::element::{Element, tag};
use crate::ui::icon::{DOWN, icon};
use crate::ui::view::{Scene, TurnView};

/// How far from the end still counts as the end, in CSS pixels.
const END_SLACK_PX: i32 = 48;
/// Class of the transcript.
const LOG: &str = "log";
/// The newest turn.
const LAST_TURN: &str = "article:last-of-type";

on_demand! {
    /// How all of the chunk looks.
    pub fn style() -> &'static str = "talk" "d" {
        include_str!(concat!(env!("OUT_DIR"), "/talk.css"))
    }
}

on_demand! {
    /// Draws the turns, for the scrolling element `log`.
    pub fn thread(scene: Scene, log: &Node) -> Element = "talk" "e" {
        let view = scene.view();
        let (listed, is_cut) = (view.turns.clone(), view.is_cut.clone());
        let reading = Reading::default();
        let turns = tag("div")
            .class("thread")
            .dynamic(move || is_cut.get().then(|| tag("p").class("status").text(&scene.say(Key::OlderHidden))))
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
        follow_end(scene, turns, log, &reading).dynamic(to_end(scene, log.clone(), &reading))
    }
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

/// Where the reader is.
#[derive(Clone, Default)]
struct Reading {
    is_away: Rc<Cell<bool>>,
    /// Messages that came while the reader was away from the end.
    missed: ArcRwSignal<usize>,
}

/// Keeps the end in view for a reader who is there; the visitor's own question always comes into view. Never smoothly:
/// a smooth movement would lag behind a stream.
fn follow_end(scene: Scene, turns: Element, log: &Node, reading: &Reading) -> Element {
    let view = scene.view();
    let (scrolled, node) = (reading.clone(), log.clone());
    let turns = turns.listen(log, "scroll", move |_: Event| {
        let rest = node.scroll_height() - node.client_height() - node.scroll_top();
        scrolled.is_away.set(rest > END_SLACK_PX);
        if rest <= END_SLACK_PX && scrolled.missed.get_untracked() > 0 {
            scrolled.missed.set(0);
        }
    });
    let (node, reading) = (log.clone(), reading.clone());
    let former = Cell::new((0, 0));
    turns.effect(move || {
        view.drawn.track();
        let has_answer = |turn: &TurnView| turn.answer.with_untracked(|answer| !answer.is_empty());
        let (asked, answered) = view
            .turns
            .with(|turns| (turns.len(), turns.iter().rev().filter(|turn| has_answer(turn)).count()));
        let (asked_before, answered_before) = former.replace((asked, answered));
        if asked_before < asked {
            reading.is_away.set(false);
        }
        if reading.is_away.get() {
            let came = answered.saturating_sub(answered_before);
            if came > 0 {
                reading.missed.update(|missed| *missed += came);
            }
        } else {
            node.set_scroll_top(node.scroll_height());
        }
    })
}

/// The way back to the end, while something has come there unseen.
fn to_end(scene: Scene, log: Node, reading: &Reading) -> impl Fn() -> Option<Element> + 'static {
    let missed = reading.missed.clone();
    move || {
        let count = missed.get();
        let log = log.clone();
        (count > 0).then(|| {
            tag("button")
                .class("to-end")
                .attr("type", "button")
                .on("click", move |_: MouseEvent| log.set_scroll_top(log.scroll_height()))
                .text(&scene.text(|text| text.count(Key::NewMessages, count)))
                .child(icon(DOWN))
        })
    }
}
