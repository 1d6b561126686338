//! Conversations that a person was asked for: their state and their log. Every step and every line is an event with a
//! number, from 1 and without a gap, because number and event are written together under the lock of the
//! conversation's row.

use halo_protocol::conversation::{
    ConversationMessage, ConversationState, Person, ReadEvent, Side, SpeakerRole, StateEvent, Transition,
};
use halo_protocol::object;
use serde::Serialize;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::bus::BusEvent;
use super::outbox::Notification;
use super::subscriptions::Topic;
use super::team::{Teammate, person};
use super::{Error, Store, Write};
use crate::clock;

/// Events that are read at once.
const EVENTS_AT_ONCE: i64 = 200;

/// Who does something to a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor<'a> {
    /// The visitor.
    Visitor,
    /// The agent.
    Agent,
    /// The server, because a time is over.
    Server,
    /// A teammate.
    Teammate(&'a Teammate),
}

impl Actor<'_> {
    fn word(&self) -> &str {
        match self {
            Self::Visitor => "visitor",
            Self::Agent => "agent",
            Self::Server => "server",
            Self::Teammate(it) => &it.id,
        }
    }

    fn person(&self) -> Option<Person> {
        match self {
            Self::Teammate(it) => Some(it.person()),
            Self::Visitor | Self::Agent | Self::Server => None,
        }
    }

    fn role(&self) -> SpeakerRole {
        match self {
            Self::Visitor => SpeakerRole::User,
            Self::Agent => SpeakerRole::Assistant,
            Self::Server => SpeakerRole::Notice,
            Self::Teammate(_) => SpeakerRole::Teammate,
        }
    }
}

/// How a conversation stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConversationRow {
    /// Who answers.
    pub state: ConversationState,
    /// Who has it, or had it last: the id, and what visitors see.
    pub teammate: Option<(String, Person)>,
    /// The number of its newest event; 0: none.
    pub newest: i64,
}

impl ConversationRow {
    /// Who has it, or had it last, as visitors see them.
    #[must_use]
    pub fn person(&self) -> Option<Person> {
        self.teammate.as_ref().map(|(_, person)| person.clone())
    }

    /// Whether a teammate has it now.
    #[must_use]
    pub fn is_of(&self, teammate_id: &str) -> bool {
        self.state == ConversationState::Human
            && self.teammate.as_ref().is_some_and(|(id, _)| id == teammate_id)
    }
}

/// What came of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Advance {
    /// It was taken.
    Taken(ConversationRow),
    /// It cannot be taken from where the conversation is: so it stands.
    Refused(ConversationRow),
}

/// A line that is said in a conversation.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// The line's id.
    pub id: &'a str,
    /// Who says it.
    pub actor: Actor<'a>,
    /// Whose it is, where the visitor is known.
    pub user_id: Option<&'a str>,
    /// What.
    pub text: &'a str,
}

/// An event of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// Its number.
    pub number: i64,
    /// The event's name on the wire.
    pub kind: String,
    /// Its JSON.
    pub body: String,
}

/// The id of the agent's line that answers a message.
#[must_use]
pub fn answer_id(message_id: &str) -> String {
    format!("{message_id}-answer")
}

const LOCKED: &str = "UPDATE conversations SET newest = newest WHERE org_id = $1 AND session_id = $2
     RETURNING state, newest, teammate_id,
     (SELECT name FROM teammates t WHERE t.id = conversations.teammate_id) AS teammate_name,
     (SELECT avatar FROM teammates t WHERE t.id = conversations.teammate_id) AS teammate_avatar";

fn conversation(row: &AnyRow) -> Result<ConversationRow, Error> {
    let word: String = row.try_get("state")?;
    let state = ConversationState::named(&word)
        .ok_or_else(|| Error::Decode(format!("{word:?} is no state of a conversation").into()))?;
    let id: Option<String> = row.try_get("teammate_id")?;
    let (name, avatar): (Option<String>, Option<String>) =
        (row.try_get("teammate_name")?, row.try_get("teammate_avatar")?);
    let person = name.map(|name| person(name, avatar.as_deref()));
    Ok(ConversationRow { state, teammate: id.zip(person), newest: row.try_get("newest")? })
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

impl Write {
    /// A conversation as it stands; nobody changes it before this write ends. None: no person was ever asked for.
    ///
    /// # Errors
    /// The database failed.
    pub async fn conversation(
        &mut self,
        org_id: &str,
        session_id: &str,
    ) -> Result<Option<ConversationRow>, Error> {
        let row = sqlx::query(LOCKED).bind(org_id).bind(session_id).fetch_optional(self.on()).await?;
        row.as_ref().map(conversation).transpose()
    }

    /// Takes a step, if it can be taken from where the conversation is.
    ///
    /// # Errors
    /// The database failed.
    pub async fn advance(
        &mut self,
        org_id: &str,
        session_id: &str,
        step: Transition,
        actor: &Actor<'_>,
        reason: Option<&str>,
    ) -> Result<Advance, Error> {
        let row = match self.conversation(org_id, session_id).await? {
            Some(row) => row,
            None if ConversationState::Ai.after(step).is_none() => {
                return Ok(Advance::Refused(ConversationRow::default()));
            }
            None => self.begin_conversation(org_id, session_id).await?,
        };
        let Some(state) = row.state.after(step) else { return Ok(Advance::Refused(row)) };
        let now = clock::now_ms();
        let teammate = match actor {
            Actor::Teammate(it) => Some((it.id.clone(), it.person())),
            Actor::Visitor | Actor::Agent | Actor::Server => row.teammate.clone(),
        };
        sqlx::query(
            "UPDATE conversations SET state = $3, teammate_id = $4, changed_at = $5,
             stretch = CASE WHEN state IN ('waiting', 'human') THEN stretch ELSE newest END,
             reason = CASE WHEN $3 = 'waiting' THEN COALESCE($6, reason) ELSE reason END,
             asked_at = CASE WHEN $3 = 'waiting' THEN $5 ELSE asked_at END WHERE org_id = $1 AND session_id = $2",
        )
        .bind(org_id)
        .bind(session_id)
        .bind(state.word())
        .bind(teammate.as_ref().map(|(id, _)| id.as_str()))
        .bind(now)
        .bind(reason)
        .execute(self.on())
        .await?;
        let was_waiting = row.state == ConversationState::Waiting;
        let mut row = ConversationRow { state, teammate, newest: row.newest };
        let event = StateEvent {
            state,
            by: Some(step),
            // Of those who only waited nobody was there.
            teammate: row.person().filter(|_| state == ConversationState::Human || !was_waiting),
            position: None,
            at: Some(clock::rfc3339(now)),
        };
        let number = self.append(org_id, session_id, ("state", &json(&event)), actor, None).await?;
        row.newest = number.unwrap_or(row.newest);
        let is_queue_changed = was_waiting || state == ConversationState::Waiting;
        self.happened(BusEvent::grown(org_id, session_id, is_queue_changed));
        self.publish_step(org_id, session_id, &event, reason).await?;
        Ok(Advance::Taken(row))
    }

    /// Tells outside of a visitor who waits, and of a conversation that is over.
    async fn publish_step(
        &mut self,
        org_id: &str,
        session_id: &str,
        event: &StateEvent,
        reason: Option<&str>,
    ) -> Result<(), Error> {
        let topic = match event.state {
            ConversationState::Waiting => Topic::ConversationWaiting,
            ConversationState::Closed => Topic::ConversationClosed,
            ConversationState::Ai | ConversationState::Human => return Ok(()),
        };
        let teammate = event.teammate.as_ref().map(|it| it.name.as_str());
        let by = event.by.map(Transition::word);
        let data = object([("by", by.into()), ("reason", reason.into()), ("teammate", teammate.into())]);
        self.publish(org_id, Notification { topic, session_id: Some(session_id), user_id: None, data }).await
    }

    /// Appends a line to the log of a conversation; nothing where no person was ever asked for.
    ///
    /// # Errors
    /// The database failed.
    pub async fn log_line(&mut self, org_id: &str, session_id: &str, line: &Line<'_>) -> Result<(), Error> {
        let message = ConversationMessage {
            id: line.id.to_owned(),
            role: line.actor.role(),
            text: line.text.to_owned(),
            author: line.actor.person(),
            at: clock::rfc3339(clock::now_ms()),
        };
        if self
            .append(org_id, session_id, ("message", &json(&message)), &line.actor, line.user_id)
            .await?
            .is_some()
        {
            self.happened(BusEvent::grown(org_id, session_id, false));
        }
        Ok(())
    }

    /// Notes how far a side has read. Less than before, or more than there is, changes nothing.
    ///
    /// # Errors
    /// The database failed.
    pub async fn mark_read(&mut self, org_id: &str, session_id: &str, event: ReadEvent) -> Result<(), Error> {
        let up_to = i64::try_from(event.up_to).unwrap_or(i64::MAX);
        let query = match event.who {
            Side::User => {
                "UPDATE conversations SET read_by_visitor = $3
                 WHERE org_id = $1 AND session_id = $2 AND read_by_visitor < $3 AND newest >= $3"
            }
            Side::Teammate => {
                "UPDATE conversations SET read_by_team = $3
                 WHERE org_id = $1 AND session_id = $2 AND read_by_team < $3 AND newest >= $3"
            }
        };
        let changed = sqlx::query(query).bind(org_id).bind(session_id).bind(up_to).execute(self.on()).await?;
        if changed.rows_affected() == 1 {
            let actor = match event.who {
                Side::User => Actor::Visitor,
                Side::Teammate => Actor::Server,
            };
            self.append(org_id, session_id, ("read", &json(&event)), &actor, None).await?;
            self.happened(BusEvent::grown(org_id, session_id, false));
        }
        Ok(())
    }

    async fn begin_conversation(&mut self, org_id: &str, session_id: &str) -> Result<ConversationRow, Error> {
        sqlx::query(
            "INSERT INTO conversations (org_id, session_id, state, changed_at, newest, read_by_visitor, read_by_team)
             VALUES ($1, $2, 'ai', $3, 0, 0, 0) ON CONFLICT (org_id, session_id) DO NOTHING",
        )
        .bind(org_id)
        .bind(session_id)
        .bind(clock::now_ms())
        .execute(self.on())
        .await?;
        Ok(self.conversation(org_id, session_id).await?.unwrap_or_default())
    }

    /// Writes an event under the next number; none where there is no conversation.
    async fn append(
        &mut self,
        org_id: &str,
        session_id: &str,
        (kind, body): (&str, &str),
        actor: &Actor<'_>,
        user_id: Option<&str>,
    ) -> Result<Option<i64>, Error> {
        let row = sqlx::query(
            "UPDATE conversations SET newest = newest + 1 WHERE org_id = $1 AND session_id = $2 RETURNING newest",
        )
        .bind(org_id)
        .bind(session_id)
        .fetch_optional(self.on())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let number: i64 = row.try_get("newest")?;
        sqlx::query(
            "INSERT INTO conversation_events (org_id, session_id, number, kind, body, actor, user_id, at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(org_id)
        .bind(session_id)
        .bind(number)
        .bind(kind)
        .bind(body)
        .bind(actor.word())
        .bind(user_id)
        .bind(clock::now_ms())
        .execute(self.on())
        .await?;
        Ok(Some(number))
    }
}

impl Store {
    /// A conversation as it stands. None: no person was ever asked for.
    ///
    /// # Errors
    /// The database failed.
    pub async fn conversation(
        &self,
        org_id: &str,
        session_id: &str,
    ) -> Result<Option<ConversationRow>, Error> {
        let row = sqlx::query(
            "SELECT c.state, c.newest, c.teammate_id, t.name AS teammate_name, t.avatar AS teammate_avatar FROM conversations c
             LEFT JOIN teammates t ON t.id = c.teammate_id WHERE c.org_id = $1 AND c.session_id = $2",
        )
        .bind(org_id)
        .bind(session_id)
        .fetch_optional(self.read())
        .await?;
        row.as_ref().map(conversation).transpose()
    }

    /// The number of the last event before the team had a conversation this time, or the last time.
    ///
    /// # Errors
    /// The database failed.
    pub async fn stretch(&self, org_id: &str, session_id: &str) -> Result<i64, Error> {
        let query = "SELECT stretch FROM conversations WHERE org_id = $1 AND session_id = $2";
        let row = sqlx::query(query).bind(org_id).bind(session_id).fetch_optional(self.read()).await?;
        row.map_or(Ok(0), |row| row.try_get("stretch"))
    }

    /// The events of a conversation after a number, in order, at most 200.
    ///
    /// # Errors
    /// The database failed.
    pub async fn events_after(
        &self,
        org_id: &str,
        session_id: &str,
        after: i64,
    ) -> Result<Vec<EventRow>, Error> {
        let rows = sqlx::query(
            "SELECT number, kind, body FROM conversation_events
             WHERE org_id = $1 AND session_id = $2 AND number > $3 ORDER BY number LIMIT $4",
        )
        .bind(org_id)
        .bind(session_id)
        .bind(after)
        .bind(EVENTS_AT_ONCE)
        .fetch_all(self.read())
        .await?;
        let event = |row: &AnyRow| {
            Ok(EventRow {
                number: row.try_get("number")?,
                kind: row.try_get("kind")?,
                body: row.try_get("body")?,
            })
        };
        rows.iter().map(event).collect()
    }
}
