//! Forms that were begun: edited, and neither sent nor reset. What was typed is never known here.

use crate::core::behaviour::detector::Detector;
use crate::core::behaviour::kind::EventKind;

/// Without a click or an edit for this long the visitor is not coming back to the form, in milliseconds: reading small
/// print or fetching a card takes less.
pub const FORM_IDLE_MS: u32 = 180_000;
/// Forms remembered at once: more on one page are rows of a table, not forms somebody fills in.
const DRAFTS: usize = 8;

/// A form that was begun.
#[derive(Debug)]
pub(super) struct Draft<E> {
    form: E,
    selector: String,
    since_ms: u64,
}

impl<E: PartialEq> Detector<E> {
    /// A field of the form was edited. True when the form is not known yet: then [`Self::begin`] is due.
    pub fn edit(&mut self, form: &E, now_ms: u64) -> bool {
        self.last_deed_ms = now_ms;
        let is_known = self.drafts.iter().any(|draft| draft.form == *form);
        self.kinds.has(EventKind::FormAbandon) && !is_known && self.drafts.len() < DRAFTS
    }

    /// Remembers a form that was begun.
    pub fn begin(&mut self, form: E, selector: String, since_ms: u64) {
        self.drafts.push(Draft { form, selector, since_ms });
    }

    /// The form was reset or sent.
    pub fn forget(&mut self, form: &E) {
        self.drafts.retain(|draft| draft.form != *form);
    }

    /// Looks whether the visitor has gone idle over a form. Gives the milliseconds until the next look is due; `None`:
    /// no form is begun.
    pub fn idle(&mut self, now_ms: u64) -> Option<u32> {
        let idle_ms = u32::try_from(now_ms.saturating_sub(self.last_deed_ms)).unwrap_or(u32::MAX);
        let rest_ms = FORM_IDLE_MS.saturating_sub(idle_ms);
        if rest_ms == 0 {
            self.abandon("idle", now_ms);
        }
        (!self.drafts.is_empty()).then_some(rest_ms)
    }

    pub(super) fn abandon(&mut self, reason: &'static str, now_ms: u64) {
        for draft in std::mem::take(&mut self.drafts) {
            let seconds = now_ms.saturating_sub(draft.since_ms) / 1_000;
            let data = [("reason", reason.into()), ("seconds", seconds.into())];
            self.record(EventKind::FormAbandon, &draft.selector, &data);
        }
    }
}
