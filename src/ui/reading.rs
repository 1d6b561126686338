//! What the view of the transcript is held to while turns grow: a turn whose question stands at the top, the end, or nothing
//! at all for a reader who went elsewhere. Never smoothly: a smooth movement would lag behind a stream.

use std::cell::{Cell, RefCell};

use leptos::prelude::{ArcRwSignal, GetUntracked, Set};
use leptos::tachys::renderer::types::Element as Node;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;

use crate::core::turn::TurnId;

/// How far from the end still counts as the end, in CSS pixels.
const END_SLACK_PX: i32 = 48;
/// Heights are whole numbers here and fractions in the browser, in CSS pixels.
const ROUNDING_PX: u32 = 1;
/// Room above a turn that stands at the top: the padding of the transcript, in CSS pixels.
const ABOVE_PX: i32 = 18;

/// What the view is held to.
#[derive(Clone, Copy, Default, PartialEq)]
enum Goal {
    #[default]
    End,
    Turn(TurnId),
    /// The reader is somewhere else, and stays there.
    Nothing,
}

/// All turns, each with how long its answer is by now.
pub type Turns = Vec<(TurnId, usize)>;
/// Lists them as they are now.
pub type ListTurns = Box<dyn Fn() -> Turns>;

/// Where the reader is.
#[derive(Default)]
pub struct Reading {
    /// The scrolling element and what is in it, once drawn.
    shown: RefCell<Option<(Node, ListTurns)>>,
    goal: Cell<Goal>,
    /// Where the view was put last: whatever is elsewhere, the reader has moved.
    top: Cell<i32>,
    /// The newest answer and its length when it was last counted; what came after that is new.
    known: Cell<Option<(TurnId, usize)>>,
    /// The first turn of which something came below the view.
    first_missed: Cell<Option<TurnId>>,
    /// How many there are from that one on.
    pub missed: ArcRwSignal<usize>,
}

impl Reading {
    /// The panel opens: the view begins at the first answer that nobody has seen, if there is one.
    pub fn begin_at(&self, first_unseen: Option<TurnId>) {
        if let Some(first) = first_unseen {
            self.goal.set(Goal::Turn(first));
            self.known.set(Some((first, 0)));
        }
    }

    /// The transcript was drawn: the scrolling element, and what is in it.
    pub fn begin(&self, log: &Node, turns: ListTurns) {
        self.shown.replace(Some((log.clone(), turns)));
    }

    /// The view is where it was put, wherever that is: a hidden transcript has no place to scroll to, and may have lost the
    /// one it had.
    pub fn accept(&self) {
        if let Some((log, _)) = &*self.shown.borrow() {
            self.top.set(log.scroll_top());
        }
    }

    /// From now on this turn stands at the top, with room below a short answer.
    pub fn lead_to(&self, turn: TurnId) {
        self.accept();
        self.goal.set(Goal::Turn(turn));
    }

    /// To the first of what came unseen, or, from there, to the end; the focus goes along.
    pub fn go_on(&self) {
        let Some(first) = self.first_missed.get() else { return };
        let mut is_there = true;
        if let Some((log, turns)) = &*self.shown.borrow()
            && let Some((turn, top)) = place(log, &turns(), first)
        {
            is_there = top <= log.scroll_top();
            _ = turn.focus();
        }
        self.lead_to(first);
        if is_there {
            self.goal.set(Goal::End);
        }
        self.hold();
    }

    /// Puts the view where it belongs, and counts what came below it.
    pub fn hold(&self) {
        let shown = self.shown.borrow();
        let Some((log, turns)) = shown.as_ref().filter(|(log, _)| log.client_height() > 0) else { return };
        let turns = turns();
        self.look(log);
        match self.goal.get() {
            Goal::End => log.set_scroll_top(log.scroll_height()),
            Goal::Turn(turn) => match place(log, &turns, turn) {
                Some((_, top)) => log.set_scroll_top(top),
                // It is drawn when the chunk that draws turns has come.
                None if turns.iter().any(|(id, _)| *id == turn) => {}
                None => self.goal.set(Goal::End),
            },
            Goal::Nothing => {}
        }
        self.top.set(log.scroll_top());
        let missed = self.count(&turns, rest(log) <= END_SLACK_PX);
        if self.missed.get_untracked() != missed {
            self.missed.set(missed);
        }
    }

    /// The reader may have moved. One who comes to the end follows it; the end that moved away from a reader is none who
    /// left it.
    fn look(&self, log: &Node) {
        let (top, former) = (log.scroll_top(), self.top.get());
        // What became shorter is moved by the browser: suggestions go away with the first question.
        let longest = log.scroll_height() - log.client_height();
        if top.abs_diff(former.min(longest)) <= ROUNDING_PX {
        } else if rest(log) <= END_SLACK_PX {
            self.goal.set(Goal::End);
        } else if top < former || self.goal.get() != Goal::End {
            self.goal.set(Goal::Nothing);
        }
    }

    /// How many answers came, wholly or in part, since the end was in view.
    fn count(&self, turns: &[(TurnId, usize)], is_at_end: bool) -> usize {
        let answers = || turns.iter().rev().copied().filter(|(_, length)| *length > 0);
        let newest = answers().next();
        let known = self.known.replace(newest).or(newest);
        if is_at_end {
            self.first_missed.set(None);
        } else if self.first_missed.get().is_none() {
            self.first_missed
                .set(answers().take_while(|answer| Some(*answer) > known).last().map(|(id, _)| id));
        }
        self.first_missed.get().map_or(0, |first| answers().take_while(|(id, _)| *id >= first).count())
    }
}

/// What lies below the view, in CSS pixels.
fn rest(log: &Node) -> i32 {
    log.scroll_height() - log.client_height() - log.scroll_top()
}

/// A turn, and where the view shows it from its top on; of a long question only so much that its answer is there too.
fn place(log: &Node, turns: &[(TurnId, usize)], turn: TurnId) -> Option<(HtmlElement, i32)> {
    let at = turns.iter().position(|(other, _)| *other == turn)? + 1;
    let find = |within: &Node, what: &str| within.query_selector(what).ok()??.dyn_into::<HtmlElement>().ok();
    let turn = find(log, &["article:nth-of-type(", &at.to_string(), ")"].concat())?;
    let answer = find(&turn, ".answer").map_or(0, |answer| answer.offset_top());
    let top = (turn.offset_top() - ABOVE_PX).max(answer - log.client_height() / 2);
    Some((turn, top))
}
