//! What an operator does to a store now and then: how large it is, throwing away what is old, a copy while it is used.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use sqlx::{AssertSqlSafe, Row as _};

use super::erase::ErasedRows;
use super::open::{OWN_FILE, beside};
use super::{Engine, Error, Store};

/// What the store takes up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StoreSize {
    /// Bytes of the database itself.
    pub database: u64,
    /// Bytes of SQLite's log beside it.
    pub log: u64,
}

/// What grows with use, each with the moment that says how old a row is; the rows of a table that name another's go
/// first. `$1` is the moment before which all is old.
const OLD: [(&str, &str); 10] = [
    ("events", "DELETE FROM events WHERE received_at < $1"),
    ("messages", "DELETE FROM messages WHERE created_at < $1"),
    ("tickets", "DELETE FROM tickets WHERE created_at < $1 AND status <> 'open'"),
    ("key_uses", "DELETE FROM key_uses WHERE at < $1"),
    (
        "delivery_tries",
        "DELETE FROM delivery_tries WHERE delivery_id IN
         (SELECT id FROM deliveries WHERE created_at < $1 AND state <> 'pending')",
    ),
    ("deliveries", "DELETE FROM deliveries WHERE created_at < $1 AND state <> 'pending'"),
    ("unanswered", "DELETE FROM unanswered WHERE last_asked < $1"),
    (
        "sessions",
        "DELETE FROM sessions WHERE last_seen < $1 AND NOT EXISTS (SELECT 1 FROM messages m
         WHERE m.org_id = sessions.org_id AND m.session_id = sessions.id)",
    ),
    ("conversation_events", "DELETE FROM conversation_events WHERE at < $1"),
    // With the session: the numbers of its events go on where they were.
    (
        "conversations",
        "DELETE FROM conversations WHERE changed_at < $1 AND NOT EXISTS (SELECT 1 FROM sessions s
         WHERE s.org_id = conversations.org_id AND s.id = conversations.session_id)",
    ),
];

/// The tables whose rows are counted, in the order they are told.
const COUNTED: [&str; 15] = [
    "organisations",
    "users",
    "companies",
    "sessions",
    "messages",
    "answers",
    "events",
    "tickets",
    "teammates",
    "conversations",
    "conversation_events",
    "deliveries",
    "key_uses",
    "unanswered",
    "corrections",
];

impl Store {
    /// How many bytes the store takes up.
    ///
    /// # Errors
    /// The database failed.
    pub async fn size(&self) -> Result<StoreSize, Error> {
        if self.engine == Engine::Postgres {
            let row =
                sqlx::query("SELECT pg_database_size(current_database()) AS bytes").fetch_one(&self.pool);
            let bytes: i64 = row.await?.try_get("bytes")?;
            return Ok(StoreSize { database: u64::try_from(bytes).unwrap_or(0), log: 0 });
        }
        let Some(file) = &self.file else { return Ok(StoreSize::default()) };
        let bytes = |path: &Path| std::fs::metadata(path).map_or(0, |about| about.len());
        Ok(StoreSize { database: bytes(file), log: bytes(&beside(file, "-wal")) })
    }

    /// How many rows each of the tables has that grow with use.
    ///
    /// # Errors
    /// The database failed.
    pub async fn row_counts(&self) -> Result<Vec<(&'static str, i64)>, Error> {
        let mut counts = Vec::new();
        for table in COUNTED {
            let query = AssertSqlSafe(format!("SELECT COUNT(*) AS lines FROM {table}"));
            counts.push((table, sqlx::query(query).fetch_one(&self.pool).await?.try_get("lines")?));
        }
        Ok(counts)
    }

    /// Throws away what is older than a moment: events, transcripts, closed tickets, uses of keys, questions that found
    /// nothing, and sessions that nothing is left of. Users and companies stay.
    ///
    /// # Errors
    /// The database failed; nothing was deleted.
    pub async fn forget_before(&self, moment_ms: i64) -> Result<ErasedRows, Error> {
        let mut write = self.write().await?;
        let mut gone = ErasedRows::new();
        for (table, statement) in OLD {
            let outcome = sqlx::query(statement).bind(moment_ms).execute(write.on()).await?;
            gone.push((table, outcome.rows_affected()));
        }
        write.commit().await?;
        if self.engine == Engine::Sqlite {
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&self.pool).await?;
        }
        Ok(gone)
    }

    /// Writes a whole copy of a SQLite database into a new file, while others read and write. Nothing on Postgres, whose
    /// own tools do it: then it says no.
    ///
    /// # Errors
    /// The database failed, or there is such a file already.
    pub async fn back_up(&self, into: &Path) -> Result<bool, Error> {
        if self.engine == Engine::Postgres {
            return Ok(false);
        }
        // Made beforehand for its permissions; SQLite takes an empty file for a new one.
        let made = std::fs::OpenOptions::new().write(true).create_new(true).open(into)?;
        made.set_permissions(std::fs::Permissions::from_mode(OWN_FILE))?;
        let name = into.display().to_string();
        let outcome = sqlx::query("VACUUM INTO $1").bind(name).execute(&self.pool).await;
        if outcome.is_err() {
            let _ = std::fs::remove_file(into);
        }
        outcome.map(|_| true)
    }

    /// Writes a row as every visitor's message would, and says whether it could: a full disk still reads.
    ///
    /// # Errors
    /// It could not.
    pub async fn try_to_write(&self) -> Result<(), Error> {
        let mut write = self.write().await?;
        sqlx::query(
            "INSERT INTO write_probes (id, at, filler) VALUES (1, $1, $2)
             ON CONFLICT (id) DO UPDATE SET at = excluded.at, filler = excluded.filler",
        )
        .bind(crate::clock::now_ms())
        .bind("x".repeat(PROBE_BYTES))
        .execute(write.on())
        .await?;
        write.commit().await
    }
}

/// More than what one page of the database has left over.
const PROBE_BYTES: usize = 16 * 1024;
