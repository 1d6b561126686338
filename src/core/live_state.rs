//! A conversation that a person was asked for, as the widget knows it. Nothing of it is there while only the agent answers.

use halo_protocol::conversation::ConversationState;
use halo_protocol::{Object, object};
use serde_json::Value;

/// Whether this form of the widget takes part in live conversations: the one as plain JavaScript does without (Cargo.toml).
pub const TAKES_PART: bool = !cfg!(feature = "plain");

/// How a live conversation stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LiveState {
    /// Who answers; none while the server has not said whether anybody is there.
    pub state: Option<ConversationState>,
    /// Nobody of the team came.
    pub is_abandoned: bool,
    /// The teammate who has the conversation, or had it last.
    pub teammate: Option<String>,
    /// The address of the teammate's picture, as the server told it.
    pub avatar: Option<String>,
    /// Place in the queue, from 1.
    pub position: Option<u64>,
    /// The teammate types.
    pub is_typing: bool,
    /// The team has read all that the visitor wrote.
    pub is_read: bool,
    /// The visitor said whether it helped.
    pub is_rated: bool,
    /// The line to the server broke more than once in a row.
    pub is_broken: bool,
    /// The number of the last event that was heard.
    pub last_event: u64,
    /// This page hears the events; another page of the site takes what that one stores.
    pub is_heard_here: bool,
}

impl LiveState {
    /// A conversation that the team has, of which no more is known.
    #[must_use]
    pub fn waiting() -> Box<Self> {
        Box::new(Self { state: Some(ConversationState::Waiting), ..Self::default() })
    }

    /// Whether the team has it.
    #[must_use]
    pub fn is_with_team(&self) -> bool {
        self.state.is_some_and(ConversationState::is_with_team)
    }

    /// Who of the team answers now.
    #[must_use]
    pub fn teammate_in_charge(&self) -> Option<&str> {
        self.teammate.as_deref().filter(|_| self.state == Some(ConversationState::Human))
    }

    /// What is stored of it; nothing once the team has it no longer.
    #[must_use]
    pub fn record(&self) -> Option<Object> {
        let state = self.state.filter(|state| state.is_with_team())?;
        Some(object([
            ("state", state.word().into()),
            ("teammate", self.teammate.clone().into()),
            ("avatar", self.avatar.clone().into()),
            ("position", self.position.into()),
            ("read", self.is_read.into()),
            ("last", self.last_event.into()),
        ]))
    }

    /// What was stored.
    #[must_use]
    pub fn read(record: &Value) -> Option<Self> {
        let text = |field: &str| record.get(field).and_then(Value::as_str).map(str::to_owned);
        Some(Self {
            state: Some(ConversationState::named(record.get("state")?.as_str()?)?),
            teammate: text("teammate"),
            avatar: text("avatar"),
            position: record.get("position").and_then(Value::as_u64),
            is_read: record.get("read").and_then(Value::as_bool).unwrap_or_default(),
            last_event: record.get("last")?.as_u64()?,
            ..Self::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_comes_back_and_what_is_over_is_not_stored() {
        let live = LiveState {
            state: Some(ConversationState::Human),
            teammate: Some("Ada".to_owned()),
            avatar: Some("/api/sdk/avatars/3f9a.webp".to_owned()),
            is_read: true,
            last_event: 7,
            ..LiveState::default()
        };
        assert_eq!(LiveState::read(&live.record().unwrap().into()), Some(live.clone()));
        for state in [None, Some(ConversationState::Ai), Some(ConversationState::Closed)] {
            assert_eq!(LiveState { state, ..live.clone() }.record(), None);
        }
    }
}
