//! Organisations, their agents, their keys and their identity secrets.

use halo_protocol::Object;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{Error, Store};
use crate::{clock, ids};

/// A customer of this server: whose widget, agents and users these are.
#[derive(Clone, Debug)]
pub struct Organisation {
    /// UUID.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What `/config` shows under `organization.settings`.
    pub settings: Object,
    /// Whether a user must be proved by a token.
    pub verify_identity: bool,
}

/// An agent that answers for an organisation.
#[derive(Clone, Debug)]
pub struct AgentRow {
    /// UUID.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// `knowledge`, `openai` or `hostagentes`.
    pub kind: String,
    /// `active` for one that answers.
    pub status: String,
    /// What `/config` shows of it: skills, style and the like.
    pub profile: Object,
    /// What nobody sees: instructions, upstream, knowledge folders.
    pub setup: Object,
}

impl Store {
    /// The organisation of that id.
    ///
    /// # Errors
    /// The database failed.
    pub async fn organisation(&self, id: &str) -> Result<Option<Organisation>, Error> {
        let row = sqlx::query("SELECT id, name, settings, verify_identity FROM organisations WHERE id = $1")
            .bind(id)
            .fetch_optional(self.read())
            .await?;
        row.map(|row| organisation(&row)).transpose()
    }

    /// The organisation's agent that answers: the asked one, else the first active one.
    ///
    /// # Errors
    /// The database failed.
    pub async fn active_agent(&self, org_id: &str, asked: Option<&str>) -> Result<Option<AgentRow>, Error> {
        let row = sqlx::query(
            "SELECT id, name, kind, status, profile, setup FROM agents
             WHERE org_id = $1 AND status = 'active' AND ($2 = '' OR id = $2)
             ORDER BY created_at, id LIMIT 1",
        )
        .bind(org_id)
        .bind(asked.unwrap_or_default())
        .fetch_optional(self.read())
        .await?;
        row.map(|row| agent(&row)).transpose()
    }

    /// Every active agent of every organisation.
    ///
    /// # Errors
    /// The database failed.
    pub async fn active_agents(&self) -> Result<Vec<AgentRow>, Error> {
        let query = sqlx::query(
            "SELECT id, name, kind, status, profile, setup FROM agents WHERE status = 'active' ORDER BY created_at, id",
        );
        query.fetch_all(self.read()).await?.iter().map(agent).collect()
    }

    /// The agent of that id, active or not.
    ///
    /// # Errors
    /// The database failed.
    pub async fn agent(&self, id: &str) -> Result<Option<AgentRow>, Error> {
        let row = sqlx::query("SELECT id, name, kind, status, profile, setup FROM agents WHERE id = $1")
            .bind(id)
            .fetch_optional(self.read())
            .await?;
        row.map(|row| agent(&row)).transpose()
    }

    /// Whether the organisation has that agent, active or not.
    ///
    /// # Errors
    /// The database failed.
    pub async fn has_agent(&self, org_id: &str, id: &str) -> Result<bool, Error> {
        let query = sqlx::query("SELECT id FROM agents WHERE org_id = $1 AND id = $2").bind(org_id).bind(id);
        Ok(query.fetch_optional(self.read()).await?.is_some())
    }

    /// Writes an organisation, over an older one of the same id.
    ///
    /// # Errors
    /// The database failed.
    pub async fn put_organisation(&self, it: &Organisation) -> Result<(), Error> {
        let mut write = self.write().await?;
        sqlx::query(
            "INSERT INTO organisations (id, name, settings, verify_identity, created_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, settings = excluded.settings,
             verify_identity = excluded.verify_identity",
        )
        .bind(&it.id)
        .bind(&it.name)
        .bind(json_text(&it.settings))
        .bind(i64::from(it.verify_identity))
        .bind(clock::now_ms())
        .execute(write.on())
        .await?;
        write.commit().await
    }

    /// Writes an agent, over an older one of the same id.
    ///
    /// # Errors
    /// The database failed.
    pub async fn put_agent(&self, org_id: &str, it: &AgentRow) -> Result<(), Error> {
        let mut write = self.write().await?;
        sqlx::query(
            "INSERT INTO agents (id, org_id, name, kind, status, profile, setup, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind, status = excluded.status,
             profile = excluded.profile, setup = excluded.setup",
        )
        .bind(&it.id)
        .bind(org_id)
        .bind(&it.name)
        .bind(&it.kind)
        .bind(&it.status)
        .bind(json_text(&it.profile))
        .bind(json_text(&it.setup))
        .bind(clock::now_ms())
        .execute(write.on())
        .await?;
        write.commit().await
    }

    /// The organisation's identity secrets that are in force, newest first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn identity_secrets(&self, org_id: &str) -> Result<Vec<String>, Error> {
        let rows = sqlx::query(
            "SELECT secret FROM identity_secrets WHERE org_id = $1 AND retired_at IS NULL ORDER BY created_at DESC",
        )
        .bind(org_id)
        .fetch_all(self.read())
        .await?;
        rows.iter().map(|row| row.try_get("secret")).collect()
    }

    /// Adds an identity secret and returns its id.
    ///
    /// # Errors
    /// The database failed.
    pub async fn add_identity_secret(&self, org_id: &str, secret: &str) -> Result<String, Error> {
        let id = ids::uuid();
        let mut write = self.write().await?;
        sqlx::query("INSERT INTO identity_secrets (id, org_id, secret, created_at) VALUES ($1, $2, $3, $4)")
            .bind(&id)
            .bind(org_id)
            .bind(secret)
            .bind(clock::now_ms())
            .execute(write.on())
            .await?;
        write.commit().await?;
        Ok(id)
    }
}

fn organisation(row: &AnyRow) -> Result<Organisation, Error> {
    Ok(Organisation {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        settings: object(&row.try_get::<String, _>("settings")?),
        verify_identity: row.try_get::<i64, _>("verify_identity")? != 0,
    })
}

fn agent(row: &AnyRow) -> Result<AgentRow, Error> {
    Ok(AgentRow {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        kind: row.try_get("kind")?,
        status: row.try_get("status")?,
        profile: object(&row.try_get::<String, _>("profile")?),
        setup: object(&row.try_get::<String, _>("setup")?),
    })
}

/// An object out of the store. What was written was an object, so anything else is an empty one.
pub(super) fn object(text: &str) -> Object {
    serde_json::from_str(text).unwrap_or_default()
}

/// An object into the store.
pub(super) fn json_text(object: &Object) -> String {
    serde_json::to_string(object).unwrap_or_else(|_| "{}".to_owned())
}
