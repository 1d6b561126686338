//! Everything the widget wants done, as values: requests, timers, words to the page, and what changed for the eye.

use halo_protocol::Object;
use halo_protocol::action::Action;
use serde_json::Value;

use crate::core::chunk::Chunk;
use crate::core::input::Timer;
use crate::core::outbox::PromiseId;
use crate::core::turn::TurnId;
use crate::error::Failure;

/// One thing to do. The order of a list of effects is the order to do them in.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask `/config`; answer with `Input::Configured`.
    LoadConfig,
    /// Open `/chat/stream`; answer with `Input::Stream`.
    OpenStream {
        /// Whose answer it is.
        turn: TurnId,
        /// The request's JSON text.
        body: String,
        /// Continue after this event.
        last_event_id: Option<u64>,
    },
    /// Fetch a part of the module; answer with `Input::Delivered`.
    Fetch(Chunk),
    /// Abort the running stream.
    CloseStream,
    /// Post a JSON text to this path; answer with `Input::Posted`.
    Post {
        /// Path below the API's base.
        path: &'static str,
        /// The JSON text.
        body: String,
    },
    /// Tell the server that nobody waits for an answer any more. What it says to that changes nothing.
    Cancel {
        /// The request's JSON text.
        body: String,
    },
    /// Give the page the answer to a call that it made.
    Settle(PromiseId, Result<Value, Failure>),
    /// Ask the page for a user token; answer with `Input::Token`.
    RenewToken,
    /// The user logs out: events that cannot go without them are dropped, what was remembered of them is forgotten.
    Forget,
    /// From now on events belong to this user and session.
    Own {
        /// The identified user; absent: anonymous.
        user_id: Option<String>,
        /// The session.
        session_id: Option<String>,
        /// JWT that proves the user.
        user_token: Option<String>,
    },
    /// Ask the server, past every cache, what time it is; answer with `Input::ServerTime`, whatever came of it.
    AskTime,
    /// The server's clock says so many milliseconds since the Unix epoch.
    TellTime(u64),
    /// Events of the user may go, or have to wait, because the identity is proved or in doubt.
    Proven(bool),
    /// Give `Input::Due` after so many milliseconds; a second timer of the same name replaces the first.
    Wait(Timer, u32),
    /// Keep the conversation in the page's storage, or with `None` take it out.
    Keep(Option<String>),
    /// Keep what stands in the composer for this tab.
    KeepDraft(String),
    /// Record an event of the widget's own.
    Record {
        /// `event_type`.
        kind: &'static str,
        /// `metadata`.
        metadata: Object,
    },
    /// Put a text into the visitor's clipboard.
    Copy(String),
    /// Hand the visitor a Markdown file of this text.
    Download(String),
    /// Do what an action of this turn asks for, once.
    Act(TurnId, Action),
    /// Call the page.
    Tell(Callback),
    /// One line on the page's console.
    Warn(String),
    /// Something changed for the eye.
    Draw(Change),
}

/// Calls into the page, each a callback option of `init`.
#[derive(Clone, Debug, PartialEq)]
pub enum Callback {
    /// `onReady()`: the agent is known.
    Ready,
    /// `onError(Error & {code, status?, retryable})`.
    Error(Failure),
    /// `onIdentityExpired()`.
    IdentityExpired,
    /// `onMessage({id, role, text, createdAt})`.
    Message {
        /// The message's UUID.
        id: String,
        /// `user` or `assistant`.
        role: &'static str,
        /// Its text, Markdown for the agent's.
        text: String,
        /// RFC 3339 UTC.
        created_at: String,
    },
    /// `onAction({id, type, …})`.
    Action(Action),
    /// `onChatOpen()`.
    Opened,
    /// `onChatClose()`.
    Closed,
}

/// What changed; the state holds the new value.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// A chunk has come: what was drawn without it can be drawn with it.
    Chunk(Chunk),
    /// The agent: loading, known or failed.
    Agent,
    /// The panel opened or closed.
    Panel,
    /// The form that asks for a person: opened, closed, or further on.
    Ticket,
    /// The transcript is empty again.
    Cleared,
    /// A turn was added at the end.
    TurnAdded(TurnId),
    /// Turns came or went, anywhere.
    Turns,
    /// The visitor said whether an answer helped.
    Rated(TurnId),
    /// A turn's phase.
    TurnPhase(TurnId),
    /// More of a turn's answer; the text is what is new.
    AnswerGrew(TurnId, String),
    /// A turn's answer is empty again.
    AnswerRestarted(TurnId),
    /// The number of answers that nobody has seen.
    Unread,
    /// A turn's answer is whole: time to announce it.
    AnswerComplete(TurnId),
}
