//! Decodes the `text/plain` answer: text with control records between two U+001E, from byte chunks cut anywhere.
//! Checks that a record is JSON and leaves its meaning, and delivering each action once, to `answer.rs`.

use serde_json::Value;
use std::mem;

use super::scan::{Scan, Verdict};
use super::utf8::Utf8;

/// The byte on both sides of a control record.
pub const SEPARATOR: u8 = 0x1E;

/// The longest record, in bytes between its separators: an action is under 4 KiB, so this is room for a large list of
/// them while an answer that never closes a record cannot grow without bound.
pub const MAX_RECORD_BYTES: usize = 1024 * 1024;

/// The most records of one answer that are read, broken ones included. A turn resolves a handful of actions; a
/// thousand is an attack or a fault, and each one may touch the host page.
pub const MAX_RECORDS: usize = 1_000;

const ACTION: &str = "__ACTION__";
const ACTIONS: &str = "__ACTIONS__";

/// What every control record begins with, also those that this version does not know.
const MARKER: &[u8] = b"__";

/// What the two known records begin with.
const KNOWN_MARKER: &[u8] = b"__ACTION";

const LF: u8 = b'\n';

/// What was passed over, said once per place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warning {
    /// The record's body is not JSON; skipped up to the next U+001E or LF.
    Malformed,
    /// A record of a kind that this version does not know.
    Unknown,
    /// A U+001E that opens no record; dropped, the text goes on.
    Stray,
    /// A record over [`MAX_RECORD_BYTES`]; skipped up to the next U+001E or LF.
    TooLong,
    /// More records than [`MAX_RECORDS`]; the rest are skipped in silence.
    TooMany,
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Malformed => f.write_str("a control record of the answer is not JSON and was skipped"),
            Self::Unknown => f.write_str("a control record of an unknown kind was skipped"),
            Self::Stray => f.write_str("a record separator without a record was dropped from the answer"),
            Self::TooLong => {
                write!(f, "a control record is longer than {MAX_RECORD_BYTES} bytes and was skipped")
            }
            Self::TooMany => {
                write!(f, "the answer has more than {MAX_RECORDS} control records; the rest were skipped")
            }
        }
    }
}

/// What the decoder found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item<'a> {
    /// A piece of the text, never with U+001E in it.
    Text(&'a str),
    /// The JSON text of one resolved action.
    Action(&'a str),
    /// The JSON text of the final list that repeats the actions.
    Actions(&'a str),
    /// Something was passed over.
    Warning(Warning),
}

/// A decoder for one response body. Holds at most one record and a begun character.
#[derive(Debug, Default)]
pub struct Decoder {
    state: State,
    utf8: Utf8,
    /// The begun record, from behind its first separator.
    record: Vec<u8>,
    scan: Scan,
    records: usize,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum State {
    #[default]
    Text,
    /// Behind a separator, before its marker is whole.
    Opened,
    /// Behind the separator that ended a broken record. If the broken one had lost its own end, this one opens the
    /// next record, and taking it for an end would turn that record into text.
    EndedBroken,
    Record,
    /// Inside a record that is given up: up to the next separator or LF.
    Skip,
}

impl Decoder {
    /// A decoder at the start of an answer.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads the next bytes and hands out what they complete. Text is handed out at once.
    pub fn push(&mut self, bytes: &[u8], on_item: &mut dyn FnMut(Item<'_>)) {
        let mut rest = bytes;
        while let Some((first, after_first)) = rest.split_first() {
            match self.state {
                State::Text => rest = self.read_text(rest, on_item),
                State::Skip => rest = self.skip(rest),
                State::Opened => {
                    rest = if self.open(*first, MARKER, on_item) { after_first } else { rest };
                }
                State::EndedBroken => {
                    rest = if self.open(*first, KNOWN_MARKER, on_item) { after_first } else { rest };
                }
                State::Record => rest = self.read_record(rest, on_item),
            }
        }
    }

    /// Whether the body may end here: outside a record and a character. What an unfinished one holds is not text.
    #[must_use]
    pub fn ends_cleanly(&self) -> bool {
        let is_between = match self.state {
            State::Text => true,
            State::EndedBroken => self.record.is_empty(),
            State::Opened | State::Record | State::Skip => false,
        };
        is_between && !self.utf8.is_inside_character()
    }

    fn read_text<'a>(&mut self, bytes: &'a [u8], on_item: &mut dyn FnMut(Item<'_>)) -> &'a [u8] {
        let end = bytes.iter().position(|byte| *byte == SEPARATOR);
        let (text, rest) = end.and_then(|end| bytes.split_at_checked(end)).unwrap_or((bytes, &[]));
        self.utf8.push(text, &mut |text| on_item(Item::Text(text)));
        let Some((_, after)) = rest.split_first() else { return rest };
        self.utf8.end_text(&mut |text| on_item(Item::Text(text)));
        self.begin(State::Opened);
        after
    }

    fn begin(&mut self, state: State) {
        self.state = state;
        self.record.clear();
        self.scan = Scan::default();
    }

    /// Takes one byte into the marker; false when the byte does not belong to one and is to be read again.
    fn open(&mut self, byte: u8, marker: &[u8], on_item: &mut dyn FnMut(Item<'_>)) -> bool {
        if marker.get(self.record.len()) != Some(&byte) {
            if self.state == State::Opened {
                self.warn(Warning::Stray, on_item);
            }
            self.state = State::Text;
            let not_a_marker = mem::take(&mut self.record);
            self.utf8.push(&not_a_marker, &mut |text| on_item(Item::Text(text)));
            return false;
        }
        self.record.push(byte);
        if self.record.len() == marker.len() {
            self.state = State::Record;
        }
        true
    }

    fn read_record<'a>(&mut self, bytes: &'a [u8], on_item: &mut dyn FnMut(Item<'_>)) -> &'a [u8] {
        let end = bytes.iter().position(|byte| *byte == SEPARATOR).unwrap_or(bytes.len());
        let room = MAX_RECORD_BYTES.saturating_sub(self.record.len());
        let (verdict, read) = self.scan.read(bytes.get(..end.min(room)).unwrap_or(bytes));
        let (taken, rest) = bytes.split_at_checked(read).unwrap_or((bytes, &[]));
        self.record.extend_from_slice(taken);
        if verdict == Verdict::Broken {
            self.give_up(Warning::Malformed, on_item);
            return rest;
        }
        match rest.split_first() {
            None => rest,
            Some((&SEPARATOR, after)) => {
                self.end_record(on_item);
                after
            }
            Some(_) => {
                self.scan.forget_line_end();
                self.give_up(Warning::TooLong, on_item);
                rest
            }
        }
    }

    fn end_record(&mut self, on_item: &mut dyn FnMut(Item<'_>)) {
        let bytes = mem::take(&mut self.record);
        let record = String::from_utf8_lossy(&bytes);
        let (is_list, json) = match (record.strip_prefix(ACTION), record.strip_prefix(ACTIONS)) {
            (Some(json), _) => (false, json),
            (None, Some(json)) => (true, json),
            (None, None) => {
                self.begin(State::Text);
                self.warn(Warning::Unknown, on_item);
                return;
            }
        };
        if serde_json::from_str::<Value>(json).is_err() {
            self.record = bytes;
            self.give_up(Warning::Malformed, on_item);
            if self.state == State::Text {
                self.utf8.end_text(&mut |text| on_item(Item::Text(text)));
            }
            self.begin(State::EndedBroken);
            return;
        }
        self.begin(State::Text);
        if is_list {
            on_item(Item::Actions(json));
        } else if self.counts(on_item) {
            on_item(Item::Action(json));
        }
    }

    /// Leaves a broken record: what stands behind its last line end was text all along, where there is none the
    /// rest up to the next separator or LF is skipped.
    fn give_up(&mut self, why: Warning, on_item: &mut dyn FnMut(Item<'_>)) {
        self.warn(why, on_item);
        let record = mem::take(&mut self.record);
        let text_bytes = self.scan.since_line_end();
        let text_start = text_bytes.and_then(|count| record.len().checked_sub(count));
        let Some(text) = text_start.and_then(|start| record.get(start..)) else {
            self.begin(State::Skip);
            return;
        };
        self.begin(State::Text);
        self.utf8.push(text, &mut |text| on_item(Item::Text(text)));
    }

    fn skip<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let Some(end) = bytes.iter().position(|byte| matches!(*byte, SEPARATOR | LF)) else { return &[] };
        let (_, rest) = bytes.split_at_checked(end).unwrap_or((bytes, &[]));
        match rest.split_first() {
            Some((&SEPARATOR, after)) => {
                self.begin(State::EndedBroken);
                after
            }
            _ => {
                self.begin(State::Text);
                rest
            }
        }
    }

    fn warn(&mut self, warning: Warning, on_item: &mut dyn FnMut(Item<'_>)) {
        if self.counts(on_item) {
            on_item(Item::Warning(warning));
        }
    }

    /// Counts a record; false for those past the limit, of which the first is told.
    fn counts(&mut self, on_item: &mut dyn FnMut(Item<'_>)) -> bool {
        self.records = self.records.saturating_add(1);
        if self.records == MAX_RECORDS + 1 {
            on_item(Item::Warning(Warning::TooMany));
        }
        self.records <= MAX_RECORDS
    }
}
