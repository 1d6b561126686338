//! The events in order of capture, bounded in number and bytes, and the choice of the next batch.
//! Every removal is by id: places shift while a request is under way.

use std::collections::VecDeque;
use std::rc::Rc;

use halo_protocol::limits::BATCH_EVENTS;

use super::entry::{Entry, Owner};
use super::policy::{RECORD_HEAD_BYTES, STORE_BYTES, STORE_EVENTS, SUSPECT_BATCH};
use crate::core::moment::Moment;

#[derive(Debug, Default)]
pub(super) struct Backlog {
    entries: VecDeque<Entry>,
    bytes: usize,
}

/// What a batch may hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Capacity {
    pub(super) events: usize,
    pub(super) bytes: usize,
}

impl Backlog {
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    pub(super) fn has(&self, id: &str) -> bool {
        self.entries.iter().any(|entry| entry.id == id)
    }

    /// Adds the newest event; returns the oldest ones that had to go. Those in a request stay: they are about to go
    /// anyway, and counting them as dropped would be wrong when the request arrives.
    pub(super) fn push(&mut self, entry: Entry) -> Vec<Entry> {
        self.bytes += entry.bytes();
        self.entries.push_back(entry);
        self.evict()
    }

    /// Adds a dead page's events before this page's own; those that are here already are not added.
    pub(super) fn adopt(&mut self, adopted: Vec<Entry>) -> Vec<Entry> {
        for entry in adopted {
            if self.has(&entry.id) {
                continue;
            }
            let place =
                self.entries.partition_point(|known| known.captured.unix_ms <= entry.captured.unix_ms);
            self.bytes += entry.bytes();
            self.entries.insert(place, entry);
        }
        self.evict()
    }

    fn evict(&mut self) -> Vec<Entry> {
        let mut evicted = Vec::new();
        while self.entries.len() > STORE_EVENTS || self.bytes > STORE_BYTES - RECORD_HEAD_BYTES {
            let Some(oldest) = self.entries.iter().position(|entry| entry.request.is_none()) else { break };
            evicted.extend(self.take_at(oldest));
        }
        evicted
    }

    fn take_at(&mut self, place: usize) -> Option<Entry> {
        let entry = self.entries.remove(place)?;
        self.bytes -= entry.bytes();
        Some(entry)
    }

    /// Takes out the events for which `is_out` holds.
    pub(super) fn take_if(&mut self, is_out: impl Fn(&Entry) -> bool) -> Vec<Entry> {
        let mut out = Vec::new();
        for entry in std::mem::take(&mut self.entries) {
            if is_out(&entry) {
                self.bytes -= entry.bytes();
                out.push(entry);
            } else {
                self.entries.push_back(entry);
            }
        }
        out
    }

    /// Takes out the events with these ids.
    pub(super) fn take_ids(&mut self, ids: &[String]) -> Vec<Entry> {
        self.take_if(|entry| ids.contains(&entry.id))
    }

    /// Changes the events with these ids.
    pub(super) fn each_of(&mut self, ids: &[String], change: impl Fn(&mut Entry)) {
        self.entries.iter_mut().filter(|entry| ids.contains(&entry.id)).for_each(change);
    }

    /// How many events could be sent now, and their bytes.
    pub(super) fn ready(&self, paused: &[Option<String>], now: Moment) -> (usize, usize) {
        self.entries
            .iter()
            .filter(|entry| is_ready(entry, paused, now))
            .fold((0, 0), |(events, bytes), entry| (events + 1, bytes + entry.json.len()))
    }

    /// The next batch: the oldest events of one owner, no further than the first of another. Those that saw a series
    /// of tries fail stand back behind those that did not, and go in small batches.
    pub(super) fn choose(&self, paused: &[Option<String>], capacity: Capacity, now: Moment) -> Vec<String> {
        let ready = || self.entries.iter().filter(|entry| is_ready(entry, paused, now));
        let Some(series) = ready().map(Entry::failed_series).min() else { return Vec::new() };
        let mut chosen =
            Chosen::new(Capacity { events: capacity.events.min(batch_events(series)), ..capacity });
        for entry in ready().filter(|entry| entry.failed_series() == series) {
            if !chosen.takes(entry) {
                break;
            }
        }
        chosen.ids
    }

    /// Those of the given ids that may be sent now, in order, as many as there is room for.
    pub(super) fn choose_of(
        &self,
        ids: &[String],
        paused: &[Option<String>],
        capacity: Capacity,
        now: Moment,
    ) -> Vec<String> {
        let mut chosen = Chosen::new(capacity);
        for entry in self.entries.iter().filter(|entry| ids.contains(&entry.id)) {
            if is_ready(entry, paused, now) && !chosen.takes(entry) {
                break;
            }
        }
        chosen.ids
    }
}

fn is_ready(entry: &Entry, paused: &[Option<String>], now: Moment) -> bool {
    entry.request.is_none() && entry.held_until_ms <= now.mono_ms && !paused.contains(&entry.owner.user_id)
}

fn batch_events(failed_series: u32) -> usize {
    match failed_series {
        0 => BATCH_EVENTS,
        1 => SUSPECT_BATCH,
        _ => 1,
    }
}

struct Chosen {
    ids: Vec<String>,
    owner: Option<Rc<Owner>>,
    capacity: Capacity,
}

impl Chosen {
    fn new(capacity: Capacity) -> Self {
        Self { ids: Vec::new(), owner: None, capacity }
    }

    fn takes(&mut self, entry: &Entry) -> bool {
        let is_same_owner = self.owner.as_ref().is_none_or(|owner| *owner == entry.owner);
        let frame = if self.owner.is_none() {
            entry.owner.body_head().len() + Owner::BODY_TAIL.len()
        } else {
            ",".len()
        };
        let bytes = self.capacity.bytes.checked_sub(entry.json.len() + frame);
        let (true, Some(bytes), Some(events)) = (is_same_owner, bytes, self.capacity.events.checked_sub(1))
        else {
            return false;
        };
        self.capacity = Capacity { events, bytes };
        self.owner = Some(Rc::clone(&entry.owner));
        self.ids.push(entry.id.clone());
        true
    }
}
