//! Automations, of which series are one kind, and who is enrolled in them. Sending is another program's matter: it reads
//! `enrolments` by time.

use sqlx::Row;

use super::{Error, Store, Write};
use crate::{clock, ids};

/// The kind of automation that users can be enrolled in.
pub const SERIES: &str = "series";
/// The state of an automation that takes users.
pub const ACTIVE: &str = "active";

/// An automation.
#[derive(Clone, Debug)]
pub struct Automation {
    /// `series` or another kind.
    pub kind: String,
    /// `active`, or it takes nobody.
    pub status: String,
    /// From enrolment to the first message, in seconds.
    pub delay_seconds: i64,
}

impl Store {
    /// Adds an automation and returns its id.
    ///
    /// # Errors
    /// The database failed.
    pub async fn add_automation(&self, org_id: &str, name: &str, it: &Automation) -> Result<String, Error> {
        let id = ids::uuid();
        let mut write = self.write().await?;
        sqlx::query(
            "INSERT INTO automations (id, org_id, name, kind, status, delay_seconds, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&id)
        .bind(org_id)
        .bind(name)
        .bind(&it.kind)
        .bind(&it.status)
        .bind(it.delay_seconds)
        .bind(clock::now_ms())
        .execute(write.on())
        .await?;
        write.commit().await?;
        Ok(id)
    }
}

impl Write {
    /// The automation of that id.
    ///
    /// # Errors
    /// The database failed.
    pub async fn automation(&mut self, org_id: &str, id: &str) -> Result<Option<Automation>, Error> {
        let row =
            sqlx::query("SELECT kind, status, delay_seconds FROM automations WHERE org_id = $1 AND id = $2")
                .bind(org_id)
                .bind(id)
                .fetch_optional(self.on())
                .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Automation {
            kind: row.try_get("kind")?,
            status: row.try_get("status")?,
            delay_seconds: row.try_get("delay_seconds")?,
        }))
    }

    /// Whether the user is known.
    ///
    /// # Errors
    /// The database failed.
    pub async fn has_user(&mut self, org_id: &str, user_id: &str) -> Result<bool, Error> {
        let query = sqlx::query("SELECT 1 AS one FROM users WHERE org_id = $1 AND user_id = $2");
        Ok(query.bind(org_id).bind(user_id).fetch_optional(self.on()).await?.is_some())
    }

    /// Enrols a user; nothing if it was enrolled before, else when the first message goes out.
    ///
    /// # Errors
    /// The database failed.
    pub async fn enrol(
        &mut self,
        org_id: &str,
        series_id: &str,
        user_id: &str,
        delay_seconds: i64,
    ) -> Result<Option<i64>, Error> {
        let now = clock::now_ms();
        let scheduled_for = now.saturating_add(delay_seconds.saturating_mul(1000));
        let made = sqlx::query(
            "INSERT INTO enrolments (org_id, series_id, user_id, scheduled_for, created_at)
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (org_id, series_id, user_id) DO NOTHING",
        )
        .bind(org_id)
        .bind(series_id)
        .bind(user_id)
        .bind(scheduled_for)
        .bind(now)
        .execute(self.on())
        .await?;
        Ok((made.rows_affected() == 1).then_some(scheduled_for))
    }

    /// Takes a user out of a series.
    ///
    /// # Errors
    /// The database failed.
    pub async fn disenrol(&mut self, org_id: &str, series_id: &str, user_id: &str) -> Result<(), Error> {
        sqlx::query("DELETE FROM enrolments WHERE org_id = $1 AND series_id = $2 AND user_id = $3")
            .bind(org_id)
            .bind(series_id)
            .bind(user_id)
            .execute(self.on())
            .await?;
        Ok(())
    }
}
