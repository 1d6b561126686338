//! `/events`: behavioural events and their batches.
//! The API has no id and no timestamp, so metadata carries them under `$id` and `$at` (extension).

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::limits::{self, Invalid};
use crate::{Object, null_as_default};

/// Metadata key of an event's UUID: a server stores one event per id (extension).
pub const ID_KEY: &str = "$id";
/// Metadata key of the moment of capture, RFC 3339 UTC (extension).
pub const AT_KEY: &str = "$at";
/// Metadata key that marks cut values: the number of strings that were cut (extension).
pub const TRIMMED_KEY: &str = "$trimmed";

/// One behavioural event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// What happened, such as `page_view`; at most 100 characters.
    pub event_type: String,
    /// CSS selector of the element it happened to; at most 500 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub element_selector: Option<String>,
    /// The page, without fragment and secrets; at most 2,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_url: Option<String>,
    /// Anything else; at most 10,000 bytes of JSON.
    #[serde(default, skip_serializing_if = "Object::is_empty", deserialize_with = "null_as_default")]
    pub metadata: Object,
    /// The session, where it is not the batch's; at most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
}

/// Body of `POST /events`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventBatch {
    /// The identified user all events belong to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// The session all events belong to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// One to 100 events.
    pub events: Vec<Event>,
}

/// Answer of `POST /events`: the API's own acknowledgement. Any other 2xx body is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ack {
    /// Always true in a 200.
    pub success: bool,
}

impl Event {
    /// The event's id, if it carries one.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.metadata.get(ID_KEY).and_then(Value::as_str)
    }

    /// Cuts the capped fields to their limits.
    pub fn cap(&mut self) {
        limits::cap_chars(&mut self.event_type, limits::EVENT_TYPE_CHARS);
        for (field, allowed) in [
            (&mut self.element_selector, limits::SELECTOR_CHARS),
            (&mut self.page_url, limits::PAGE_URL_CHARS),
            (&mut self.session_id, limits::SESSION_ID_CHARS),
        ] {
            if let Some(text) = field {
                limits::cap_chars(text, allowed);
            }
        }
    }

    /// Says whether a server may store the event.
    ///
    /// # Errors
    /// A missing `event_type` or metadata over 10,000 bytes.
    pub fn check(&self) -> Result<(), Invalid> {
        limits::check_present("event_type", &self.event_type)?;
        limits::check_bytes("metadata", limits::json_bytes(&self.metadata), limits::METADATA_BYTES)
    }
}

impl EventBatch {
    /// Says whether a server may take the batch: its size, then each event.
    ///
    /// # Errors
    /// The first [`Invalid`] met.
    pub fn check(&self) -> Result<(), Invalid> {
        if self.events.is_empty() {
            return Err(Invalid::Missing { field: "events" });
        }
        limits::check_entries("events", self.events.len(), limits::BATCH_EVENTS)?;
        self.events.iter().try_for_each(Event::check)
    }
}

/// Cuts the largest string values, at any depth, until the metadata fits 10,000 bytes, and marks it with
/// [`TRIMMED_KEY`]. Keys that start with `$` are never cut. Returns whether it fits now: an object made large by
/// its keys or numbers cannot be helped.
pub fn trim_metadata(metadata: &mut Object) -> bool {
    let mut trimmed = 0_u32;
    loop {
        let size = limits::json_bytes(metadata);
        let Some(excess) = size.checked_sub(limits::METADATA_BYTES).filter(|excess| *excess > 0) else {
            return true;
        };
        let Some(largest) = largest_string(metadata) else { return false };
        // Half at least goes each time, so the loop is short; the mark itself needs room too.
        let keep = largest.len().saturating_sub(excess + MARK_BYTES).min(largest.len() / 2);
        let at = (0..=keep).rev().find(|at| largest.is_char_boundary(*at)).unwrap_or(0);
        largest.truncate(at);
        trimmed += 1;
        metadata.insert(TRIMMED_KEY.to_owned(), trimmed.into());
    }
}

/// Room for `,"$trimmed":4294967295`.
const MARK_BYTES: usize = 22;

/// A string shorter than this is not worth cutting.
const SHORTEST_CUT_BYTES: usize = 16;

fn largest_string(metadata: &mut Object) -> Option<&mut String> {
    metadata
        .iter_mut()
        .filter(|(key, _)| !key.starts_with('$'))
        .filter_map(|(_, value)| largest_in(value))
        .max_by_key(|text| text.len())
}

fn largest_in(value: &mut Value) -> Option<&mut String> {
    match value {
        Value::String(text) if text.len() >= SHORTEST_CUT_BYTES => Some(text),
        Value::Array(values) => values.iter_mut().filter_map(largest_in).max_by_key(|text| text.len()),
        Value::Object(map) => map.values_mut().filter_map(largest_in).max_by_key(|text| text.len()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn object(value: Value) -> Object {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn the_largest_strings_are_cut_first_and_the_mark_counts_them() {
        let mut it =
            object(json!({"$id":"0190","small":"keep me whole, please","deep":{"big":"é".repeat(9_000)}}));
        assert!(trim_metadata(&mut it));
        assert!(limits::json_bytes(&it) <= limits::METADATA_BYTES);
        assert_eq!(it["small"], "keep me whole, please");
        assert_eq!(it["$id"], "0190");
        assert_eq!(it[TRIMMED_KEY], 1);
    }

    #[test]
    fn metadata_that_fits_is_left_alone() {
        let mut it = object(json!({"a": "b"}));
        assert!(trim_metadata(&mut it));
        assert_eq!(it, object(json!({"a": "b"})));
    }

    #[test]
    fn numbers_alone_cannot_be_cut() {
        let mut it = object(json!({"list": (0..9_000).collect::<Vec<_>>()}));
        assert!(!trim_metadata(&mut it));
    }

    #[test]
    fn a_batch_of_none_or_too_many_is_refused() {
        let one = Event { event_type: "click".into(), ..Event::default() };
        assert_eq!(EventBatch::default().check().unwrap_err().to_string(), "events is required");
        let batch = EventBatch { events: vec![one; 101], ..EventBatch::default() };
        assert_eq!(
            batch.check().unwrap_err().to_string(),
            "events has 101 entries; at most 100 entries are allowed"
        );
    }

    #[test]
    fn capped_fields_are_cut_not_refused() {
        let mut it =
            Event { event_type: "x".repeat(300), page_url: Some("u".repeat(3_000)), ..Event::default() };
        it.cap();
        assert_eq!((it.event_type.len(), it.page_url.unwrap().len()), (100, 2_000));
    }
}
