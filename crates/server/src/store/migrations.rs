//! Brings the tables up to date at start, and refuses a database that a newer program has brought further. Two
//! processes that start at once take turns: the second finds the work done. A migration is a file of SQL in
//! crates/server/migrations/ that both stores understand, run once, together with the note that it ran.

use sqlx::Row;
use sqlx::migrate::{MigrateError, Migrator};

use super::open::OpenError;
use super::{Engine, Error, Store, Write};

/// What `sqlx::migrate!` stands for, without the feature that compiles the checking of queries along with it.
static MIGRATOR: Migrator = sqlx::sqlx_macros::migrate!();

/// On Postgres a migration takes as long as it takes, and waits for another process's: under the advisory lock that all
/// starting processes share (its number is "halo" in ASCII).
const POSTGRES_BEGIN: [&str; 3] = [
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL lock_timeout = 0",
    "SELECT pg_advisory_xact_lock(1751215215)",
];

/// Touches nothing but a number in the file's header that is the application's own.
const TRY_TO_WRITE: &str = "PRAGMA user_version = 1";

/// Programs up to 0.1 kept their own list of migrations, under this name.
const IS_FORMER_ON_SQLITE: &str =
    "SELECT name AS found FROM sqlite_master WHERE type = 'table' AND name = 'migrations'";
const IS_FORMER_ON_POSTGRES: &str = "SELECT CAST(table_name AS TEXT) AS found FROM information_schema.tables
    WHERE table_schema = current_schema() AND table_name = 'migrations'";

pub(super) async fn run(store: &Store) -> Result<(), OpenError> {
    let mut write = store.write().await?;
    if store.engine() == Engine::Postgres {
        for statement in POSTGRES_BEGIN {
            sqlx::query(statement).execute(write.on()).await?;
        }
    }
    if has_former_list(&mut write).await? {
        adopt(&mut write).await?;
    }
    if let Err(cause) = migrator().run_direct(None, write.on(), false).await {
        return Err(told(cause, &mut write).await);
    }
    if store.engine() == Engine::Sqlite {
        // A file that may only be read is told now, not by the first visitor.
        sqlx::query(TRY_TO_WRITE).execute(write.on()).await?;
    }
    Ok(write.commit().await?)
}

/// Without a lock of its own: everything runs in one transaction, which holds one.
fn migrator() -> Migrator {
    let migrations = MIGRATOR.iter().cloned().collect();
    let mut migrator = Migrator::with_migrations(migrations);
    migrator.set_locking(false);
    migrator
}

/// The newest version that this program knows.
fn known() -> i64 {
    MIGRATOR.iter().map(|it| it.version).max().unwrap_or_default()
}

async fn has_former_list(write: &mut Write) -> Result<bool, Error> {
    let query = match write.engine() {
        Engine::Sqlite => IS_FORMER_ON_SQLITE,
        Engine::Postgres => IS_FORMER_ON_POSTGRES,
    };
    Ok(sqlx::query(query).fetch_optional(write.on()).await?.is_some())
}

/// Notes what the former list says has run, and drops that list: a program that knows no other would take the tables
/// for older than they are.
async fn adopt(write: &mut Write) -> Result<(), OpenError> {
    let newest = newest(write, "SELECT COALESCE(MAX(version), 0) AS newest FROM migrations").await?;
    if newest > known() {
        return Err(OpenError::Newer { database: newest, program: known() });
    }
    if let Err(cause) = migrator().run_direct(Some(newest), write.on(), true).await {
        return Err(told(cause, write).await);
    }
    sqlx::query("DROP TABLE migrations").execute(write.on()).await?;
    Ok(())
}

async fn newest(write: &mut Write, query: &'static str) -> Result<i64, Error> {
    sqlx::query(query).fetch_one(write.on()).await?.try_get("newest")
}

async fn told(cause: MigrateError, write: &mut Write) -> OpenError {
    match cause {
        MigrateError::VersionMissing(_) => {
            match newest(write, "SELECT MAX(version) AS newest FROM _sqlx_migrations").await {
                Ok(database) => OpenError::Newer { database, program: known() },
                Err(cause) => OpenError::Failed(cause),
            }
        }
        MigrateError::Execute(cause) | MigrateError::ExecuteMigration(cause, _) => OpenError::Failed(cause),
        other => OpenError::Tables(other.to_string()),
    }
}
