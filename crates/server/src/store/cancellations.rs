//! Answers that their visitors stopped. The process that gives an answer may be another than the one that was asked to
//! stop it, so the wish is kept here until that one has seen it.

use sqlx::Row;

use super::answers::{AnswerState, RunId};
use super::{Error, Store, Write};
use crate::clock;

/// A wish that nobody saw within this time met a process that is gone. Clocks of several machines may differ by part
/// of it.
const SEEN_WITHIN_MS: i64 = 60_000;

impl Write {
    /// The session that an answer belongs to, if it was asked in `session`.
    ///
    /// # Errors
    /// The database failed.
    pub async fn session_of_answer(
        &mut self,
        org_id: &str,
        message_id: &str,
        session: &str,
    ) -> Result<Option<String>, Error> {
        let row = sqlx::query(
            "SELECT session_id FROM answers WHERE org_id = $1 AND message_id = $2
             AND (asked_session = $3 OR session_id = $3)",
        )
        .bind(org_id)
        .bind(message_id)
        .bind(session)
        .fetch_optional(self.on())
        .await?;
        row.map(|row| row.try_get("session_id")).transpose()
    }

    /// Notes that a running answer of that session shall stop; says which run of it. Nothing if there is no such
    /// answer, or it has ended.
    ///
    /// # Errors
    /// The database failed.
    pub async fn cancel_answer(
        &mut self,
        org_id: &str,
        message_id: &str,
        session: &str,
    ) -> Result<Option<RunId>, Error> {
        let row = sqlx::query(
            "SELECT run FROM answers WHERE org_id = $1 AND message_id = $2 AND state = $3
             AND (asked_session = $4 OR session_id = $4)",
        )
        .bind(org_id)
        .bind(message_id)
        .bind(AnswerState::Running.word())
        .bind(session)
        .fetch_optional(self.on())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let run: i64 = row.try_get("run")?;
        sqlx::query(
            "INSERT INTO cancellations (org_id, message_id, run, asked_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (org_id, message_id, run) DO NOTHING",
        )
        .bind(org_id)
        .bind(message_id)
        .bind(run)
        .bind(clock::now_ms())
        .execute(self.on())
        .await?;
        Ok(Some(RunId { org_id: org_id.to_owned(), message_id: message_id.to_owned(), run }))
    }

    /// Notes that every running answer of a session shall stop; says which.
    ///
    /// # Errors
    /// The database failed.
    pub async fn cancel_answers(&mut self, org_id: &str, session_id: &str) -> Result<Vec<RunId>, Error> {
        let rows = sqlx::query(
            "SELECT message_id FROM answers WHERE org_id = $1 AND session_id = $2 AND state = $3",
        )
        .bind(org_id)
        .bind(session_id)
        .bind(AnswerState::Running.word())
        .fetch_all(self.on())
        .await?;
        let mut cancelled = Vec::new();
        for row in rows {
            let message_id: String = row.try_get("message_id")?;
            cancelled.extend(self.cancel_answer(org_id, &message_id, session_id).await?);
        }
        Ok(cancelled)
    }

    /// Forgets wishes that nobody waits for any more.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_cancellations(&mut self) -> Result<(), Error> {
        let old = clock::now_ms() - SEEN_WITHIN_MS;
        sqlx::query("DELETE FROM cancellations WHERE asked_at < $1").bind(old).execute(self.on()).await?;
        Ok(())
    }
}

impl Store {
    /// The answers that were asked to stop lately.
    ///
    /// # Errors
    /// The database failed.
    pub async fn cancellations(&self) -> Result<Vec<RunId>, Error> {
        let rows = sqlx::query("SELECT org_id, message_id, run FROM cancellations WHERE asked_at >= $1")
            .bind(clock::now_ms() - SEEN_WITHIN_MS)
            .fetch_all(self.read())
            .await?;
        let run_id = |row: &sqlx::any::AnyRow| {
            Ok(RunId {
                org_id: row.try_get("org_id")?,
                message_id: row.try_get("message_id")?,
                run: row.try_get("run")?,
            })
        };
        rows.iter().map(run_id).collect()
    }
}
