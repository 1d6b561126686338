//! What stands around a turn: the day above it, the time below it, and what can be done with it: copy, rate, ask anew.
//! Part of the chunk "talk".

use std::cell::OnceCell;
use std::rc::Rc;

use leptos::ev::{Event, MouseEvent, SubmitEvent};
use leptos::prelude::{
    ArcRwSignal, Get, GetUntracked, Notify, Set, Update, With, WithUntracked, event_target_value,
    request_animation_frame,
};
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;

use crate::core::input::Input;
use crate::core::talk::TalkInput;
use crate::core::turn::Phase;
use crate::i18n::TextKey;
use crate::ui::element::{Element, tag};
use crate::ui::icon::{AGAIN, COPY, PENCIL, THUMB, icon};
use crate::ui::view::{Scene, TurnView};

/// The line above a turn that begins another day than the turn before it, or an old conversation.
pub fn day(scene: Scene, turn: &TurnView) -> Option<Element> {
    let view = scene.view();
    let former = view.turns.with_untracked(|turns| {
        let at = turns.iter().position(|other| other.id == turn.id)?;
        turns.get(at.checked_sub(1)?).map(|former| former.asked_at_ms)
    });
    let day = |ms| scene.text(|text| text.day(ms));
    let own = day(turn.asked_at_ms);
    let is_old = || turn.phase.with_untracked(Phase::is_over);
    let is_new = former.map_or_else(is_old, |former| day(former) != own);
    is_new.then(|| tag("p").class("day").text(&own))
}

/// The line below a turn that is over.
pub fn tools(scene: Scene, turn: &TurnView) -> Element {
    let id = turn.id;
    let is_editing = ArcRwSignal::new(false);
    let time = scene.text(|text| text.time(turn.asked_at_ms));
    let mut line = tag("div").class("tools").child(tag("time").text(&time));
    let has_answer = turn.answer.with_untracked(|answer| !answer.is_empty());
    if has_answer {
        let answer = turn.answer.clone();
        line =
            line.child(copy(scene, answer)).child(thumb(scene, turn, true)).child(thumb(scene, turn, false));
    }
    let turns = scene.view().turns.clone();
    let edit = is_editing.clone();
    let line =
        line.dynamic(move || {
            let is_last = turns.with(|turns| turns.last().is_some_and(|last| last.id == id));
            let edit = edit.clone();
            is_last.then(|| {
                let again = move || scene.send(Input::Talk(TalkInput::Regenerate(id)));
                tag("span").class("tools").child(button(scene, TextKey::Regenerate, AGAIN, again)).child(
                    button(scene, TextKey::Edit, PENCIL, move || edit.update(|edits| *edits = !*edits)),
                )
            })
        });
    let turn = turn.clone();
    tag("div").child(line).dynamic(move || is_editing.get().then(|| editor(scene, &turn, is_editing.clone())))
}

fn button(scene: Scene, name: TextKey, path: &str, press: impl Fn() + 'static) -> Element {
    let name = scene.say(name);
    tag("button")
        .class("tool")
        .attr("type", "button")
        .attr("aria-label", &name)
        .attr("title", &name)
        .on("click", move |_: MouseEvent| press())
        .child(icon(path))
}

/// Copies the answer.
fn copy(scene: Scene, answer: ArcRwSignal<String>) -> Element {
    let copier = scene.view().copier.clone();
    let own = Rc::new(OnceCell::new());
    let pressed = Rc::clone(&own);
    let button = button(scene, TextKey::Copy, COPY, move || {
        copier.replace(pressed.get().cloned());
        scene.send(Input::Talk(TalkInput::Copy(answer.get_untracked())));
    });
    _ = own.set(button.node().clone());
    button
}

fn thumb(scene: Scene, turn: &TurnView, helpful: bool) -> Element {
    let (id, rating) = (turn.id, turn.rating.clone());
    let name = if helpful { TextKey::Helpful } else { TextKey::NotHelpful };
    let before = rating.clone();
    let press = move || {
        if before.get_untracked() != Some(helpful) {
            scene.view().polite.set(scene.say(TextKey::FeedbackThanks));
        }
        scene.send(Input::Talk(TalkInput::Rate(id, helpful)));
    };
    button(scene, name, THUMB, press)
        .attr("data-thumb", if helpful { "up" } else { "down" })
        .attr_fn("aria-pressed", move || Some((rating.get() == Some(helpful)).to_string()))
}

fn editor(scene: Scene, turn: &TurnView, is_editing: ArcRwSignal<bool>) -> Element {
    let id = turn.id;
    let text = ArcRwSignal::new(turn.question.clone());
    let (written, sent, shown) = (text.clone(), text.clone(), text);
    let field = tag("textarea")
        .attr("aria-label", &scene.say(TextKey::Edit))
        .attr("dir", "auto")
        .attr("rows", "3")
        .on("input", move |event: Event| written.set(event_target_value(&event)))
        .value_fn(move || shown.get());
    let (node, view) = (field.node().clone(), scene.view());
    request_animation_frame(move || {
        if let Some(field) = node.dyn_ref::<HtmlElement>() {
            _ = field.focus();
        }
        view.drawn.notify();
    });
    let cancel = tag("button")
        .class("text-button")
        .attr("type", "button")
        .on("click", move |_: MouseEvent| is_editing.set(false))
        .text(&scene.say(TextKey::Cancel));
    let send =
        tag("button").class("primary-button").attr("type", "submit").text(&scene.say(TextKey::EditSend));
    tag("form")
        .class("labelled")
        .on("submit", move |event: SubmitEvent| {
            event.prevent_default();
            scene.send(Input::Talk(TalkInput::Edit(id, sent.get_untracked())));
        })
        .child(field)
        .child(tag("div").class("buttons").child(cancel).child(send))
}
