//! Runs the server: opens its sockets, reads the knowledge, does what is to be done now and then, and ends when it is
//! told to.

use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use sd_notify::NotifyState;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::records::print;
use super::{Failure, knowledge};
use crate::answer::cancel::look_for_cancelled;
use crate::config::Config;
use crate::conversation::upkeep;
use crate::knowledge::shelf::Shelf;
use crate::listener::{self, ListenAddress, Listener};
use crate::state::AppState;
use crate::store::Store;
use crate::telemetry::LogThrottle;
use crate::{clock, deltas, demo, memory, outbox, routes, serve};

/// How often the knowledge's folders are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How often kept answers that nobody can resume any more are thrown away.
const TIDY_EVERY: Duration = Duration::from_secs(60);
/// Counts of plans are needed for a day.
const COUNTS_KEPT_SECONDS: i64 = 2 * 86_400;
/// How long the start waits for the knowledge to be read.
const FIRST_READING: Duration = Duration::from_secs(2);
/// While the knowledge is read for the first time, or another process reads it.
const LOOK_SOON: Duration = Duration::from_millis(100);

/// The demo knows where browsers find it; a server that was not told gives links that are relative to it.
fn told_address(mut config: Config, places: &[ListenAddress]) -> Config {
    let address = places.iter().find(|it| matches!(it, ListenAddress::Address(_)));
    if config.demo_page && config.public_url.is_none() {
        config.public_url = address.map(ListenAddress::url);
    }
    config
}

/// `flag` is the one that chooses the address.
pub(super) async fn until_told(config: Config, store: Store, flag: &'static str) -> Result<(), Failure> {
    let shelf = open_shelf(&config)?;
    serve::allow_many_connections();
    let listeners = open_listeners(&config, flag)?;
    let places: Vec<ListenAddress> =
        listeners.iter().map(Listener::place).collect::<Result<_, _>>().map_err(Failure::System)?;
    let config = told_address(config, &places);
    let stop = CancellationToken::new();
    let shelves: Vec<Arc<Shelf>> = shelf.iter().cloned().collect();
    let app = AppState::new(config, store, shelf);
    if let Err(cause) = app.assets().keep(routes::SDK_VERSION) {
        tracing::warn!(%cause, "this version of the widget could not be put into the archive");
    }
    compare_releases(&app);
    let hangup = signal(SignalKind::hangup()).map_err(Failure::System)?;
    app.tasks().spawn(look_after_knowledge(app.clone(), stop.clone(), hangup));
    tokio::spawn(tidy(app.clone()));
    tokio::spawn(look_for_cancelled(app.clone()));
    tokio::spawn(upkeep::keep_times(app.clone()));
    tokio::spawn(upkeep::tell_places(app.clone()));
    tokio::spawn(outbox::deliver(app.clone()));
    tokio::spawn(hear(app.clone()));
    tokio::spawn(move_log(app.clone()));
    tokio::spawn(memory::give_back(app.clone()));
    stop_when_told(stop.clone())?;
    // A small folder is read by the time that anybody can ask; a large one is read while the server says that it is not
    // ready.
    let first = async { futures_util::future::join_all(shelves.iter().map(|it| it.until_ready())).await };
    let _ = tokio::time::timeout(FIRST_READING, first).await;
    for place in &places {
        writeln!(std::io::stdout(), "listening on {}", place.url()).map_err(Failure::System)?;
    }
    if app.config().demo_page {
        tokio::spawn(tell_how_to_answer(app.clone()));
    }
    tell_supervisor(NotifyState::Ready);
    serve::serve(listeners, routes::router(app.clone()), app, stop).await;
    Ok(())
}

/// The demo has a person who answers: whoever reads this. The token is another at every start.
async fn tell_how_to_answer(app: AppState) {
    let made = async {
        let id = app.store().put_teammate(demo::ORG_ID, demo::TEAMMATE_EMAIL, demo::TEAMMATE_NAME).await?;
        app.store().make_teammate_token(&id).await
    };
    match (made.await, std::env::current_exe()) {
        (Ok(Some(token)), Ok(program)) => {
            let url = app.config().public_url.as_deref().unwrap_or_default();
            print(["to answer visitors yourself, run in another terminal:".to_owned()]);
            print([format!("  {} converse --server {url} --token {token}", program.display())]);
        }
        (Err(cause), _) => tracing::warn!(%cause, "the demo has nobody who answers as a person"),
        (Ok(_), _) => {}
    }
}

/// Sockets that were opened for this process, else the one of the settings.
fn open_listeners(config: &Config, flag: &'static str) -> Result<Vec<Listener>, Failure> {
    let inherited = listener::inherited().map_err(Failure::Inherited)?;
    let places: Vec<ListenAddress> = match inherited.as_slice() {
        [] => vec![config.listen.clone()],
        some => some.iter().filter_map(|it| it.place().ok()).collect(),
    };
    if !config.demo_page {
        places.iter().for_each(|place| warn_of_unnamed_proxy(config, place));
    }
    if !inherited.is_empty() {
        return Ok(inherited);
    }
    let opened = Listener::open(&config.listen);
    let place = config.listen.clone();
    opened.map(|it| vec![it]).map_err(|cause| Failure::Listen { place, flag, cause })
}

/// Whoever comes over the loopback interface or a socket in the file system has no address that tells callers apart. A
/// proxy there that is not named leaves all visitors without the limits by address.
fn warn_of_unnamed_proxy(config: &Config, place: &ListenAddress) {
    let loopback = match place {
        ListenAddress::Address(address) if !address.ip().is_loopback() && !address.ip().is_unspecified() => {
            return;
        }
        ListenAddress::Address(SocketAddr::V4(_)) => Some(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        ListenAddress::Address(SocketAddr::V6(_)) => Some(IpAddr::V6(Ipv6Addr::LOCALHOST)),
        ListenAddress::Unix(_) => None,
    };
    if config.rate_limits && !config.trusted_proxies.iter().any(|network| network.holds(loopback)) {
        let name = loopback.map_or_else(|| listener::UNIX.to_owned(), |it| it.to_string());
        tracing::warn!(
            "callers from this machine ({name}) are not limited by address, only by session and key: behind a \
             proxy on this machine start with --trusted-proxies {name}, so that visitors are counted by their own"
        );
    }
}

/// TERM and INT end the server.
fn stop_when_told(stop: CancellationToken) -> Result<(), Failure> {
    let mut terminate = signal(SignalKind::terminate()).map_err(Failure::System)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(Failure::System)?;
    tokio::spawn(async move {
        tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
        tracing::info!("told to stop: running answers may finish");
        tell_supervisor(NotifyState::Stopping);
        stop.cancel();
    });
    Ok(())
}

/// Tells systemd, or whoever named a socket in `NOTIFY_SOCKET`.
fn tell_supervisor(state: NotifyState<'_>) {
    if let Err(cause) = sd_notify::notify(&[state]) {
        tracing::warn!(%cause, "NOTIFY_SOCKET could not be told");
    }
}

/// Until it is done, returning visitors pay for the whole file.
fn compare_releases(app: &AppState) {
    let app = app.clone();
    tokio::task::spawn_blocking(move || match deltas::make(app.assets()) {
        Ok(0) => {}
        Ok(files) => tracing::info!(files, "compressed with former releases of the widget"),
        Err(cause) => tracing::warn!(%cause, "the widget could not be compared with its former releases"),
    });
}

fn open_shelf(config: &Config) -> Result<Option<Arc<Shelf>>, Failure> {
    if config.knowledge.is_empty() {
        return Ok(None);
    }
    let shelf = knowledge::open(config.knowledge.clone(), config).map_err(Failure::Knowledge)?;
    Ok(Some(Arc::new(shelf)))
}

/// Reads the knowledge, that of agents with folders of their own too, before anybody asks, and takes changed files in
/// without a restart, at once when it is sent a HUP. Ends with `stop`, which breaks a reading off between two files.
async fn look_after_knowledge(app: AppState, stop: CancellationToken, mut hangup: Signal) {
    let mut unreadable = LogThrottle::default();
    app.open_shelves_of_agents().await;
    loop {
        let shelves = app.open_shelves();
        for shelf in &shelves {
            update(shelf.clone(), stop.clone(), &mut unreadable).await;
        }
        let is_behind = shelves.iter().any(|shelf| !shelf.is_ready() || shelf.behind() > 0);
        tokio::select! {
            () = stop.cancelled() => return,
            _ = hangup.recv() => tracing::info!("told to read the knowledge anew"),
            () = tokio::time::sleep(if is_behind { LOOK_SOON } else { LOOK_EVERY }) => {}
        }
    }
}

async fn update(shelf: Arc<Shelf>, stop: CancellationToken, unreadable: &mut LogThrottle) {
    let started = std::time::Instant::now();
    let was_ready = shelf.is_ready();
    let (reading, token) = (shelf.clone(), stop.clone());
    match tokio::task::spawn_blocking(move || reading.update(&token)).await {
        Ok(Ok(update)) if shelf.is_ready() && (!was_ready || update.read + update.gone > 0) => {
            let library = shelf.library();
            let (documents, sections) = (library.documents().count(), library.section_count());
            let ms = started.elapsed().as_millis() as u64;
            tracing::info!(
                documents,
                sections,
                read = update.read,
                gone = update.gone,
                ms,
                "knowledge is read"
            );
            for line in knowledge::passed_over(&library) {
                tracing::warn!("{line}");
            }
            if sections == 0 {
                tracing::error!(
                    "there is nothing to answer from: no document was found in the knowledge's folders"
                );
            }
        }
        Ok(Err(cause)) => {
            if let Some(unsaid) = unreadable.due(Instant::now()) {
                tracing::warn!(%cause, unsaid, "knowledge could not be read; what was read before stays");
            }
        }
        Ok(Ok(_)) | Err(_) => {}
    }
}

/// Small steps: the disk is never asked for much at once.
const MOVE_LOG_EVERY: Duration = Duration::from_secs(1);

async fn move_log(app: AppState) {
    let mut stuck = LogThrottle::default();
    loop {
        tokio::time::sleep(MOVE_LOG_EVERY).await;
        if let Err(cause) = app.store().move_log_into_file().await
            && let Some(unsaid) = stuck.due(Instant::now())
        {
            tracing::warn!(%cause, unsaid, "the store's log could not be moved into its file yet");
        }
    }
}

/// What other processes do to conversations.
async fn hear(app: AppState) {
    app.store().hear(&app.config().database_url).await;
}

async fn tidy(app: AppState) {
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
