//! The shipped scripts: esbuild bundles the sources of npm/ into the door, what it fetches, and the diagnosis.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::finish::Bound;
use super::{BROWSERS, DIAGNOSIS, DOOR, GLUE, Made};
use crate::failure::Outcome;
use crate::paths;
use crate::process::run_quietly;
use crate::stamp::Inputs;

/// What is bundled without the bindings: the entry, the result, and the form it has.
const PLAIN: [(&str, &str, &str); 2] =
    [("npm/loader.js", DOOR, "iife"), ("npm/diagnose.js", DIAGNOSIS, "esm")];

/// Makes the door and the diagnosis in the work folder.
pub(super) fn plain() -> Outcome<Made<()>> {
    let work = paths::dist_work()?;
    let stamp = sources()?.compare(work.join("plain.stamp"));
    if stamp.holds_for(&PLAIN.map(|(_, name, _)| work.join(name)).each_ref().map(|path| path.as_path())) {
        return Ok(Made::Before(()));
    }
    bundle_plain(&work)?;
    stamp.keep()?;
    Ok(Made::Anew(()))
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
    bundle_glue(&bound.glue, &out, Some(&bound.names))?;
    stamp.keep()?;
    Ok(Made::Anew(()))
}

/// Bundles the scripts that do not need the bindings into a folder.
pub(crate) fn bundle_plain(folder: &Path) -> Outcome {
    for (entry, name, format) in PLAIN {
        let mut esbuild = Command::new(paths::node_tool(".bin/esbuild"));
        esbuild.args([entry, "--bundle", "--minify", "--legal-comments=none", "--log-level=warning"]);
        esbuild.arg(format!("--format={format}")).arg(format!("--target={BROWSERS}"));
        esbuild.arg(format!("--outfile={}", folder.join(name).display()));
        run_quietly(esbuild.current_dir(paths::root()))?;
    }
    Ok(())
}

/// Bundles npm/widget.js with the output of the bindings step; `names` as dist/finish.rs writes them.
pub(crate) fn bundle_glue(bindings: &Path, out: &Path, names: Option<&Path>) -> Outcome {
    let mut node = Command::new("node");
    node.arg(paths::script("glue.mjs")).arg(bindings).arg(out).arg(BROWSERS).args(names);
    run_quietly(node.current_dir(paths::root()))
}

fn sources() -> Outcome<Inputs> {
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
