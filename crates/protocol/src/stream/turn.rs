//! What one turn has delivered so far, and what of the next item is new: numbering, resumption, each action once.
//! The bytes and the two encodings are behind it, in the decoders.

use serde_json::Value;
use std::mem;

use crate::Object;
use crate::action::Action;
use crate::json::{self, Halves};
use crate::message::Done;

use super::event::{StreamEvent, Warning};
use super::once::{Admission, Once};
use super::{control_record, sse};

#[derive(Debug, Default)]
pub(super) struct Turn {
    out: Vec<StreamEvent>,
    once: Once,
    last_id: Option<u64>,
    /// Something of the answer was delivered, so that an answer from its start replaces it.
    has_content: bool,
    /// Reconnected with something delivered, and nothing came yet that tells whether the server resumes. A server
    /// that knows nothing of resuming answers from the start, without ids; appending that would double the text.
    awaits_resumption: bool,
    /// An action came and the list that repeats all of them did not yet.
    awaits_list: bool,
    is_done: bool,
    /// A piece of the answer could not be read.
    is_lacking: bool,
    /// Half a character at the end of the text so far.
    halves: Halves,
    told_too_many: bool,
}

impl Turn {
    pub(super) fn take_events(&mut self) -> Vec<StreamEvent> {
        mem::take(&mut self.out)
    }

    pub(super) fn last_id(&self) -> Option<u64> {
        self.last_id
    }

    pub(super) fn is_done(&self) -> bool {
        self.is_done
    }

    /// All came, but not all of it could be read.
    pub(super) fn is_lacking(&self) -> bool {
        self.is_done && self.is_lacking
    }

    /// An event was dropped: what it held is missing, whatever comes after.
    pub(super) fn lack(&mut self, warning: Warning) {
        self.is_lacking = true;
        self.warn(warning);
    }

    /// Text came and no list of actions is missing.
    pub(super) fn is_whole_text(&self) -> bool {
        self.has_content && !self.awaits_list
    }

    pub(super) fn reconnect(&mut self) {
        self.awaits_resumption = self.has_content;
        self.awaits_list = false;
        self.is_done = false;
    }

    pub(super) fn read_record_item(&mut self, item: control_record::Item<'_>) {
        if self.awaits_resumption && !matches!(item, control_record::Item::Warning(_)) {
            self.restart();
        }
        match item {
            control_record::Item::Text(text) => self.text(text),
            control_record::Item::Action(json) => {
                self.awaits_list = true;
                self.action(json);
            }
            control_record::Item::Actions(json) => {
                self.awaits_list = false;
                self.has_content = true;
                self.list_json(json);
            }
            control_record::Item::Warning(warning) => self.warn(Warning::Record(warning)),
        }
    }

    pub(super) fn read_event(&mut self, event: sse::Event<'_>) {
        let id = event.id.and_then(|id| id.parse::<u64>().ok());
        let is_end = matches!(event.kind, "done" | "error");
        let begins_anew = match id {
            Some(id) => id == 0 && self.has_content,
            None => self.awaits_resumption && !is_end,
        };
        if begins_anew {
            self.restart();
        } else if self.is_done || id.is_some_and(|id| self.last_id.is_some_and(|last| id <= last)) {
            return;
        }
        self.awaits_resumption = false;
        self.last_id = id.or(self.last_id);
        if is_end {
            self.end_text();
        }
        match event.kind {
            "token" => self.token(event.data),
            "action" => self.action(event.data),
            "done" => self.done(event.data),
            "error" => self.error(event.data),
            kind => {
                self.has_content = true;
                self.out.push(StreamEvent::Other { kind: kind.to_owned(), data: event.data.to_owned() });
            }
        }
    }

    fn restart(&mut self) {
        self.awaits_resumption = false;
        self.is_done = false;
        self.is_lacking = false;
        self.halves = Halves::default();
        self.last_id = None;
        self.once.begin_list();
        self.out.push(StreamEvent::Restarted);
    }

    fn token(&mut self, json: &str) {
        let Some(piece) = json::read_piece(json).filter(|it| it.value.is_object()) else {
            return self.lack(Warning::Payload);
        };
        let content = piece.value.get("content").and_then(Value::as_str).unwrap_or_default();
        let text = self.halves.join(content, piece.has_halves);
        self.text(&text);
    }

    fn end_text(&mut self) {
        if let Some(half) = self.halves.end() {
            self.text(half.encode_utf8(&mut [0; 4]));
        }
    }

    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.has_content = true;
        if let Some(StreamEvent::Text(last)) = self.out.last_mut() {
            last.push_str(text);
        } else {
            self.out.push(StreamEvent::Text(text.to_owned()));
        }
    }

    fn action(&mut self, json: &str) {
        self.has_content = true;
        match read_object(json) {
            Some(action) => self.deliver(Action(action)),
            None => self.warn(Warning::Payload),
        }
    }

    /// One entry that is no action costs the others nothing.
    fn list_json(&mut self, json: &str) {
        match json::read(json) {
            Some(Value::Array(values)) => self.list(values),
            _ => self.warn(Warning::Payload),
        }
    }

    fn list(&mut self, values: Vec<Value>) {
        self.once.begin_list();
        for value in values {
            match value {
                Value::Object(object) => self.deliver(Action(object)),
                _ => self.warn(Warning::Payload),
            }
        }
    }

    fn deliver(&mut self, action: Action) {
        match self.once.admit(&action) {
            Admission::New => self.out.push(StreamEvent::Action(action)),
            Admission::Known => {}
            Admission::Full if mem::replace(&mut self.told_too_many, true) => {}
            Admission::Full => self.warn(Warning::TooManyActions),
        }
    }

    fn done(&mut self, json: &str) {
        let mut done = read_object(json).unwrap_or_else(|| {
            self.warn(Warning::Payload);
            Object::new()
        });
        self.list(match done.remove("actions") {
            Some(Value::Array(actions)) => actions,
            _ => Vec::new(),
        });
        self.is_done = true;
        self.has_content = true;
        self.out.push(StreamEvent::Done(Done {
            tokens_used: done.get("tokens_used").and_then(Value::as_u64),
            latency_ms: done.get("latency_ms").and_then(Value::as_u64),
            session_id: done.get("session_id").and_then(Value::as_str).map(str::to_owned),
            cut: done.get("cut").and_then(Value::as_str).map(str::to_owned),
            handled_by: done.get("handled_by").and_then(Value::as_str).map(str::to_owned),
            actions: Vec::new(),
        }));
    }

    fn error(&mut self, json: &str) {
        let body = read_object(json).unwrap_or_default();
        let text = body.get("error").and_then(Value::as_str).filter(|text| !text.is_empty()).unwrap_or(json);
        let code = body.get("code").and_then(Value::as_str).map(str::to_owned);
        self.out.push(StreamEvent::Error(text.to_owned(), code));
    }

    pub(super) fn warn(&mut self, warning: Warning) {
        self.out.push(StreamEvent::Warning(warning));
    }
}

/// Payloads are read as plain JSON and looked into: a deserializer per payload type would weigh 4 KB (brotli) in
/// the widget, and a field of an unexpected type would cost the rest.
fn read_object(json: &str) -> Option<Object> {
    if let Some(Value::Object(object)) = json::read(json) { Some(object) } else { None }
}
