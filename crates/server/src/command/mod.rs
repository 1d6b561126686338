//! Carries the commands out. Those that only read or change data are in records.rs.

use std::fmt;
use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::agent::knowledge::preview;
use crate::answer::cancel::look_for_cancelled;
use crate::cli::{Cli, Command, Demo, Knowledge, Place, Serve};
use crate::config::Config;
use crate::knowledge::library::Library;
use crate::knowledge::question::{Question, Wanted};
use crate::knowledge::shelf::{Shelf, ShelfError, Source};
use crate::knowledge::{quote, rank};
use crate::settings::{self, Given, Problems};
use crate::state::App;
use crate::store::{self, Store};
use crate::{clock, demo, memory, routes, serve, telemetry};

/// How often the knowledge's folders are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How often kept answers that nobody can resume any more are thrown away.
const TIDY_EVERY: Duration = Duration::from_secs(60);
/// Counts of plans are needed for a day.
const COUNTS_KEPT_SECONDS: i64 = 2 * 86_400;
/// Passages that `knowledge --explain` shows.
const EXPLAINED_HITS: usize = 10;
/// The demo's database, in its folder.
const DEMO_DATABASE: &str = "halo.db";

mod records;

/// Why a command could not be carried out.
#[derive(Debug)]
pub enum Failure {
    /// A folder cannot be made.
    Folder(PathBuf, std::io::Error),
    /// The port cannot be opened.
    Listen(SocketAddr, std::io::Error),
    /// The store cannot be opened or used.
    Store(store::Error),
    /// The knowledge cannot be read.
    Knowledge(ShelfError),
    /// The settings are wrong.
    Settings(Problems),
    /// The settings' file cannot be read.
    SettingsFile(PathBuf, std::io::Error),
    /// There is nothing of that id.
    Unknown(&'static str, String),
    /// Two identity secrets are in force.
    TooManySecrets,
    /// A flag's value is no JSON object.
    Json(&'static str, String),
    /// The system refuses signals or output.
    System(std::io::Error),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(path, cause) => write!(f, "cannot make the folder {}: {cause}", path.display()),
            Self::Listen(address, cause) => {
                write!(f, "cannot listen on {address}: {cause}; choose another port with --port or --listen")
            }
            Self::Store(cause) => write!(f, "the store cannot be used: {cause}"),
            Self::Knowledge(cause) => cause.fmt(f),
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
            Self::Json(flag, cause) => write!(f, "{flag} must be a JSON object: {cause}"),
            Self::System(cause) => write!(f, "the system refused: {cause}"),
        }
    }
}

impl std::error::Error for Failure {}

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
        Command::Knowledge(flags) => run_knowledge(flags),
        Command::Org(it) => records::org(&open(&it.place).await?, it.action).await,
        Command::Key(it) => records::key(&open(&it.place).await?, it.action).await,
        Command::Secret(it) => records::secret(&open(&it.place).await?, it.action).await,
        Command::Agent(it) => records::agent(&open(&it.place).await?, it.action).await,
        Command::Ticket(it) => records::ticket(&open(&it.place).await?, it.action).await,
        Command::Series(it) => records::series(&open(&it.place).await?, it.action).await,
        Command::Transcript { place, org, session } => {
            records::print(open(&place).await?.told_transcript(&org, &session).await?);
            Ok(())
        }
        Command::Export { place, org } => {
            open(&place).await?.export(&org, |line| records::print([line])).await?;
            Ok(())
        }
    }
}

async fn open(place: &Place) -> Result<Store, Failure> {
    let config = read_settings(place, place.flags())?;
    Ok(Store::open(&config.database_url).await?)
}

fn read_settings(place: &Place, flags: Vec<(&'static str, Given)>) -> Result<Config, Failure> {
    let text = match &place.config {
        Some(path) => {
            Some(std::fs::read_to_string(path).map_err(|cause| Failure::SettingsFile(path.clone(), cause))?)
        }
        None => None,
    };
    let file = place.config.as_deref().zip(text.as_deref());
    settings::read(file, |name| std::env::var(name).ok(), flags).map_err(Failure::Settings)
}

fn run_knowledge(flags: Knowledge) -> Result<(), Failure> {
    let shelf =
        Shelf::open(flags.folders.into_iter().map(Source::Path).collect()).map_err(Failure::Knowledge)?;
    let library = shelf.library();
    match flags.ask {
        Some(question) if flags.explain => records::print(explained(&library, &question)),
        Some(question) => records::print([preview(&library, &question)]),
        None => records::print(library.documents().iter().flat_map(|document| {
            let sections =
                document.sections.iter().map(|it| format!("\t#{}\t{}", it.anchor, it.trail.join(" › ")));
            std::iter::once(format!("{}\t{}", document.name, document.title))
                .chain(sections)
                .collect::<Vec<_>>()
        })),
    }
    Ok(())
}

/// The question's words with their weights, then the passages that come near it.
fn explained(library: &Library, question: &str) -> Vec<String> {
    let question = Question::read(question, library.vocabulary());
    let word = |it: &Wanted| {
        let stands_for: Vec<&str> = it.alternatives.iter().map(|it| it.stem.as_str()).collect();
        format!("{}\t{:.2}\t{}", it.stem, it.weight, stands_for.join(" "))
    };
    let mut lines: Vec<String> = question.wanted().iter().map(word).collect();
    lines.extend(
        rank::hits(library, &question).iter().take(EXPLAINED_HITS).map(|hit| {
            format!("{:.2}\t{:.2}\t{}", hit.fit, hit.score, quote::source(library, hit, "/docs/"))
        }),
    );
    lines
}

async fn run_serve(flags: &Serve) -> Result<(), Failure> {
    let config = read_settings(&flags.place, flags.flags())?;
    telemetry::start(config.log_json, config.log_level);
    let store = Store::open(&config.database_url).await?;
    serve_until_told(config, store).await
}

async fn run_demo(flags: Demo) -> Result<(), Failure> {
    let mut config = read_settings(&Place::default(), Vec::new())?;
    telemetry::start(flags.log_json || config.log_json, config.log_level);
    std::fs::create_dir_all(&flags.data).map_err(|cause| Failure::Folder(flags.data.clone(), cause))?;
    let database = flags.data.join(DEMO_DATABASE);
    let knowledge = if flags.knowledge.is_empty() {
        demo::own_documents()
    } else {
        flags.knowledge.into_iter().map(Source::Path).collect()
    };
    config.listen = SocketAddr::from((Ipv4Addr::LOCALHOST, flags.port));
    config.database_url =
        flags.database_url.unwrap_or_else(|| format!("sqlite://{}?mode=rwc", database.display()));
    config.sdk = flags.sdk.or(config.sdk);
    config.knowledge = knowledge;
    config.demo_page = true;
    let store = Store::open(&config.database_url).await?;
    demo::seed(&store, flags.identity_secret.is_some()).await?;
    if let Some(secret) = &flags.identity_secret
        && !store.identity_secrets(demo::ORG_ID).await?.contains(secret)
    {
        store.add_identity_secret(demo::ORG_ID, secret).await?;
    }
    serve_until_told(config, store).await
}

async fn serve_until_told(config: Config, store: Store) -> Result<(), Failure> {
    let shelf = open_shelf(&config)?;
    serve::allow_many_connections();
    let listener = serve::listen(config.listen).map_err(|cause| Failure::Listen(config.listen, cause))?;
    let address = listener.local_addr().map_err(Failure::System)?;
    let stop = CancellationToken::new();
    let app = App::new(config, store, shelf);
    if let Err(cause) = app.assets().keep(routes::SDK_VERSION) {
        tracing::warn!(%cause, "this version of the widget could not be put into the archive");
    }
    tokio::spawn(look_after_knowledge(app.clone()));
    tokio::spawn(tidy(app.clone()));
    tokio::spawn(look_for_cancelled(app.clone()));
    tokio::spawn(move_log(app.clone()));
    tokio::spawn(memory::give_back(app.clone()));
    let (mut terminate, mut interrupt) = (
        signal(SignalKind::terminate()).map_err(Failure::System)?,
        signal(SignalKind::interrupt()).map_err(Failure::System)?,
    );
    let told = stop.clone();
    tokio::spawn(async move {
        tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
        tracing::info!("told to stop: running answers may finish");
        told.cancel();
    });
    writeln!(std::io::stdout(), "listening on http://{address}").map_err(Failure::System)?;
    serve::serve(listener, routes::router(app.clone()), app, stop).await;
    Ok(())
}

fn open_shelf(config: &Config) -> Result<Option<Arc<Shelf>>, Failure> {
    if config.knowledge.is_empty() {
        return Ok(None);
    }
    let started = std::time::Instant::now();
    let shelf = Shelf::open(config.knowledge.clone()).map_err(Failure::Knowledge)?;
    let library = shelf.library();
    tracing::info!(
        documents = library.documents().len(),
        sections = library.section_count(),
        ms = started.elapsed().as_millis() as u64,
        "knowledge indexed"
    );
    Ok(Some(Arc::new(shelf)))
}

/// Takes changed files in without a restart.
async fn look_after_knowledge(app: App) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        for shelf in app.open_shelves() {
            match tokio::task::spawn_blocking(move || shelf.refresh().map(|new| (new, shelf.library()))).await
            {
                Ok(Ok((true, library))) => {
                    let (documents, sections) = (library.documents().len(), library.section_count());
                    tracing::info!(documents, sections, "knowledge changed and was indexed again");
                }
                Ok(Err(cause)) => {
                    tracing::warn!(%cause, "knowledge could not be read again; the old one stays")
                }
                Ok(Ok((false, _))) | Err(_) => {}
            }
        }
    }
}

/// Small steps: the disk is never asked for much at once.
const MOVE_LOG_EVERY: Duration = Duration::from_secs(1);

async fn move_log(app: App) {
    loop {
        tokio::time::sleep(MOVE_LOG_EVERY).await;
        if let Err(cause) = app.store().move_log_into_file().await {
            tracing::warn!(%cause, "the store's log could not be moved into its file yet");
        }
    }
}

async fn tidy(app: App) {
    loop {
        tokio::time::sleep(TIDY_EVERY).await;
        let outcome = async {
            let mut write = app.store().write().await?;
            write.forget_answers().await?;
            write.forget_cancellations().await?;
            write.forget_counts(clock::now_seconds() - COUNTS_KEPT_SECONDS).await?;
            write.commit().await
        };
        if let Err(cause) = outcome.await {
            tracing::warn!(%cause, "old answers could not be thrown away");
        }
    }
}
