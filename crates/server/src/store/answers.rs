//! Answers under their client-made id, kept for resumption: who runs one, what it sent so far, how it ended.
//! A run that stopped beating is dead, and the next request takes the answer over with a new run.

use halo_protocol::limits::ANSWER_KEPT_SECONDS;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{Error, Store, Write};
use crate::clock;

/// How an answer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerState {
    /// A process is at it.
    Running,
    /// All is said and stored.
    Done,
    /// It ended before its end; a new request runs it again.
    Broken,
}

impl AnswerState {
    /// The word in the table.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Broken => "broken",
        }
    }

    fn read(row: &AnyRow) -> Result<Self, Error> {
        let word: String = row.try_get("state")?;
        let all = [Self::Running, Self::Done, Self::Broken];
        all.into_iter().find(|it| it.word() == word).ok_or_else(|| {
            Error::Decode(format!("{word:?} is no state of an answer: running, done, broken are").into())
        })
    }
}

/// How often a running answer says that it lives.
pub const BEAT_MS: i64 = 2_000;
/// A run that was silent for this long is dead: five beats.
pub const DEAD_AFTER_MS: i64 = 10_000;

/// What a request with a message id met.
#[derive(Clone, Debug)]
pub enum Claim {
    /// Nobody answers it yet: this request runs it.
    New,
    /// Nobody answers it any longer: this request runs it again, under this number.
    Again(StoredAnswer),
    /// It runs or is done: follow that run.
    Follow(StoredAnswer),
    /// The id belongs to another conversation or another user. Nothing was changed.
    Foreign,
}

/// An answer that is there already.
#[derive(Clone, Debug)]
pub struct StoredAnswer {
    /// Which run of it; of one that runs again, the new one.
    pub run: i64,
    /// Session the first request named; empty if none.
    pub asked_session: String,
    /// Session it belongs to.
    pub session_id: String,
    /// User it belongs to; empty: anonymous.
    pub user_id: String,
    /// Agent that answers.
    pub agent_id: String,
    /// How it stands.
    pub state: AnswerState,
}

impl StoredAnswer {
    /// Whether a request comes from the conversation and the user that the answer was first asked by.
    fn is_asked_by(&self, it: &RunRequest<'_>) -> bool {
        let is_session = self.asked_session == it.asked_session || self.session_id == it.asked_session;
        is_session && self.user_id == it.user_id
    }
}

/// What a request wants to run.
#[derive(Clone, Copy, Debug)]
pub struct RunRequest<'a> {
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
    pub async fn claim_answer(&mut self, it: &RunRequest<'_>) -> Result<Claim, Error> {
        let now = clock::now_ms();
        let made = sqlx::query(
            "INSERT INTO answers (org_id, message_id, asked_session, session_id, user_id, agent_id, state, run,
             started_at, beat_at) VALUES ($1, $2, $3, $4, $5, $6, $8, 1, $7, $7)
             ON CONFLICT (org_id, message_id) DO NOTHING",
        )
        .bind(it.org_id)
        .bind(it.message_id)
        .bind(it.asked_session)
        .bind(it.session_id)
        .bind(it.user_id)
        .bind(it.agent_id)
        .bind(now)
        .bind(AnswerState::Running.word())
        .execute(self.on())
        .await?;
        if made.rows_affected() == 1 {
            return Ok(Claim::New);
        }
        let mut kept = self.stored_answer(it.org_id, it.message_id).await?;
        // Before anything is taken over: a broken answer belongs to who asked it, as a finished one does.
        if !kept.is_asked_by(it) {
            return Ok(Claim::Foreign);
        }
        // Only one of several requests that find the run dead gets to write the next number.
        let taken = sqlx::query(
            "UPDATE answers SET state = $6, run = run + 1, beat_at = $4
             WHERE org_id = $1 AND message_id = $2 AND run = $3
             AND (state = $7 OR (state = $6 AND beat_at < $5))",
        )
        .bind(it.org_id)
        .bind(it.message_id)
        .bind(kept.run)
        .bind(now)
        .bind(now - DEAD_AFTER_MS)
        .bind(AnswerState::Running.word())
        .bind(AnswerState::Broken.word())
        .execute(self.on())
        .await?;
        if taken.rows_affected() == 0 {
            return Ok(Claim::Follow(kept));
        }
        kept.run += 1;
        Ok(Claim::Again(kept))
    }

    async fn stored_answer(&mut self, org_id: &str, message_id: &str) -> Result<StoredAnswer, Error> {
        let row = sqlx::query(KEPT).bind(org_id).bind(message_id).fetch_one(self.on()).await?;
        stored(&row)
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
    pub async fn note_answer(&mut self, id: &RunId, state: AnswerState) -> Result<(), Error> {
        sqlx::query(
            "UPDATE answers SET state = $4, beat_at = $5 WHERE org_id = $1 AND message_id = $2 AND run = $3",
        )
        .bind(&id.org_id)
        .bind(&id.message_id)
        .bind(id.run)
        .bind(state.word())
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
    /// How a run stands: broken also when it is silent, replaced or gone.
    ///
    /// # Errors
    /// The database failed.
    pub async fn answer_state(&self, id: &RunId) -> Result<AnswerState, Error> {
        let row =
            sqlx::query("SELECT state, run, beat_at FROM answers WHERE org_id = $1 AND message_id = $2")
                .bind(&id.org_id)
                .bind(&id.message_id)
                .fetch_optional(self.read())
                .await?;
        let Some(row) = row else { return Ok(AnswerState::Broken) };
        let said = AnswerState::read(&row)?;
        let silent = row.try_get::<i64, _>("beat_at")? < clock::now_ms() - DEAD_AFTER_MS;
        let replaced = row.try_get::<i64, _>("run")? != id.run;
        let is_dead = silent && said == AnswerState::Running;
        Ok(if replaced || is_dead { AnswerState::Broken } else { said })
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

fn stored(row: &AnyRow) -> Result<StoredAnswer, Error> {
    Ok(StoredAnswer {
        run: row.try_get("run")?,
        asked_session: row.try_get("asked_session")?,
        session_id: row.try_get("session_id")?,
        user_id: row.try_get("user_id")?,
        agent_id: row.try_get("agent_id")?,
        state: AnswerState::read(row)?,
    })
}
