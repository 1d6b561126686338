//! What a decoded answer consists of, in order: values alone, which the decoder of one turn makes and its callers read.

use crate::action::Action;
use crate::message::Done;

use super::once::MAX_ACTIONS;
use super::{control_record, sse};

/// What the visitor's side learns from the stream, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StreamEvent {
    /// Text to append; never empty.
    Text(String),
    /// An action, once.
    Action(Action),
    /// The answer is complete (event streams only). Its actions came before it and are not listed again.
    Done(Done),
    /// The server gave up on the answer, in its words, and by the name that it has for programs, where it has one.
    Error(String, Option<String>),
    /// The answer begins anew: what follows replaces the text so far.
    Restarted,
    /// An event of a kind that this version does not know.
    Other {
        /// The event's name.
        kind: String,
        /// Its data as it came.
        data: String,
    },
    /// Something was passed over.
    Warning(Warning),
}

/// What was passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warning {
    /// In the text with control records.
    Record(control_record::Warning),
    /// In the event stream.
    TooLong(sse::TooLong),
    /// Data of a known event, or a record, that is not of its form.
    Payload,
    /// More than [`MAX_ACTIONS`] actions; the rest are dropped.
    TooManyActions,
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Record(warning) => warning.fmt(f),
            Self::TooLong(warning) => warning.fmt(f),
            Self::Payload => {
                f.write_str("a part of the answer is not of its documented form and was skipped")
            }
            Self::TooManyActions => {
                write!(f, "the answer has more than {MAX_ACTIONS} actions; the rest were dropped")
            }
        }
    }
}
