//! The commands and their flags. What a flag means is settings.rs' matter, what a command does command/'s.

use std::path::{Path, PathBuf};

use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};

use crate::settings::GivenValue;

mod subcommands;

pub use subcommands::{
    AgentSubcommand, CorrectionSubcommand, KeySubcommand, OrgSubcommand, Receiver, SecretSubcommand,
    SeriesSubcommand, SessionSubcommand, SubscriptionSubcommand, TeamSubcommand, TicketSubcommand,
    UserSubcommand,
};

/// A self-hosted server for the Halo Widget.
///
/// `halo-server demo` shows it at once; `halo-server serve` runs it. The other commands look after its data: give them the
/// same --config or --database-url as the server. They work while it runs.
#[derive(Debug, Parser)]
#[command(name = "halo-server", version, propagate_version = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Settings that every command can be given.
#[derive(Debug, Default, Args)]
pub struct DataArgs {
    /// File with settings (TOML). Environment variables and flags win over it.
    /// An empty name is none: a variable that is set to nothing is not set.
    #[arg(long, env = crate::settings::FILE_VARIABLE, value_name = "FILE", global = true, value_parser = path())]
    pub config: Option<PathBuf>,
    /// Where data is kept: sqlite://FILE?mode=rwc or postgres://USER:PASSWORD@HOST/NAME [env: DATABASE_URL=]
    #[arg(long, value_name = "URL", global = true)]
    pub database_url: Option<String>,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the server.
    Serve(Serve),
    /// Run a demonstration: a page with the widget, its data in a folder of its own.
    Demo(Demo),
    /// Ask the server of this machine whether it is ready: status 0 if it is, else 1. For containers and other supervisors.
    Healthcheck {
        /// Where the settings are.
        #[command(flatten)]
        place: DataArgs,
        /// Where it listens [default: 127.0.0.1:8787] [env: HALO_LISTEN=]
        #[arg(long, value_name = "ADDRESS")]
        listen: Option<String>,
    },
    /// Organisations: whose widgets these are.
    Org(OrgArgs),
    /// API keys: publishable ab_live_ keys for pages, secret ha_ keys for backends.
    Key(KeyArgs),
    /// Identity secrets, with which a site's backend signs who its users are.
    Secret(SecretArgs),
    /// Agents: who answers.
    Agent(AgentArgs),
    /// Knowledge: try out what the knowledge agent finds, and see what it did not find.
    Knowledge(KnowledgeArgs),
    /// Answers of the team to single questions, which win over the documents.
    Correction(CorrectionArgs),
    /// Tickets: requests for a person.
    Ticket(TicketArgs),
    /// The team: who may answer visitors live.
    Team(TeamArgs),
    /// Subscriptions: who hears of waiting visitors and tickets by webhook, Slack or e-mail.
    Subscription(SubscriptionArgs),
    /// Answer visitors from this terminal.
    Converse(Converse),
    /// Series that users can be enrolled in.
    Series(SeriesArgs),
    /// Users: delete one with all that is kept of it.
    User(UserArgs),
    /// Sessions: delete one with all that was said in it.
    Session(SessionArgs),
    /// Print the transcript of a session.
    Transcript {
        /// Where the data is.
        #[command(flatten)]
        place: DataArgs,
        /// The organisation's id.
        org: String,
        /// The session's id.
        session: String,
    },
    /// Write everything an organisation has as JSON lines, to standard output.
    Export {
        /// Where the data is.
        #[command(flatten)]
        place: DataArgs,
        /// The organisation's id.
        org: String,
        /// Also what `import` needs to go on elsewhere: identity secrets, setups of agents, digests of keys. Keep the output
        /// as safe as the database.
        #[arg(long)]
        with_secrets: bool,
    },
    /// Read an export from standard input: all of it or, where anything is wrong or there already, none.
    Import {
        /// Where the data shall be.
        #[command(flatten)]
        place: DataArgs,
    },
    /// Copy a SQLite database into a new file while the server runs.
    Backup {
        /// Where the data is.
        #[command(flatten)]
        place: DataArgs,
        /// The new file.
        file: PathBuf,
    },
    /// Throw away what is old: events, transcripts, closed tickets, uses of keys and sessions. Prints how many rows went.
    Retention {
        /// Where the data is.
        #[command(flatten)]
        place: DataArgs,
        /// What is older goes.
        #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..))]
        days: u32,
    },
    /// Print how many bytes the database takes up, and how many rows its tables have.
    Size {
        /// Where the data is.
        #[command(flatten)]
        place: DataArgs,
    },
    /// Print the notices of everybody whose code is in this program. A program that was not built as a release has none, and
    /// ends with status 1.
    Licenses,
}

const SERVE_MORE: &str = "Without a flag, in the environment or the file only:
  HALO_LOG                   how much is logged: off, error, warn, info, debug or trace [default: info]
  HALO_DRAIN_SECONDS         how long running answers may go on once told to stop [default: 30]
  HALO_RESUME_GRACE_SECONDS  how long an answer with a message_id goes on without a listener [default: 30]
  HALO_WAIT_LIMIT_SECONDS    how long a visitor waits for a person before a ticket is offered instead [default: 300]
  HALO_WEBHOOK_NETWORKS      networks that webhooks may lead to besides the public internet, such as 10.0.0.0/8
  HALO_SMTP_URL              mail server for subscriptions: smtps://USER:PASSWORD@HOST, or smtp://… for STARTTLS
  HALO_MAIL_FROM             who that mail is from: Halo <halo@shop.example>

In the file the names are those of the flags with underscores, or of the variables in small letters without HALO_:
  listen = \"127.0.0.1:8787\"
  drain_seconds = 10";

/// Flags of `serve`. Each can be a line of the file or an environment variable instead.
#[derive(Debug, Default, Args)]
#[command(after_help = SERVE_MORE)]
pub struct Serve {
    /// Where the data is.
    #[command(flatten)]
    pub place: DataArgs,
    /// Address and port to listen on, or unix:PATH; port 0 picks a free one. Sockets that systemd opened come first
    /// [default: 127.0.0.1:8787] [env: HALO_LISTEN=]
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<String>,
    /// The server's address as browsers know it, such as `https://chat.example.com` [env: HALO_PUBLIC_URL=]
    #[arg(long, value_name = "URL")]
    pub public_url: Option<String>,
    /// Folder of the widget's files, instead of those inside the program [env: HALO_SDK=]
    #[arg(long, alias = "assets", value_name = "DIR")]
    pub sdk: Option<String>,
    /// Folder that keeps the widget's files of every version this server ever had, so that pages may go on naming an
    /// old one [env: HALO_SDK_ARCHIVE=]
    #[arg(long, value_name = "DIR")]
    pub sdk_archive: Option<String>,
    /// Folder of Markdown (or one file) to answer from; may be repeated [env: HALO_KNOWLEDGE=]
    #[arg(long, value_name = "DIR", value_delimiter = ',', num_args = 1..)]
    pub knowledge: Vec<String>,
    /// Folder where the indexes of the knowledge are kept, or `memory` [default: the user's cache]
    /// [env: HALO_KNOWLEDGE_INDEX=]
    #[arg(long, value_name = "DIR")]
    pub knowledge_index: Option<String>,
    /// Proxies whose X-Forwarded-* headers count, such as 10.0.0.0/8, or unix: for those on a socket [env: HALO_TRUSTED_PROXIES=]
    #[arg(long, value_name = "NETWORK", value_delimiter = ',', num_args = 1..)]
    pub trusted_proxies: Vec<String>,
    /// Origins whose pages may read the API's answers, such as `https://shop.example`; `null` for sandboxed frames
    /// [default: *] [env: HALO_ALLOWED_ORIGINS=]
    #[arg(long, value_name = "ORIGIN", value_delimiter = ',', num_args = 1..)]
    pub allowed_origins: Vec<String>,
    /// What the `aud` claim of identity tokens must name [default: not asked for] [env: HALO_AUDIENCE=]
    #[arg(long, value_name = "TEXT")]
    pub audience: Option<String>,
    /// Whether calls are counted against the rate limits: true or false [default: true] [env: HALO_RATE_LIMITS=]
    #[arg(long, value_name = "BOOL")]
    pub rate_limits: Option<String>,
    /// Write logs as JSON lines [env: HALO_LOG_JSON=]
    #[arg(long)]
    pub log_json: bool,
}

/// Takes an empty name too, which clap's own parser of paths refuses.
fn path() -> impl TypedValueParser<Value = PathBuf> {
    OsStringValueParser::new().map(PathBuf::from)
}

impl DataArgs {
    /// The file with settings, where one is named.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        self.config.as_deref().filter(|it| !it.as_os_str().is_empty())
    }

    /// The settings that were given as flags.
    #[must_use]
    pub fn flags(&self) -> Vec<(&'static str, GivenValue)> {
        self.database_url.iter().map(|url| ("database_url", GivenValue::One(url.clone()))).collect()
    }
}

impl Serve {
    /// The settings that were given as flags.
    #[must_use]
    pub fn flags(&self) -> Vec<(&'static str, GivenValue)> {
        let mut flags = self.place.flags();
        for (key, value) in [
            ("listen", &self.listen),
            ("public_url", &self.public_url),
            ("sdk", &self.sdk),
            ("sdk_archive", &self.sdk_archive),
            ("audience", &self.audience),
            ("knowledge_index", &self.knowledge_index),
            ("rate_limits", &self.rate_limits),
        ] {
            flags.extend(value.iter().map(|value| (key, GivenValue::One(value.clone()))));
        }
        for (key, values) in [
            ("knowledge", &self.knowledge),
            ("trusted_proxies", &self.trusted_proxies),
            ("allowed_origins", &self.allowed_origins),
        ] {
            if !values.is_empty() {
                flags.push((key, GivenValue::Many(values.clone())));
            }
        }
        if self.log_json {
            flags.push(("log_json", GivenValue::One("true".to_owned())));
        }
        flags
    }
}

/// Flags of `demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// Port on 127.0.0.1; 0 picks a free one.
    #[arg(long, default_value_t = 8787)]
    pub port: u16,
    /// Folder for the demo's data; made if absent.
    #[arg(long, default_value = ".demo", value_name = "DIR")]
    pub data: PathBuf,
    /// Keep data in this database instead of a file in that folder.
    #[arg(long, value_name = "URL", hide = true)]
    pub database_url: Option<String>,
    /// Folder of the widget's files, instead of those inside the program.
    #[arg(long, alias = "assets", value_name = "DIR")]
    pub sdk: Option<PathBuf>,
    /// Folder of Markdown (or one file) to answer from, instead of this project's documentation; may be repeated.
    #[arg(long, value_name = "DIR", num_args = 1..)]
    pub knowledge: Vec<PathBuf>,
    /// Demand proof of every identified user, with this identity secret (32 bytes or more).
    #[arg(long, env = "HALO_DEMO_IDENTITY_SECRET", value_name = "SECRET", hide_env_values = true)]
    pub identity_secret: Option<String>,
    /// Write logs as JSON lines.
    #[arg(long)]
    pub log_json: bool,
}

/// `converse`
#[derive(Debug, Args)]
pub struct Converse {
    /// The server's address.
    #[arg(long, env = "HALO_SERVER_URL", default_value = "http://127.0.0.1:8787", value_name = "URL")]
    pub server: String,
    /// The token of a teammate, as `halo-server team add` prints it.
    #[arg(long, env = "HALO_TEAM_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    pub token: String,
}

macro_rules! group {
    ($(#[$doc:meta])* $name:ident, $action:ident) => {
        $(#[$doc])*
        #[derive(Debug, Args)]
        pub struct $name {
            /// Where the data is.
            #[command(flatten)]
            pub place: DataArgs,
            /// What to do.
            #[command(subcommand)]
            pub action: $action,
        }
    };
}

group!(/// `org …`
    OrgArgs, OrgSubcommand);
group!(/// `key …`
    KeyArgs, KeySubcommand);
group!(/// `secret …`
    SecretArgs, SecretSubcommand);
group!(/// `agent …`
    AgentArgs, AgentSubcommand);
group!(/// `correction …`
    CorrectionArgs, CorrectionSubcommand);
group!(/// `subscription …`
    SubscriptionArgs, SubscriptionSubcommand);
group!(/// `team …`
    TeamArgs, TeamSubcommand);
group!(/// `ticket …`
    TicketArgs, TicketSubcommand);
group!(/// `user …`
    UserArgs, UserSubcommand);
group!(/// `session …`
    SessionArgs, SessionSubcommand);
group!(/// `series …`
    SeriesArgs, SeriesSubcommand);

/// `knowledge …`
#[derive(Debug, Args)]
pub struct KnowledgeArgs {
    /// Where the data is.
    #[command(flatten)]
    pub place: DataArgs,
    /// Folders of documents, or files.
    #[arg(required_unless_present = "unanswered", value_name = "DIR")]
    pub folders: Vec<PathBuf>,
    /// List the questions that visitors asked and that found no answer, those asked most first: how often, when last,
    /// language, question, organisation. Nothing is kept of who asked.
    #[arg(long, conflicts_with_all = ["folders", "ask"])]
    pub unanswered: bool,
    /// The organisation whose unanswered questions are listed; none: all.
    #[arg(long, value_name = "ORG", requires = "unanswered")]
    pub org: Option<String>,
    /// A question to answer from them; without one, the documents and sections are listed, and what was passed over.
    #[arg(long, value_name = "TEXT")]
    pub ask: Option<String>,
    /// The language of the visitor who asks, such as `de`; else that of the question.
    #[arg(long, value_name = "TAG", requires = "ask")]
    pub locale: Option<String>,
    /// Show how well passages fit the question instead of the answer: fit, order, source.
    #[arg(long, requires = "ask")]
    pub explain: bool,
}
