//! One turn's answer out of either encoding: text, actions once each, errors and the end, over any number of
//! reconnections. Opening connections, waiting and giving up are the caller's.

use super::event::{StreamEvent, Warning};
use super::turn::Turn;
use super::{control_record, sse};

/// How the body ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Nothing is missing.
    Complete,
    /// The connection ended before the answer did: resume, or offer a retry.
    Interrupted,
    /// The end came, and a piece before it could not be read: to go on from there brings nothing.
    Lacking,
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
    Records(control_record::Decoder),
    Events(sse::Decoder),
}

impl Encoding {
    fn of(content_type: &str) -> Result<Self, UnexpectedContentType> {
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        if essence.eq_ignore_ascii_case("text/plain") {
            Ok(Self::Records(control_record::Decoder::new()))
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
                sse::Item::TooLong(what) => turn.lack(Warning::TooLong(what)),
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
        if self.turn.is_lacking() {
            return End::Lacking;
        }
        let is_complete = match &self.encoding {
            Encoding::Events(_) => self.turn.is_done(),
            Encoding::Records(decoder) => decoder.ends_cleanly() && self.turn.is_whole_text(),
        };
        if is_complete { End::Complete } else { End::Interrupted }
    }
}
