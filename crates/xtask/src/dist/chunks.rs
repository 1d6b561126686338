//! The cut: what only functions of `on_demand!` reach leaves the module before the bindings step sees it. The splitting
//! step (crates/bindgen) does it; here is what its files are called, before and after they are finished.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::process::run_quietly;
use crate::{paths, tools};

/// What the splitting step puts before the name of a chunk.
const OWN: &str = "split_";
/// The shipped file that holds all that several chunks share.
pub(super) const SHARED: &str = "halo_shared.wasm";

/// A module that was cut.
pub(super) struct Chunks {
    folder: PathBuf,
    /// Each chunk's name and the files to load for it, as the splitting step calls them.
    chunks: Vec<(String, Vec<String>)>,
}

/// Where the parts lie.
pub(super) fn place() -> Outcome<PathBuf> {
    Ok(paths::dist_work()?.join("cut"))
}

/// Cuts the module that cargo made.
pub(super) fn cut(tools: &Path, compiled: &Path) -> Outcome<Chunks> {
    let folder = place()?;
    run_quietly(Command::new(tools.join(tools::SPLITTER)).arg(compiled).arg(&folder))?;
    Chunks::read(&folder)
}

impl Chunks {
    /// What was cut before.
    pub(super) fn read(folder: &Path) -> Outcome<Self> {
        let list = folder.join("chunks.txt");
        let text = fs::read_to_string(&list).map_err(Failure::at(&list))?;
        Ok(Self { folder: folder.to_owned(), chunks: text.lines().filter_map(line).collect() })
    }

    /// The main part.
    pub(super) fn main(&self) -> PathBuf {
        self.folder.join("main.wasm")
    }

    /// Every other part, and the name that it is shipped under.
    pub(super) fn parts(&self) -> Vec<(PathBuf, String)> {
        let parts: BTreeSet<&String> = self.chunks.iter().flat_map(|(_, parts)| parts).collect();
        parts.into_iter().map(|part| (self.folder.join(format!("{part}.wasm")), shipped(part))).collect()
    }

    /// The finished files in a folder.
    pub(super) fn files(&self, folder: &Path) -> Vec<PathBuf> {
        let names: BTreeSet<String> = self.parts().into_iter().map(|(_, shipped)| shipped).collect();
        names.into_iter().map(|name| folder.join(name)).collect()
    }

    /// Which files a chunk is loaded by, as JSON.
    pub(super) fn json(&self) -> String {
        let files = |parts: &[String]| {
            // In order, what is shared comes first.
            let mut names: Vec<String> = parts.iter().map(|part| format!("\"{}\"", shipped(part))).collect();
            names.dedup();
            names.join(",")
        };
        let chunks: Vec<String> =
            self.chunks.iter().map(|(name, parts)| format!("\"{name}\":[{}]", files(parts))).collect();
        format!("{{{}}}", chunks.join(","))
    }
}

fn line(line: &str) -> Option<(String, Vec<String>)> {
    let mut words = line.split_whitespace().map(str::to_owned);
    Some((words.next()?, words.collect()))
}

fn shipped(part: &str) -> String {
    part.strip_prefix(OWN).map_or_else(|| SHARED.to_owned(), |name| format!("halo_{name}.wasm"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunks(text: &str) -> Chunks {
        Chunks { folder: PathBuf::from("cut"), chunks: text.lines().filter_map(line).collect() }
    }

    #[test]
    fn a_chunk_is_shipped_under_its_name_and_what_is_shared_in_one_file() {
        let chunks = chunks("events chunk_1 split_events\nmarkdown chunk_1 chunk_2 split_markdown\n");
        let names = chunks.files(Path::new("sdk"));
        assert_eq!(
            names,
            ["sdk/halo_events.wasm", "sdk/halo_markdown.wasm", "sdk/halo_shared.wasm"].map(PathBuf::from)
        );
        assert_eq!(chunks.parts().len(), 4);
    }

    #[test]
    fn the_glue_is_told_the_files_of_each_chunk() {
        let json = chunks("events chunk_1 chunk_2 split_events\nempty\n").json();
        assert_eq!(json, r#"{"events":["halo_shared.wasm","halo_events.wasm"],"empty":[]}"#);
    }
}
