//! What one call of a model brought, put together from its pieces: text, calls of tools, tokens, and why it ended.

use halo_protocol::Object;
use halo_protocol::json::{Halves, JsonPiece};
use serde_json::{Value, json};

use super::thinking::Thinking;
use super::{Cut, Fault, completion_chunk, refusal};

/// Arguments longer than this are refused.
const ARGUMENT_BYTES: usize = 64 * 1024;
/// Calls of tools of one answer; a model that wants more is out of its mind.
pub(super) const MOST_CALLS: usize = 8;

/// A tool that the model wants used.
#[derive(Debug, Default)]
pub(super) struct Call {
    index: Option<u64>,
    pub(super) id: String,
    pub(super) name: String,
    pub(super) arguments: String,
    halves: Halves,
}

/// What came so far.
#[derive(Debug, Default)]
pub(super) struct Heard {
    pub(super) text: String,
    pub(super) calls: Vec<Call>,
    pub(super) tokens: u64,
    /// Why it ended, once it has.
    finish: Option<String>,
    /// A reason was told that says nothing.
    has_blank_finish: bool,
    halves: Halves,
    thinking: Thinking,
}

impl Heard {
    /// Nothing yet; `shows_thinking`: thoughts are part of the answer.
    pub(super) fn new(shows_thinking: bool) -> Self {
        let thinking = if shows_thinking { Thinking::shown() } else { Thinking::default() };
        Self { thinking, ..Self::default() }
    }

    /// Takes the next piece and returns the text that it adds.
    pub(super) fn take(&mut self, piece: &JsonPiece) -> Result<String, Fault> {
        let JsonPiece { value, has_halves } = piece;
        if let Some(said) = completion_chunk::error(value) {
            tracing::warn!(said = %refusal::shortened(&said, &[]), "an upstream failed while it answered");
            return Err(if refusal::is_too_long(&said) { Fault::TooLong } else { Fault::Upstream });
        }
        self.tokens = completion_chunk::tokens(value).unwrap_or(self.tokens);
        let Some(choice) = completion_chunk::choice(value) else { return Ok(String::new()) };
        let mut added = String::new();
        if let Some(message) = completion_chunk::message(choice) {
            for text in completion_chunk::texts(message) {
                added.push_str(&self.thinking.push(&self.halves.join(text, *has_halves)));
            }
            for call in completion_chunk::calls(message) {
                self.call(call, *has_halves)?;
            }
        }
        match completion_chunk::finish(choice) {
            Some("") => self.has_blank_finish = true,
            Some("error") => return Err(Fault::Upstream),
            Some(reason) => self.finish = Some(reason.to_owned()),
            None => {}
        }
        self.text.push_str(&added);
        Ok(added)
    }

    /// The text that was held back for what might have followed.
    pub(super) fn end(&mut self) -> String {
        let half: String = self.halves.end().into_iter().collect();
        let mut rest = self.thinking.push(&half);
        rest.push_str(&self.thinking.end());
        self.text.push_str(&rest);
        rest
    }

    /// Whether the model said that it is done.
    pub(super) fn is_finished(&self) -> bool {
        self.finish.is_some()
    }

    /// Whether a stream that says its end here was whole: a blank reason without a real one is a service that failed.
    pub(super) fn is_whole(&self) -> bool {
        self.finish.is_some() || !self.has_blank_finish
    }

    /// Why the text is not whole.
    pub(super) fn cut(&self) -> Option<Cut> {
        match self.finish.as_deref() {
            Some("length" | "max_tokens") => Some(Cut::Length),
            Some("content_filter") => Some(Cut::ContentFilter),
            _ => None,
        }
    }

    /// The answer as the next call tells it to the model.
    pub(super) fn as_message(&self) -> Value {
        let call = |call: &Call| {
            json!({"id": call.id, "type": "function",
                "function": {"name": call.name, "arguments": call.arguments}})
        };
        let calls: Vec<Value> = self.calls.iter().take(MOST_CALLS).map(call).collect();
        json!({"role": "assistant", "content": self.text, "tool_calls": calls})
    }

    fn call(&mut self, delta: &Value, has_halves: bool) -> Result<(), Fault> {
        let function = delta.get("function").filter(|it| it.is_object()).unwrap_or(delta);
        let text =
            |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (id, name) = (text(delta, "id"), text(function, "name"));
        let index = delta.get("index").and_then(Value::as_u64);
        let arguments = match function.get("arguments") {
            Some(Value::String(text)) => text.clone(),
            Some(object @ Value::Object(_)) => object.to_string(),
            _ => String::new(),
        };
        let at = self.place(index, &id, &name, !arguments.is_empty());
        let Some(call) = self.calls.get_mut(at) else { return Err(Fault::Upstream) };
        if !id.is_empty() {
            call.id = id;
        }
        if call.name != name {
            call.name.push_str(&name);
        }
        call.arguments.push_str(&call.halves.join(&arguments, has_halves));
        if call.arguments.len() > ARGUMENT_BYTES { Err(Fault::Upstream) } else { Ok(()) }
    }

    /// Which call a piece belongs to. Some services number none, number all alike, or repeat id and name in every piece;
    /// an id that is new, and a name after arguments that are whole, begin another call.
    fn place(&mut self, index: Option<u64>, id: &str, name: &str, has_arguments: bool) -> usize {
        let numbered = match index {
            Some(_) => self.calls.iter().rposition(|it| it.index == index),
            None => self.calls.len().checked_sub(1),
        };
        let begins = |call: &Call| {
            let is_other = !id.is_empty() && !call.id.is_empty() && call.id != id;
            let is_next = id.is_empty() && !name.is_empty() && has_arguments && is_whole(&call.arguments);
            let is_renamed = !name.is_empty() && name != call.name && !call.arguments.is_empty();
            is_other || is_next || is_renamed
        };
        let same_id = self.calls.iter().position(|it| !id.is_empty() && it.id == id);
        let known = numbered.filter(|at| self.calls.get(*at).is_some_and(|it| !begins(it)));
        if let Some(at) = same_id.or(known) {
            return at;
        }
        self.calls.push(Call { index, ..Call::default() });
        self.calls.len() - 1
    }

    /// Gives the calls that came without an id one, by which their results are told.
    pub(super) fn name_calls(&mut self) {
        for (at, call) in self.calls.iter_mut().enumerate().filter(|(_, call)| call.id.is_empty()) {
            call.id = format!("call_{at}");
        }
    }
}

fn is_whole(arguments: &str) -> bool {
    serde_json::from_str::<Object>(arguments).is_ok()
}
