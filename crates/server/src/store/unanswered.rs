//! Questions that found no answer, grouped, and what the team answers to some. What makes two questions one is decided by
//! who asks the store; nothing here names a session or a user.

use sqlx::Row as _;

use super::{Error, Store};
use crate::{clock, ids};

/// Groups of an organisation; beyond them the rarest and oldest goes.
const MOST_GROUPS: i64 = 1_000;
/// Answers of the team that are looked through for one question, the newest first.
const MOST_CORRECTIONS: i64 = 500;

/// What the team answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The language of the question.
    pub language: String,
    /// What it asks for.
    pub subject: String,
    /// The question as it was given.
    pub question: String,
    /// The answer, Markdown.
    pub answer: String,
}

impl Store {
    /// What the unanswered questions of a language ask for.
    ///
    /// # Errors
    /// The database failed.
    pub async fn unanswered_subjects(&self, org_id: &str, language: &str) -> Result<Vec<String>, Error> {
        let query = sqlx::query("SELECT subject FROM unanswered WHERE org_id = $1 AND language = $2");
        let rows = query.bind(org_id).bind(language).fetch_all(self.read()).await?;
        rows.iter().map(|row| row.try_get("subject")).collect()
    }

    /// Counts a question to its group, whose words become this one's.
    ///
    /// # Errors
    /// The database failed.
    pub async fn note_unanswered(
        &self,
        org_id: &str,
        language: &str,
        subject: &str,
        question: &str,
    ) -> Result<(), Error> {
        let mut write = self.write().await?;
        sqlx::query(
            "INSERT INTO unanswered (org_id, language, subject, question, times, first_asked, last_asked)
             VALUES ($1, $2, $3, $4, 1, $5, $5) ON CONFLICT (org_id, language, subject) DO UPDATE
             SET question = excluded.question, times = unanswered.times + 1, last_asked = excluded.last_asked",
        )
        .bind(org_id)
        .bind(language)
        .bind(subject)
        .bind(question)
        .bind(clock::now_ms())
        .execute(write.on())
        .await?;
        // Only what is beyond the bound goes, and never the newest.
        sqlx::query(
            "DELETE FROM unanswered WHERE org_id = $1 AND subject IN (SELECT subject FROM unanswered
             WHERE org_id = $1 AND subject <> $2 ORDER BY times DESC, last_asked DESC LIMIT 100 OFFSET $3)",
        )
        .bind(org_id)
        .bind(subject)
        .bind(MOST_GROUPS - 1)
        .execute(write.on())
        .await?;
        write.commit().await
    }

    /// What the team of an organisation answers.
    ///
    /// # Errors
    /// The database failed.
    pub async fn corrections(&self, org_id: &str) -> Result<Vec<Correction>, Error> {
        let rows = sqlx::query(
            "SELECT language, subject, question, answer FROM corrections WHERE org_id = $1
             ORDER BY created_at DESC LIMIT $2",
        )
        .bind(org_id)
        .bind(MOST_CORRECTIONS)
        .fetch_all(self.read())
        .await?;
        let correction = |row: &sqlx::any::AnyRow| {
            Ok(Correction {
                language: row.try_get("language")?,
                subject: row.try_get("subject")?,
                question: row.try_get("question")?,
                answer: row.try_get("answer")?,
            })
        };
        rows.iter().map(correction).collect()
    }

    /// Keeps an answer of the team, and says its id. The group of that subject is answered, and goes.
    ///
    /// # Errors
    /// The database failed.
    pub async fn add_correction(&self, org_id: &str, it: &Correction) -> Result<String, Error> {
        let id = ids::uuid();
        let mut write = self.write().await?;
        sqlx::query(
            "INSERT INTO corrections (id, org_id, language, subject, question, answer, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&id)
        .bind(org_id)
        .bind(&it.language)
        .bind(&it.subject)
        .bind(&it.question)
        .bind(&it.answer)
        .bind(clock::now_ms())
        .execute(write.on())
        .await?;
        sqlx::query("DELETE FROM unanswered WHERE org_id = $1 AND language = $2 AND subject = $3")
            .bind(org_id)
            .bind(&it.language)
            .bind(&it.subject)
            .execute(write.on())
            .await?;
        write.commit().await?;
        Ok(id)
    }

    /// Takes an answer of the team back; says whether there was one.
    ///
    /// # Errors
    /// The database failed.
    pub async fn delete_correction(&self, id: &str) -> Result<bool, Error> {
        let mut write = self.write().await?;
        let gone = sqlx::query("DELETE FROM corrections WHERE id = $1").bind(id).execute(write.on()).await?;
        write.commit().await?;
        Ok(gone.rows_affected() > 0)
    }
}
