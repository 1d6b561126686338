//! What every request shares: the settings, the store, the knowledge and the answers that run in this process. Nothing
//! here is the only copy of anything: another process on the same store can take over.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Instant;

use serde_json::Value;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::agent::{Agent, hostagentes::HostAgentes, knowledge::Knowledge, openai::OpenAi};
use crate::answer_log::Log;
use crate::assets::Assets;
use crate::config::Config;
use crate::knowledge::shelf::{Shelf, ShelfError, Shelves, Source};
use crate::limits::{Admission, CallOrigin, Group, Limiter};
use crate::metrics::Metrics;
use crate::store::Store;
use crate::store::answers::RunId;
use crate::store::organisations::AgentRow;
use crate::telemetry::LogThrottle;

/// The server's shared parts. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    parts: Arc<Parts>,
}

struct Parts {
    config: Config,
    store: Store,
    assets: Assets,
    shelf: Option<Arc<Shelf>>,
    /// Libraries of agents that name folders of their own, by those folders; opened when first asked for.
    shelves: Mutex<Shelves>,
    limiter: Limiter,
    unnamed_proxy: Mutex<LogThrottle>,
    metrics: Metrics,
    agents: HashMap<&'static str, Arc<dyn Agent>>,
    running: Mutex<HashMap<RunId, Weak<Log>>>,
    tasks: TaskTracker,
    /// No new answers from here on: the server was told to stop.
    stopping: CancellationToken,
    /// Running answers end here: the time to finish is over.
    must_stop: CancellationToken,
}

impl AppState {
    /// Puts the parts together.
    #[must_use]
    pub fn new(config: Config, store: Store, shelf: Option<Arc<Shelf>>) -> Self {
        let mut agents: HashMap<&'static str, Arc<dyn Agent>> = HashMap::new();
        agents.insert("knowledge", Arc::new(Knowledge::new(store.clone())));
        agents.insert("openai", Arc::new(OpenAi::new(store.clone())));
        agents.insert("hostagentes", Arc::new(HostAgentes));
        let assets = Assets::new(config.sdk.clone(), config.sdk_archive.clone());
        Self {
            parts: Arc::new(Parts {
                config,
                store,
                assets,
                shelf,
                shelves: Mutex::default(),
                limiter: Limiter::default(),
                unnamed_proxy: Mutex::default(),
                metrics: Metrics::default(),
                agents,
                running: Mutex::default(),
                tasks: TaskTracker::new(),
                stopping: CancellationToken::new(),
                must_stop: CancellationToken::new(),
            }),
        }
    }

    /// The settings.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.parts.config
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.parts.store
    }

    /// The widget's files.
    #[must_use]
    pub fn assets(&self) -> &Assets {
        &self.parts.assets
    }

    /// The knowledge of agents that name none of their own.
    #[must_use]
    pub fn shelf(&self) -> Option<&Arc<Shelf>> {
        self.parts.shelf.as_ref()
    }

    /// What an agent knows: its own folders, else the server's.
    pub async fn shelf_of(&self, agent: &AgentRow) -> Option<Arc<Shelf>> {
        let folders = own_folders(agent);
        if folders.is_empty() {
            return self.shelf().cloned();
        }
        let known = self.parts.shelves.lock().unwrap_or_else(PoisonError::into_inner).get(&folders).cloned();
        if known.is_some() {
            return known;
        }
        let sources = folders.iter().cloned().map(Source::Path).collect();
        let indexes = self.parts.config.knowledge_index.clone();
        let stopping = self.parts.stopping.clone();
        let read = move || {
            let shelf = Shelf::open(sources, indexes.as_deref())?;
            shelf.update(&stopping)?;
            Ok::<_, ShelfError>(shelf)
        };
        match tokio::task::spawn_blocking(read).await {
            Ok(Ok(shelf)) => {
                let mut shelves = self.parts.shelves.lock().unwrap_or_else(PoisonError::into_inner);
                Some(shelves.entry(folders).or_insert_with(|| Arc::new(shelf)).clone())
            }
            Ok(Err(cause)) => {
                tracing::error!(agent = %agent.id, %cause, "the agent's knowledge cannot be read");
                None
            }
            Err(_) => None,
        }
    }

    /// Opens the libraries of all active agents that name folders of their own, so that none waits for its first visitor.
    pub async fn open_shelves_of_agents(&self) {
        match self.parts.store.active_agents().await {
            Ok(agents) => {
                for agent in agents.iter().filter(|it| !own_folders(it).is_empty()) {
                    self.shelf_of(agent).await;
                }
            }
            Err(cause) => tracing::warn!(%cause, "the agents' own knowledge could not be looked up"),
        }
    }

    /// Every library that is open.
    #[must_use]
    pub fn open_shelves(&self) -> Vec<Arc<Shelf>> {
        let shelves = self.parts.shelves.lock().unwrap_or_else(PoisonError::into_inner);
        self.shelf().into_iter().chain(shelves.values()).cloned().collect()
    }

    /// Counts a call against the rate limits.
    #[must_use]
    pub fn count(&self, group: Group, who: &CallOrigin<'_>) -> Admission {
        if self.parts.config.rate_limits { self.parts.limiter.take(group, who) } else { Admission::default() }
    }

    /// Whether it is time to tell of a proxy that nobody named, and how often that was left untold since.
    #[must_use]
    pub fn is_unnamed_proxy_due(&self) -> Option<u64> {
        let mut unnamed = self.parts.unnamed_proxy.lock().unwrap_or_else(PoisonError::into_inner);
        unnamed.due(Instant::now())
    }

    /// The counters.
    #[must_use]
    pub fn metrics(&self) -> &Metrics {
        &self.parts.metrics
    }

    /// The agent of a kind.
    #[must_use]
    pub fn agent(&self, kind: &str) -> Option<Arc<dyn Agent>> {
        self.parts.agents.get(kind).cloned()
    }

    /// Answers that run; the end waits for them.
    #[must_use]
    pub fn tasks(&self) -> &TaskTracker {
        &self.parts.tasks
    }

    /// An answer of this process, while it runs.
    #[must_use]
    pub fn running(&self, id: &RunId) -> Option<Arc<Log>> {
        self.parts.running.lock().unwrap_or_else(PoisonError::into_inner).get(id).and_then(Weak::upgrade)
    }

    /// Whether this process gives an answer that can be resumed.
    #[must_use]
    pub fn has_running(&self) -> bool {
        !self.parts.running.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// Remembers that this process gives an answer.
    pub fn note_running(&self, id: &RunId, log: &Arc<Log>) {
        let mut running = self.parts.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.insert(id.clone(), Arc::downgrade(log));
    }

    /// Forgets an answer that has ended.
    pub fn forget_running(&self, id: &RunId) {
        self.parts.running.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
    }

    /// Whether the server was told to stop.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        self.parts.stopping.is_cancelled()
    }

    /// Returns when the server was told to stop.
    pub async fn stopping(&self) {
        self.parts.stopping.cancelled().await;
    }

    /// Tells it to stop: no new answers.
    pub fn stop(&self) {
        self.parts.stopping.cancel();
    }

    /// Tells the running answers to end now.
    pub fn stop_answers(&self) {
        self.parts.must_stop.cancel();
    }

    /// Returns when running answers must end.
    pub async fn must_stop(&self) {
        self.parts.must_stop.cancelled().await;
    }
}

/// The folders that an agent names in its setup, under `knowledge`.
#[must_use]
pub fn own_folders(agent: &AgentRow) -> Vec<PathBuf> {
    let named = agent.setup.get("knowledge").and_then(Value::as_array);
    named.into_iter().flatten().filter_map(Value::as_str).map(PathBuf::from).collect()
}
