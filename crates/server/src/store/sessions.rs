//! Sessions and their transcript.

use sqlx::Row;

use super::{Error, Store, Write};
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
    /// `user` or `assistant`.
    pub role: &'static str,
    /// The text.
    pub content: String,
    /// JSON list of actions.
    pub actions: String,
    /// `complete` or `interrupted`.
    pub state: &'static str,
}

impl Write {
    /// Notes that a session is alive, and whose it is once that is known.
    ///
    /// # Errors
    /// The database failed.
    pub async fn touch_session(
        &mut self,
        org_id: &str,
        id: &str,
        user_id: Option<&str>,
    ) -> Result<(), Error> {
        sqlx::query(
            "INSERT INTO sessions (org_id, id, user_id, created_at, last_seen) VALUES ($1, $2, $3, $4, $4)
             ON CONFLICT (org_id, id) DO UPDATE SET last_seen = excluded.last_seen,
             user_id = COALESCE(sessions.user_id, excluded.user_id)",
        )
        .bind(org_id)
        .bind(id)
        .bind(user_id)
        .bind(clock::now_ms())
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
        .bind(it.role)
        .bind(&it.content)
        .bind(&it.actions)
        .bind(it.state)
        .bind(clock::now_ms())
        .execute(self.on())
        .await?;
        Ok(())
    }

    /// Takes the unfinished answer of a turn out of the transcript: a newer run stands in for it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn drop_interrupted(&mut self, org_id: &str, message_id: &str) -> Result<(), Error> {
        sqlx::query(
            "DELETE FROM messages WHERE org_id = $1 AND message_id = $2 AND role = 'assistant'
             AND state = 'interrupted'",
        )
        .bind(org_id)
        .bind(message_id)
        .execute(self.on())
        .await?;
        Ok(())
    }
}

impl Store {
    /// How many lines the transcript of a session has.
    ///
    /// # Errors
    /// The database failed.
    pub async fn message_count(&self, org_id: &str, session_id: &str) -> Result<i64, Error> {
        sqlx::query("SELECT COUNT(*) AS lines FROM messages WHERE org_id = $1 AND session_id = $2")
            .bind(org_id)
            .bind(session_id)
            .fetch_one(self.read())
            .await?
            .try_get("lines")
    }
}
