//! The commands and their flags. What a flag means is settings.rs' matter, what a command does command/'s.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::settings::Given;

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
pub struct Place {
    /// File with settings (TOML). Environment variables and flags win over it.
    #[arg(long, env = crate::settings::FILE_VARIABLE, value_name = "FILE", global = true)]
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
    /// Organisations: whose widgets these are.
    Org(Org),
    /// API keys: publishable ab_live_ keys for pages, secret ha_ keys for backends.
    Key(KeyArgs),
    /// Identity secrets, with which a site's backend signs who its users are.
    Secret(Secret),
    /// Agents: who answers.
    Agent(Agent),
    /// Knowledge: try out what the knowledge agent finds.
    Knowledge(Knowledge),
    /// Tickets: requests for a person.
    Ticket(Ticket),
    /// Series that users can be enrolled in.
    Series(Series),
    /// Print the transcript of a session.
    Transcript {
        /// Where the data is.
        #[command(flatten)]
        place: Place,
        /// The organisation's id.
        org: String,
        /// The session's id.
        session: String,
    },
    /// Write everything an organisation has as JSON lines, to standard output.
    Export {
        /// Where the data is.
        #[command(flatten)]
        place: Place,
        /// The organisation's id.
        org: String,
    },
}

const SERVE_MORE: &str = "Without a flag, in the environment or the file only:
  HALO_LOG                   how much is logged: off, error, warn, info, debug or trace [default: info]
  HALO_DRAIN_SECONDS         how long running answers may go on once told to stop [default: 30]
  HALO_RESUME_GRACE_SECONDS  how long an answer with a message_id goes on without a listener [default: 30]

In the file the names are those of the flags with underscores, or of the variables in small letters without HALO_:
  listen = \"127.0.0.1:8787\"
  drain_seconds = 10";

/// Flags of `serve`. Each can be a line of the file or an environment variable instead.
#[derive(Debug, Default, Args)]
#[command(after_help = SERVE_MORE)]
pub struct Serve {
    /// Where the data is.
    #[command(flatten)]
    pub place: Place,
    /// Address and port to listen on; port 0 picks a free one [default: 127.0.0.1:8787] [env: HALO_LISTEN=]
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
    /// Proxies whose X-Forwarded-* headers count, such as 10.0.0.0/8 [env: HALO_TRUSTED_PROXIES=]
    #[arg(long, value_name = "NETWORK", value_delimiter = ',', num_args = 1..)]
    pub trusted_proxies: Vec<String>,
    /// Origins whose pages may read the API's answers, such as `https://shop.example`; `null` for sandboxed frames
    /// [default: *] [env: HALO_ALLOWED_ORIGINS=]
    #[arg(long, value_name = "ORIGIN", value_delimiter = ',', num_args = 1..)]
    pub allowed_origins: Vec<String>,
    /// Whether calls are counted against the rate limits: true or false [default: true] [env: HALO_RATE_LIMITS=]
    #[arg(long, value_name = "BOOL")]
    pub rate_limits: Option<String>,
    /// Write logs as JSON lines [env: HALO_LOG_JSON=]
    #[arg(long)]
    pub log_json: bool,
}

impl Place {
    /// The settings that were given as flags.
    #[must_use]
    pub fn flags(&self) -> Vec<(&'static str, Given)> {
        self.database_url.iter().map(|url| ("database_url", Given::One(url.clone()))).collect()
    }
}

impl Serve {
    /// The settings that were given as flags.
    #[must_use]
    pub fn flags(&self) -> Vec<(&'static str, Given)> {
        let mut flags = self.place.flags();
        for (key, value) in [
            ("listen", &self.listen),
            ("public_url", &self.public_url),
            ("sdk", &self.sdk),
            ("sdk_archive", &self.sdk_archive),
            ("rate_limits", &self.rate_limits),
        ] {
            flags.extend(value.iter().map(|value| (key, Given::One(value.clone()))));
        }
        for (key, values) in [
            ("knowledge", &self.knowledge),
            ("trusted_proxies", &self.trusted_proxies),
            ("allowed_origins", &self.allowed_origins),
        ] {
            if !values.is_empty() {
                flags.push((key, Given::Many(values.clone())));
            }
        }
        if self.log_json {
            flags.push(("log_json", Given::One("true".to_owned())));
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

macro_rules! group {
    ($(#[$doc:meta])* $name:ident, $action:ident) => {
        $(#[$doc])*
        #[derive(Debug, Args)]
        pub struct $name {
            /// Where the data is.
            #[command(flatten)]
            pub place: Place,
            /// What to do.
            #[command(subcommand)]
            pub action: $action,
        }
    };
}

group!(/// `org …`
    Org, OrgAction);
group!(/// `key …`
    KeyArgs, KeyAction);
group!(/// `secret …`
    Secret, SecretAction);
group!(/// `agent …`
    Agent, AgentAction);
group!(/// `ticket …`
    Ticket, TicketAction);
group!(/// `series …`
    Series, SeriesAction);

/// What can be done with organisations.
#[derive(Debug, Subcommand)]
pub enum OrgAction {
    /// Make an organisation with a knowledge agent and a publishable key, and print them.
    Add {
        /// What it is called.
        name: String,
    },
    /// List organisations.
    List,
    /// Demand that users are proved by a token, or no longer: on or off.
    Verify {
        /// The organisation's id.
        org: String,
        /// on or off.
        #[arg(value_parser = ["on", "off"])]
        to: String,
    },
}

/// What can be done with keys.
#[derive(Debug, Subcommand)]
pub enum KeyAction {
    /// Make a key and print it. A secret one is shown this once.
    Add {
        /// The organisation's id.
        org: String,
        /// A secret ha_ key for backends, instead of a publishable one for pages.
        #[arg(long)]
        secret: bool,
        /// How often a secret key may call: starter (60 a minute, 10,000 a day) or pro (300, 100,000).
        #[arg(long, default_value = "starter", value_parser = ["starter", "pro"])]
        plan: String,
        /// Agent that a secret key is good for; may be repeated. None: all of the organisation's.
        #[arg(long, value_name = "AGENT")]
        agent: Vec<String>,
        /// Days until the key ends. None: it does not.
        #[arg(long, value_name = "DAYS")]
        expires_in_days: Option<u32>,
    },
    /// List an organisation's keys: ids, kinds, hints and states, never a secret.
    List {
        /// The organisation's id.
        org: String,
    },
    /// End a key at once.
    Revoke {
        /// The key's id.
        key: String,
    },
    /// Print the book of a key's uses, newest first.
    Uses {
        /// The key's id.
        key: String,
    },
}

/// What can be done with identity secrets.
#[derive(Debug, Subcommand)]
pub enum SecretAction {
    /// Make a secret and print it, this once. At most two are in force: rotate by adding, signing anew, retiring.
    Add {
        /// The organisation's id.
        org: String,
    },
    /// List an organisation's secrets: ids and states, never a secret.
    List {
        /// The organisation's id.
        org: String,
    },
    /// End a secret: tokens it signed are refused from now on.
    Retire {
        /// The secret's id.
        secret: String,
    },
}

/// What can be done with agents.
#[derive(Debug, Subcommand)]
pub enum AgentAction {
    /// Make an agent and print its id.
    Add {
        /// The organisation's id.
        org: String,
        /// What it is called.
        name: String,
        /// knowledge (quotes Markdown), openai (any chat completions API) or hostagentes.
        #[arg(long, default_value = "knowledge", value_parser = ["knowledge", "openai", "hostagentes"])]
        kind: String,
        /// Setup as JSON that no page sees: {"knowledge":["DIR"],"instructions","base_url","model","api_key_env",…}
        #[arg(long, default_value = "{}", value_name = "JSON")]
        setup: String,
        /// Profile as JSON that pages see: {"skills","style":{"greeting",…},…}
        #[arg(long, default_value = "{}", value_name = "JSON")]
        profile: String,
    },
    /// List an organisation's agents.
    List {
        /// The organisation's id.
        org: String,
    },
    /// Let an agent answer, or no longer.
    Status {
        /// The agent's id.
        agent: String,
        /// active or paused.
        #[arg(value_parser = ["active", "paused"])]
        to: String,
    },
}

/// `knowledge …`
#[derive(Debug, Args)]
pub struct Knowledge {
    /// Folders of Markdown, or files.
    #[arg(required = true, value_name = "DIR")]
    pub folders: Vec<PathBuf>,
    /// A question to answer from them; without one, the documents and sections are listed.
    #[arg(long, value_name = "TEXT")]
    pub ask: Option<String>,
    /// Show how well passages fit the question instead of the answer: fit, order, source.
    #[arg(long, requires = "ask")]
    pub explain: bool,
}

/// What can be done with tickets.
#[derive(Debug, Subcommand)]
pub enum TicketAction {
    /// List an organisation's tickets, newest first.
    List {
        /// The organisation's id.
        org: String,
        /// Closed ones too.
        #[arg(long)]
        all: bool,
    },
    /// Print a ticket.
    Show {
        /// The ticket's id.
        ticket: String,
    },
    /// Close a ticket.
    Close {
        /// The ticket's id.
        ticket: String,
    },
}

/// What can be done with series.
#[derive(Debug, Subcommand)]
pub enum SeriesAction {
    /// Make a series and print its id.
    Add {
        /// The organisation's id.
        org: String,
        /// What it is called.
        name: String,
        /// Seconds from enrolment to the first message.
        #[arg(long, default_value_t = 0)]
        delay_seconds: u32,
        /// Kind of automation; users can be enrolled in series only.
        #[arg(long, default_value = "series")]
        kind: String,
        /// active or draft; users can be enrolled in active ones only.
        #[arg(long, default_value = "active", value_parser = ["active", "draft"])]
        status: String,
    },
}
