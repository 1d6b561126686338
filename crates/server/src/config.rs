//! Everything a server can be told: one struct, with its defaults. Reading it from a file, from the environment and from
//! flags is settings.rs' matter.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use tracing_subscriber::filter::LevelFilter;

use crate::knowledge::shelf::Source;
use crate::limits::address::Network;
use crate::origin::Origins;

/// Where the server listens unless told otherwise: this machine only.
pub const DEFAULT_LISTEN: &str = "127.0.0.1:8787";
/// The store unless told otherwise, beside the working directory.
pub const DEFAULT_DATABASE: &str = "sqlite://halo.db?mode=rwc";
/// How long a resumable answer goes on without a listener: a phone's change of network takes seconds, and an upstream
/// that nobody hears costs money.
pub const DEFAULT_RESUME_GRACE: Duration = Duration::from_secs(30);
/// How long running answers may go on once the server was told to stop.
pub const DEFAULT_DRAIN: Duration = Duration::from_secs(30);

/// What a server is told.
#[derive(Clone, Debug)]
pub struct Config {
    /// Address and port.
    pub listen: SocketAddr,
    /// `sqlite://…` or `postgres://…`.
    pub database_url: String,
    /// The server's own address as browsers know it, without a slash at its end; none: taken from each request.
    pub public_url: Option<String>,
    /// Folder of the widget's files; none: those inside the program.
    pub sdk: Option<PathBuf>,
    /// Folder where the widget's files of every version are kept, so that pages may pin an old one.
    pub sdk_archive: Option<PathBuf>,
    /// Knowledge of agents that name no folders of their own.
    pub knowledge: Vec<Source>,
    /// Whether `/` is the demo page.
    pub demo_page: bool,
    /// Proxies whose word on addresses counts.
    pub trusted_proxies: Vec<Network>,
    /// Whose pages may read the API's answers.
    pub allowed_origins: Origins,
    /// Whether calls are counted against the rate limits.
    pub rate_limits: bool,
    /// How long a resumable answer goes on without a listener.
    pub resume_grace: Duration,
    /// How long running answers may go on at the end.
    pub drain: Duration,
    /// Logs as JSON lines.
    pub log_json: bool,
    /// How much is logged.
    pub log_level: LevelFilter,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8787)),
            database_url: DEFAULT_DATABASE.to_owned(),
            public_url: None,
            sdk: None,
            sdk_archive: None,
            knowledge: Vec::new(),
            demo_page: false,
            trusted_proxies: Vec::new(),
            allowed_origins: Origins::Any,
            rate_limits: true,
            resume_grace: DEFAULT_RESUME_GRACE,
            drain: DEFAULT_DRAIN,
            log_json: false,
            log_level: LevelFilter::INFO,
        }
    }
}
