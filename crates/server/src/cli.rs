//! The commands and their flags.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::config::DEFAULT_LISTEN;

/// A self-hosted server for the Halo Widget.
#[derive(Debug, Parser)]
#[command(name = "halo-server", version, about, long_about = None, propagate_version = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the server.
    Serve(Serve),
    /// Run a demonstration: a page with the widget, its data in a folder of its own.
    Demo(Demo),
}

/// Flags of `serve`. Each can be given as an environment variable instead.
#[derive(Debug, Args)]
pub struct Serve {
    /// Address and port to listen on; port 0 picks a free one.
    #[arg(long, env = "HALO_LISTEN", default_value = DEFAULT_LISTEN)]
    pub listen: SocketAddr,
    /// Where data is kept: sqlite://FILE?mode=rwc or postgres://USER:PASSWORD@HOST/NAME.
    #[arg(long, env = "DATABASE_URL", default_value = crate::config::DEFAULT_DATABASE, hide_env_values = true)]
    pub database_url: String,
    /// The server's address as browsers know it, such as https://chat.example.com.
    #[arg(long, env = "HALO_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// Folder of the widget's files, instead of those inside the program.
    #[arg(long, alias = "assets", env = "HALO_SDK", value_name = "DIR")]
    pub sdk: Option<PathBuf>,
    /// Folder of Markdown (or one file) that the knowledge agent answers from; may be repeated.
    #[arg(long, env = "HALO_KNOWLEDGE", value_name = "DIR", value_delimiter = ',', num_args = 1..)]
    pub knowledge: Vec<PathBuf>,
    /// Write logs as JSON lines.
    #[arg(long, env = "HALO_LOG_JSON")]
    pub log_json: bool,
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
