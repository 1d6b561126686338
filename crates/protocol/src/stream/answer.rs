//! One turn's answer out of either encoding: text, actions once each, errors and the end, over any number of
//! reconnections. Opening connections, waiting and giving up are the caller's.

use crate::action::Action;
use crate::message::Done;

use super::once::MAX_ACTIONS;
use super::turn::Turn;
use super::{record, sse};

/// What the visitor's side learns from the stream, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StreamEvent {
    /// Text to append; never empty.
    Text(String),
    /// An action, once.
    Action(Action),
    /// The answer is complete (event streams only). Its actions came before it and are not listed again.
    Done(Done),
    /// The server gave up on the answer, in its words.
    Error(String),
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
    Record(record::Warning),
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

/// How the body ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Nothing is missing.
    Complete,
    /// The connection ended before the answer did: resume, or offer a retry.
    Interrupted,
}

/// The response is no streamed answer: a captive portal's page, say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnexpectedContentType {
    /// The `Content-Type` as met.
    pub met: String,
}

impl std::fmt::Display for UnexpectedContentType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the answer came as \"{}\"; text/plain or text/event-stream are understood", self.met)
    }
}

impl std::error::Error for UnexpectedContentType {}

#[derive(Debug)]
enum Encoding {
    Records(record::Decoder),
    Events(sse::Decoder),
}

impl Encoding {
    fn of(content_type: &str) -> Result<Self, UnexpectedContentType> {
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        if essence.eq_ignore_ascii_case("text/plain") {
            Ok(Self::Records(record::Decoder::new()))
        } else if essence.eq_ignore_ascii_case("text/event-stream") {
            Ok(Self::Events(sse::Decoder::new()))
        } else {
            Err(UnexpectedContentType { met: content_type.to_owned() })
        }
    }
}

/// Decodes one turn's answer.
#[derive(Debug)]
pub struct AnswerDecoder {
    encoding: Encoding,
    turn: Turn,
}

impl AnswerDecoder {
    /// A decoder for a response with this `Content-Type`.
    ///
    /// # Errors
    /// Any type but the two of a streamed answer.
    pub fn for_content_type(content_type: &str) -> Result<Self, UnexpectedContentType> {
        Ok(Self { encoding: Encoding::of(content_type)?, turn: Turn::default() })
    }

    /// Goes on with the response to a repeated request. Bytes of the broken one that completed nothing are forgotten;
    /// what is delivered already is not delivered again, or [`StreamEvent::Restarted`] comes before it.
    ///
    /// # Errors
    /// Any type but the two of a streamed answer; the decoder is then as it was.
    pub fn reconnect(&mut self, content_type: &str) -> Result<(), UnexpectedContentType> {
        self.encoding = Encoding::of(content_type)?;
        self.turn.reconnect();
        Ok(())
    }

    /// The id to send as `Last-Event-ID`: of the last event that was delivered; none where events carry no ids.
    #[must_use]
    pub fn last_event_id(&self) -> Option<u64> {
        self.turn.last_id()
    }

    /// Reads the next bytes. Neighbouring pieces of text come as one.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<StreamEvent> {
        let turn = &mut self.turn;
        match &mut self.encoding {
            Encoding::Records(decoder) => decoder.push(bytes, &mut |item| turn.read_record_item(item)),
            Encoding::Events(decoder) => decoder.push(bytes, &mut |item| match item {
                sse::Item::Event(event) => turn.read_event(event),
                sse::Item::TooLong(what) => turn.warn(Warning::TooLong(what)),
                sse::Item::Comment(_) => {}
            }),
        }
        turn.take_events()
    }

    /// Says whether a body that ended here, without an error of the network, is whole.
    ///
    /// An event stream is with its `done`. Text has no mandatory end record: the documented servers send the list of
    /// actions where there were some, so text is whole when it ends outside a record and a character, is not empty,
    /// and has its list if it had an action.
    #[must_use]
    pub fn finish(&self) -> End {
        let is_complete = match &self.encoding {
            Encoding::Events(_) => self.turn.is_done(),
            Encoding::Records(decoder) => decoder.ends_cleanly() && self.turn.is_whole_text(),
        };
        if is_complete { End::Complete } else { End::Interrupted }
    }
}
