//! Brings the tables up to date at start. Two processes that start at once take turns: the second finds the work
//! done. A migration is a file of statements, run once, in one transaction with the note that it ran.

use sqlx::{AssertSqlSafe, Row};

use super::{Engine, Error, Store};
use crate::clock;

/// In order, never changed after a release: a later change is a later file.
const MIGRATIONS: [(i64, &str); 2] = [
    (1, include_str!("migrations/0001_first.sql")),
    (2, include_str!("migrations/0002_series_and_uses.sql")),
];

/// Number of the advisory lock that the starting processes share ("halo" in ASCII).
const LOCK: &str = "SELECT pg_advisory_xact_lock(1751215215)";

const NOTES: &str =
    "CREATE TABLE IF NOT EXISTS migrations (version BIGINT NOT NULL PRIMARY KEY, ran_at BIGINT NOT NULL)";

pub(super) async fn run(store: &Store) -> Result<(), Error> {
    let mut write = store.write().await?;
    if store.engine() == Engine::Postgres {
        sqlx::query(LOCK).execute(write.on()).await?;
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
    write.commit().await
}

/// The statements of a file. Its comments are whole lines, and no text in it holds a semicolon.
fn statements(text: &str) -> Vec<String> {
    let code: String =
        text.lines().filter(|line| !line.starts_with("--")).flat_map(|line| [line, "\n"]).collect();
    code.split(';').map(str::trim).filter(|statement| !statement.is_empty()).map(str::to_owned).collect()
}
