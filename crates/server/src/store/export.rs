//! Everything that is kept of an organisation, as JSON lines: for moving away, for backups, for a person who asks what
//! is known. Digests of keys, identity secrets and agents' setups stay here unless they are asked for, to move an
//! organisation whole.

use serde_json::{Map, Value};
use sqlx::any::{AnyRow, AnyTypeInfoKind};
use sqlx::{Column, Row, ValueRef};

use super::{Error, Store};

/// The tables, each with its rows in a lasting order. None of them holds a key, a secret or an upstream's setup. What was
/// told outside (`deliveries`) repeats what stands here, and is not to be told again from elsewhere.
const TABLES: [(&str, &str); 17] = [
    (
        "organisation",
        "SELECT id, name, settings, verify_identity, created_at FROM organisations WHERE id = $1",
    ),
    (
        "agent",
        "SELECT id, name, kind, status, profile, created_at FROM agents WHERE org_id = $1 ORDER BY created_at, id",
    ),
    ("company", "SELECT * FROM companies WHERE org_id = $1 ORDER BY company_id"),
    ("user", "SELECT * FROM users WHERE org_id = $1 ORDER BY user_id"),
    (
        "session",
        "SELECT id, org_id, user_id, proved_user_id, created_at, last_seen FROM sessions WHERE org_id = $1 ORDER BY created_at, id",
    ),
    ("message", "SELECT * FROM messages WHERE org_id = $1 ORDER BY created_at, id"),
    ("event", "SELECT * FROM events WHERE org_id = $1 ORDER BY received_at, id"),
    ("ticket", "SELECT * FROM tickets WHERE org_id = $1 ORDER BY created_at, id"),
    ("teammate", "SELECT * FROM teammates WHERE org_id = $1 ORDER BY created_at, id"),
    (
        "avatar",
        "SELECT a.* FROM avatars a JOIN teammates t ON t.avatar = a.id WHERE t.org_id = $1 ORDER BY a.id",
    ),
    ("conversation", "SELECT * FROM conversations WHERE org_id = $1 ORDER BY changed_at, session_id"),
    ("conversation_event", "SELECT * FROM conversation_events WHERE org_id = $1 ORDER BY session_id, number"),
    ("automation", "SELECT * FROM automations WHERE org_id = $1 ORDER BY created_at, id"),
    ("enrolment", "SELECT * FROM enrolments WHERE org_id = $1 ORDER BY series_id, user_id"),
    ("key_use", "SELECT * FROM key_uses WHERE org_id = $1 ORDER BY at, id"),
    ("unanswered", "SELECT * FROM unanswered WHERE org_id = $1 ORDER BY last_asked, language, subject"),
    ("correction", "SELECT * FROM corrections WHERE org_id = $1 ORDER BY created_at, id"),
];

/// What an organisation needs beside those to go on elsewhere. Keys are digests here too: their owners have them.
const SECRET_TABLES: [(&str, &str); 4] = [
    ("agent", "SELECT * FROM agents WHERE org_id = $1 ORDER BY created_at, id"),
    ("key", "SELECT * FROM api_keys WHERE org_id = $1 ORDER BY created_at, id"),
    ("identity_secret", "SELECT * FROM identity_secrets WHERE org_id = $1 ORDER BY created_at, id"),
    ("subscription", "SELECT * FROM subscriptions WHERE org_id = $1 ORDER BY created_at, id"),
];

/// Columns that hold JSON, which is written as such.
const JSON_COLUMNS: [&str; 8] =
    ["settings", "profile", "setup", "custom_fields", "context", "metadata", "actions", "body"];

impl Store {
    /// Hands every row to `each`, a JSON line at a time, without holding them all.
    ///
    /// # Errors
    /// The database failed.
    pub async fn export(
        &self,
        org_id: &str,
        with_secrets: bool,
        mut each: impl FnMut(String),
    ) -> Result<(), Error> {
        use futures_util::TryStreamExt as _;
        let secret = SECRET_TABLES.iter().filter(|_| with_secrets);
        let is_whole = |kind: &str| with_secrets && SECRET_TABLES.iter().any(|(name, _)| *name == kind);
        // Organisations come first: the others name them.
        let (first, others) = TABLES.split_at(1);
        let others = others.iter().filter(|(kind, _)| !is_whole(kind));
        for (kind, query) in first.iter().chain(secret).chain(others) {
            let mut rows = sqlx::query(*query).bind(org_id).fetch(self.read());
            while let Some(row) = rows.try_next().await? {
                each(line(kind, &row)?);
            }
        }
        Ok(())
    }
}

fn line(kind: &str, row: &AnyRow) -> Result<String, Error> {
    let mut object = Map::new();
    object.insert("record".to_owned(), Value::from(kind));
    for column in row.columns() {
        let (name, at) = (column.name(), column.ordinal());
        let raw = row.try_get_raw(at)?;
        let value = if raw.is_null() {
            Value::Null
        } else {
            match raw.type_info().kind() {
                AnyTypeInfoKind::Text => text(name, row.try_get(at)?),
                AnyTypeInfoKind::Real | AnyTypeInfoKind::Double => Value::from(row.try_get::<f64, _>(at)?),
                _ => Value::from(row.try_get::<i64, _>(at)?),
            }
        };
        object.insert(name.to_owned(), value);
    }
    Ok(Value::Object(object).to_string())
}

fn text(column: &str, text: String) -> Value {
    let is_json = JSON_COLUMNS.contains(&column);
    if is_json { serde_json::from_str(&text).unwrap_or(Value::String(text)) } else { Value::String(text) }
}
