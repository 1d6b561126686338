//! What is kept: one pool to SQLite or Postgres, opened, migrated and written through here. The tables' own
//! queries lie in the files beside this one. Every query is a text that both stores understand.

use std::time::Duration;

use sqlx::any::{AnyPoolOptions, install_default_drivers};
use sqlx::{Any, AnyConnection, AnyPool, Connection as _, Transaction};
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::error::ApiError;
use bus::{Bus, BusEvent};
use open::OpenError;

pub mod answers;
pub mod avatars;
pub mod bus;
mod cancellations;
mod changes;
pub mod companies;
pub mod conversations;
pub mod erase;
pub mod events;
mod export;
pub mod import;
pub mod inbox;
pub mod keys;
pub mod listings;
mod migrations;
pub mod open;
pub mod organisations;
pub mod outbox;
pub mod people;
pub mod plans;
mod ratings;
pub mod series;
pub mod sessions;
pub mod subscriptions;
pub mod team;
pub mod text;
pub mod tickets;
mod traits;
pub mod unanswered;
pub mod upkeep;
pub mod waiting;

/// Readers of SQLite beside its one writer; more would only wait for the same two cores.
const SQLITE_CONNECTIONS: u32 = 4;
/// Connections to Postgres, a tenth of its default hundred: several processes shall fit.
const POSTGRES_CONNECTIONS: u32 = 10;
/// How long a request waits for a connection before it is a 503.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// WAL lets readers go on beside the writer; NORMAL loses nothing when the process dies; another process on the
/// same file (a command) is waited for.
///
/// SQLite moves what was written from the log into the file within the commit that fills a thousand pages of log, and
/// that commit then waits for the disk. Here a task of the server does it beside the writers
/// ([`Store::move_log_into_file`]); a process without that task, such as a command, still does at 32 MB.
/// What a rush left of the log is given back to the disk beyond those 32 MB.
const SQLITE_SETTINGS: [&str; 6] = [
    "PRAGMA busy_timeout = 5000",
    "PRAGMA wal_autocheckpoint = 8000",
    "PRAGMA journal_size_limit = 33554432",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
];
/// A query that runs longer than this is stuck, and its client gone; a lock is waited for as long as a connection.
const POSTGRES_SETTINGS: [&str; 2] = ["SET statement_timeout = '15s'", "SET lock_timeout = '5s'"];

/// Which database lies below.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

/// A failed query or connection. The text is for the log, never for a client.
pub type Error = sqlx::Error;

/// The store. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    pool: AnyPool,
    engine: Engine,
    /// SQLite's file, unless it is in memory.
    file: Option<std::path::PathBuf>,
    /// SQLite has one writer at a time. Waiting for it here is fair and costs nothing; without this the writers
    /// would poll SQLite's lock and starve each other.
    writer: std::sync::Arc<Mutex<()>>,
    /// Tells of what was written.
    bus: std::sync::Arc<Bus>,
}

/// A write transaction. Dropped without [`Write::commit`], it leaves no trace.
pub struct Write {
    transaction: Transaction<'static, Any>,
    engine: Engine,
    _turn: Option<OwnedMutexGuard<()>>,
    bus: std::sync::Arc<Bus>,
    /// What is told once it is committed.
    happened: Vec<BusEvent>,
}

impl Store {
    /// Opens `url` (`sqlite://…` or `postgres://…`) and brings its tables up to date.
    ///
    /// # Errors
    /// The database cannot be opened, a newer program has changed it, or a migration fails.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        install_default_drivers();
        let engine = if url.starts_with("sqlite:") { Engine::Sqlite } else { Engine::Postgres };
        open::probe(url, engine).await?;
        let most = match engine {
            Engine::Sqlite => SQLITE_CONNECTIONS,
            Engine::Postgres => POSTGRES_CONNECTIONS,
        };
        let pool = AnyPoolOptions::new()
            .max_connections(most)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .after_connect(move |connection, _| Box::pin(async move { prepare(connection, engine).await }))
            .after_release(|connection, _| Box::pin(is_usable(connection)))
            .connect(url)
            .await?;
        let (file, writer) = (open::file_of(url), std::sync::Arc::default());
        let store = Self { pool, engine, file, writer, bus: std::sync::Arc::default() };
        migrations::run(&store).await.map_err(|failure| failure.at(url))?;
        Ok(store)
    }

    /// Which database lies below.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Begins a write. On SQLite it waits its turn, and takes the write lock at once.
    ///
    /// # Errors
    /// No connection within five seconds, or the database is gone.
    pub async fn write(&self) -> Result<Write, Error> {
        let (transaction, turn) = match self.engine {
            Engine::Sqlite => {
                // The writers before this one may each wait for a lock that another process holds.
                let turn = tokio::time::timeout(ACQUIRE_TIMEOUT, self.writer.clone().lock_owned());
                let turn = turn.await.map_err(|_| Error::PoolTimedOut)?;
                (self.pool.begin_with("BEGIN IMMEDIATE").await?, Some(turn))
            }
            Engine::Postgres => (self.pool.begin().await?, None),
        };
        Ok(Write {
            transaction,
            engine: self.engine,
            _turn: turn,
            bus: self.bus.clone(),
            happened: Vec::new(),
        })
    }

    /// Says whether the database answers.
    ///
    /// # Errors
    /// It does not.
    pub async fn ping(&self) -> Result<(), Error> {
        sqlx::query("SELECT 1").execute(&self.pool).await.map(|_| ())
    }

    /// Moves what was committed from SQLite's log into its file, as far as no reader needs the log; writers go on
    /// meanwhile. Nothing to do on Postgres.
    ///
    /// # Errors
    /// The database failed.
    pub async fn move_log_into_file(&self) -> Result<(), Error> {
        if self.engine == Engine::Sqlite {
            sqlx::query("PRAGMA wal_checkpoint(PASSIVE)").execute(&self.pool).await?;
        }
        Ok(())
    }

    /// Waits for what runs and closes every connection.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    pub(crate) fn read(&self) -> &AnyPool {
        &self.pool
    }
}

impl Write {
    /// Makes the write durable and visible, and tells those who follow what was written.
    ///
    /// # Errors
    /// The database refused; nothing was written.
    pub async fn commit(mut self) -> Result<(), Error> {
        if self.engine == Engine::Postgres {
            for it in &self.happened {
                let text = serde_json::to_string(it).unwrap_or_default();
                let query =
                    sqlx::query("SELECT CAST(pg_notify($1, $2) AS TEXT)").bind(bus::CHANNEL).bind(text);
                query.execute(&mut *self.transaction).await?;
            }
            self.happened.clear();
        }
        self.transaction.commit().await?;
        self.happened.iter().for_each(|it| self.bus.tell(it));
        Ok(())
    }

    pub(crate) fn happened(&mut self, it: BusEvent) {
        self.happened.push(it);
    }

    pub(crate) fn engine(&self) -> Engine {
        self.engine
    }

    pub(crate) fn on(&mut self) -> &mut AnyConnection {
        &mut self.transaction
    }
}

impl From<Error> for ApiError {
    /// Logs what happened, once; a client learns whether to try again.
    fn from(cause: Error) -> Self {
        tracing::error!(%cause, "the store failed");
        if is_passing(&cause) {
            Self::Unavailable("the server is busy; try again in a moment")
        } else {
            Self::Internal
        }
    }
}

/// Whether the failure is one of the moment: no connection free, the database away, a lock held too long, a full disk.
#[must_use]
pub fn is_passing(cause: &Error) -> bool {
    // SQLITE_BUSY, LOCKED, READONLY, IOERR, FULL and CANTOPEN; Postgres' classes 08, 53, 57 and its lock errors.
    const SQLITE: [&str; 6] = ["5", "6", "8", "10", "13", "14"];
    const POSTGRES: [&str; 5] = ["08", "53", "57", "40", "55"];
    match cause {
        Error::PoolTimedOut | Error::PoolClosed | Error::Io(_) => true,
        // A line that breaks at the wrong moment: what ends while its encryption is agreed on is read as a byte of zero, and
        // a transaction whose beginning was cut off was not begun (sqlx 0.9.0).
        Error::Protocol(_) | Error::BeginFailed | Error::WorkerCrashed => true,
        Error::Database(it) => it.code().is_some_and(|code| {
            SQLITE.contains(&code.as_ref())
                || POSTGRES.iter().any(|class| code.len() == 5 && code.starts_with(class))
                || code
                    .parse::<u32>()
                    .is_ok_and(|extended| SQLITE.contains(&(extended & 0xff).to_string().as_str()))
        }),
        _ => false,
    }
}

/// Whether a connection that was given back may be given out again. After some faults (a full disk) SQLite has ended the
/// transaction itself; the driver's own rollback then fails, it believes to be in a transaction for ever after, and would
/// begin no other one on this connection.
async fn is_usable(connection: &mut AnyConnection) -> Result<bool, Error> {
    // After this the rollback that was queued has run.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

async fn prepare(connection: &mut AnyConnection, engine: Engine) -> Result<(), Error> {
    let settings: &[&'static str] = match engine {
        Engine::Sqlite => &SQLITE_SETTINGS,
        Engine::Postgres => &POSTGRES_SETTINGS,
    };
    for setting in settings {
        sqlx::query(*setting).execute(&mut *connection).await?;
    }
    Ok(())
}
