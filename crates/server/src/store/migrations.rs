//! Brings the tables up to date at start. Two processes that start at once take turns: the second finds the work
//! done. A migration is a file of statements, run once, in one transaction with the note that it ran.

use sqlx::{AssertSqlSafe, Row};

use super::{Engine, Error, Store};
use crate::clock;

/// In order, never changed after a release: a later change is a later file.
const MIGRATIONS: [(i64, &str); 3] = [
    (1, include_str!("migrations/0001_first.sql")),
    (2, include_str!("migrations/0002_series_and_uses.sql")),
    (3, include_str!("migrations/0003_cancellations.sql")),
];

/// On Postgres a migration takes as long as it takes, and waits for another process's: under the advisory lock that all
/// starting processes share (its number is "halo" in ASCII).
const POSTGRES_BEGIN: [&str; 3] = [
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL lock_timeout = 0",
    "SELECT pg_advisory_xact_lock(1751215215)",
];

/// Touches nothing but a number in the file's header that is the application's own.
const TRY_TO_WRITE: &str = "PRAGMA user_version = 1";

const NOTES: &str =
    "CREATE TABLE IF NOT EXISTS migrations (version BIGINT NOT NULL PRIMARY KEY, ran_at BIGINT NOT NULL)";

pub(super) async fn run(store: &Store) -> Result<(), Error> {
    let mut write = store.write().await?;
    if store.engine() == Engine::Postgres {
        for statement in POSTGRES_BEGIN {
            sqlx::query(statement).execute(write.on()).await?;
        }
    }
    sqlx::query(NOTES).execute(write.on()).await?;
    let newest = sqlx::query("SELECT COALESCE(MAX(version), 0) AS newest FROM migrations");
    let newest: i64 = newest.fetch_one(write.on()).await?.try_get("newest")?;
    for (version, text) in MIGRATIONS.into_iter().filter(|(version, _)| *version > newest) {
        for statement in statements(text) {
            sqlx::query(AssertSqlSafe(statement)).execute(write.on()).await?;
        }
        sqlx::query("INSERT INTO migrations (version, ran_at) VALUES ($1, $2)")
            .bind(version)
            .bind(clock::now_ms())
            .execute(write.on())
            .await?;
    }
    if store.engine() == Engine::Sqlite {
        // A file that may only be read is told now, not by the first visitor.
        sqlx::query(TRY_TO_WRITE).execute(write.on()).await?;
    }
    write.commit().await
}

/// The statements of a file. Its comments are whole lines, and no text in it holds a semicolon.
fn statements(text: &str) -> Vec<String> {
    let code: String =
        text.lines().filter(|line| !line.starts_with("--")).flat_map(|line| [line, "\n"]).collect();
    code.split(';').map(str::trim).filter(|statement| !statement.is_empty()).map(str::to_owned).collect()
}
