//! The team: who may answer visitors, who is there, and the tokens that prove it.

use halo_protocol::conversation::Person;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{Error, Store};
use crate::ids::digest;
use crate::{clock, ids};

/// Begins the token of a teammate.
pub const TEAMMATE: &str = "ht_";
/// Where pictures of teammates are, below the server's address.
pub const AVATARS: &str = "/api/sdk/avatars/";
/// Somebody whose program was not heard of for this long is not there.
pub const GONE_AFTER_MS: i64 = 120_000;

/// Somebody of the team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Teammate {
    /// The teammate's id.
    pub id: String,
    /// Whose team.
    pub org_id: String,
    /// What visitors read.
    pub name: String,
    /// Whether conversations may come, as the teammate says.
    pub available: bool,
    /// The id of the picture that visitors see, where there is one.
    pub avatar: Option<String>,
}

impl Teammate {
    /// The teammate as visitors see it.
    #[must_use]
    pub fn person(&self) -> Person {
        person(self.name.clone(), self.avatar.as_deref())
    }
}

/// Somebody of the team as visitors see it; `avatar` is the picture's id.
#[must_use]
pub fn person(name: String, avatar: Option<&str>) -> Person {
    Person { name, avatar: avatar.map(|id| format!("{AVATARS}{id}")) }
}

fn teammate(row: &AnyRow) -> Result<Teammate, Error> {
    Ok(Teammate {
        id: row.try_get("id")?,
        org_id: row.try_get("org_id")?,
        name: row.try_get("name")?,
        available: row.try_get::<i64, _>("available")? != 0,
        avatar: row.try_get("avatar")?,
    })
}

impl Store {
    /// Adds somebody to a team, or names the teammate with that address anew; a disabled one may come back so. Says the id.
    ///
    /// # Errors
    /// The database failed.
    pub async fn put_teammate(&self, org_id: &str, email: &str, name: &str) -> Result<String, Error> {
        let mut write = self.write().await?;
        let row = sqlx::query(
            "INSERT INTO teammates (id, org_id, email, name, available, seen_at, created_at)
             VALUES ($1, $2, $3, $4, 1, 0, $5)
             ON CONFLICT (org_id, email) DO UPDATE SET name = excluded.name, disabled_at = NULL RETURNING id",
        )
        .bind(ids::uuid())
        .bind(org_id)
        .bind(email)
        .bind(name)
        .bind(clock::now_ms())
        .fetch_one(write.on())
        .await?;
        write.commit().await?;
        row.try_get("id")
    }

    /// Makes a token for a teammate; those from before no longer count. None where there is no such teammate.
    ///
    /// # Errors
    /// The database failed.
    pub async fn make_teammate_token(&self, teammate_id: &str) -> Result<Option<String>, Error> {
        let token = ids::secret(TEAMMATE);
        Ok(self.put_teammate_token(teammate_id, &token).await?.then_some(token))
    }

    /// Makes this the one token of a teammate; says whether there is such a teammate.
    ///
    /// # Errors
    /// The database failed.
    pub async fn put_teammate_token(&self, teammate_id: &str, token: &str) -> Result<bool, Error> {
        let mut write = self.write().await?;
        sqlx::query("DELETE FROM teammate_tokens WHERE teammate_id = $1")
            .bind(teammate_id)
            .execute(write.on())
            .await?;
        let made = sqlx::query(
            "INSERT INTO teammate_tokens (digest, teammate_id, created_at)
             SELECT $1, id, $3 FROM teammates WHERE id = $2 AND disabled_at IS NULL",
        )
        .bind(digest(token))
        .bind(teammate_id)
        .bind(clock::now_ms())
        .execute(write.on())
        .await?;
        write.commit().await?;
        Ok(made.rows_affected() == 1)
    }

    /// The teammate whose token it is, unless disabled.
    ///
    /// # Errors
    /// The database failed.
    pub async fn teammate_of(&self, token: &str) -> Result<Option<Teammate>, Error> {
        let row = sqlx::query(
            "SELECT t.id, t.org_id, t.name, t.available, t.avatar FROM teammates t
             JOIN teammate_tokens k ON k.teammate_id = t.id WHERE k.digest = $1 AND t.disabled_at IS NULL",
        )
        .bind(digest(token))
        .fetch_optional(self.read())
        .await?;
        row.as_ref().map(teammate).transpose()
    }

    /// Notes that a teammate's program is there, and whether conversations may come if that is said.
    ///
    /// # Errors
    /// The database failed.
    pub async fn see_teammate(&self, id: &str, available: Option<bool>) -> Result<(), Error> {
        let mut write = self.write().await?;
        sqlx::query("UPDATE teammates SET seen_at = $2, available = COALESCE($3, available) WHERE id = $1")
            .bind(id)
            .bind(clock::now_ms())
            .bind(available.map(i64::from))
            .execute(write.on())
            .await?;
        write.commit().await
    }

    /// Whether somebody of the team is there and takes conversations.
    ///
    /// # Errors
    /// The database failed.
    pub async fn is_team_available(&self, org_id: &str) -> Result<bool, Error> {
        let row = sqlx::query(
            "SELECT 1 AS is_there FROM teammates
             WHERE org_id = $1 AND available = 1 AND disabled_at IS NULL AND seen_at > $2 LIMIT 1",
        )
        .bind(org_id)
        .bind(clock::now_ms() - GONE_AFTER_MS)
        .fetch_optional(self.read())
        .await?;
        Ok(row.is_some())
    }

    /// Ends a teammate's right to sign in; says whether there was such a one. What was said stays.
    ///
    /// # Errors
    /// The database failed.
    pub async fn disable_teammate(&self, id: &str) -> Result<bool, Error> {
        let mut write = self.write().await?;
        let ended = sqlx::query(
            "UPDATE teammates SET disabled_at = $2, available = 0 WHERE id = $1 AND disabled_at IS NULL",
        )
        .bind(id)
        .bind(clock::now_ms())
        .execute(write.on())
        .await?;
        sqlx::query("DELETE FROM teammate_tokens WHERE teammate_id = $1")
            .bind(id)
            .execute(write.on())
            .await?;
        write.commit().await?;
        Ok(ended.rows_affected() == 1)
    }
}
