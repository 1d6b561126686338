//! All that the room of asking and answering is told, as values.

use halo_protocol::Object;

use crate::core::belongings::Extent;
use crate::core::calls::{Call, PromiseId};
use crate::core::part::{PartMessage, WAITING};
use crate::core::timer::TalkTimer;
use crate::core::turn::TurnId;
use crate::error::Failure;

/// One thing that happened.
#[derive(Clone, Debug)]
pub enum TalkInput {
    /// Something other than this changed the conversation: what can go by now goes.
    Continue,
    /// The visitor says whether an answer helped.
    Rate(TurnId, bool),
    /// The visitor wants another answer to the last question.
    Regenerate(TurnId),
    /// The visitor asks the last question anew, in other words.
    Edit(TurnId, String),
    /// The visitor takes the conversation along as a Markdown file, in which they are called this.
    Download(String),
    /// The visitor takes a text along.
    Copy(String),
    /// The visitor stops the running answer.
    Stop,
    /// The visitor wants another try of a turn.
    Retry(TurnId),
    /// Something came of a turn's stream.
    Stream(TurnId, StreamInput),
    /// A timer ran out.
    Due(TalkTimer),
    /// The visitor sends the ticket form: its fields by their names on the wire.
    SendTicket(Object),
    /// The page makes a call beside the chat and waits for its answer.
    Call {
        /// The call.
        call: Call,
        /// Who waits; `None` for a call that the widget makes by itself.
        promise: Option<PromiseId>,
    },
    /// The call that was sent was answered with this text and a 2xx, or not.
    Posted(Result<String, Failure>),
    /// The page gave a new user token, or had none to give.
    Token(Option<String>),
    /// The server's clock, in milliseconds since the Unix epoch; it was asked because the token may have ended.
    ServerTime(u64),
    /// The record of the conversation in the page's storage: as the widget starts, and whenever another tab changes it.
    Restore {
        /// The record; `None` where it was removed.
        record: Option<String>,
        /// It was there as the widget started. A running answer in it is then one that nobody receives.
        is_start: bool,
    },
    /// The server has told the secret of the session.
    SessionToken(String),
    /// The page has named the user.
    Identified,
    /// So much of the person is forgotten.
    Forget(Extent),
}

impl TalkInput {
    /// Whether the visitor wants something of the conversation: worth another try of chunks that were given up, and
    /// perhaps a question on its way.
    #[must_use]
    pub fn is_wish(&self) -> bool {
        matches!(self, Self::Rate(..) | Self::Regenerate(_) | Self::Edit(..) | Self::Download(_))
    }

    /// Whether somebody waits to hear what becomes of it.
    #[must_use]
    pub fn is_awaited(&self) -> bool {
        matches!(self, Self::Call { promise: Some(_), .. } | Self::SendTicket(_))
    }
}

impl PartMessage for TalkInput {
    fn can_wait(&self, waiting: usize) -> bool {
        waiting < WAITING
            && matches!(
                self,
                Self::Call { .. }
                    | Self::SendTicket(_)
                    | Self::Token(_)
                    | Self::ServerTime(_)
                    | Self::Restore { record: Some(_), .. }
            )
    }
}

/// What can come of a stream.
#[derive(Clone, Debug)]
pub enum StreamInput {
    /// The server answered 2xx and is about to stream.
    Opened {
        /// The response's `Content-Type`.
        content_type: String,
        /// The session the server speaks of.
        session_id: Option<String>,
    },
    /// The next bytes of the body, cut anywhere.
    Bytes(Vec<u8>),
    /// The body ended without an error of the network.
    Closed,
    /// The stream could not be opened or broke.
    Broke(Failure),
}
