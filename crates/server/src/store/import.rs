//! Reads an export back, into an empty place of the same or the other kind of store: a team can move. The lines are
//! those that export.rs writes.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value};
use sqlx::AssertSqlSafe;

use super::text::make_object_storable;
use super::{Error, Store, Write};

/// The tables by the names of their records.
const TABLES: [(&str, &str); 20] = [
    ("organisation", "organisations"),
    ("agent", "agents"),
    ("key", "api_keys"),
    ("identity_secret", "identity_secrets"),
    ("company", "companies"),
    ("user", "users"),
    ("session", "sessions"),
    ("message", "messages"),
    ("event", "events"),
    ("ticket", "tickets"),
    ("teammate", "teammates"),
    ("avatar", "avatars"),
    ("subscription", "subscriptions"),
    ("conversation", "conversations"),
    ("conversation_event", "conversation_events"),
    ("automation", "automations"),
    ("enrolment", "enrolments"),
    ("key_use", "key_uses"),
    ("unanswered", "unanswered"),
    ("correction", "corrections"),
];
/// What an export without secrets leaves out of an agent.
const AGENT_SETUP: &str = "setup";

/// Why a line cannot be taken in.
#[derive(Debug)]
pub enum ImportError {
    /// It is none of an export's.
    Line {
        /// From 1 on.
        number: usize,
        /// What was met.
        what: String,
    },
    /// The database refused it.
    Store {
        /// From 1 on; 0: the end.
        number: usize,
        /// Why.
        cause: Error,
    },
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line { number, what } => write!(f, "line {number} of the export: {what}"),
            Self::Store { number, cause } => {
                write!(f, "line {number} of the export was refused by the database: {cause}")
            }
        }
    }
}

impl std::error::Error for ImportError {}

/// Takes lines in, all or none.
pub struct Importer {
    write: Write,
    taken: BTreeMap<&'static str, u64>,
    number: usize,
    /// The organisation that the export is of, which its first line names.
    org_id: Value,
}

impl Store {
    /// Begins an import.
    ///
    /// # Errors
    /// The database failed.
    pub async fn import(&self) -> Result<Importer, Error> {
        Ok(Importer { write: self.write().await?, taken: BTreeMap::new(), number: 0, org_id: Value::Null })
    }
}

impl Importer {
    /// Takes one line.
    ///
    /// # Errors
    /// It is none of an export's, or the database has such a row already.
    pub async fn take(&mut self, line: &str) -> Result<(), ImportError> {
        self.number += 1;
        let number = self.number;
        let wrong = |what: String| ImportError::Line { number, what };
        if line.trim().is_empty() {
            return Ok(());
        }
        let value: Value = serde_json::from_str(line).map_err(|cause| wrong(format!("no JSON: {cause}")))?;
        let Value::Object(mut row) = value else { return Err(wrong("no JSON object".to_owned())) };
        let kind = row.remove("record").and_then(|it| it.as_str().map(str::to_owned)).unwrap_or_default();
        let Some((_, table)) = TABLES.iter().find(|(name, _)| *name == kind) else {
            return Err(wrong(format!("there is no kind of record {kind:?}")));
        };
        if kind == "organisation" {
            self.org_id = row.get("id").cloned().unwrap_or_default();
        }
        if kind == "agent" {
            row.entry("org_id").or_insert_with(|| self.org_id.clone());
            row.entry(AGENT_SETUP).or_insert_with(|| Value::Object(Map::new()));
        }
        insert(&mut self.write, table, row, wrong)
            .await?
            .map_err(|cause| ImportError::Store { number, cause })?;
        *self.taken.entry(table).or_default() += 1;
        Ok(())
    }

    /// Keeps what was taken, and says how many rows went into which table.
    ///
    /// # Errors
    /// The database failed; nothing was kept.
    pub async fn keep(self) -> Result<BTreeMap<&'static str, u64>, ImportError> {
        let number = self.number;
        self.write.commit().await.map_err(|cause| ImportError::Store { number, cause })?;
        Ok(self.taken)
    }
}

/// A row as a statement; what is null is left to the table.
async fn insert(
    write: &mut Write,
    table: &str,
    mut row: Map<String, Value>,
    wrong: impl Fn(String) -> ImportError,
) -> Result<Result<(), Error>, ImportError> {
    row.retain(|_, value| !value.is_null());
    // An export of SQLite's, or of an older server, may hold what Postgres does not keep.
    make_object_storable(&mut row);
    if let Some(name) = row.keys().find(|name| !is_column(name)) {
        return Err(wrong(format!("{name:?} is no column's name")));
    }
    let names: Vec<&str> = row.keys().map(String::as_str).collect();
    let places: Vec<String> = (1..=names.len()).map(|at| format!("${at}")).collect();
    let statement = format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), places.join(", "));
    let mut query = sqlx::query(AssertSqlSafe(statement));
    for value in row.into_values() {
        query = match value {
            Value::String(text) => query.bind(text),
            Value::Bool(it) => query.bind(i64::from(it)),
            Value::Number(it) => match it.as_i64() {
                Some(whole) => query.bind(whole),
                None => query.bind(it.as_f64().unwrap_or_default()),
            },
            other => query.bind(other.to_string()),
        };
    }
    Ok(query.execute(write.on()).await.map(drop))
}

/// A column's name goes into a statement as it is, so it is held to the letters that ours have.
fn is_column(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|it| it.is_ascii_lowercase() || it == b'_')
}
