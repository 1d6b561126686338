//! One captured event while it waits: made from what the tracker saw, and rewritten only in its time of capture.

use std::rc::Rc;

use halo_protocol::event::{AT_KEY, Event, ID_KEY, trim_metadata};
use serde_json::Value;

use super::clock::{Captured, Clock};
use super::drops::DropReason;
use super::id::event_id;
use super::policy::{
    BATCH_BYTES, CLOCK_GRAIN_MS, EVENT_BYTES, EVENT_LIFE_MS, SERIES_TRIES, STORED_EXTRA_BYTES,
};
use crate::core::moment::{Moment, rfc3339};

/// Whose events these are, at the moment of capture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owner {
    /// The identified user; absent: anonymous.
    pub user_id: Option<String>,
    /// The session.
    pub session_id: Option<String>,
}

impl Owner {
    pub(super) const BODY_TAIL: &str = "]}";

    /// A JSON object with these fields, up to where others follow.
    pub(super) fn opening(&self) -> String {
        let mut head = "{".to_owned();
        for (name, value) in [("\"user_id\":", &self.user_id), ("\"session_id\":", &self.session_id)] {
            if let Some(value) = value {
                head.push_str(name);
                head.push_str(&serde_json::to_string(value).unwrap_or_default());
                head.push(',');
            }
        }
        head
    }

    /// A request body up to its first event.
    pub(super) fn body_head(&self) -> String {
        self.opening() + "\"events\":["
    }
}

#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) id: String,
    /// The event as it goes over the wire.
    pub(super) json: String,
    pub(super) owner: Rc<Owner>,
    pub(super) captured: Captured,
    /// How old it was when this page got it, and when that was by the monotonic clock.
    pub(super) age_ms: u64,
    pub(super) since_mono_ms: u64,
    pub(super) tries: u32,
    /// What it waited between tries so far.
    pub(super) waited_ms: u64,
    /// Not to be sent before, by the monotonic clock: another page may still have it in a request.
    pub(super) held_until_ms: u64,
    /// The request that carries it now.
    pub(super) request: Option<u32>,
}

impl Entry {
    /// Makes the event ready for the wire: capped, trimmed, with its id and time.
    pub(super) fn capture(mut event: Event, owner: Rc<Owner>, now: Moment) -> Result<Self, DropReason> {
        event.cap();
        let id = event_id(now.unix_ms, now.entropy);
        event.metadata.insert(ID_KEY.to_owned(), id.clone().into());
        event.metadata.insert(AT_KEY.to_owned(), rfc3339(now.unix_ms).into());
        if event.event_type.trim().is_empty() {
            return Err(DropReason::Invalid);
        }
        if !trim_metadata(&mut event.metadata) {
            return Err(DropReason::TooLarge);
        }
        let json = wire(&event, &owner).ok_or(DropReason::TooLarge)?;
        Ok(Self {
            id,
            json,
            owner,
            captured: Captured { unix_ms: now.unix_ms, mono_ms: Some(now.mono_ms) },
            age_ms: 0,
            since_mono_ms: now.mono_ms,
            tries: 0,
            waited_ms: 0,
            held_until_ms: 0,
            request: None,
        })
    }

    /// What it takes of the room, in memory and in storage, at most: owners are stored once for all their events.
    pub(super) fn bytes(&self) -> usize {
        self.json.len() + self.owner.body_head().len() + STORED_EXTRA_BYTES
    }

    pub(super) fn age_ms(&self, now: Moment) -> u64 {
        self.age_ms.saturating_add(now.mono_ms.saturating_sub(self.since_mono_ms))
    }

    pub(super) fn is_expired(&self, now: Moment) -> bool {
        self.age_ms(now) >= EVENT_LIFE_MS
    }

    /// How many series of tries it saw fail whole.
    pub(super) fn failed_series(&self) -> u32 {
        self.tries / SERIES_TRIES
    }

    /// The event with its time of capture as it is known now.
    pub(super) fn wire_json(&self, clock: &Clock, now: Moment) -> String {
        let happened_ms = clock.happened_ms(self.captured, now);
        let correction_ms = happened_ms.cast_signed().saturating_sub(self.captured.unix_ms.cast_signed());
        if correction_ms.abs() < CLOCK_GRAIN_MS {
            return self.json.clone();
        }
        let corrected = serde_json::from_str::<Value>(&self.json).ok().and_then(|mut event| {
            let metadata = event.get_mut("metadata")?.as_object_mut()?;
            metadata.insert(AT_KEY.to_owned(), rfc3339(happened_ms).into());
            serde_json::to_string(&event).ok()
        });
        corrected.unwrap_or_else(|| self.json.clone())
    }
}

/// An event's JSON text, if it is not too long, alone and in the smallest body.
pub(super) fn wire(event: &Event, owner: &Owner) -> Option<String> {
    let json = serde_json::to_string(event).ok()?;
    let body_bytes = owner.body_head().len() + json.len() + Owner::BODY_TAIL.len();
    (json.len() <= EVENT_BYTES && body_bytes <= BATCH_BYTES).then_some(json)
}
