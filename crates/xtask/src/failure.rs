//! Everything that can go wrong in a command, with what was met and what to do about it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a command stopped.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The command line was not understood.
    Usage { given: String, allowed: String },
    /// Something this machine lacks and that could not be installed.
    Missing { what: String, remedy: String },
    /// A program ended badly or did not start.
    Program { line: String, outcome: String },
    /// A file could not be read or written.
    File { path: PathBuf, error: io::Error },
    /// A file was read and is not what it should be.
    Content { path: PathBuf, met: String },
    /// Shipped files are larger than size-budget.toml allows.
    OverBudget { entries: Vec<String> },
    /// Steps of `cargo xtask test` failed; each has said why.
    Steps { failed: usize },
    /// Something stands in the way of a release.
    NoRelease { reasons: Vec<String> },
    /// The address for the server is taken.
    PortTaken { port: u16 },
}

/// What a command comes to.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    /// For `map_err` after an operation on the file at `path`.
    pub(crate) fn at(path: &Path) -> impl FnOnce(io::Error) -> Failure + '_ {
        move |error| Failure::File { path: path.to_owned(), error }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Usage { given, allowed } => write!(f, "met {given:?}; allowed: {allowed}"),
            Failure::Missing { what, remedy } => write!(f, "{what} is missing. {remedy}"),
            Failure::Program { line, outcome } => write!(f, "{outcome}: {line}"),
            Failure::File { path, error } => write!(f, "{}: {error}", path.display()),
            Failure::Content { path, met } => write!(f, "{}: {met}", path.display()),
            Failure::OverBudget { entries } => {
                write!(f, "over the budget of size-budget.toml: {}", entries.join(", "))
            }
            Failure::Steps { failed } => write!(f, "{failed} failed, see above"),
            Failure::NoRelease { reasons } => write!(f, "no release:\n- {}", reasons.join("\n- ")),
            Failure::PortTaken { port } => write!(
                f,
                "port {port} of 127.0.0.1 is taken by another program. End that one, or name a free port: --port {}",
                port.wrapping_add(1)
            ),
        }
    }
}
