//! Carries the commands out.

use std::fmt;
use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::cli::{Cli, Command, Demo, Serve};
use crate::config::Config;
use crate::knowledge::shelf::{Shelf, ShelfError, Source};
use crate::state::App;
use crate::store::{self, Store};
use crate::{demo, routes, serve, telemetry};

/// How often the knowledge's folders are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How often kept answers that nobody can resume any more are thrown away.
const TIDY_EVERY: Duration = Duration::from_secs(60);
/// The demo's database, in its folder.
const DEMO_DATABASE: &str = "halo.db";

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
        Command::Serve(flags) => run_serve(flags).await,
        Command::Demo(flags) => run_demo(flags).await,
    }
}

async fn run_serve(flags: Serve) -> Result<(), Failure> {
    telemetry::start(flags.log_json);
    let config = Config {
        listen: flags.listen,
        database_url: flags.database_url,
        public_url: flags.public_url.map(|url| url.trim_end_matches('/').to_owned()),
        sdk: flags.sdk,
        knowledge: flags.knowledge.into_iter().map(Source::Path).collect(),
        ..Config::default()
    };
    let store = Store::open(&config.database_url).await?;
    serve_until_told(config, store).await
}

async fn run_demo(flags: Demo) -> Result<(), Failure> {
    telemetry::start(flags.log_json);
    std::fs::create_dir_all(&flags.data).map_err(|cause| Failure::Folder(flags.data.clone(), cause))?;
    let database = flags.data.join(DEMO_DATABASE);
    let knowledge = if flags.knowledge.is_empty() {
        demo::own_documents()
    } else {
        flags.knowledge.into_iter().map(Source::Path).collect()
    };
    let config = Config {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, flags.port)),
        database_url: format!("sqlite://{}?mode=rwc", database.display()),
        sdk: flags.sdk,
        knowledge,
        demo_page: true,
        ..Config::default()
    };
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
    let listener = serve::listen(config.listen).map_err(|cause| Failure::Listen(config.listen, cause))?;
    let address = listener.local_addr().map_err(Failure::System)?;
    let stop = CancellationToken::new();
    let app = App::new(config, store, shelf);
    tokio::spawn(look_after_knowledge(app.clone()));
    tokio::spawn(tidy(app.clone()));
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
    let Some(shelf) = app.shelf().cloned() else { return };
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let shelf = shelf.clone();
        match tokio::task::spawn_blocking(move || shelf.refresh().map(|new| (new, shelf.library()))).await {
            Ok(Ok((true, library))) => {
                tracing::info!(
                    documents = library.documents().len(),
                    sections = library.section_count(),
                    "knowledge changed and was indexed again"
                );
            }
            Ok(Err(cause)) => {
                tracing::warn!(%cause, "the knowledge could not be read again; the old one stays")
            }
            Ok(Ok((false, _))) | Err(_) => {}
        }
    }
}

async fn tidy(app: App) {
    loop {
        tokio::time::sleep(TIDY_EVERY).await;
        let outcome = async {
            let mut write = app.store().write().await?;
            write.forget_answers().await?;
            write.commit().await
        };
        if let Err(cause) = outcome.await {
            tracing::warn!(%cause, "old answers could not be thrown away");
        }
    }
}
