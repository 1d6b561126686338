//! Plans and the book of uses: how often a secret key was used in this minute and on this day, and each use.

use sqlx::Row;

use super::{Error, Store, Write};
use crate::{clock, ids};

/// A use of a secret key, for the book.
#[derive(Clone, Copy, Debug)]
pub struct KeyUse<'a> {
    /// The key's id.
    pub key_id: &'a str,
    /// Whose key.
    pub org_id: &'a str,
    /// What was called.
    pub route: &'a str,
    /// The agent that was asked; empty if none was found.
    pub agent_id: &'a str,
    /// The answer's status.
    pub status: u16,
}

impl Write {
    /// Counts a use in the period that begins at `starts` (Unix seconds), and says the how manieth it is.
    ///
    /// # Errors
    /// The database failed.
    pub async fn count_use(&mut self, key_id: &str, starts: i64, seconds: i64) -> Result<i64, Error> {
        sqlx::query(
            "INSERT INTO plan_counts (key_id, period_starts, period_seconds, uses) VALUES ($1, $2, $3, 1)
             ON CONFLICT (key_id, period_seconds, period_starts) DO UPDATE SET uses = plan_counts.uses + 1
             RETURNING uses",
        )
        .bind(key_id)
        .bind(starts)
        .bind(seconds)
        .fetch_one(self.on())
        .await?
        .try_get("uses")
    }

    /// Forgets counts of periods before `moment` (Unix seconds).
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_counts(&mut self, moment: i64) -> Result<(), Error> {
        sqlx::query("DELETE FROM plan_counts WHERE period_starts < $1")
            .bind(moment)
            .execute(self.on())
            .await?;
        Ok(())
    }
}

impl Store {
    /// Writes a use into the book.
    ///
    /// # Errors
    /// The database failed.
    pub async fn note_use(&self, it: &KeyUse<'_>) -> Result<(), Error> {
        let mut write = self.write().await?;
        sqlx::query(
            "INSERT INTO key_uses (id, key_id, org_id, at, route, agent_id, status)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(ids::uuid())
        .bind(it.key_id)
        .bind(it.org_id)
        .bind(clock::now_ms())
        .bind(it.route)
        .bind(it.agent_id)
        .bind(i64::from(it.status))
        .execute(write.on())
        .await?;
        write.commit().await
    }
}
