//! The door: npm/loader.js and what it imports, bundled by esbuild into one plain script.

use std::path::Path;
use std::process::Command;

use super::{BROWSERS, DOOR, Made};
use crate::failure::Outcome;
use crate::paths;
use crate::process::run_quietly;
use crate::stamp::Inputs;

/// Makes the door in the work folder.
pub(super) fn door() -> Outcome<Made<()>> {
    let (root, work) = (paths::root(), paths::dist_work()?);
    let out = work.join(DOOR);
    let stamp = Inputs::new()?
        .folder(&root.join("npm"), &[".js"])?
        .file(&root.join("package-lock.json"))?
        .compare(work.join("door.stamp"));
    if stamp.holds_for(&[&out]) {
        return Ok(Made::Before(()));
    }
    bundle(&out)?;
    stamp.keep()?;
    Ok(Made::Anew(()))
}

/// Writes the door to `out`.
pub(crate) fn bundle(out: &Path) -> Outcome {
    let mut esbuild = Command::new(paths::node_tool(".bin/esbuild"));
    esbuild.args(["npm/loader.js", "--bundle", "--minify", "--format=iife", "--legal-comments=none"]);
    esbuild.arg(format!("--target={BROWSERS}")).arg(format!("--outfile={}", out.display()));
    run_quietly(esbuild.arg("--log-level=warning").current_dir(paths::root()))
}
