//! The step over the project's scripts: one program formats and lints them all, and the compiler of TypeScript holds the
//! published package to the types it ships.

use std::path::Path;
use std::process::Command;

use super::Verdict;
use super::checks::passed;
use crate::failure::Outcome;
use crate::process::run;
use crate::{paths, tools};

/// In node_modules; called by their paths so that no other version is taken.
const BIOME: &str = "@biomejs/biome/bin/biome";
const TYPESCRIPT: &str = "typescript/bin/tsc";

pub(super) fn check() -> Outcome<Verdict> {
    tools::ensure_node_modules()?;
    run(node(&paths::node_tool(BIOME)).args(["check", "--error-on-warnings"]))?;
    passed(run(node(&paths::node_tool(TYPESCRIPT)).args(["--project", "npm/tsconfig.json"])))
}

fn node(script: &Path) -> Command {
    let mut command = Command::new("node");
    command.arg(script).current_dir(paths::root());
    command
}
