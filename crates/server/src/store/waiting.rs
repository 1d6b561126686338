//! Those who wait for a person, and conversations that something is due for.

use halo_protocol::conversation::{ConversationState, Transition};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{Error, Store};
use crate::clock;

/// A conversation that the server does something to because a time is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverdueConversation {
    /// Whose.
    pub org_id: String,
    /// Which.
    pub session_id: String,
    /// What is due.
    pub step: Transition,
}

impl Store {
    /// The sessions that wait for a person, in the order they are served.
    ///
    /// # Errors
    /// The database failed.
    pub async fn queue(&self, org_id: &str) -> Result<Vec<String>, Error> {
        let rows = sqlx::query(
            "SELECT session_id FROM conversations WHERE org_id = $1 AND state = 'waiting' ORDER BY asked_at, session_id",
        )
        .bind(org_id)
        .fetch_all(self.read())
        .await?;
        rows.iter().map(|row| row.try_get("session_id")).collect()
    }

    /// The place of a session among those that wait, from 1.
    ///
    /// # Errors
    /// The database failed.
    pub async fn place_in_queue(&self, org_id: &str, session_id: &str) -> Result<Option<u64>, Error> {
        let row = sqlx::query(
            "SELECT COUNT(*) AS place FROM conversations w JOIN conversations o
             ON o.org_id = w.org_id AND o.state = 'waiting'
             AND (o.asked_at < w.asked_at OR (o.asked_at = w.asked_at AND o.session_id <= w.session_id))
             WHERE w.org_id = $1 AND w.session_id = $2 AND w.state = 'waiting'",
        )
        .bind(org_id)
        .bind(session_id)
        .fetch_one(self.read())
        .await?;
        let place: i64 = row.try_get("place")?;
        Ok(u64::try_from(place).ok().filter(|place| *place > 0))
    }

    /// Conversations that nobody took within the limit, and those whose teammate is gone.
    ///
    /// # Errors
    /// The database failed.
    pub async fn overdue(
        &self,
        wait_limit_ms: i64,
        gone_after_ms: i64,
    ) -> Result<Vec<OverdueConversation>, Error> {
        let now = clock::now_ms();
        let rows = sqlx::query(
            "SELECT c.org_id, c.session_id, c.state FROM conversations c
             LEFT JOIN teammates t ON t.id = c.teammate_id
             WHERE c.state IN ('waiting', 'human')
             AND ((c.state = 'waiting' AND c.asked_at < $1) OR (c.state = 'human' AND t.seen_at < $2))",
        )
        .bind(now - wait_limit_ms)
        .bind(now - gone_after_ms)
        .fetch_all(self.read())
        .await?;
        let overdue = |row: &AnyRow| {
            let state: String = row.try_get("state")?;
            let is_waiting = state == ConversationState::Waiting.word();
            Ok(OverdueConversation {
                org_id: row.try_get("org_id")?,
                session_id: row.try_get("session_id")?,
                step: if is_waiting { Transition::NobodyCame } else { Transition::LineLost },
            })
        };
        rows.iter().map(overdue).collect()
    }
}
