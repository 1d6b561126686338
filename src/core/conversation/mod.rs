//! What every part of the widget knows of the conversation: who speaks with whom and what was said. It stays in the
//! main module, because a question can be asked and a user named before the chunk "talk" has come.

mod turns;

use crate::config::{Options, Settings};
use crate::core::effect::{Callback, Effect};
use crate::core::identity::Identity;
use crate::core::identity::verification::Verification;
use crate::core::live_state::LiveState;
use crate::core::moment::Moment;
use crate::core::ticket::TicketForm;
use crate::core::transcript::Transcript;
use crate::error::Failure;

/// The agent behind the panel.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum AgentState {
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
pub enum ServerClock {
    /// The server has not told.
    #[default]
    Unknown,
    /// It is being asked.
    Asked,
    /// Ahead by so many milliseconds.
    AheadBy(i64),
}

/// One visitor's conversation with one agent.
#[derive(Debug, Default)]
pub struct Conversation {
    /// What the page asked for.
    pub options: Options,
    /// The agent.
    pub agent: AgentState,
    /// The session's id.
    pub session_id: Option<String>,
    /// A session's id and the secret that the server told for it: whoever shows it may read and write that session. It
    /// counts as long as the session is that one.
    session_token: Option<(String, String)>,
    /// Who the visitor is.
    pub identity: Identity,
    /// Whether requests that speak for the user may go.
    pub verification: Verification,
    /// How many tokens the page gave after the first.
    pub token_count: u32,
    /// How far the server's clock is ahead of ours.
    pub server_clock: ServerClock,
    /// What the visitor did of late, in words for the agent.
    pub behaviour: Option<String>,
    /// The turns.
    pub transcript: Transcript,
    /// Something of the transcript changed that is to be written into the page's storage. Not every piece of a running
    /// answer, so that a long one is not written a hundred times.
    pub is_unsaved: bool,
    /// The ticket form, while it is open.
    pub ticket: Option<TicketForm>,
    /// The conversation with the team, once a person was asked for.
    pub live: Option<Box<LiveState>>,
}

impl Conversation {
    /// A conversation of which nothing is known but the options.
    #[must_use]
    pub fn new(mut options: Options) -> Self {
        Self { identity: Identity::from_options(&mut options), options, ..Self::default() }
    }

    /// The secret of the session.
    #[must_use]
    pub fn session_token(&self) -> Option<&str> {
        let (session_id, token) = self.session_token.as_ref()?;
        (self.session_id.as_ref() == Some(session_id)).then_some(token)
    }

    /// Opens the form that asks for a person in writing, beginning with the last question.
    pub fn open_ticket(&mut self) {
        let questions = self.transcript.turns().iter().map(|turn| turn.question.as_str());
        let question = questions.rev().find(|question| !question.is_empty());
        self.ticket = Some(TicketForm::new(question, self.identity.user_id.is_none()));
    }

    /// Begins another session.
    pub fn begin_session(&mut self, session_id: String) {
        self.session_id = Some(session_id);
        self.session_token = None;
    }

    /// Keeps the secret of the session as it is now.
    pub fn keep_token(&mut self, token: String) {
        self.session_token = self.session_id.clone().map(|session_id| (session_id, token));
        self.is_unsaved = true;
    }

    /// The settings, once the agent is known.
    #[must_use]
    pub fn settings(&self) -> Option<&Settings> {
        if let AgentState::Ready(settings) = &self.agent { Some(settings) } else { None }
    }

    /// The present by the server's clock, in milliseconds since the Unix epoch.
    #[must_use]
    pub fn server_now_ms(&self, now: Moment) -> u64 {
        if let ServerClock::AheadBy(ms) = self.server_clock {
            now.unix_ms.saturating_add_signed(ms)
        } else {
            now.unix_ms
        }
    }

    /// The server refused what went with the token of that count. It says nothing of one that came later.
    pub fn refuse(&mut self, token_count: u32) -> Vec<Effect> {
        if token_count == self.token_count { self.doubt() } else { Vec::new() }
    }

    /// The identity can no longer be proved: everything waits, the page is asked for a token and told, once.
    pub fn doubt(&mut self) -> Vec<Effect> {
        if self.verification == Verification::Renewing {
            return Vec::new();
        }
        self.verification = Verification::Renewing;
        vec![Effect::Verified(false), Effect::RenewToken, Effect::Tell(Callback::IdentityExpired)]
    }
}
