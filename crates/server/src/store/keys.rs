//! API keys. Only a digest is kept, so a copy of the database opens nothing. A publishable key stands in every page
//! that embeds the widget, so its hint is the whole key; of a secret one the hint is the beginning.

use sqlx::Row;

use super::{Error, Store};
use crate::ids::digest;
use crate::{clock, ids};

/// Prefix of a publishable widget key.
pub const PUBLISHABLE: &str = "ab_live_";
/// Prefix of a secret agent key.
pub const SECRET: &str = "ha_";

/// A key that is in force.
#[derive(Clone, Debug)]
pub struct Key {
    /// UUID, safe to log.
    pub id: String,
    /// Whose key it is.
    pub org_id: String,
    /// `starter` or `pro`.
    pub plan: String,
    /// Agents it is limited to; none: all of the organisation's.
    pub agents: Vec<String>,
}

/// What a new key is to be.
#[derive(Clone, Debug, Default)]
pub struct NewKey<'a> {
    /// `starter` or `pro`.
    pub plan: &'a str,
    /// Agents it is limited to; none: all of the organisation's.
    pub agents: &'a [String],
    /// When it ends, milliseconds since 1970.
    pub expires_at: Option<i64>,
}

impl Store {
    /// The key behind a token, if it is known, neither revoked nor expired.
    ///
    /// # Errors
    /// The database failed.
    pub async fn key(&self, token: &str) -> Result<Option<Key>, Error> {
        let row = sqlx::query(
            "SELECT id, org_id, plan, agents FROM api_keys
             WHERE digest = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)",
        )
        .bind(digest(token))
        .bind(clock::now_ms())
        .fetch_optional(self.read())
        .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Key {
            id: row.try_get("id")?,
            org_id: row.try_get("org_id")?,
            plan: row.try_get("plan")?,
            agents: serde_json::from_str(&row.try_get::<String, _>("agents")?).unwrap_or_default(),
        }))
    }

    /// Keeps a key; the same token again is left as it was.
    ///
    /// # Errors
    /// The database failed.
    pub async fn put_key(&self, org_id: &str, token: &str, new: &NewKey<'_>) -> Result<String, Error> {
        let id = ids::uuid();
        let kind = if token.starts_with(PUBLISHABLE) { "publishable" } else { "secret" };
        let mut write = self.write().await?;
        sqlx::query(
            "INSERT INTO api_keys (id, org_id, kind, digest, hint, plan, agents, created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (digest) DO NOTHING",
        )
        .bind(&id)
        .bind(org_id)
        .bind(kind)
        .bind(digest(token))
        .bind(hint(token))
        .bind(new.plan)
        .bind(serde_json::to_string(new.agents).unwrap_or_default())
        .bind(clock::now_ms())
        .bind(new.expires_at)
        .execute(write.on())
        .await?;
        write.commit().await?;
        Ok(id)
    }
}

/// How much of a secret key a person needs to tell it from another.
const HINT_CHARS: usize = 8;

fn hint(token: &str) -> String {
    if token.starts_with(PUBLISHABLE) { token.to_owned() } else { token.chars().take(HINT_CHARS).collect() }
}
