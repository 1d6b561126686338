//! All that one mounted widget knows. Changed by `update` alone.

use halo_protocol::stream::AnswerDecoder;

use crate::config::{Options, Settings};
use crate::core::chunk::Deliveries;
use crate::core::identity::Identity;
use crate::core::identity::gate::Gate;
use crate::core::input::Input;
use crate::core::moment::Moment;
use crate::core::outbox::Outbox;
use crate::core::ticket::TicketForm;
use crate::core::transcript::Transcript;
use crate::core::turn::TurnId;
use crate::error::Failure;

/// The agent behind the panel.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Agent {
    /// `/config` has not answered yet.
    #[default]
    Loading,
    /// Known, with everything the panel needs.
    Ready(Box<Settings>),
    /// `/config` failed for good or for now.
    Failed(Failure),
}

/// How far the server's clock is ahead of the visitor's, which may be days off. A token is held to have ended by the
/// server's clock alone, so that one is asked first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ahead {
    /// The server has not told.
    #[default]
    Unknown,
    /// It is being asked.
    Asked,
    /// By so many milliseconds.
    By(i64),
}

/// All that one mounted widget knows.
#[derive(Debug, Default)]
pub struct State {
    /// What the page asked for.
    pub options: Options,
    /// The agent.
    pub agent: Agent,
    /// Tries of `/config` that failed.
    pub config_tries: u32,
    /// The session's id; made at the first question.
    pub session_id: Option<String>,
    /// Who the visitor is.
    pub identity: Identity,
    /// What the visitor did of late, in words for the agent.
    pub behaviour: Option<String>,
    /// Whether requests that speak for the user may go.
    pub gate: Gate,
    /// Calls beside the chat.
    pub outbox: Outbox,
    /// How far the server's clock is ahead of ours.
    pub ahead: Ahead,
    /// Reads the stream of the turn named. It outlives a broken connection: without it a resumed stream would
    /// repeat text and actions.
    pub decoder: Option<(TurnId, AnswerDecoder)>,
    /// The server numbers its events, so it is one that keeps answers for those who come back, and has to be told when
    /// nobody will. Another server would answer a cancellation with 404.
    pub keeps_answers: bool,
    /// Inputs that only the chunk "talk" takes, until it does: within the same update where it is there.
    pub put_by: Vec<Input>,
    /// Parts that are fetched when they are wanted.
    pub chunks: Deliveries,
    /// The conversation.
    pub transcript: Transcript,
    /// What storage has of a conversation, until the chunk that reads it has come and its user is known; and whether it
    /// was there at the start.
    pub stored: Option<(String, bool)>,
    /// The form that asks for a person, while it is open.
    pub ticket: Option<TicketForm>,
    /// Whether the panel is open.
    pub is_open: bool,
    /// Answers that were completed while the panel was closed, and not seen since.
    pub unread: usize,
}

impl State {
    /// A widget that knows its options and nothing else.
    #[must_use]
    pub fn new(mut options: Options) -> Self {
        Self { identity: Identity::from_options(&mut options), options, ..Self::default() }
    }

    /// The present by the server's clock, in milliseconds since the Unix epoch.
    #[must_use]
    pub fn server_now_ms(&self, now: Moment) -> u64 {
        if let Ahead::By(ms) = self.ahead { now.unix_ms.saturating_add_signed(ms) } else { now.unix_ms }
    }

    /// The settings, once the agent is known.
    #[must_use]
    pub fn settings(&self) -> Option<&Settings> {
        if let Agent::Ready(settings) = &self.agent { Some(settings) } else { None }
    }
}
