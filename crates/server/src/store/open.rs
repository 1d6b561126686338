//! Opens the database and says why it cannot be: the true cause, the file or the host, and what to do. Passwords are
//! never told.

use std::fmt;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AnyConnection, Connection as _};
use tokio::time::Instant;

use super::{ACQUIRE_TIMEOUT, Engine, Error, prepare};

/// How soon a database server that is not up yet is asked again.
const ASK_AGAIN: Duration = Duration::from_millis(200);
/// The owner reads and writes; nobody else does.
pub(super) const OWN_FILE: u32 = 0o600;
/// Everybody's permissions but the owner's.
const OTHERS: u32 = 0o077;
/// What SQLite keeps beside a file.
const BESIDE: [&str; 3] = ["", "-wal", "-shm"];

/// Why the store cannot be opened.
#[derive(Debug)]
pub enum OpenError {
    /// A newer program has changed the tables.
    Newer {
        /// The schema's version.
        database: i64,
        /// The newest one that this program knows.
        program: i64,
    },
    /// The tables are not as their list of migrations says.
    Tables(String),
    /// The file or the server, what is the matter with it, and what to do.
    Place {
        /// `/var/lib/halo/halo.db`, `db.example.com:5432`.
        place: String,
        /// In words.
        what: String,
    },
    /// A query failed.
    Failed(Error),
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Newer { database, program } => write!(
                f,
                "the database's schema has version {database}, and this program knows versions up to {program}: \
                 run the newer halo-server, or restore a backup from before its upgrade"
            ),
            Self::Tables(what) => {
                write!(f, "the database's tables are not as this program left them: {what}")
            }
            Self::Place { place, what } => write!(f, "the database {place}: {what}"),
            Self::Failed(cause) => write!(f, "the database cannot be used: {cause}"),
        }
    }
}

impl std::error::Error for OpenError {}

impl From<Error> for OpenError {
    fn from(cause: Error) -> Self {
        Self::Failed(cause)
    }
}

impl OpenError {
    /// Names the place where a query failed.
    pub(super) fn at(self, url: &str) -> Self {
        match self {
            Self::Failed(cause) => told(url, cause),
            other => other,
        }
    }
}

/// Makes one connection, waiting a moment for a server that is not up yet, and closes it. What is wrong shows here with
/// its cause; a pool would only say that none came in time.
pub(super) async fn probe(url: &str, engine: Engine) -> Result<(), OpenError> {
    if engine == Engine::Sqlite {
        keep_to_owner(url)?;
    }
    let give_up = Instant::now() + ACQUIRE_TIMEOUT;
    let mut refusal = Error::Io(std::io::ErrorKind::TimedOut.into());
    loop {
        match tokio::time::timeout_at(give_up, connect(url, engine)).await {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(cause)) if is_starting(&cause) && Instant::now() + ASK_AGAIN < give_up => {
                refusal = cause;
                tokio::time::sleep(ASK_AGAIN).await;
            }
            Ok(Err(cause)) => return Err(told(url, cause)),
            Err(_) => return Err(told(url, refusal)),
        }
    }
}

async fn connect(url: &str, engine: Engine) -> Result<(), Error> {
    let mut first = AnyConnection::connect(url).await?;
    prepare(&mut first, engine).await?;
    sqlx::query("SELECT 1 AS one").execute(&mut first).await?;
    if engine == Engine::Postgres {
        // Two connections that name their prepared statements alike: a pooler that gives both the same connection of
        // its own, and does not tell the names apart, is found out here.
        let mut second = AnyConnection::connect(url).await?;
        prepare(&mut second, engine).await?;
        sqlx::query("SELECT 1 AS one").execute(&mut second).await?;
        second.close().await?;
    }
    first.close().await
}

fn is_starting(cause: &Error) -> bool {
    const STARTING_UP: &str = "57P03";
    match cause {
        Error::Io(cause) => {
            matches!(cause.kind(), std::io::ErrorKind::ConnectionRefused | std::io::ErrorKind::NotFound)
        }
        Error::Database(it) => it.code().as_deref() == Some(STARTING_UP),
        _ => false,
    }
}

/// The file of a SQLite address; none for one in memory.
pub(super) fn file_of(url: &str) -> Option<PathBuf> {
    let options = SqliteConnectOptions::from_str(url).ok()?;
    let is_memory = url.contains(":memory:") || url.contains("mode=memory");
    (url.starts_with("sqlite:") && !is_memory).then(|| options.get_filename().to_path_buf())
}

/// A file that SQLite keeps beside its database.
pub(super) fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Visitors' words and identity secrets lie in the file: it and what SQLite keeps beside it are the owner's alone.
fn keep_to_owner(url: &str) -> Result<(), OpenError> {
    let Some(file) = file_of(url) else { return Ok(()) };
    if url.contains("mode=rwc") && !file.exists() {
        let made = std::fs::OpenOptions::new().write(true).create_new(true).mode(OWN_FILE).open(&file);
        if let Err(cause) = made
            && cause.kind() != std::io::ErrorKind::AlreadyExists
        {
            return Err(cannot_open(&file, &cause.to_string()));
        }
    }
    for beside in BESIDE {
        let path = self::beside(&file, beside);
        let Ok(about) = std::fs::metadata(&path) else { continue };
        if about.is_file() && about.permissions().mode() & OTHERS != 0 {
            let outcome = std::fs::set_permissions(&path, std::fs::Permissions::from_mode(OWN_FILE));
            if let Err(cause) = outcome {
                tracing::warn!(path = %path.display(), %cause, "others can read this file of the database");
            }
        }
    }
    Ok(())
}

fn cannot_open(file: &Path, cause: &str) -> OpenError {
    let folder = match file.parent() {
        Some(folder) if folder.as_os_str().is_empty() => Path::new("."),
        Some(folder) => folder,
        None => Path::new("/"),
    };
    let what = if !folder.is_dir() {
        format!("cannot be opened: there is no folder {}; make it, or name another file", folder.display())
    } else if file.is_dir() {
        "cannot be opened: it is a folder; name a file in it".to_owned()
    } else if !file.exists() {
        format!(
            "cannot be opened ({cause}): there is no such file; add ?mode=rwc to the address to have it made, \
             and let this user write the folder"
        )
    } else {
        format!("cannot be opened ({cause}): let this user read and write it and its folder")
    };
    OpenError::Place { place: file.display().to_string(), what }
}

fn told(url: &str, cause: Error) -> OpenError {
    if let Some(file) = file_of(url) {
        return told_of_file(&file, cause);
    }
    let Ok(options) = PgConnectOptions::from_str(url) else { return OpenError::Failed(cause) };
    let place = match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    };
    let tls_failed = |it: &dyn fmt::Display| {
        format!(
            "TLS failed: {it}; sslmode says what is demanded, sslrootcert names the file with the server's authority"
        )
    };
    let what = match &cause {
        // What TLS makes of a certificate comes as bytes that do not hold.
        Error::Io(it) if it.kind() == std::io::ErrorKind::InvalidData => tls_failed(it),
        Error::Io(it) => format!("cannot be reached: {it}; is it running, and are host and port right?"),
        Error::Tls(it) => tls_failed(it),
        Error::Database(it) => told_by_server(it.code().as_deref().unwrap_or_default(), it.message()),
        other => format!("cannot be used: {other}"),
    };
    OpenError::Place { place, what }
}

fn told_by_server(code: &str, message: &str) -> String {
    const DUPLICATE_STATEMENT: &str = "42P05";
    const NO_SUCH_STATEMENT: &str = "26000";
    match code {
        DUPLICATE_STATEMENT | NO_SUCH_STATEMENT => {
            "is a pooler that does not keep prepared statements apart: \
            use PgBouncer 1.21 or newer with max_prepared_statements above 0, or pool_mode = session"
                .to_owned()
        }
        _ if message.contains("startup parameter") => format!(
            "refuses: {message}; with PgBouncer set ignore_startup_parameters = extra_float_digits in its settings"
        ),
        _ => format!("refuses: {message}"),
    }
}

fn told_of_file(file: &Path, cause: Error) -> OpenError {
    // SQLite's primary codes, in the low byte of extended ones.
    const BUSY: u32 = 5;
    const READONLY: u32 = 8;
    const CANTOPEN: u32 = 14;
    const NOTADB: u32 = 26;
    let Error::Database(it) = &cause else { return OpenError::Failed(cause) };
    let code = it.code().and_then(|code| code.parse::<u32>().ok()).map(|code| code & 0xff);
    let what = match code {
        Some(CANTOPEN) => return cannot_open(file, it.message()),
        Some(NOTADB) => "is no SQLite database but a file of another kind; name another file".to_owned(),
        Some(READONLY) => {
            "may only be read: let this user write it and its folder, on a file system that can be \
             written, and take mode=ro out of the address"
                .to_owned()
        }
        Some(BUSY) => "is held by another program; end that one, or try again".to_owned(),
        _ => format!("cannot be used: {}", it.message()),
    };
    OpenError::Place { place: file.display().to_string(), what }
}
