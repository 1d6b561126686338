//! What every request shares: the settings, the store, the knowledge and the answers that run in this process. Nothing
//! here is the only copy of anything: another process on the same store can take over.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::agent::{Agent, knowledge::Knowledge};
use crate::answer::Log;
use crate::assets::Assets;
use crate::config::Config;
use crate::knowledge::shelf::Shelf;
use crate::metrics::Metrics;
use crate::store::Store;
use crate::store::answers::RunId;

/// The server's shared parts. Cheap to clone.
#[derive(Clone)]
pub struct App {
    parts: Arc<Parts>,
}

struct Parts {
    config: Config,
    store: Store,
    assets: Assets,
    shelf: Option<Arc<Shelf>>,
    metrics: Metrics,
    agents: HashMap<&'static str, Arc<dyn Agent>>,
    running: Mutex<HashMap<RunId, Weak<Log>>>,
    tasks: TaskTracker,
    /// No new answers from here on: the server was told to stop.
    stopping: CancellationToken,
    /// Running answers end here: the time to finish is over.
    must_stop: CancellationToken,
}

impl App {
    /// Puts the parts together.
    #[must_use]
    pub fn new(config: Config, store: Store, shelf: Option<Arc<Shelf>>) -> Self {
        let mut agents: HashMap<&'static str, Arc<dyn Agent>> = HashMap::new();
        agents.insert("knowledge", Arc::new(Knowledge));
        let assets = Assets::new(config.sdk.clone());
        Self {
            parts: Arc::new(Parts {
                config,
                store,
                assets,
                shelf,
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
