//! Answers under their client-made id, kept for resumption: who runs one, what it sent so far, how it ended.
//! A run that stopped beating is dead, and the next request takes the answer over with a new run.

use halo_protocol::limits::ANSWER_KEPT_SECONDS;
use sqlx::Row;

use super::{Error, Store, Write};
use crate::clock;

/// How an answer stands.
pub mod state {
    /// A process is at it.
    pub const RUNNING: &str = "running";
    /// All is said and stored.
    pub const DONE: &str = "done";
    /// It ended before its end; a new request runs it again.
    pub const BROKEN: &str = "broken";
}

/// How often a running answer says that it lives.
pub const BEAT_MS: i64 = 2_000;
/// A run that was silent for this long is dead: five beats.
pub const DEAD_AFTER_MS: i64 = 10_000;

/// What a request with a message id met.
#[derive(Clone, Debug)]
pub enum Claim {
    /// Nobody answers it yet, or no longer: this request runs it, under this number.
    Run(i64),
    /// It runs or is done: follow that run.
    Follow(Kept),
}

/// An answer that is there already.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Which run of it.
    pub run: i64,
    /// Session the first request named; empty if none.
    pub asked_session: String,
    /// Session it belongs to.
    pub session_id: String,
    /// User it belongs to; empty: anonymous.
    pub user_id: String,
    /// Agent that answers.
    pub agent_id: String,
    /// One of [`state`].
    pub state: String,
}

/// What a request wants to run.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Whose.
    pub org_id: &'a str,
    /// The client's id.
    pub message_id: &'a str,
    /// Session the request named; empty if none.
    pub asked_session: &'a str,
    /// Session it belongs to.
    pub session_id: &'a str,
    /// User it belongs to; empty: anonymous.
    pub user_id: &'a str,
    /// Agent that shall answer.
    pub agent_id: &'a str,
}

impl Write {
    /// Claims an answer, or says who has it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn claim_answer(&mut self, it: &Wanted<'_>) -> Result<Claim, Error> {
        let now = clock::now_ms();
        let made = sqlx::query(
            "INSERT INTO answers (org_id, message_id, asked_session, session_id, user_id, agent_id, state, run,
             started_at, beat_at) VALUES ($1, $2, $3, $4, $5, $6, 'running', 1, $7, $7)
             ON CONFLICT (org_id, message_id) DO NOTHING",
        )
        .bind(it.org_id)
        .bind(it.message_id)
        .bind(it.asked_session)
        .bind(it.session_id)
        .bind(it.user_id)
        .bind(it.agent_id)
        .bind(now)
        .execute(self.on())
        .await?;
        if made.rows_affected() == 1 {
            return Ok(Claim::Run(1));
        }
        let kept = self.kept_answer(it.org_id, it.message_id).await?;
        // Only one of several requests that find the run dead gets to write the next number.
        let taken = sqlx::query(
            "UPDATE answers SET state = 'running', run = run + 1, beat_at = $4
             WHERE org_id = $1 AND message_id = $2 AND run = $3
             AND (state = 'broken' OR (state = 'running' AND beat_at < $5))",
        )
        .bind(it.org_id)
        .bind(it.message_id)
        .bind(kept.run)
        .bind(now)
        .bind(now - DEAD_AFTER_MS)
        .execute(self.on())
        .await?;
        if taken.rows_affected() == 1 { Ok(Claim::Run(kept.run + 1)) } else { Ok(Claim::Follow(kept)) }
    }

    async fn kept_answer(&mut self, org_id: &str, message_id: &str) -> Result<Kept, Error> {
        let row = sqlx::query(KEPT).bind(org_id).bind(message_id).fetch_one(self.on()).await?;
        kept(&row)
    }

    /// Appends what an answer sent: entries from `first_seq` on, as a JSON list.
    ///
    /// # Errors
    /// The database failed.
    pub async fn add_chunk(&mut self, id: &RunId, first_seq: i64, entries: &str) -> Result<(), Error> {
        sqlx::query(
            "INSERT INTO answer_chunks (org_id, message_id, run, first_seq, entries) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (org_id, message_id, run, first_seq) DO UPDATE SET entries = excluded.entries",
        )
        .bind(&id.org_id)
        .bind(&id.message_id)
        .bind(id.run)
        .bind(first_seq)
        .bind(entries)
        .execute(self.on())
        .await?;
        Ok(())
    }

    /// Says that a run lives, or how it ended.
    ///
    /// # Errors
    /// The database failed.
    pub async fn note_answer(&mut self, id: &RunId, state: &str) -> Result<(), Error> {
        sqlx::query(
            "UPDATE answers SET state = $4, beat_at = $5 WHERE org_id = $1 AND message_id = $2 AND run = $3",
        )
        .bind(&id.org_id)
        .bind(&id.message_id)
        .bind(id.run)
        .bind(state)
        .bind(clock::now_ms())
        .execute(self.on())
        .await?;
        Ok(())
    }

    /// Forgets answers older than ten minutes that no longer run.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_answers(&mut self) -> Result<(), Error> {
        let kept_ms = i64::try_from(ANSWER_KEPT_SECONDS).unwrap_or(i64::MAX).saturating_mul(1000);
        let now = clock::now_ms();
        let (old, dead) = (now - kept_ms, now - DEAD_AFTER_MS);
        for statement in [
            "DELETE FROM answer_chunks WHERE EXISTS (SELECT 1 FROM answers a WHERE a.org_id = answer_chunks.org_id
             AND a.message_id = answer_chunks.message_id AND a.started_at < $1 AND a.beat_at < $2)",
            "DELETE FROM answers WHERE started_at < $1 AND beat_at < $2",
        ] {
            sqlx::query(statement).bind(old).bind(dead).execute(self.on()).await?;
        }
        Ok(())
    }
}

/// One run of one answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RunId {
    /// Whose.
    pub org_id: String,
    /// The client's id.
    pub message_id: String,
    /// Which run of it.
    pub run: i64,
}

impl Store {
    /// How a run stands: its state, or `broken` when it is silent, replaced or gone.
    ///
    /// # Errors
    /// The database failed.
    pub async fn answer_state(&self, id: &RunId) -> Result<String, Error> {
        let row =
            sqlx::query("SELECT state, run, beat_at FROM answers WHERE org_id = $1 AND message_id = $2")
                .bind(&id.org_id)
                .bind(&id.message_id)
                .fetch_optional(self.read())
                .await?;
        let broken = || state::BROKEN.to_owned();
        let Some(row) = row else { return Ok(broken()) };
        let said: String = row.try_get("state")?;
        let silent = row.try_get::<i64, _>("beat_at")? < clock::now_ms() - DEAD_AFTER_MS;
        let replaced = row.try_get::<i64, _>("run")? != id.run;
        Ok(if replaced || (silent && said == state::RUNNING) { broken() } else { said })
    }

    /// What a run sent from entry `from` on: lists of entries with their first number, in order.
    ///
    /// # Errors
    /// The database failed.
    pub async fn answer_chunks(&self, id: &RunId, from: i64) -> Result<Vec<(i64, String)>, Error> {
        let rows = sqlx::query(
            "SELECT first_seq, entries FROM answer_chunks
             WHERE org_id = $1 AND message_id = $2 AND run = $3 AND first_seq >= $4 ORDER BY first_seq",
        )
        .bind(&id.org_id)
        .bind(&id.message_id)
        .bind(id.run)
        .bind(from)
        .fetch_all(self.read())
        .await?;
        rows.iter().map(|row| Ok((row.try_get("first_seq")?, row.try_get("entries")?))).collect()
    }
}

const KEPT: &str = "SELECT run, asked_session, session_id, user_id, agent_id, state FROM answers
     WHERE org_id = $1 AND message_id = $2";

fn kept(row: &sqlx::any::AnyRow) -> Result<Kept, Error> {
    Ok(Kept {
        run: row.try_get("run")?,
        asked_session: row.try_get("asked_session")?,
        session_id: row.try_get("session_id")?,
        user_id: row.try_get("user_id")?,
        agent_id: row.try_get("agent_id")?,
        state: row.try_get("state")?,
    })
}
