//! Asking and answering: one question at a time, the calls beside the chat, the conversation as the page's storage keeps
//! it. Part of the chunk "talk"; what can be known or said before it has come is in [`Conversation`].
//!
//! # The protocol
//!
//! One [`Talk`] per widget, seen from outside as [`TalkRoom`]. All that happens goes in through [`TalkRoom::handle`] as
//! a [`TalkInput`], with the conversation that it may change; what comes out are [`Effect`]s, to be carried out one after
//! the other. After every other change of the conversation comes `Continue`.
//!
//! | effect | what to do | answer |
//! |---|---|---|
//! | `OpenStream` | `POST /chat/stream`, aborting the one before | `Stream` with `Opened`, `Bytes` as they come, last `Closed` or `Broke` |
//! | `CloseStream` | abort it | none; what still comes of it is ignored |
//! | `Post` | post the call, one at a time | `Posted` |
//! | `Cancel` | tell the server that nobody waits for an answer | none |
//! | `AskTime` | ask the server's clock, past every cache | `ServerTime`, whatever came of it |
//! | `RenewToken` | ask the page for a token | `Token` |
//! | `Wait(Talk(…))` | one timer of that name | `Due` |
//! | `Settle` | give the page the answer to its call | none |
//! | `Save`, `RemoveSaved` | write [`TalkRoom::record`] into the page's storage, take it out | none; another tab hears of it as `Restore` |
//! | `Copy`, `Download` | hand a text to the visitor | none |
//!
//! ```text
//! Continue, a question waits  -> OpenStream{turn, body}, Save
//! Stream(turn, Opened)        -> nothing
//! Stream(turn, Bytes)         -> Draw(AnswerGrew), Act for each action
//! Stream(turn, Broke)         -> Wait(Turn)              Due(Turn) -> OpenStream with the last event's id
//! Stream(turn, Closed)        -> Draw(AnswerComplete), Tell(Message), Save, and the next question's OpenStream
//! ```

mod answering;
mod calling;
mod input;
mod record;
mod revising;

use halo_protocol::stream::AnswerDecoder;

pub use self::input::{StreamInput, TalkInput};
use crate::core::belongings::Extent;
use crate::core::calls::PendingCalls;
use crate::core::conversation::Conversation;
use crate::core::effect::{Effect, TalkEffect};
use crate::core::moment::Moment;
use crate::core::timer::TalkTimer;
use crate::core::turn::TurnId;
use crate::error::Failure;

/// The room of asking and answering, seen from outside.
pub trait TalkRoom {
    /// Takes one input and says what is to be done.
    fn handle(&mut self, input: TalkInput, conversation: &mut Conversation, now: Moment) -> Vec<Effect>;

    /// The conversation as the page's storage keeps it; `None` where nothing was said. `is_leaving` gives running
    /// answers away.
    fn record(&self, conversation: &Conversation, is_leaving: bool) -> Option<String>;

    /// How many calls beside the chat are not settled.
    fn calls(&self) -> usize;

    /// Everything it holds, for tests that look for what must not be kept.
    #[cfg(test)]
    fn shown(&self) -> String;
}

impl std::fmt::Debug for dyn TalkRoom {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        #[cfg(test)]
        f.write_str(&self.shown())?;
        f.write_str("TalkRoom")
    }
}

/// The room's own state; all else is the conversation's.
#[derive(Debug, Default)]
pub struct Talk {
    /// Reads the stream of the turn named. It outlives a broken connection: without it a resumed stream would repeat
    /// text and actions.
    decoder: Option<(TurnId, AnswerDecoder)>,
    /// The server numbers its events, so it is one that keeps answers for those who come back, and has to be told when
    /// nobody will. Another server would answer a cancellation with 404.
    keeps_answers: bool,
    /// Calls beside the chat.
    calls: PendingCalls,
    /// The count of the token that went with the call under way.
    call_token: u32,
    /// Another user's record out of the page's storage, and whether it was there at the start: its user may yet be
    /// named. Without it a page that names the user late would show them nothing of what they said.
    foreign_record: Option<(String, bool)>,
}

impl TalkRoom for Talk {
    fn handle(&mut self, input: TalkInput, conversation: &mut Conversation, now: Moment) -> Vec<Effect> {
        match input {
            TalkInput::Continue => self.send_next(conversation, now),
            TalkInput::Rate(id, helpful) => revising::rate(conversation, id, helpful),
            TalkInput::Regenerate(id) => self.regenerate(conversation, id, now),
            TalkInput::Edit(id, text) => revising::edit(conversation, id, &text, now),
            TalkInput::Download(visitor) => {
                vec![Effect::Talk(TalkEffect::Download(revising::markdown(conversation, &visitor)))]
            }
            TalkInput::Copy(text) => vec![Effect::Talk(TalkEffect::Copy(text))],
            TalkInput::Stop => self.stop(conversation, now),
            TalkInput::Retry(id) => self.retry(conversation, id, now),
            TalkInput::Stream(id, stream) => self.receive(conversation, id, stream, now),
            TalkInput::Due(TalkTimer::Turn(id)) => self.resume(conversation, id),
            TalkInput::Due(TalkTimer::Call) => {
                self.calls.release();
                Vec::new()
            }
            TalkInput::SendTicket(fields) => self.send_ticket(conversation, fields),
            TalkInput::Call { call, promise } => self.call(conversation, call, promise),
            TalkInput::Posted(result) => self.posted(conversation, result, now),
            TalkInput::SessionToken(token) => {
                conversation.keep_token(token);
                Vec::new()
            }
            TalkInput::Token(token) => calling::renewed(conversation, token, now),
            TalkInput::ServerTime(server_ms) => calling::trust(conversation, server_ms),
            TalkInput::Restore { record, is_start } => self.restore(conversation, record, is_start, now),
            TalkInput::Identified => self.identified(conversation, now),
            TalkInput::Forget(extent) => self.forget(extent),
        }
    }

    fn record(&self, conversation: &Conversation, is_leaving: bool) -> Option<String> {
        record::write(conversation, is_leaving)
    }

    fn calls(&self) -> usize {
        self.calls.len()
    }

    #[cfg(test)]
    fn shown(&self) -> String {
        format!("{self:?}")
    }
}

impl Talk {
    /// The record of this user may have waited for them; of another user's answer nothing is read any more.
    fn identified(&mut self, conversation: &mut Conversation, now: Moment) -> Vec<Effect> {
        if conversation.transcript.turns().is_empty() {
            self.decoder = None;
        }
        let record = self.foreign_record.take();
        record.map_or_else(Vec::new, |(record, is_start)| {
            // The user before may have taken it out of storage.
            conversation.is_unsaved = true;
            self.restore(conversation, Some(record), is_start, now)
        })
    }

    /// The answer that is being read belongs to nobody; what a person's page waits for is dropped with the person, and it
    /// hears of that.
    fn forget(&mut self, extent: Extent) -> Vec<Effect> {
        self.decoder = None;
        if extent != Extent::Person {
            self.foreign_record = None;
        }
        if extent < Extent::Person {
            return Vec::new();
        }
        let dropped = self.calls.clear();
        dropped.into_iter().map(|promise| Effect::Settle(promise, Err(Failure::Dropped))).collect()
    }
}

#[cfg(test)]
mod tests;
