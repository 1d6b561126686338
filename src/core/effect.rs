//! Everything the widget wants done, as values: requests, timers, words to the page, and what changed for the eye.

use halo_protocol::Object;
use halo_protocol::action::Action;
use serde_json::Value;

use crate::core::belongings::Belonging;
use crate::core::calls::PromiseId;
use crate::core::chunk::Chunk;
use crate::core::live_call::LiveCall;
use crate::core::timer::Timer;
use crate::core::turn::TurnId;
use crate::error::Failure;

/// One thing to do. The order of a list of effects is the order to do them in.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask `/config`; answer with `Input::Configured`.
    LoadConfig,
    /// Fetch a part of the module; answer with `Input::Came`.
    Fetch(Chunk),
    /// Abort the running stream.
    CloseStream,
    /// Give the page the answer to a call that it made.
    Settle(PromiseId, Result<Value, Failure>),
    /// Ask the page for a user token; answer with `Input::Token`.
    RenewToken,
    /// Forget this, on the screen and in the browser's storage.
    Forget(Belonging),
    /// From now on events belong to this user and session.
    Own {
        /// The identified user; absent: anonymous.
        user_id: Option<String>,
        /// The session.
        session_id: Option<String>,
        /// JWT that proves the user.
        user_token: Option<String>,
    },
    /// Events of the user may go, or have to wait, because the identity is proved or in doubt.
    Verified(bool),
    /// Give `Input::Due` after so many milliseconds; a second timer of the same name replaces the first.
    Wait(Timer, u32),
    /// Write the conversation, as it is now, into the page's storage.
    Save,
    /// The same as the page is left: who comes next goes on with a running answer.
    SaveLeft,
    /// Take the conversation out of the page's storage.
    RemoveSaved,
    /// Keep what stands in the composer for this tab, as the present user's.
    KeepDraft(String),
    /// The user is named: what they had left in the composer is theirs.
    TakeDraft,
    /// Record an event of the widget's own.
    Record {
        /// `event_type`.
        kind: &'static str,
        /// `metadata`.
        metadata: Object,
    },
    /// Do what an action of this turn asks for, once.
    Act(TurnId, Action),
    /// Call the page.
    Tell(Callback),
    /// One line on the page's console.
    Warn(String),
    /// Something changed for the eye.
    Draw(Change),
    /// What only the chunk "talk" asks for and can do.
    Talk(TalkEffect),
    /// What only the chunk "person" asks for and can do.
    Live(LiveEffect),
}

/// One thing to do that only the chunk "person" asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum LiveEffect {
    /// Hear the events of the conversation after this one, as soon as no other page of the site does; answer with
    /// `LiveInput::Stream`.
    Follow {
        /// The number of the last event that was heard; 0: none.
        last_event: u64,
    },
    /// Hear them no longer.
    Unfollow,
    /// Post a JSON text; answer with `LiveInput::Answered`.
    Post {
        /// Which request it is.
        call: LiveCall,
        /// The JSON text.
        body: String,
    },
}

/// One thing to do that only the chunk "talk" asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum TalkEffect {
    /// Open `/chat/stream`; answer with `TalkInput::Stream`.
    OpenStream {
        /// Whose answer it is.
        turn: TurnId,
        /// The request's JSON text.
        body: String,
        /// Continue after this event.
        last_event_id: Option<u64>,
    },
    /// Post a JSON text to this path; answer with `TalkInput::Posted`.
    Post {
        /// Path below the API's base.
        path: &'static str,
        /// The JSON text.
        body: String,
        /// The secret of the session that the body names.
        session_token: Option<String>,
    },
    /// Tell the server that nobody waits for an answer any more. What it says to that changes nothing.
    Cancel {
        /// The request's JSON text.
        body: String,
    },
    /// Ask the server, past every cache, what time it is; answer with `Input::ServerTime`, whatever came of it.
    AskTime,
    /// Put a text into the visitor's clipboard.
    Copy(String),
    /// Hand the visitor a Markdown file of this text.
    Download(String),
}

impl Effect {
    /// Tells page and console of a failure, once.
    #[must_use]
    pub fn report(what: &str, failure: Failure) -> [Self; 2] {
        [Self::Warn(format!("{what}: {failure}")), Self::Tell(Callback::Error(failure))]
    }
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
    /// The conversation with the team.
    Live,
    /// No picture can be read or shown: the ones that wait are not taken.
    PicturesMissing,
    /// The number of answers that nobody has seen.
    Unread,
    /// A turn's answer is whole: time to announce it.
    AnswerComplete(TurnId),
}
