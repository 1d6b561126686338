//! Decodes `text/event-stream` as the WHATWG rules have it, from byte chunks cut anywhere.
//! Knows fields and events only: what an event means is `answer.rs`'s business, reading the network the caller's.

use std::mem;

pub use super::lines::MAX_LINE_BYTES;
use super::lines::{Line, Lines};

/// The longest `data` of one event, in bytes after its lines are joined: the same bound as for a line.
pub const MAX_EVENT_BYTES: usize = MAX_LINE_BYTES;

/// One dispatched event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event<'a> {
    /// The `event` field; `message` where the stream named none.
    pub kind: &'a str,
    /// The `data` fields joined by LF; may be empty.
    pub data: &'a str,
    /// The `id` field of this very event. The id that persists over events is [`Decoder::last_event_id`].
    pub id: Option<&'a str>,
}

/// What passed its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TooLong {
    /// A line over [`MAX_LINE_BYTES`].
    Line,
    /// An event's data over [`MAX_EVENT_BYTES`].
    Event,
}

impl std::fmt::Display for TooLong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (what, limit) = match self {
            Self::Line => ("a line of the event stream", MAX_LINE_BYTES),
            Self::Event => ("an event of the stream", MAX_EVENT_BYTES),
        };
        write!(f, "{what} is longer than {limit} bytes; its event was dropped")
    }
}

/// What the decoder found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item<'a> {
    /// A whole event.
    Event(Event<'a>),
    /// A comment line without its colon: a heartbeat. One over the line limit is passed over in silence.
    Comment(&'a str),
    /// Said once for an event that is dropped because it, or a line of it, is too long. Decoding goes on after it.
    TooLong(TooLong),
}

/// A decoder for one response body. Holds at most one line and one event.
#[derive(Debug, Default)]
pub struct Decoder {
    lines: Lines,
    fields: Fields,
}

#[derive(Debug, Default)]
struct Fields {
    kind: String,
    data: String,
    /// `data` was met. A `data` field without value makes an event with empty data, no `data` field makes none.
    has_data: bool,
    /// The current event passed a limit: nothing of it is kept, and it is not dispatched.
    drops_event: bool,
    id: String,
    /// The current event has an `id` field of its own.
    has_own_id: bool,
    last_event_id: String,
    retry_ms: Option<u64>,
}

impl Decoder {
    /// A decoder at the start of a stream.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The id that a reconnect sends as `Last-Event-ID`; empty where there is none. An id counts from the end of its
    /// event on, so one in an event that was cut off does not.
    #[must_use]
    pub fn last_event_id(&self) -> &str {
        &self.fields.last_event_id
    }

    /// The reconnection time in milliseconds that the stream set last.
    #[must_use]
    pub fn retry_ms(&self) -> Option<u64> {
        self.fields.retry_ms
    }

    /// Reads the next bytes and hands out what they complete. An event without its blank line is never handed out, so
    /// there is nothing to call at the end.
    pub fn push(&mut self, bytes: &[u8], on_item: &mut dyn FnMut(Item<'_>)) {
        let fields = &mut self.fields;
        self.lines.push(bytes, &mut |line| match line {
            Line::Whole(line) => fields.read(line, on_item),
            Line::TooLong { is_comment: true } => {}
            Line::TooLong { is_comment: false } => fields.drop_event(TooLong::Line, on_item),
        });
    }
}

impl Fields {
    fn read(&mut self, line: &[u8], on_item: &mut dyn FnMut(Item<'_>)) {
        if line.is_empty() {
            self.dispatch(on_item);
            return;
        }
        let colon = line.iter().position(|byte| *byte == b':').unwrap_or(line.len());
        let (name, value) = line.split_at_checked(colon).unwrap_or((line, &[]));
        let value = value.strip_prefix(b":").unwrap_or(value);
        // Line ends and colons are never part of a longer sequence, so decoding piece by piece gives what decoding
        // the whole stream gives.
        if name.is_empty() {
            on_item(Item::Comment(&String::from_utf8_lossy(value)));
        } else {
            self.read_field(name, value.strip_prefix(b" ").unwrap_or(value), on_item);
        }
    }

    fn read_field(&mut self, name: &[u8], value: &[u8], on_item: &mut dyn FnMut(Item<'_>)) {
        match name {
            b"data" => self.add_data(&String::from_utf8_lossy(value), on_item),
            b"event" => set(&mut self.kind, &String::from_utf8_lossy(value)),
            b"id" if !value.contains(&0) => {
                set(&mut self.id, &String::from_utf8_lossy(value));
                self.has_own_id = true;
            }
            b"retry" if !value.is_empty() && value.iter().all(u8::is_ascii_digit) => {
                self.retry_ms = Some(decimal(value));
            }
            _ => {}
        }
    }

    fn add_data(&mut self, value: &str, on_item: &mut dyn FnMut(Item<'_>)) {
        if self.drops_event {
            return;
        }
        if self.data.len() + usize::from(self.has_data) + value.len() > MAX_EVENT_BYTES {
            self.drop_event(TooLong::Event, on_item);
            return;
        }
        if mem::replace(&mut self.has_data, true) {
            self.data.push('\n');
        }
        self.data.push_str(value);
    }

    fn drop_event(&mut self, why: TooLong, on_item: &mut dyn FnMut(Item<'_>)) {
        self.data = String::new();
        if !mem::replace(&mut self.drops_event, true) {
            on_item(Item::TooLong(why));
        }
    }

    /// The blank line: the id counts even where no event is dispatched.
    fn dispatch(&mut self, on_item: &mut dyn FnMut(Item<'_>)) {
        let has_own_id = mem::take(&mut self.has_own_id);
        if has_own_id {
            set(&mut self.last_event_id, &self.id);
        }
        let has_data = mem::take(&mut self.has_data);
        if !mem::take(&mut self.drops_event) && has_data {
            on_item(Item::Event(Event {
                kind: if self.kind.is_empty() { "message" } else { &self.kind },
                data: &self.data,
                id: has_own_id.then_some(&self.id),
            }));
        }
        self.kind.clear();
        self.data.clear();
    }
}

fn set(target: &mut String, value: &str) {
    target.clear();
    target.push_str(value);
}

/// Digits to a number; one past the largest stays the largest.
fn decimal(digits: &[u8]) -> u64 {
    const BASE: u64 = 10;
    digits
        .iter()
        .fold(0, |number: u64, digit| number.saturating_mul(BASE).saturating_add(u64::from(digit - b'0')))
}
