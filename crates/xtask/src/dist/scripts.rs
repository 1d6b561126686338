//! The shipped scripts: esbuild bundles the sources of npm/ into the door, what it fetches, and the diagnosis.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::finish::Bound;
use super::{BROWSERS, DIAGNOSIS, DOOR, GLUE, Made};
use crate::failure::{Failure, Outcome};
use crate::paths;
use crate::process::run_quietly;
use crate::stamp::Inputs;

/// The build of the edit loop, whose files lie beside the door.
const EDITED: &str = "edited";

/// Makes the diagnosis in the work folder.
pub(super) fn diagnosis() -> Outcome<Made<()>> {
    let work = paths::dist_work()?;
    let stamp = sources()?.compare(work.join("diagnosis.stamp"));
    if stamp.holds_for(&[&work.join(DIAGNOSIS)]) {
        return Ok(Made::Before(()));
    }
    bundle_diagnosis(&work)?;
    stamp.keep()?;
    Ok(Made::Anew(()))
}

/// Makes the door in the work folder, and answers the build: the hash of the door and of all that it leads to, by which
/// they are addressed.
pub(super) fn door(others: &[PathBuf]) -> Outcome<Made<String>> {
    let work = paths::dist_work()?;
    let (door, build) = (work.join(DOOR), work.join("build.txt"));
    let mut inputs = sources()?.file(&paths::script("door.mjs"))?;
    for file in others {
        inputs = inputs.file(file)?;
    }
    let stamp = inputs.compare(work.join("door.stamp"));
    let is_there = stamp.holds_for(&[&door, &build]);
    if !is_there {
        bundle_door(&door, &build, others)?;
        stamp.keep()?;
    }
    let text = fs::read_to_string(&build).map_err(Failure::at(&build))?;
    Ok(if is_there { Made::Before(text) } else { Made::Anew(text) })
}

/// Makes halo.js in the work folder, fitted to the finished module by its names.
pub(super) fn glue(bound: &Bound, locales: &Path) -> Outcome<Made<()>> {
    let out = paths::dist_work()?.join(GLUE);
    let mut inputs = sources()?.file(&paths::script("glue.mjs"))?.file(&bound.glue)?.file(&bound.names)?;
    // Their hashes are part of the glue.
    for file in bound.chunks.iter().map(PathBuf::as_path).chain([locales]) {
        inputs = inputs.file(file)?;
    }
    let stamp = inputs.compare(paths::dist_work()?.join("glue.stamp"));
    if stamp.holds_for(&[&out]) {
        return Ok(Made::Before(()));
    }
    bundle_glue(&bound.glue, &out, &[&bound.names])?;
    stamp.keep()?;
    Ok(Made::Anew(()))
}

/// Bundles the scripts that do not need the bindings into a folder, for the edit loop.
pub(crate) fn bundle_plain(folder: &Path) -> Outcome {
    let build = folder.join(".build");
    fs::write(&build, EDITED).map_err(Failure::at(&build))?;
    bundle_diagnosis(folder)?;
    bundle_door(&folder.join(DOOR), &build, &[])
}

fn bundle_diagnosis(folder: &Path) -> Outcome {
    let mut esbuild = Command::new(paths::node_tool(".bin/esbuild"));
    esbuild.args(["npm/diagnose.js", "--bundle", "--minify", "--legal-comments=none", "--log-level=warning"]);
    esbuild.arg("--format=esm").arg(format!("--target={BROWSERS}"));
    esbuild.arg(format!("--outfile={}", folder.join(DIAGNOSIS).display()));
    run_quietly(esbuild.current_dir(paths::root()))
}

/// Bundles the door for the build that is made of it and of `others`, and writes that down.
fn bundle_door(out: &Path, build: &Path, others: &[PathBuf]) -> Outcome {
    let mut node = Command::new("node");
    node.arg(paths::script("door.mjs")).arg(out).arg(build).arg(BROWSERS).args(others);
    run_quietly(node.current_dir(paths::root()))
}

/// Bundles npm/widget.js with the output of the bindings step; `finished` are the names as dist/finish.rs writes them, and
/// the plain module where that is to run.
pub(crate) fn bundle_glue(bindings: &Path, out: &Path, finished: &[&Path]) -> Outcome {
    let mut node = Command::new("node");
    node.arg(paths::script("glue.mjs")).arg(bindings).arg(out).arg(BROWSERS).args(finished);
    run_quietly(node.current_dir(paths::root()))
}

pub(super) fn sources() -> Outcome<Inputs> {
    Inputs::new()?
        .folder(&paths::root().join("npm"), &[".js"])?
        .file(&paths::root().join("package-lock.json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_and_the_door_carry_the_workspaces_version() {
        let version = env!("CARGO_PKG_VERSION");
        let read = |name: &str| std::fs::read_to_string(paths::root().join(name)).unwrap();
        assert!(read("npm/package.json").contains(&format!("\"version\": \"{version}\"")));
        assert!(read("npm/boot.js").contains(&format!("version = '{version}'")));
    }
}
