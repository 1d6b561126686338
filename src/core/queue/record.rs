//! A page's queue as text in storage, written and read back. What is read was perhaps written by another version,
//! another project, the host page or a cosmic ray: it is checked as if a stranger had sent it.

use std::rc::Rc;

use halo_protocol::Object;
use halo_protocol::event::Event;
use serde_json::Value;

use super::clock::Captured;
use super::entry::{Entry, Owner, wire};
use super::policy::{EVENT_LIFE_MS, RECORD_BYTES, TIMEOUT_MS};
use crate::core::http_date::RETRY_AFTER_MAX_MS;
use crate::core::moment::Moment;

/// Longest id that is taken over, in bytes; ours have 36.
const ID_BYTES: usize = 64;

/// What the head of a record says beside the events.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Head {
    /// The page was left in order: nobody writes the record any more.
    pub(super) is_left: bool,
    pub(super) limiter: u64,
    /// How long the server still wants to be left alone.
    pub(super) retry_after_ms: u64,
}

/// Why a record is not taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unusable {
    /// Not a record of ours.
    Corrupt,
    /// Of another project, and perhaps in use.
    Foreign,
    /// Of another project, and too old to matter.
    ForeignAndExpired,
}

#[derive(Debug)]
pub(super) struct Record {
    pub(super) head: Head,
    /// Time since it was written.
    pub(super) elapsed_ms: u64,
    pub(super) entries: Vec<Entry>,
    /// Events that could not be read.
    pub(super) corrupt: usize,
}

/// The text begins the same for all records of a project that are left, or are not.
fn opening(project: &str, is_left: bool) -> String {
    let project = serde_json::to_string(project).unwrap_or_default();
    let is_left = if is_left { "true" } else { "false" };
    ["{\"v\":1,\"left\":", is_left, ",\"project\":", &project, ","].concat()
}

/// Whether it is, at first sight, a record of this project whose page may still live.
pub(super) fn may_be_in_use(text: &str, project: &str) -> bool {
    text.starts_with(&opening(project, false))
}

pub(super) fn write<'a>(
    project: &str,
    head: Head,
    entries: impl Iterator<Item = &'a Entry>,
    now: Moment,
) -> String {
    let mut owners: Vec<Rc<Owner>> = Vec::new();
    let mut events = String::new();
    for entry in entries {
        let known = owners.iter().position(|owner| *owner == entry.owner);
        let owner = known.unwrap_or_else(|| {
            owners.push(Rc::clone(&entry.owner));
            owners.len() - 1
        });
        events.push_str(if events.is_empty() { "{" } else { ",{" });
        for (name, number) in [
            ("\"owner\":", owner as u64),
            (",\"at\":", entry.captured.unix_ms),
            (",\"age\":", entry.age_ms(now)),
            (",\"tries\":", u64::from(entry.tries)),
            (",\"waited\":", entry.waited_ms),
        ] {
            push_number(&mut events, name, number);
        }
        if entry.request.is_some() {
            events.push_str(",\"sent\":true");
        }
        events.push_str(",\"event\":");
        events.push_str(&entry.json);
        events.push('}');
    }
    let mut text = opening(project, head.is_left);
    push_number(&mut text, "\"beat\":", now.unix_ms);
    push_number(&mut text, ",\"limiter\":", head.limiter);
    push_number(&mut text, ",\"retry\":", head.retry_after_ms);
    text.push_str(",\"owners\":[");
    for (index, owner) in owners.iter().enumerate() {
        text.push_str(if index > 0 { "," } else { "" });
        text.push_str(owner.opening().trim_end_matches(','));
        text.push('}');
    }
    text.push_str("],\"events\":[");
    text.push_str(&events);
    text.push_str("]}");
    text
}

fn push_number(text: &mut String, name: &str, number: u64) {
    text.push_str(name);
    text.push_str(&number.to_string());
}

/// The version of the form; another one is not read.
const VERSION: u64 = 1;

/// Read field by field, not into structs: what serde derives for them weighs 7 KB.
pub(super) fn read(text: &str, project: &str, now: Moment) -> Result<Record, Unusable> {
    if text.len() > RECORD_BYTES {
        return Err(Unusable::Corrupt);
    }
    let stored = match serde_json::from_str(text) {
        Ok(Value::Object(stored)) if number(&stored, "v") == Some(VERSION) => stored,
        _ => return Err(Unusable::Corrupt),
    };
    let beat_ms = number(&stored, "beat").ok_or(Unusable::Corrupt)?;
    let elapsed_ms = now.unix_ms.saturating_sub(beat_ms);
    if stored.get("project").and_then(Value::as_str).ok_or(Unusable::Corrupt)? != project {
        let is_old = elapsed_ms > EVENT_LIFE_MS;
        return Err(if is_old { Unusable::ForeignAndExpired } else { Unusable::Foreign });
    }
    read_own(stored, elapsed_ms, now).ok_or(Unusable::Corrupt)
}

fn read_own(mut stored: Object, elapsed_ms: u64, now: Moment) -> Option<Record> {
    let owners = list(&mut stored, "owners")?.into_iter().map(owner).collect::<Option<Vec<_>>>()?;
    let events = list(&mut stored, "events")?;
    let met = events.len();
    let entries: Vec<Entry> =
        events.into_iter().filter_map(|value| restore(value, &owners, elapsed_ms, now)).collect();
    let retry_after_ms = number(&stored, "retry")?.min(RETRY_AFTER_MAX_MS).saturating_sub(elapsed_ms);
    let limiter = number(&stored, "limiter")?;
    let head = Head { is_left: stored.get("left")?.as_bool()?, limiter, retry_after_ms };
    Some(Record { head, elapsed_ms, corrupt: met - entries.len(), entries })
}

fn number(object: &Object, key: &str) -> Option<u64> {
    object.get(key)?.as_u64()
}

fn list(object: &mut Object, key: &str) -> Option<Vec<Value>> {
    if let Value::Array(list) = object.remove(key)? { Some(list) } else { None }
}

/// A text that may be absent; `None`: it is something else.
fn text(object: &mut Object, key: &str) -> Option<Option<String>> {
    match object.remove(key) {
        None | Some(Value::Null) => Some(None),
        Some(Value::String(text)) => Some(Some(text)),
        Some(_) => None,
    }
}

fn owner(value: Value) -> Option<Rc<Owner>> {
    let Value::Object(mut fields) = value else { return None };
    let (user_id, session_id) = (text(&mut fields, "user_id")?, text(&mut fields, "session_id")?);
    Some(Rc::new(Owner { user_id, session_id }))
}

fn event(value: Value) -> Option<Event> {
    let Value::Object(mut fields) = value else { return None };
    Some(Event {
        event_type: text(&mut fields, "event_type")??,
        element_selector: text(&mut fields, "element_selector")?,
        page_url: text(&mut fields, "page_url")?,
        session_id: text(&mut fields, "session_id")?,
        metadata: if let Value::Object(metadata) = fields.remove("metadata")? {
            metadata
        } else {
            return None;
        },
    })
}

/// An event that was in a request counts one more try, and waits until that request is over for sure.
fn restore(value: Value, owners: &[Rc<Owner>], elapsed_ms: u64, now: Moment) -> Option<Entry> {
    let Value::Object(mut stored) = value else { return None };
    let event = event(stored.remove("event")?)?;
    event.check().ok()?;
    let id = event.id().filter(|id| !id.is_empty() && id.len() <= ID_BYTES)?.to_owned();
    let was_sent = stored.get("sent").and_then(Value::as_bool).unwrap_or_default();
    let timeout_ms = if was_sent { TIMEOUT_MS.saturating_sub(elapsed_ms) } else { 0 };
    let owner = Rc::clone(owners.get(usize::try_from(number(&stored, "owner")?).ok()?)?);
    let tries = u32::try_from(number(&stored, "tries")?).ok()?;
    Some(Entry {
        id,
        json: wire(&event, &owner)?,
        owner,
        captured: Captured { unix_ms: number(&stored, "at")?, mono_ms: None },
        age_ms: number(&stored, "age")?.saturating_add(elapsed_ms),
        since_mono_ms: now.mono_ms,
        tries: tries.saturating_add(u32::from(was_sent)),
        waited_ms: number(&stored, "waited")?,
        held_until_ms: now.mono_ms.saturating_add(timeout_ms),
        request: None,
    })
}
