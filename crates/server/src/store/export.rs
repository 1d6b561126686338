//! Everything that is kept of an organisation, as JSON lines: for moving away, for backups, for a person who asks what
//! is known. Keys and secrets stay here.

use serde_json::{Map, Value};
use sqlx::any::{AnyRow, AnyTypeInfoKind};
use sqlx::{Column, Row, ValueRef};

use super::{Error, Store};

/// The tables, each with its rows in a lasting order. None of them holds a key, a secret or an upstream's setup.
const TABLES: [(&str, &str); 11] = [
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
    ("session", "SELECT * FROM sessions WHERE org_id = $1 ORDER BY created_at, id"),
    ("message", "SELECT * FROM messages WHERE org_id = $1 ORDER BY created_at, id"),
    ("event", "SELECT * FROM events WHERE org_id = $1 ORDER BY received_at, id"),
    ("ticket", "SELECT * FROM tickets WHERE org_id = $1 ORDER BY created_at, id"),
    ("automation", "SELECT * FROM automations WHERE org_id = $1 ORDER BY created_at, id"),
    ("enrolment", "SELECT * FROM enrolments WHERE org_id = $1 ORDER BY series_id, user_id"),
    ("key_use", "SELECT * FROM key_uses WHERE org_id = $1 ORDER BY at, id"),
];

/// Columns that hold JSON, which is written as such.
const JSON_COLUMNS: [&str; 6] = ["settings", "profile", "custom_fields", "context", "metadata", "actions"];

impl Store {
    /// Hands every row to `each`, a JSON line at a time, without holding them all.
    ///
    /// # Errors
    /// The database failed.
    pub async fn export(&self, org_id: &str, mut each: impl FnMut(String)) -> Result<(), Error> {
        use futures_util::TryStreamExt as _;
        for (kind, query) in TABLES {
            let mut rows = sqlx::query(query).bind(org_id).fetch(self.read());
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
