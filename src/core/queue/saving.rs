//! Persistence of the queue: when this page's record is written, and when the records of pages that are gone are taken over.

use super::drops::DropReason;
use super::fingerprint;
use super::input::{QueueEffect, QueueWarning, Slot};
use super::machine::Queue;
use super::policy::{ADOPT_MS, ADOPT_SPREAD_MS, BEAT_MS, SAVE_GAP_MS};
use super::record::{self, Head, Unusable};
use super::record_state::{RecordState, Seen};
use crate::core::moment::Moment;

impl RecordState {
    pub(super) fn touch(&mut self) {
        self.is_dirty = true;
    }

    pub(super) fn works(&self) -> bool {
        !self.has_failed
    }

    pub(super) fn leave(&mut self) {
        self.is_dirty |= !self.is_left;
        self.is_left = true;
    }

    /// Returns whether the page had been left.
    pub(super) fn come_back(&mut self) -> bool {
        self.is_dirty |= self.is_left;
        std::mem::take(&mut self.is_left)
    }

    pub(super) fn forget(&mut self) {
        *self = Self { has_failed: self.has_failed, has_told: self.has_told, ..Self::default() };
    }

    fn gap_ms(&self) -> u64 {
        if self.has_failed { BEAT_MS } else { SAVE_GAP_MS }
    }

    /// When a wake is needed.
    pub(super) fn wake_at_ms(&self, shows_life: bool, now: Moment) -> Option<u64> {
        let saved_at_ms = self.saved_at_ms.unwrap_or(now.mono_ms);
        let save_at_ms = self.is_dirty.then(|| saved_at_ms.saturating_add(self.gap_ms()));
        let beat_at_ms = (self.is_written && shows_life).then(|| saved_at_ms.saturating_add(BEAT_MS));
        [save_at_ms, beat_at_ms, self.look_at_ms].into_iter().flatten().min()
    }
}

impl Queue {
    pub(super) fn start(&mut self, out: &mut Vec<QueueEffect>) {
        out.push(if self.settings.has_consent { QueueEffect::ReadSlots } else { QueueEffect::Purge });
    }

    pub(super) fn look_again(&mut self, out: &mut Vec<QueueEffect>) {
        if self.settings.has_consent {
            out.push(QueueEffect::ReadSlots);
        }
    }

    pub(super) fn look_for_orphans(&mut self, now: Moment, out: &mut Vec<QueueEffect>) {
        if self.storage.look_at_ms.take_if(|at_ms| *at_ms <= now.mono_ms).is_some() {
            out.push(QueueEffect::ReadSlots);
        }
    }

    /// Takes over what belongs to no living page.
    pub(super) fn adopt(&mut self, slots: Vec<Slot>, now: Moment) {
        if !self.settings.has_consent {
            return;
        }
        self.settings.awaits_deed &= slots.is_empty();
        let mut seen = Vec::new();
        for slot in slots {
            if slot.is_live == Some(true) {
                continue;
            }
            match self.storage.still_in_use(&slot, &self.settings.project, now) {
                Some(in_use) => seen.push(in_use),
                None => self.take_over(slot, now),
            }
        }
        let spread_ms = (now.entropy % u128::from(ADOPT_SPREAD_MS + 1)) as u64;
        self.storage.look_at_ms =
            (!seen.is_empty()).then(|| now.mono_ms.saturating_add(ADOPT_MS + spread_ms));
        self.storage.seen = seen;
    }

    fn take_over(&mut self, slot: Slot, now: Moment) {
        let record = match record::read(&slot.text, &self.settings.project, now) {
            Ok(record) => record,
            Err(Unusable::Foreign) => return,
            Err(why) => {
                if why == Unusable::Corrupt {
                    self.drops.add(DropReason::Corrupt);
                }
                self.storage.taken.push(slot.name);
                return;
            }
        };
        (0..record.corrupt).for_each(|_| self.drops.add(DropReason::Corrupt));
        self.limiter.inherit(record.head.limiter, record.elapsed_ms, now.mono_ms);
        if record.head.retry_after_ms > 0 {
            self.gate.on_retry_after(record.head.retry_after_ms, now);
        }
        for evicted in self.backlog.adopt(record.entries) {
            self.drop_entry(evicted, DropReason::QueueFull);
        }
        self.flush_now(now);
        self.storage.taken.push(slot.name);
    }

    pub(super) fn save_failed(&mut self, out: &mut Vec<QueueEffect>) {
        self.storage.has_failed = true;
        self.storage.is_dirty = true;
        self.storage.is_written = false;
        if !std::mem::replace(&mut self.storage.has_told, true) {
            out.push(QueueEffect::Warn(QueueWarning::NotStored));
        }
    }

    /// Writes the record when it is time to, or at once.
    pub(super) fn save(&mut self, is_urgent: bool, now: Moment, out: &mut Vec<QueueEffect>) {
        let storage = &mut self.storage;
        let has_events = !self.backlog.is_empty();
        let since_ms = storage.saved_at_ms.map_or(u64::MAX, |at_ms| now.mono_ms.saturating_sub(at_ms));
        let shows_life = storage.is_written && has_events && self.settings.shows_life;
        let is_due = storage.is_dirty && (is_urgent || since_ms >= storage.gap_ms());
        let is_beat_due = shows_life && since_ms >= BEAT_MS;
        let may_store = self.settings.has_consent && !self.settings.awaits_deed;
        if !may_store || !(is_due || is_beat_due || !storage.taken.is_empty()) {
            return;
        }
        storage.is_dirty = false;
        let head = Head {
            is_left: storage.is_left,
            limiter: self.limiter.level(now.mono_ms),
            retry_after_ms: self.gate.retry_after_left_ms(now),
        };
        // A page without events leaves a record only of what the next page has to keep to.
        let is_of_use =
            has_events || (head.is_left && (!self.limiter.is_full(now.mono_ms) || head.retry_after_ms > 0));
        if is_of_use {
            storage.is_written = true;
            storage.saved_at_ms = Some(now.mono_ms);
            storage.has_failed = false;
            out.push(QueueEffect::Save(record::write(
                &self.settings.project,
                head,
                self.backlog.iter(),
                now,
            )));
        } else if std::mem::take(&mut storage.is_written) {
            out.push(QueueEffect::Clear);
        }
        if !storage.taken.is_empty() {
            out.push(QueueEffect::RemoveSlots(std::mem::take(&mut storage.taken)));
        }
    }
}

impl RecordState {
    /// A record whose page is not known to be gone: it is remembered, and taken for orphaned when it did not change
    /// for half a minute.
    fn still_in_use(&self, slot: &Slot, project: &str, now: Moment) -> Option<Seen> {
        if !record::may_be_in_use(&slot.text, project) {
            return None;
        }
        let fingerprint = fingerprint::of(&slot.text);
        let known = self.seen.iter().find(|seen| seen.name == slot.name && seen.fingerprint == fingerprint);
        let since_ms = known.map_or(now.mono_ms, |seen| seen.since_ms);
        let is_orphaned = now.mono_ms.saturating_sub(since_ms) >= ADOPT_MS;
        (!is_orphaned).then(|| Seen { name: slot.name.clone(), fingerprint, since_ms })
    }
}
