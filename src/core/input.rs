//! Everything that can happen to the widget, as values: the visitor's deeds, the page's calls, the network's answers.

use halo_protocol::Object;
use serde_json::Value;

use crate::core::chunk::Chunk;
use crate::core::outbox::{Call, PromiseId};
use crate::core::turn::TurnId;
use crate::error::Failure;

/// One thing that happened.
#[derive(Clone, Debug)]
pub enum Input {
    /// The widget was mounted.
    Mounted,
    /// The panel shall open.
    Open,
    /// The panel shall close.
    Close,
    /// The launcher was pressed.
    Toggle,
    /// The visitor or the page asks something.
    Ask(String),
    /// The visitor asks something with images, each a `data:` address.
    AskWith(String, Vec<String>),
    /// The visitor does something with the conversation as a whole, or with a turn of it.
    Deed(Deed),
    /// What the page's storage has of the conversation: as the widget starts, and whenever another tab changes it.
    Stored {
        /// The record; `None` where there is none any more.
        record: Option<String>,
        /// It was there as the widget started. A running answer in it is then one that nobody receives.
        is_start: bool,
    },
    /// The page is being left.
    Leaving,
    /// The visitor takes a text along.
    Copy(String),
    /// What stands in the composer.
    Draft(String),
    /// What the visitor did of late, in words for the agent; comes before what may ask something.
    Behaviour(Option<String>),
    /// The visitor stops the running answer.
    Stop,
    /// The visitor wants another try: of a turn, or of loading the agent.
    Retry(Option<TurnId>),
    /// Escape was pressed: what is on top closes.
    Escape,
    /// The form that asks for a person opens or closes.
    ShowTicket(bool),
    /// The visitor sends the form: its fields by their names on the wire.
    FileTicket(Object),
    /// The page names the user.
    Identify {
        /// The site's id of the user.
        user_id: String,
        /// What is known of the user.
        traits: Object,
        /// JWT that proves the id.
        user_token: Option<String>,
    },
    /// The page sets or, with `None`, removes one key of the context.
    SetContext(String, Option<Value>),
    /// The page removes the whole context.
    ClearContext,
    /// `/config` answered a JSON object, or not.
    Configured(Result<Object, Failure>),
    /// The page makes a call beside the chat and waits for its answer.
    Call {
        /// The call.
        call: Call,
        /// Who waits; `None` for what the widget tells by itself.
        promise: Option<PromiseId>,
    },
    /// The call that was sent was answered with this text and a 2xx, or not.
    Posted(Result<String, Failure>),
    /// The server doubts the user's identity on a request that is not made here: an event's.
    Doubted,
    /// The page gave a new user token, or had none to give.
    Token(Option<String>),
    /// The user logs out.
    Reset,
    /// What the server's clock says now, in milliseconds since the Unix epoch.
    ServerTime(u64),
    /// Something came of a turn's stream.
    Stream(TurnId, Stream),
    /// Something needs this chunk.
    Wish(Chunk),
    /// A chunk can be used from now on, or could not be fetched.
    Delivered(Chunk, bool),
    /// A timer ran out.
    Due(Timer),
}

impl Input {
    /// Whether it can bring a question on its way.
    #[must_use]
    pub fn may_ask(&self) -> bool {
        matches!(self, Self::Ask(_) | Self::AskWith(..) | Self::Retry(_) | Self::Deed(_))
    }

    /// Whether it can come before the chunk "talk", and is then as good later.
    #[must_use]
    pub fn can_wait(&self) -> bool {
        matches!(self, Self::Call { .. } | Self::FileTicket(_) | Self::Token(_) | Self::ServerTime(_))
    }
}

/// What a visitor can do with what was said.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// Says whether an answer helped.
    Rate(TurnId, bool),
    /// Wants another answer to the last question.
    Regenerate(TurnId),
    /// Asks the last question anew, in other words.
    Edit(TurnId, String),
    /// Begins a new conversation; the old one is forgotten here.
    Begin,
    /// Deletes what was said, here.
    Clear,
    /// Takes the conversation along as a Markdown file, in which the visitor is called this.
    Download(String),
}

/// What can come of a stream.
#[derive(Clone, Debug)]
pub enum Stream {
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

/// What the widget waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timer {
    /// The next try of a chunk.
    Chunk(Chunk),
    /// The next try of `/config`.
    Config,
    /// The next try of a turn.
    Turn(TurnId),
    /// The next try of a call beside the chat.
    Call,
}
