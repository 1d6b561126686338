//! A turn: one question of the visitor and the agent's answer to it.

use halo_protocol::action::Action;
use halo_protocol::conversation::ConversationState;

use crate::error::Failure;

/// Names a turn within one transcript, in the order of asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TurnId(pub u32);

/// Where a turn stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Waits for the answer before it, or for the agent's configuration.
    #[default]
    Queued,
    /// Sent; nothing of the answer has come.
    Sending,
    /// The answer is coming.
    Streaming,
    /// The connection broke; another try is due.
    Reconnecting,
    /// The answer is whole.
    Complete,
    /// The visitor stopped the answer.
    Stopped,
    /// The answer broke off and will not go on by itself; what came is kept.
    Interrupted(Failure),
    /// The question did not get through.
    Failed(Failure),
}

impl Phase {
    /// Whether the turn occupies the line: nothing else is asked meanwhile.
    #[must_use]
    pub fn is_running(&self) -> bool {
        matches!(self, Self::Sending | Self::Streaming | Self::Reconnecting)
    }

    /// Whether nothing more comes by itself.
    #[must_use]
    pub fn is_over(&self) -> bool {
        *self != Self::Queued && !self.is_running()
    }

    /// Whether the visitor can ask the same again.
    #[must_use]
    pub fn can_retry(&self) -> bool {
        matches!(self, Self::Interrupted(_) | Self::Failed(_) | Self::Stopped)
    }
}

/// Why an answer that came to its end is not whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// The longest answer was reached.
    Length,
    /// A filter stopped it.
    Filter,
}

impl Cut {
    /// The cut of this name in a server's `done` event.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "length" => Some(Self::Length),
            "content_filter" => Some(Self::Filter),
            _ => None,
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Length => "length",
            Self::Filter => "content_filter",
        }
    }
}

/// One question and its answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// The turn's name here.
    pub id: TurnId,
    /// UUID on the wire: the server answers the same id once.
    pub message_id: String,
    /// What the visitor asked.
    pub question: String,
    /// Images sent with it, as `data:` addresses.
    pub images: Vec<String>,
    /// When, in milliseconds since the Unix epoch.
    pub asked_at_ms: u64,
    /// What has come of the answer, Markdown.
    pub answer: String,
    /// Who of the team said it; none: the agent.
    pub author: Option<String>,
    /// No question: the conversation came to this state, by or with the author. Words of the server's own stand as answer.
    pub step: Option<ConversationState>,
    /// What the agent did or asks for, each once.
    pub actions: Vec<Action>,
    /// Where it stands.
    pub phase: Phase,
    /// Tries that failed. What came in between does not start the count anew: a server that never ends would never be given
    /// up.
    pub tries: u32,
    /// The server doubted the user's identity once already; a second doubt about a renewed token is final.
    pub was_doubted: bool,
    /// The count of the token that went with the question.
    pub token_count: u32,
    /// Another tab receives this answer and will tell. Without it two tabs would ask the same.
    pub is_elsewhere: bool,
    /// The server let the session be written into no longer; refused in a new one, the question has failed.
    pub was_refused: bool,
    /// Where the answer was cut.
    pub cut: Option<Cut>,
    /// Whether the visitor found the answer helpful, if they said.
    pub rating: Option<bool>,
    /// The answer came while the panel was closed, and nobody has opened it since, in any tab.
    pub is_unseen: bool,
}

impl Turn {
    /// A turn that waits for its place in the line.
    #[must_use]
    pub fn queued(id: TurnId, message_id: String, question: String, asked_at_ms: u64) -> Self {
        Self {
            id,
            message_id,
            question,
            images: Vec::new(),
            asked_at_ms,
            answer: String::new(),
            author: None,
            step: None,
            actions: Vec::new(),
            phase: Phase::Queued,
            tries: 0,
            was_doubted: false,
            token_count: 0,
            is_elsewhere: false,
            was_refused: false,
            cut: None,
            rating: None,
            is_unseen: false,
        }
    }
}
