//! The cut: what only functions of `on_demand!` reach leaves the module before the bindings step sees it. The splitting
//! step (crates/bindgen) does it; what several chunks share is merged into one file. Here is what the files are called,
//! before and after they are finished.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::finish::FEATURES;
use crate::failure::{Failure, Outcome};
use crate::process::run_quietly;
use crate::{paths, tools};

/// What the splitting step puts before the name of a chunk.
const OWN: &str = "split_";
/// All that several chunks share, merged: two dozen small modules otherwise, each a request and a start of its own.
const SHARED: &str = "shared";
/// What hands on to the shared parts what they import, and the name they import it from.
const HUB: [&str; 2] = ["hub.wasm", "__wasm_split"];

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
    let chunks = Chunks::read(&folder)?;
    let shared = chunks.shared();
    if shared.is_empty() {
        return Ok(chunks);
    }
    let mut merging = Command::new("node");
    merging.arg(paths::node_tool("binaryen/bin/wasm-merge")).args(FEATURES).args(HUB).current_dir(&folder);
    for part in shared {
        merging.arg(format!("{part}.wasm")).arg(part);
    }
    run_quietly(merging.args(["--skip-export-conflicts", "-o"]).arg(format!("{SHARED}.wasm")))?;
    Ok(chunks)
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
        let parts: BTreeSet<&str> =
            self.chunks.iter().flat_map(|(_, files)| files).map(|it| part(it)).collect();
        parts.into_iter().map(|part| (self.folder.join(format!("{part}.wasm")), shipped(part))).collect()
    }

    /// What only several chunks together need, as the splitting step calls it.
    fn shared(&self) -> BTreeSet<&str> {
        let files = self.chunks.iter().flat_map(|(_, files)| files);
        files.map(String::as_str).filter(|file| part(file) == SHARED).collect()
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
            let mut names: Vec<String> =
                parts.iter().map(|file| format!("\"{}\"", shipped(part(file)))).collect();
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

/// The part that holds a file of the splitting step.
fn part(file: &str) -> &str {
    if file.starts_with(OWN) { file } else { SHARED }
}

fn shipped(part: &str) -> String {
    format!("halo_{}.wasm", part.strip_prefix(OWN).unwrap_or(part))
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
        assert_eq!(chunks.parts().len(), 3);
        assert_eq!(chunks.shared().into_iter().collect::<Vec<_>>(), ["chunk_1", "chunk_2"]);
    }

    #[test]
    fn the_glue_is_told_the_files_of_each_chunk() {
        let json = chunks("events chunk_1 chunk_2 split_events\nempty\n").json();
        assert_eq!(json, r#"{"events":["halo_shared.wasm","halo_events.wasm"],"empty":[]}"#);
    }
}
