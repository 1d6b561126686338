//! Carries the commands out. Those that only read or change data are in records.rs, running the server in running.rs.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use crate::cli::{Cli, Command, DataArgs, Demo, Serve};
use crate::config::Config;
use crate::knowledge::shelf::{ShelfError, Source};
use crate::listener::ListenAddress;
use crate::settings::{self, GivenValue, Problems};
use crate::store::import::ImportError;
use crate::store::open::OpenError;
use crate::store::{self, Store};
use crate::{demo, telemetry};

/// The demo's database, in its folder.
const DEMO_DATABASE: &str = "halo.db";
/// What the demo keeps of former releases of the widget, in its folder.
const DEMO_ARCHIVE: &str = "sdk";

mod converse;
mod healthcheck;
mod knowledge;
mod licenses;
mod records;
mod running;
mod subscriptions;
mod team;
mod upkeep;

/// Why a command could not be carried out.
#[derive(Debug)]
pub enum Failure {
    /// A folder cannot be made.
    Folder(PathBuf, std::io::Error),
    /// The port cannot be opened.
    Listen {
        /// Which.
        place: ListenAddress,
        /// The flag that names another one.
        flag: &'static str,
        /// Why.
        cause: std::io::Error,
    },
    /// A socket that was opened for this process is of no use.
    Inherited(std::io::Error),
    /// The server that was looked for is not well.
    Unhealthy {
        /// Where it was looked for.
        place: ListenAddress,
        /// What came instead.
        what: String,
    },
    /// The store cannot be opened.
    Open(OpenError),
    /// The store cannot be used.
    Store(store::Error),
    /// The knowledge cannot be read.
    Knowledge(ShelfError),
    /// There is no document in the folders.
    NothingToRead(Vec<PathBuf>),
    /// The settings are wrong.
    Settings(Problems),
    /// The settings' file cannot be read.
    SettingsFile(PathBuf, std::io::Error),
    /// There is nothing of that id.
    Unknown(&'static str, String),
    /// Two identity secrets are in force.
    TooManySecrets,
    /// An export cannot be taken in.
    Import(ImportError),
    /// A copy cannot be written.
    Backup(PathBuf, String),
    /// A flag's value is no JSON object.
    Json(&'static str, String),
    /// A question has no word that says what it is about.
    NoSubject(String),
    /// An agent's setup cannot be meant so.
    Setup(String),
    /// The server refuses a teammate, or cannot be reached.
    Team(String),
    /// A subscription's address is none, or what was sent there did not arrive.
    Subscription(String),
    /// A picture cannot be read.
    Picture(PathBuf, String),
    /// The program was built without the notices of third parties.
    NoNotices,
    /// The system refuses signals or output.
    System(std::io::Error),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(path, cause) => write!(f, "cannot make the folder {}: {cause}", path.display()),
            Self::Listen { place, flag, cause } => {
                write!(f, "cannot listen on {place}: {cause}; choose another with {flag}")
            }
            Self::Inherited(cause) => {
                write!(
                    f,
                    "a socket of LISTEN_FDS cannot be accepted on ({cause}); hand over stream sockets that listen"
                )
            }
            Self::Unhealthy { place, what } => write!(f, "the server at {place} is not ready: {what}"),
            Self::Open(cause) => cause.fmt(f),
            Self::Store(cause) => write!(f, "the store cannot be used: {cause}"),
            Self::Knowledge(cause) => cause.fmt(f),
            Self::NothingToRead(folders) => {
                let folders: Vec<String> = folders.iter().map(|it| it.display().to_string()).collect();
                write!(
                    f,
                    "there is nothing to answer from in {}; files ending in .md, .mdx, .markdown, .html or .txt are read",
                    folders.join(", ")
                )
            }
            Self::Settings(problems) => problems.fmt(f),
            Self::SettingsFile(path, cause) => {
                write!(f, "cannot read the settings {}: {cause}", path.display())
            }
            Self::Unknown(what, id) => {
                write!(f, "there is no {what} with the id {id:?} to which this applies")
            }
            Self::TooManySecrets => f.write_str(
                "two secrets are in force already; retire one first (halo-server secret list ORG)",
            ),
            Self::Import(cause) => write!(f, "{cause}; nothing was taken in"),
            Self::Backup(path, what) => write!(f, "{} cannot be written: {what}", path.display()),
            Self::Json(flag, cause) => write!(f, "{flag} must be a JSON object: {cause}"),
            Self::NoSubject(question) => {
                write!(f, "{question:?} has no word that says what it is about; ask as a visitor would")
            }
            Self::Setup(told) | Self::Team(told) | Self::Subscription(told) => f.write_str(told),
            Self::Picture(path, what) => write!(f, "{} cannot be a picture: {what}", path.display()),
            Self::NoNotices => f.write_str(
                "no notices of third parties are in this program: `cargo xtask release --build` makes one that has them",
            ),
            Self::System(cause) => write!(f, "the system refused: {cause}"),
        }
    }
}

impl std::error::Error for Failure {}

impl From<OpenError> for Failure {
    fn from(cause: OpenError) -> Self {
        Self::Open(cause)
    }
}

impl From<store::Error> for Failure {
    fn from(cause: store::Error) -> Self {
        Self::Store(cause)
    }
}

/// Carries out what the command line says.
///
/// # Errors
/// What stopped it, in words for the person at the keyboard.
pub async fn run(cli: Cli) -> Result<(), Failure> {
    match cli.command {
        Command::Serve(flags) => run_serve(&flags).await,
        Command::Demo(flags) => run_demo(flags).await,
        Command::Healthcheck { place, listen } => {
            healthcheck::run(&read_settings(&place, flag("listen", listen))?).await
        }
        Command::Knowledge(flags) if flags.unanswered => {
            knowledge::unanswered(&open(&flags.place).await?, flags.org).await
        }
        Command::Knowledge(flags) => knowledge::run(flags),
        Command::Correction(it) => knowledge::correction(&open(&it.place).await?, it.action).await,
        Command::Org(it) => records::org(&open(&it.place).await?, it.action).await,
        Command::Key(it) => records::key(&open(&it.place).await?, it.action).await,
        Command::Secret(it) => records::secret(&open(&it.place).await?, it.action).await,
        Command::Agent(it) => records::agent(&open(&it.place).await?, it.action).await,
        Command::Ticket(it) => records::ticket(&open(&it.place).await?, it.action).await,
        Command::Team(it) => team::run(&open(&it.place).await?, it.action).await,
        Command::Subscription(it) => {
            let config = read_settings(&it.place, it.place.flags())?;
            subscriptions::run(&Store::open(&config.database_url).await?, &config, it.action).await
        }
        Command::Converse(it) => converse::run(it).await,
        Command::Series(it) => records::series(&open(&it.place).await?, it.action).await,
        Command::User(it) => records::user(&open(&it.place).await?, it.action).await,
        Command::Session(it) => records::session(&open(&it.place).await?, it.action).await,
        Command::Transcript { place, org, session } => {
            records::transcript(&open(&place).await?, org, session).await
        }
        Command::Export { place, org, with_secrets } => {
            records::export(&open(&place).await?, &org, with_secrets).await
        }
        Command::Import { place } => upkeep::import(&open(&place).await?).await,
        Command::Backup { place, file } => upkeep::backup(&open(&place).await?, &file).await,
        Command::Retention { place, days } => upkeep::retention(&open(&place).await?, days).await,
        Command::Size { place } => upkeep::size(&open(&place).await?).await,
        Command::Licenses => licenses::run(),
    }
}

async fn open(place: &DataArgs) -> Result<Store, Failure> {
    let config = read_settings(place, place.flags())?;
    Ok(Store::open(&config.database_url).await?)
}

/// A flag as a setting, where it was given.
fn flag(name: &'static str, value: Option<String>) -> Vec<(&'static str, GivenValue)> {
    value.into_iter().map(|value| (name, GivenValue::One(value))).collect()
}

fn read_settings(place: &DataArgs, flags: Vec<(&'static str, GivenValue)>) -> Result<Config, Failure> {
    let text = match place.file() {
        Some(path) => Some(
            std::fs::read_to_string(path).map_err(|cause| Failure::SettingsFile(path.to_owned(), cause))?,
        ),
        None => None,
    };
    let file = place.file().zip(text.as_deref());
    settings::read(file, |name| std::env::var(name).ok(), flags).map_err(Failure::Settings)
}

async fn run_serve(flags: &Serve) -> Result<(), Failure> {
    let config = read_settings(&flags.place, flags.flags())?;
    telemetry::start(config.log_json, config.log_level);
    let store = Store::open(&config.database_url).await?;
    running::until_told(config, store, "--listen").await
}

async fn run_demo(flags: Demo) -> Result<(), Failure> {
    let mut config = read_settings(&DataArgs::default(), Vec::new())?;
    telemetry::start(flags.log_json || config.log_json, config.log_level);
    std::fs::create_dir_all(&flags.data).map_err(|cause| Failure::Folder(flags.data.clone(), cause))?;
    let database = flags.data.join(DEMO_DATABASE);
    let knowledge = if flags.knowledge.is_empty() {
        demo::own_documents()
    } else {
        flags.knowledge.into_iter().map(Source::Path).collect()
    };
    config.listen = ListenAddress::Address(SocketAddr::from((Ipv4Addr::LOCALHOST, flags.port)));
    config.database_url =
        flags.database_url.unwrap_or_else(|| format!("sqlite://{}?mode=rwc", database.display()));
    config.sdk = flags.sdk.or(config.sdk);
    config.sdk_archive.get_or_insert_with(|| flags.data.join(DEMO_ARCHIVE));
    config.knowledge = knowledge;
    config.demo_page = true;
    let store = Store::open(&config.database_url).await?;
    let identity_secret = flags.identity_secret.as_ref().filter(|it| !it.is_empty());
    demo::seed(&store, identity_secret.is_some()).await?;
    if let Some(secret) = identity_secret
        && !store.identity_secrets(demo::ORG_ID).await?.contains(secret)
    {
        store.add_identity_secret(demo::ORG_ID, secret).await?;
    }
    running::until_told(config, store, "--port").await
}
