//! An answer as bytes, in either encoding, sent as it grows.

use std::io;

use bytes::Bytes;
use futures_core::Stream;
use halo_protocol::action::Action;
use halo_protocol::conversation::{HANDLED_BY_PERSON, Person};
use halo_protocol::json::escape_line_ends;
use halo_protocol::message::{AnswerPiece, Done};
use halo_protocol::object;
use halo_protocol::stream::writer;
use serde_json::Value;
use tokio::time::{Instant, sleep_until};

use crate::answer_log::{Entry, Log, Reader};
use crate::config::HEARTBEAT;

/// How a streamed answer is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Text with control records between U+001E.
    Records,
    /// Text alone, for programs that show whatever comes.
    Bare,
    /// An event stream.
    Events,
}

impl Encoding {
    /// What the `Accept` header asks for.
    #[must_use]
    pub fn of_accept(accept: &str) -> Self {
        let asks_for_events = accept.split(',').any(|range| {
            range.split(';').next().is_some_and(|it| it.trim().eq_ignore_ascii_case("text/event-stream"))
        });
        if asks_for_events { Self::Events } else { Self::Records }
    }

    /// The `Content-Type`.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Records | Self::Bare => "text/plain; charset=utf-8",
            Self::Events => "text/event-stream",
        }
    }
}

/// The body of a streamed answer. A failed answer ends an event stream with an `error` event; the text encoding has
/// none, so its connection is broken off, and the missing end record says the same.
pub fn body(
    reader: Reader,
    encoding: Encoding,
    session_id: String,
) -> impl Stream<Item = Result<Bytes, io::Error>> + Send {
    let begin = Some((Some(reader), session_id));
    futures_util::stream::unfold(begin, move |state| async move {
        let (reader, session_id) = state?;
        let Some(mut reader) = reader else {
            return Some((Err(io::Error::other("the answer was interrupted")), None));
        };
        let mut out = String::new();
        let beat_at = Instant::now() + HEARTBEAT;
        let new = tokio::select! {
            new = reader.next() => Some(new?),
            () = sleep_until(beat_at), if encoding == Encoding::Events => None,
        };
        let Some((first, entries)) = new else {
            writer::comment(&mut out, "waiting");
            return Some((Ok(Bytes::from(out)), Some((Some(reader), session_id))));
        };
        for (at, entry) in entries.iter().enumerate() {
            match encoding {
                Encoding::Events => write_event(&mut out, first + at, entry, reader.log(), &session_id),
                Encoding::Records | Encoding::Bare => {
                    if let Entry::Error(_) = entry {
                        return Some((Ok(Bytes::from(out)), Some((None, session_id))));
                    }
                    match entry {
                        Entry::Text(text) => writer::text(&mut out, text),
                        entry if encoding == Encoding::Records => write_record(&mut out, entry, reader.log()),
                        _ => {}
                    }
                }
            }
        }
        Some((Ok(Bytes::from(out)), Some((Some(reader), session_id))))
    })
}

fn json(value: &impl serde::Serialize) -> String {
    escape_line_ends(serde_json::to_string(value).unwrap_or_default())
}

fn write_event(out: &mut String, number: usize, entry: &Entry, log: &Log, session_id: &str) {
    let (kind, data) = match entry {
        Entry::Text(content) => ("token", json(&AnswerPiece { content: content.clone() })),
        Entry::Action(action) => ("action", json(action)),
        Entry::Error(error) => {
            let data = serde_json::json!({"error": error.told(), "code": error.code(), "retryable": error.is_retryable()});
            ("error", json(&data))
        }
        Entry::Done { tokens_used, latency_ms, cut, person, .. } => {
            let done = Done {
                tokens_used: Some(*tokens_used),
                latency_ms: Some(*latency_ms),
                actions: log.actions(),
                session_id: Some(session_id.to_owned()),
                cut: cut.and_then(|it| serde_json::to_value(it).ok()?.as_str().map(str::to_owned)),
                handled_by: person.is_some().then(|| HANDLED_BY_PERSON.to_owned()),
            };
            ("done", json(&done))
        }
    };
    writer::event(out, kind, Some(number as u64), &data);
}

fn write_record(out: &mut String, entry: &Entry, log: &Log) {
    match entry {
        Entry::Text(text) => writer::text(out, text),
        Entry::Action(action) => writer::action(out, &json(action)),
        Entry::Done { person, .. } => {
            if let Some(person) = person {
                writer::action(out, &json(&handoff(person)));
            }
            let actions = log.actions();
            // A list of nothing says nothing, and who shows the text as it comes would show it.
            if !actions.is_empty() {
                writer::actions(out, &json(&actions));
            }
        }
        Entry::Error(_) => {}
    }
}

/// The action that says who answers instead of the agent, for clients that know no more of conversations.
#[must_use]
pub fn handoff(person: &Person) -> Action {
    let fields = [("type", Value::from("handoff")), ("name", Value::from(person.name.as_str()))];
    let avatar = person.avatar.as_deref().map(|avatar| ("avatar", Value::from(avatar)));
    Action(object(fields.into_iter().chain(avatar)))
}
