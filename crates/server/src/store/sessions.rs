//! Sessions and their transcript.

use sqlx::Row;

use super::text::storable;
use super::{Engine, Error, Store, Write};
use crate::{clock, ids};

/// One line of a transcript.
#[derive(Clone, Debug)]
pub struct MessageRow {
    /// The session it belongs to.
    pub session_id: String,
    /// The identified user, if any.
    pub user_id: Option<String>,
    /// The agent that answers or answered.
    pub agent_id: String,
    /// The client's id of the turn.
    pub message_id: Option<String>,
    /// Who speaks.
    pub role: Speaker,
    /// The text.
    pub content: String,
    /// JSON list of actions.
    pub actions: String,
    /// Whether it is whole.
    pub state: Completeness,
}

/// Who speaks in a line of a transcript.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// The visitor.
    Visitor,
    /// The agent.
    Agent,
    /// Somebody of the team.
    Teammate,
}

impl Speaker {
    /// The word in the table.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Visitor => "user",
            Self::Agent => "assistant",
            Self::Teammate => "teammate",
        }
    }
}

/// Whether a line of a transcript is whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Completeness {
    /// All was said.
    Complete,
    /// It ended before its end.
    Interrupted,
}

impl Completeness {
    /// The word in the table.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Interrupted => "interrupted",
        }
    }
}

/// Who a request says a session belongs to, and the secret that goes with it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Claims<'a> {
    /// The user, proved or not.
    pub user_id: Option<&'a str>,
    /// The user, if a token proved it.
    pub proved_user_id: Option<&'a str>,
    /// Digest of the secret: a new one, or the one that was shown.
    pub token_digest: Option<&'a str>,
}

/// What decides who may use a session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionRow {
    /// The proved user it belongs to.
    pub proved_user_id: Option<String>,
    /// Digest of its secret; none for a session from before there were secrets.
    pub token_digest: Option<String>,
    /// Whether a client has shown the secret, and so knows of it.
    pub token_shown: bool,
}

impl Write {
    /// Makes a session if there is none of that id; says whether it was made. The secret of one that is there stays.
    ///
    /// # Errors
    /// The database failed.
    pub async fn make_session(&mut self, org_id: &str, id: &str, it: &Claims<'_>) -> Result<bool, Error> {
        let made = sqlx::query(
            "INSERT INTO sessions (org_id, id, user_id, proved_user_id, token_digest, created_at, last_seen)
             VALUES ($1, $2, $3, $4, $5, $6, $6) ON CONFLICT (org_id, id) DO NOTHING",
        )
        .bind(org_id)
        .bind(id)
        .bind(it.user_id)
        .bind(it.proved_user_id)
        .bind(it.token_digest)
        .bind(clock::now_ms())
        .execute(self.on())
        .await?;
        Ok(made.rows_affected() == 1)
    }

    /// What decides who may use a session.
    ///
    /// # Errors
    /// The database failed.
    pub async fn session(&mut self, org_id: &str, id: &str) -> Result<Option<SessionRow>, Error> {
        let query = match self.engine() {
            Engine::Sqlite => {
                "SELECT proved_user_id, token_digest, token_shown FROM sessions WHERE org_id = $1 AND id = $2"
            }
            // Whoever takes a conversation over and whoever asks in it come one after the other.
            Engine::Postgres => {
                "SELECT proved_user_id, token_digest, token_shown FROM sessions WHERE org_id = $1 AND id = $2 FOR UPDATE"
            }
        };
        let row = sqlx::query(query).bind(org_id).bind(id).fetch_optional(self.on()).await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(SessionRow {
            proved_user_id: row.try_get("proved_user_id")?,
            token_digest: row.try_get("token_digest")?,
            token_shown: row.try_get::<i64, _>("token_shown")? != 0,
        }))
    }

    /// Notes that a session is alive, whose it is where nobody has it yet, and that its secret was shown.
    ///
    /// # Errors
    /// The database failed.
    pub async fn see_session(&mut self, org_id: &str, id: &str, it: &Claims<'_>) -> Result<(), Error> {
        sqlx::query(
            "UPDATE sessions SET last_seen = $3, user_id = COALESCE(user_id, $4),
             proved_user_id = COALESCE(proved_user_id, $5),
             token_shown = CASE WHEN token_digest = $6 THEN 1 ELSE token_shown END
             WHERE org_id = $1 AND id = $2",
        )
        .bind(org_id)
        .bind(id)
        .bind(clock::now_ms())
        .bind(it.user_id)
        .bind(it.proved_user_id)
        .bind(it.token_digest.unwrap_or_default())
        .execute(self.on())
        .await?;
        Ok(())
    }

    /// Adds a line to the transcript.
    ///
    /// # Errors
    /// The database failed.
    pub async fn add_message(&mut self, org_id: &str, it: &MessageRow) -> Result<(), Error> {
        sqlx::query(
            "INSERT INTO messages (id, org_id, session_id, user_id, agent_id, message_id, role, content, actions,
             state, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        )
        .bind(ids::uuid())
        .bind(org_id)
        .bind(&it.session_id)
        .bind(it.user_id.as_deref())
        .bind(&it.agent_id)
        .bind(it.message_id.as_deref())
        .bind(it.role.word())
        .bind(storable(&it.content).into_owned())
        .bind(&it.actions)
        .bind(it.state.word())
        .bind(clock::now_ms())
        .execute(self.on())
        .await?;
        Ok(())
    }

    /// Whether a teammate's line of that id is in the transcript already.
    ///
    /// # Errors
    /// The database failed.
    pub async fn has_said(&mut self, org_id: &str, session_id: &str, line_id: &str) -> Result<bool, Error> {
        let row = sqlx::query(
            "SELECT 1 AS is_there FROM messages
             WHERE org_id = $1 AND session_id = $2 AND message_id = $3 AND role = $4",
        )
        .bind(org_id)
        .bind(session_id)
        .bind(line_id)
        .bind(Speaker::Teammate.word())
        .fetch_optional(self.on())
        .await?;
        Ok(row.is_some())
    }

    /// Takes the unfinished answer of a turn out of the transcript: a newer run stands in for it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn drop_interrupted(&mut self, org_id: &str, message_id: &str) -> Result<(), Error> {
        sqlx::query(
            "DELETE FROM messages WHERE org_id = $1 AND message_id = $2 AND role = $3 AND state = $4",
        )
        .bind(org_id)
        .bind(message_id)
        .bind(Speaker::Agent.word())
        .bind(Completeness::Interrupted.word())
        .execute(self.on())
        .await?;
        Ok(())
    }
}

impl Store {
    /// What the agent said last in a session, whole answers only.
    ///
    /// # Errors
    /// The database failed.
    pub async fn said_in(&self, org_id: &str, session_id: &str) -> Result<Vec<String>, Error> {
        let rows = sqlx::query(
            "SELECT content FROM messages WHERE org_id = $1 AND session_id = $2 AND role = $3
             ORDER BY created_at DESC LIMIT 100",
        )
        .bind(org_id)
        .bind(session_id)
        .bind(Speaker::Agent.word())
        .fetch_all(self.read())
        .await?;
        rows.iter().map(|row| row.try_get("content")).collect()
    }
}
