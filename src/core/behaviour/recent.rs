//! The newest events as a short text that goes along with a question (`behavior_context`), so that the agent knows
//! what the visitor was at.

use halo_protocol::event::Event;
use halo_protocol::limits;
use serde_json::Value;

/// Events remembered; what is older helps no answer.
const NOTES: usize = 60;
/// Longest selector in the text, in bytes; a longer one is told by its end.
const SELECTOR_BYTES: usize = 120;
/// Most of the data of an event of the site, in characters.
const DATA_CHARS: usize = 200;
/// What the text begins with.
const HEADING: &str = "What the visitor did on the site, newest first:";

#[derive(Clone, Debug)]
struct Note {
    text: String,
    times: u32,
    at_ms: u64,
}

/// The newest events of one visitor, as sentences, the oldest first.
#[derive(Clone, Debug, Default)]
pub struct Behaviour {
    notes: Vec<Note>,
}

impl Behaviour {
    /// Remembers an event; the same one again is counted. Takes the events of the tracker and those of the site alike.
    pub fn note(&mut self, event: &Event, at_ms: u64) {
        if event.event_type.is_empty() {
            return;
        }
        let text = sentence(event);
        if let Some(newest) = self.notes.last_mut().filter(|newest| newest.text == text) {
            newest.times += 1;
            newest.at_ms = at_ms;
            return;
        }
        if self.notes.len() >= NOTES {
            self.notes.remove(0);
        }
        self.notes.push(Note { text, times: 1, at_ms });
    }

    /// Forgets everything: the visitor has opted out, or is somebody else now.
    pub fn clear(&mut self) {
        self.notes.clear();
    }

    /// The text, at most 5,000 characters in whole lines, newest first; `None` when nothing is remembered. The time is
    /// on the same clock as the events'.
    #[must_use]
    pub fn context(&self, now_ms: u64) -> Option<String> {
        let mut text = HEADING.to_owned();
        let mut chars = HEADING.len();
        for note in self.notes.iter().rev() {
            let (age, unit) = match now_ms.saturating_sub(note.at_ms) / 1_000 {
                seconds @ 0..60 => (seconds, " s ago: "),
                seconds @ 60..3_600 => (seconds / 60, " min ago: "),
                seconds => (seconds / 3_600, " h ago: "),
            };
            let times = if note.times > 1 {
                [" (", &note.times.to_string(), " times)"].concat()
            } else {
                String::new()
            };
            let line = ["\n- ", &age.to_string(), unit, &note.text, &times].concat();
            chars += line.chars().count();
            if chars > limits::BEHAVIOR_CONTEXT_CHARS {
                break;
            }
            text.push_str(&line);
        }
        (!self.notes.is_empty()).then_some(text)
    }
}

/// The event in words, on one line.
fn sentence(event: &Event) -> String {
    let data = |key: &str| event.metadata.get(key).and_then(Value::as_str).unwrap_or_default();
    let selector = shortened(event.element_selector.as_deref().unwrap_or_default());
    let own;
    let (before, what, after) = match event.event_type.as_str() {
        "page_view" => ("viewed the page", "", ""),
        "click" => ("clicked ", selector, ""),
        "rage_click" => ("clicked ", selector, " again and again"),
        "dead_click" => ("clicked ", selector, " and nothing happened"),
        "form_submit" => ("sent the form ", selector, ""),
        "form_abandon" => ("began the form ", selector, " and did not send it"),
        "error" => ("met an error: ", data("message"), ""),
        name => {
            own = own_data(event);
            (name, own.as_str(), "")
        }
    };
    let (on, path) = event.page_url.as_deref().map_or(("", ""), |url| (" on ", path(url)));
    let referrer = data("referrer");
    let from = if referrer.is_empty() { "" } else { ", coming from " };
    // Whatever the site names an event, it stays on its line.
    [before, what, after, on, path, from, referrer].concat().replace('\n', " ")
}

/// The data of an event of the site, without what the queue has added.
fn own_data(event: &Event) -> String {
    let mut data = event.metadata.clone();
    data.retain(|key, _| !key.starts_with('$'));
    let mut text = String::new();
    if !data.is_empty() {
        text = [" ", &serde_json::to_string(&data).unwrap_or_default()].concat();
        limits::cap_chars(&mut text, DATA_CHARS);
    }
    text
}

/// The address without scheme and host: the agent knows the site.
fn path(url: &str) -> &str {
    let path = url.split_once("//").and_then(|(_, rest)| rest.get(rest.find('/')?..));
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
