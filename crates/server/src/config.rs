//! Everything a server can be told: one struct, with its defaults. Reading it from a file, from the environment and from
//! flags is settings.rs' matter.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use tracing_subscriber::filter::LevelFilter;

use crate::knowledge::shelf::Source;
use crate::limits::network::Network;
use crate::listener::ListenAddress;
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

/// Silence of a stream that is longer than this makes proxies close the connection.
pub const HEARTBEAT: Duration = Duration::from_secs(15);
/// How long a visitor waits for a person before the ticket form is offered instead.
pub const DEFAULT_WAIT_LIMIT: Duration = Duration::from_secs(300);

/// What a server is told.
#[derive(Clone, Debug)]
pub struct Config {
    /// Address and port, or a socket; sockets that were opened for the process come before it.
    pub listen: ListenAddress,
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
    /// Folder of the knowledge's indexes; none: they are made in memory at every start.
    pub knowledge_index: Option<PathBuf>,
    /// Whether `/` is the demo page.
    pub demo_page: bool,
    /// Proxies whose word on addresses counts.
    pub trusted_proxies: Vec<Network>,
    /// Whose pages may read the API's answers.
    pub allowed_origins: Origins,
    /// What a token's `aud` must name; none: it is not asked for.
    pub audience: Option<String>,
    /// Whether calls are counted against the rate limits.
    pub rate_limits: bool,
    /// How long a resumable answer goes on without a listener.
    pub resume_grace: Duration,
    /// How long running answers may go on at the end.
    pub drain: Duration,
    /// How long a visitor waits for a person.
    pub wait_limit: Duration,
    /// Networks that webhooks may lead to besides the public internet.
    pub webhook_networks: Vec<Network>,
    /// The mail server, `smtps://…` or `smtp://…`; none: nothing is sent by e-mail.
    pub smtp_url: Option<String>,
    /// Who the e-mail is from.
    pub mail_from: Option<String>,
    /// Logs as JSON lines.
    pub log_json: bool,
    /// How much is logged.
    pub log_level: LevelFilter,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: ListenAddress::Address(SocketAddr::from(([127, 0, 0, 1], 8787))),
            database_url: DEFAULT_DATABASE.to_owned(),
            public_url: None,
            sdk: None,
            sdk_archive: None,
            knowledge: Vec::new(),
            knowledge_index: cache_folder(),
            demo_page: false,
            trusted_proxies: Vec::new(),
            allowed_origins: Origins::Any,
            audience: None,
            rate_limits: true,
            resume_grace: DEFAULT_RESUME_GRACE,
            drain: DEFAULT_DRAIN,
            wait_limit: DEFAULT_WAIT_LIMIT,
            webhook_networks: Vec::new(),
            smtp_url: None,
            mail_from: None,
            log_json: false,
            log_level: LevelFilter::INFO,
        }
    }
}

/// Where systems keep what can be made again.
fn cache_folder() -> Option<PathBuf> {
    let named = |name| std::env::var_os(name).filter(|it| !it.is_empty()).map(PathBuf::from);
    // systemd's CacheDirectory= first.
    let own = named("CACHE_DIRECTORY");
    let users = || named("XDG_CACHE_HOME").or_else(|| Some(named("HOME")?.join(".cache")));
    own.or_else(|| Some(users()?.join("halo-server")))
        .filter(|it| it.is_absolute())
        .map(|it| it.join("knowledge"))
}
