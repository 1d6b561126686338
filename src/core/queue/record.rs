//! A page's queue as text in storage, written and read back. What is read was perhaps written by another version,
//! another project, the host page or a cosmic ray: it is checked as if a stranger had sent it.

use std::rc::Rc;

use halo_protocol::event::Event;
use serde::Deserialize;
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
    text.push_str(",\"owners\":");
    text.push_str(
        &serde_json::to_string(&owners.iter().map(|owner| &**owner).collect::<Vec<_>>()).unwrap_or_default(),
    );
    text.push_str(",\"events\":[");
    text.push_str(&events);
    text.push_str("]}");
    text
}

fn push_number(text: &mut String, name: &str, number: u64) {
    text.push_str(name);
    text.push_str(&number.to_string());
}

#[derive(Deserialize)]
struct Stored {
    v: u64,
    left: bool,
    project: String,
    beat: u64,
    limiter: u64,
    retry: u64,
    owners: Vec<Owner>,
    events: Vec<Value>,
}

#[derive(Deserialize)]
struct StoredEvent {
    owner: usize,
    at: u64,
    age: u64,
    tries: u32,
    waited: u64,
    #[serde(default)]
    sent: bool,
    event: Event,
}

/// The version of the form; another one is not read.
const VERSION: u64 = 1;

pub(super) fn read(text: &str, project: &str, now: Moment) -> Result<Record, Unusable> {
    if text.len() > RECORD_BYTES {
        return Err(Unusable::Corrupt);
    }
    let stored: Stored = serde_json::from_str(text).map_err(|_| Unusable::Corrupt)?;
    let elapsed_ms = now.unix_ms.saturating_sub(stored.beat);
    if stored.v != VERSION {
        return Err(Unusable::Corrupt);
    }
    if stored.project != project {
        let is_old = elapsed_ms > EVENT_LIFE_MS;
        return Err(if is_old { Unusable::ForeignAndExpired } else { Unusable::Foreign });
    }
    let owners: Vec<Rc<Owner>> = stored.owners.into_iter().map(Rc::new).collect();
    let met = stored.events.len();
    let entries: Vec<Entry> = stored
        .events
        .into_iter()
        .filter_map(|value| serde_json::from_value(value).ok())
        .filter_map(|event| restore(event, &owners, elapsed_ms, now))
        .collect();
    let retry_after_ms = stored.retry.min(RETRY_AFTER_MAX_MS).saturating_sub(elapsed_ms);
    let head = Head { is_left: stored.left, limiter: stored.limiter, retry_after_ms };
    Ok(Record { head, elapsed_ms, corrupt: met - entries.len(), entries })
}

/// An event that was in a request counts one more try, and waits until that request is over for sure.
fn restore(stored: StoredEvent, owners: &[Rc<Owner>], elapsed_ms: u64, now: Moment) -> Option<Entry> {
    stored.event.check().ok()?;
    let id = stored.event.id().filter(|id| !id.is_empty() && id.len() <= ID_BYTES)?.to_owned();
    let timeout_ms = if stored.sent { TIMEOUT_MS.saturating_sub(elapsed_ms) } else { 0 };
    let owner = Rc::clone(owners.get(stored.owner)?);
    Some(Entry {
        id,
        json: wire(&stored.event, &owner)?,
        owner,
        captured: Captured { unix_ms: stored.at, mono_ms: None },
        age_ms: stored.age.saturating_add(elapsed_ms),
        since_mono_ms: now.mono_ms,
        tries: stored.tries.saturating_add(u32::from(stored.sent)),
        waited_ms: stored.waited,
        held_until_ms: now.mono_ms.saturating_add(timeout_ms),
        request: None,
    })
}
