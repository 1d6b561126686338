//! Live conversations (extension): who answers a session, the steps from one state to the next, and the events that the
//! visitor's widget and the team's programs read. A server that knows nothing of them answers 404, and the widget offers
//! its ticket form as ever.

use serde::{Deserialize, Serialize};

use crate::limits::{self, CONVERSATION_COMMENT_CHARS, CONVERSATION_REASON_CHARS, Invalid};
use crate::null_as_default;

/// Header of a `GET` that shows a user's token instead of the session's secret: an address is logged, a header is not.
pub const USER_TOKEN_HEADER: &str = "X-User-Token";
/// Type of the action that tells a widget of another state of its conversation, under `state`: the agent has asked for a
/// person.
pub const CONVERSATION_ACTION: &str = "conversation";
/// Type of the action with which an agent that found nothing twice in a row offers a person.
pub const OFFER_PERSON_ACTION: &str = "offer_person";
/// The `handled_by` of the end of an answer that a person gives instead of the agent.
pub const HANDLED_BY_PERSON: &str = "human";

/// Who answers a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ConversationState {
    /// The agent; also of a session that no person was ever asked for.
    #[default]
    Ai,
    /// Nobody yet: the visitor asked for a person.
    Waiting,
    /// A teammate.
    Human,
    /// Nobody any more; the agent again as soon as the visitor writes.
    Closed,
}

/// A step from one state to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transition {
    /// The visitor asked for a person.
    Requested,
    /// The agent asked for one.
    HandedOver,
    /// A teammate took the conversation over.
    Taken,
    /// The teammate gave it back to the agent.
    HandedBack,
    /// The visitor asked for the agent again.
    Left,
    /// The teammate ended it.
    Closed,
    /// Nobody took it for too long.
    NobodyCame,
    /// The teammate's connection was gone for too long.
    LineLost,
    /// The visitor wrote into a conversation that was closed.
    WrittenAgain,
}

/// Every step from every state; what is not listed cannot happen.
const STEPS: [(ConversationState, Transition, ConversationState); 15] = {
    use ConversationState::{Ai, Closed, Human, Waiting};
    [
        (Ai, Transition::Requested, Waiting),
        (Closed, Transition::Requested, Waiting),
        (Ai, Transition::HandedOver, Waiting),
        (Ai, Transition::Taken, Human),
        (Waiting, Transition::Taken, Human),
        (Closed, Transition::Taken, Human),
        (Human, Transition::HandedBack, Ai),
        (Waiting, Transition::HandedBack, Ai),
        (Waiting, Transition::Left, Ai),
        (Human, Transition::Left, Ai),
        (Waiting, Transition::Closed, Closed),
        (Human, Transition::Closed, Closed),
        (Waiting, Transition::NobodyCame, Ai),
        (Human, Transition::LineLost, Waiting),
        (Closed, Transition::WrittenAgain, Ai),
    ]
};

impl ConversationState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Ai, Self::Waiting, Self::Human, Self::Closed];

    /// The word on the wire and in the store.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ai => "ai",
            Self::Waiting => "waiting",
            Self::Human => "human",
            Self::Closed => "closed",
        }
    }

    /// The state of that word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.word() == word)
    }

    /// The state after a step; none where the step cannot be taken.
    #[must_use]
    pub fn after(self, step: Transition) -> Option<Self> {
        STEPS.iter().find(|(from, by, _)| *from == self && *by == step).map(|(_, _, to)| *to)
    }

    /// Whether the team has the conversation, so that the agent is silent.
    #[must_use]
    pub const fn is_with_team(self) -> bool {
        matches!(self, Self::Waiting | Self::Human)
    }
}

impl Transition {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Requested,
        Self::HandedOver,
        Self::Taken,
        Self::HandedBack,
        Self::Left,
        Self::Closed,
        Self::NobodyCame,
        Self::LineLost,
        Self::WrittenAgain,
    ];

    /// The word on the wire.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::HandedOver => "handed_over",
            Self::Taken => "taken",
            Self::HandedBack => "handed_back",
            Self::Left => "left",
            Self::Closed => "closed",
            Self::NobodyCame => "nobody_came",
            Self::LineLost => "line_lost",
            Self::WrittenAgain => "written_again",
        }
    }
}

/// Who said a line of a live conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SpeakerRole {
    /// The visitor.
    User,
    /// The agent.
    Assistant,
    /// Somebody of the team.
    Teammate,
    /// The server: something that happened.
    Notice,
    /// A role this version does not know; shown like a notice.
    #[serde(other)]
    Unknown,
}

/// A side of a live conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The visitor.
    User,
    /// The team.
    Teammate,
}

/// A teammate as a visitor may see one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// What the teammate is called.
    #[serde(default, deserialize_with = "null_as_default")]
    pub name: String,
    /// Address of a picture that the server itself serves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar: Option<String>,
}

/// The event `message`: a line of the conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationMessage {
    /// The line's id; a visitor's own is the `message_id` it was sent with.
    pub id: String,
    /// Who said it.
    pub role: SpeakerRole,
    /// Markdown of the team and the agent, plain text of a visitor.
    pub text: String,
    /// The teammate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<Person>,
    /// RFC 3339 UTC.
    pub at: String,
}

/// The event `state`: who answers now. One without an `id` only tells a new place in the queue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateEvent {
    /// Who answers.
    pub state: ConversationState,
    /// The step that led here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Transition>,
    /// The teammate: who has it, or who had it until now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub teammate: Option<Person>,
    /// Place in the queue while it waits, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u64>,
    /// RFC 3339 UTC; none where only the place is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
}

/// The event `typing`: neither numbered nor kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypingEvent {
    /// Who types.
    pub who: Side,
    /// Whether it still does.
    pub on: bool,
}

/// The event `read`: a side has read as far as that event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadEvent {
    /// Who has read.
    pub who: Side,
    /// The number of the newest event that was read.
    pub up_to: u64,
}

/// What every request about a session's conversation names. The proof is the secret of the session, in the header
/// `X-Session-Token`, or the token of the user that the session belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionProof {
    /// The session. Only a first request for a person may leave it out: then it is made.
    #[serde(default, deserialize_with = "null_as_default")]
    pub session_id: String,
    /// The user that the session belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// JWT that proves `user_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_token: Option<String>,
}

/// Body of `POST /conversation/request`: the visitor asks for a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRequest {
    /// Which session, and by what right.
    #[serde(flatten)]
    pub proof: SessionProof,
    /// Why, in the visitor's words, at most 1,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Answer of `POST /conversation/request` and `/conversation/leave`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateResponse {
    /// Always true in a 200.
    pub success: bool,
    /// The session, which a first request has made.
    pub session_id: String,
    /// Who answers now.
    #[serde(flatten)]
    pub state: StateEvent,
    /// Whether somebody of the team is there to come. If not, nothing has changed, and a ticket is the way.
    pub available: bool,
}

/// Body of `POST /conversation/typing`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypingRequest {
    /// Which session, and by what right.
    #[serde(flatten)]
    pub proof: SessionProof,
    /// Whether the visitor types.
    #[serde(default, deserialize_with = "null_as_default")]
    pub on: bool,
}

/// Body of `POST /conversation/read`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadRequest {
    /// Which session, and by what right.
    #[serde(flatten)]
    pub proof: SessionProof,
    /// The number of the newest event that the visitor has seen.
    #[serde(default, deserialize_with = "whole_number")]
    pub up_to: u64,
}

/// Body of `POST /conversation/rating`: did that help?
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatingRequest {
    /// Which session, and by what right.
    #[serde(flatten)]
    pub proof: SessionProof,
    /// 1 (not at all) to 5 (very much).
    #[serde(default, deserialize_with = "whole_number")]
    pub score: u64,
    /// In the visitor's words, at most 2,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// Reads a whole number from 0 on, also one that is written with a point: to JSON `5.0` is a whole number, too.
fn whole_number<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    const LARGEST: f64 = 9_007_199_254_740_992.0;
    let number = <Option<f64> as Deserialize>::deserialize(deserializer)?.unwrap_or_default();
    if number.fract() != 0.0 || !(0.0..=LARGEST).contains(&number) {
        return Err(serde::de::Error::custom(format!(
            "{number} was met; a whole number from 0 on is allowed"
        )));
    }
    Ok(number as u64)
}

impl PersonRequest {
    /// Holds the fields against their limits.
    ///
    /// # Errors
    /// [`Invalid`] for a reason that is too long.
    pub fn check(&self) -> Result<(), Invalid> {
        limits::check_chars("reason", self.reason.as_deref().unwrap_or_default(), CONVERSATION_REASON_CHARS)
    }
}

impl RatingRequest {
    /// Holds the fields against their limits.
    ///
    /// # Errors
    /// [`Invalid`] for a score outside of 1 to 5, or a comment that is too long.
    pub fn check(&self) -> Result<(), Invalid> {
        if !(1..=5).contains(&self.score) {
            return Err(Invalid::NotAllowed { field: "score", allowed: "a number from 1 to 5" });
        }
        limits::check_chars(
            "comment",
            self.comment.as_deref().unwrap_or_default(),
            CONVERSATION_COMMENT_CHARS,
        )
    }
}

#[cfg(test)]
mod tests;
