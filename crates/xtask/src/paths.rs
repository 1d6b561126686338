//! Where things lie: the repository, cargo's target folder and what the commands keep in both.

use std::path::{Path, PathBuf};
use std::{env, io};

use crate::failure::{Failure, Outcome};

/// The folder of the root package.
pub(crate) fn root() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().and_then(Path::parent).unwrap_or(own)
}

/// Cargo's target folder, whichever way it was set: this program lies in its `debug` folder.
pub(crate) fn target() -> Outcome<PathBuf> {
    let program = env::current_exe().map_err(Failure::at(Path::new("xtask")))?;
    let folder = program.parent().and_then(Path::parent);
    folder.map(Path::to_owned).ok_or_else(|| Failure::File {
        path: program.clone(),
        error: io::Error::other("expected to lie in <target>/debug"),
    })
}

/// Programs and links that only the commands use.
pub(crate) fn tools() -> Outcome<PathBuf> {
    Ok(target()?.join("tools"))
}

/// Intermediate files of `dist`, and the marks of what they were made from.
pub(crate) fn dist_work() -> Outcome<PathBuf> {
    Ok(target()?.join("dist"))
}

/// The shipped files.
pub(crate) fn sdk() -> PathBuf {
    root().join("dist/sdk")
}

/// A script of this crate that runs under node.
pub(crate) fn script(name: &str) -> PathBuf {
    root().join("crates/xtask/js").join(name)
}

/// A command of a package in node_modules, called by its path so that no other version on PATH is taken.
pub(crate) fn node_tool(path: &str) -> PathBuf {
    root().join("node_modules").join(path)
}
