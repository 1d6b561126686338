//! The newest events as a short text that goes along with a question (`behavior_context`), so that the agent knows
//! what the visitor was at.

use std::collections::VecDeque;

use halo_protocol::event::Event;
use halo_protocol::{Object, limits};
use serde_json::Value;

use crate::core::behaviour::kind::Kind;

/// Events remembered; what is older helps no answer.
const NOTES: usize = 60;
/// Longest selector in the text, in bytes; a longer one is told by its end.
const SELECTOR_BYTES: usize = 120;
/// Most of an event's own data in the text, in characters.
const DATA_CHARS: usize = 200;
/// What the text begins with.
const HEADING: &str = "What the visitor did on the site, newest first:";

#[derive(Clone, Debug)]
struct Note {
    text: String,
    times: u32,
    at_ms: u64,
}

/// The newest events of one visitor, as sentences.
#[derive(Clone, Debug, Default)]
pub struct Behaviour {
    notes: VecDeque<Note>,
}

impl Behaviour {
    /// Remembers an event; the same one again is counted. Takes the events of the tracker and those of the site alike.
    pub fn note(&mut self, event: &Event, at_ms: u64) {
        let text = sentence(event);
        if let Some(newest) = self.notes.front_mut().filter(|newest| newest.text == text) {
            newest.times += 1;
            newest.at_ms = at_ms;
            return;
        }
        self.notes.push_front(Note { text, times: 1, at_ms });
        self.notes.truncate(NOTES);
    }

    /// Forgets everything: the visitor has opted out, or is somebody else now.
    pub fn clear(&mut self) {
        self.notes.clear();
    }

    /// The text, at most 5,000 characters in whole lines, newest first; `None` when nothing is remembered.
    #[must_use]
    pub fn context(&self, now_ms: u64) -> Option<String> {
        let mut text = String::from(HEADING);
        let mut left = limits::BEHAVIOR_CONTEXT_CHARS.checked_sub(text.chars().count())?;
        for note in &self.notes {
            let mut line = String::from("\n- ");
            push_age(&mut line, now_ms.saturating_sub(note.at_ms));
            line.push_str(&note.text);
            if note.times > 1 {
                line.push_str(" (");
                line.push_str(&note.times.to_string());
                line.push_str(" times)");
            }
            let Some(rest) = left.checked_sub(line.chars().count()) else { break };
            left = rest;
            text.push_str(&line);
        }
        (!self.notes.is_empty()).then_some(text)
    }
}

fn push_age(line: &mut String, age_ms: u64) {
    let seconds = age_ms / 1_000;
    let (number, unit) = match seconds {
        0..60 => (seconds, " s"),
        60..3_600 => (seconds / 60, " min"),
        _ => (seconds / 3_600, " h"),
    };
    line.push_str(&number.to_string());
    line.push_str(unit);
    line.push_str(" ago: ");
}

/// The event in words, on one line.
fn sentence(event: &Event) -> String {
    let data = |key: &str| event.metadata.get(key).and_then(Value::as_str).unwrap_or_default();
    let selector = event.element_selector.as_deref().map_or("something", shortened);
    let (before, what, after) = match event.event_type.as_str() {
        "page_view" => ("viewed the page", "", ""),
        "click" => ("clicked ", selector, ""),
        "rage_click" => ("clicked ", selector, " again and again"),
        "dead_click" => ("clicked ", selector, " and nothing happened"),
        "form_submit" => ("sent the form ", selector, ""),
        "form_abandon" => ("began the form ", selector, " and did not send it"),
        "error" => ("met an error: ", data("message"), ""),
        other => (other, "", ""),
    };
    let mut text = [before, what, after].concat();
    if let Some(url) = &event.page_url {
        text.push_str(" on ");
        text.push_str(path(url));
    }
    match data("referrer") {
        "" => {}
        referrer => text.extend([", coming from ", referrer]),
    }
    if !is_ours(&event.event_type) {
        push_data(&mut text, &event.metadata);
    }
    text.replace(|c: char| c.is_control(), " ")
}

fn is_ours(event_type: &str) -> bool {
    Kind::ALL.iter().any(|kind| kind.name() == event_type)
}

/// The data of an event of the site, without what the queue has added.
fn push_data(text: &mut String, metadata: &Object) {
    let data: Object = metadata
        .iter()
        .filter(|(key, _)| !key.starts_with('$'))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    if !data.is_empty() {
        let mut json = serde_json::to_string(&data).unwrap_or_default();
        limits::cap_chars(&mut json, DATA_CHARS);
        text.push(' ');
        text.push_str(&json);
    }
}

/// The address without scheme and host: the agent knows the site.
fn path(url: &str) -> &str {
    let path = url.split_once("://").and_then(|(_, rest)| rest.get(rest.find('/')?..));
    path.unwrap_or(url)
}

/// The last steps of a long selector.
fn shortened(selector: &str) -> &str {
    let mut short = selector;
    while short.len() > SELECTOR_BYTES
        && let Some((_, rest)) = short.split_once(" > ")
    {
        short = rest;
    }
    short
}
