//! How well the agent without a model answers, beside searches that never refuse, in the same minutes; and what reading a
//! folder costs. The project's own questions are always asked, public ones where they lie beside the repository.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::args::Args;
use crate::failure::{Failure, Outcome};
use crate::process::run;
use crate::{paths, python};

/// The project's own paragraphs and questions.
const OWN: &str = "crates/server/benches/knowledge/questions";
/// XQuAD, if it is there: <https://github.com/google-deepmind/xquad>
const PUBLIC: &str = "../shared/data/xquad";
const PEERS: &str = include_str!("knowledge_peers.py");
/// Words with the language's own stemmer and function words. SQLite comes with Python.
const PACKAGES: [&str; 3] = ["bm25s==0.3.16", "snowballstemmer==3.1.1", "stopwordsiso==0.7.1"];
const SECTIONS: &str = "1000,10000,100000";

/// `cargo xtask bench knowledge`
pub(super) fn measure(rest: Vec<String>, allowed: &'static str) -> Outcome {
    let mut args = Args::new(rest, allowed);
    let sections = args.values("--sections")?.pop().unwrap_or_else(|| SECTIONS.to_owned());
    args.finish()?;
    let root = paths::root();
    let python = python::ensure_packages("knowledge", &PACKAGES)?;
    let script = paths::tools()?.join("knowledge/peers.py");
    fs::write(&script, PEERS).map_err(Failure::at(&script))?;
    let folders: Vec<PathBuf> =
        [OWN, PUBLIC].iter().map(|it| root.join(it)).filter(|it| it.is_dir()).collect();
    for folder in &folders {
        println!("\n{}:", folder.display());
        run(bench().arg("quality").arg(folder))?;
        println!("\npeers, hit@1 (they never refuse):");
        run(Command::new(&python).arg(&script).arg(folder))?;
    }
    println!();
    for count in sections.split(',') {
        run(bench().args(["speed", count]))?;
    }
    Ok(())
}

fn bench() -> Command {
    let mut command = Command::new("cargo");
    command.args(["bench", "--quiet", "--package", "halo-server", "--bench", "knowledge", "--"]);
    command.current_dir(paths::root());
    command
}
