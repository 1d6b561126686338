//! Lets each action of a turn through once, though the answer's end repeats them all and a restarted answer repeats
//! some. What counts as the same action is decided here; what it does, elsewhere.

use std::collections::BTreeMap;

use crate::action::Action;

/// The most actions of one turn: a handful is usual, each one may touch the host page, and all are remembered.
pub const MAX_ACTIONS: usize = 1_000;

/// Per action: by its id if it has one, else by its JSON value, of which an answer may mean several.
#[derive(Debug, Default)]
pub(super) struct Once {
    counts: BTreeMap<String, Count>,
    admitted: usize,
}

#[derive(Debug, Default, Clone, Copy)]
struct Count {
    admitted: usize,
    /// Met in the current listing: the answer as it runs, or the list at its end.
    met: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Admission {
    New,
    Known,
    Full,
}

impl Once {
    pub(super) fn admit(&mut self, action: &Action) -> Admission {
        let key = key(action);
        if self.counts.len() >= MAX_ACTIONS && !self.counts.contains_key(&key) {
            return Admission::Full;
        }
        let count = self.counts.entry(key).or_default();
        count.met += 1;
        let is_known = if action.id().is_some() { count.admitted > 0 } else { count.met <= count.admitted };
        if is_known {
            return Admission::Known;
        }
        if self.admitted >= MAX_ACTIONS {
            return Admission::Full;
        }
        count.admitted += 1;
        self.admitted += 1;
        Admission::New
    }

    /// A listing from the start begins: the list at the end, or the answer anew. What it repeats is not new.
    pub(super) fn begin_list(&mut self) {
        for count in self.counts.values_mut() {
            count.met = 0;
        }
    }
}

/// An id and a JSON object never read alike: the object begins with a brace.
fn key(action: &Action) -> String {
    match action.id() {
        Some(id) => ["#", id].concat(),
        None => serde_json::to_string(action).unwrap_or_default(),
    }
}
