//! The notices of everybody whose code is part of what is shipped: who, and the text of each licence. `cargo about` makes
//! them of what each of the two depends on, the widget and the server; tools of the build are not shipped.

use std::path::PathBuf;
use std::process::Command;

use crate::failure::Outcome;
use crate::process::run_quietly;
use crate::{paths, tools};

/// Named in npm/package.json and in the server too; in the server's archive it is the server's.
pub(super) const NAME: &str = "THIRD-PARTY.txt";
/// Named in crates/server/build.rs too.
const SERVERS: &str = "dist/THIRD-PARTY-server.txt";
const SETTINGS: &str = "about.toml";
const TEMPLATE: &str = "about.hbs";

/// The widget's, beside its shipped files: the npm package and the server's program take them from there.
pub(super) fn of_the_widget() -> Outcome<PathBuf> {
    gather("Cargo.toml", paths::sdk().join(NAME))
}

/// The server's, where its build finds them and takes them in.
pub(super) fn of_the_server() -> Outcome<PathBuf> {
    gather("crates/server/Cargo.toml", paths::root().join(SERVERS))
}

fn gather(manifest: &str, file: PathBuf) -> Outcome<PathBuf> {
    let mut about = Command::new(tools::ensure_about()?);
    about.args([
        "about",
        "generate",
        "--fail",
        "--locked",
        "--config",
        SETTINGS,
        "--manifest-path",
        manifest,
    ]);
    about.arg("--output-file").arg(&file).arg(TEMPLATE);
    run_quietly(about.current_dir(paths::root()))?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// The list of licences in a file, as it is written.
    fn list(file: &str, name: &str) -> Vec<String> {
        let text = fs::read_to_string(paths::root().join(file)).unwrap();
        let after = text.split_once(&format!("{name} = [\n")).unwrap().1;
        let lines = after.split_once("\n]").unwrap().0.lines();
        lines.map(|line| line.trim().to_owned()).collect()
    }

    #[test]
    fn notices_are_gathered_of_every_licence_that_a_dependency_may_have() {
        let allowed = list("deny.toml", "allow");
        assert!(allowed.len() > 5 && allowed == list(SETTINGS, "accepted"), "{allowed:?}");
    }
}
