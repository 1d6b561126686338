//! Plants faults, one after the other, into a copy of the tree, and asks the check that holds each rule: it must pass
//! without the fault and refuse it with it, in words that name it. A rule nobody can break unseen is a rule.

mod faults;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{fs, process};

use faults::{Check, FAULTS, Fault, How};

use crate::args::Args;
use crate::failure::{Failure, Outcome};
use crate::process::printed;
use crate::{paths, python, tools};

/// Names the copy to the tests that read sources.
const TREE: &str = "HALO_TREE";

/// `cargo xtask plant`
pub(crate) fn run(rest: Vec<String>) -> Outcome {
    let mut args = Args::new(rest, "--only NAME (may be repeated)");
    let only = args.values("--only")?;
    args.finish()?;
    let names: Vec<&str> = FAULTS.iter().map(|fault| fault.name).collect();
    if let Some(given) = only.iter().find(|name| !names.contains(&name.as_str())) {
        return Err(Failure::Usage { given: given.clone(), allowed: names.join(", ") });
    }
    tools::ensure_node_modules()?;
    let copy = Copy::make()?;
    let wanted = FAULTS.iter().filter(|fault| only.is_empty() || only.iter().any(|name| name == fault.name));
    let mut unseen = Vec::new();
    for fault in wanted {
        match attempt(&copy, fault)? {
            None => println!("plant: {:<29} refused: {}", fault.name, fault.words),
            Some(why) => {
                println!("plant: {:<29} FAILED, {why}", fault.name);
                unseen.push(fault.name);
            }
        }
    }
    if unseen.is_empty() { Ok(()) } else { Err(Failure::Steps { failed: unseen.len() }) }
}

/// Why the fault's check is not to be relied on.
fn attempt(copy: &Copy, fault: &Fault) -> Outcome<Option<String>> {
    let (passes, said) = ask(&copy.root, &fault.check)?;
    if !passes {
        return Ok(Some(format!("its check does not pass without the fault:\n{said}")));
    }
    let file = copy.root.join(fault.file);
    let before = fs::read_to_string(&file).ok();
    put(&file, &planted(fault, before.as_deref())?)?;
    let (passes, said) = ask(&copy.root, &fault.check)?;
    match before {
        Some(text) => put(&file, &text)?,
        None => fs::remove_file(&file).map_err(Failure::at(&file))?,
    }
    Ok(match (passes, said.contains(fault.words)) {
        (true, _) => Some("its check passes with the fault".to_owned()),
        (false, false) => Some(format!("what its check said lacks {:?}:\n{said}", fault.words)),
        (false, true) => None,
    })
}

/// The file's text with the fault in it.
fn planted(fault: &Fault, before: Option<&str>) -> Outcome<String> {
    let before = before.unwrap_or_default();
    let text = match fault.how {
        How::Append(text) => format!("{before}{text}"),
        How::Replace(old, new) => before.replace(old, new),
        How::Lines(first, line, count, last) => format!("{before}{first}{}{last}", line.repeat(count)),
    };
    if text == before {
        let met = "the fault cannot be planted: what it would replace is not there".to_owned();
        return Err(Failure::Content { path: fault.file.into(), met });
    }
    Ok(text)
}

fn put(file: &Path, text: &str) -> Outcome {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(Failure::at(folder))?;
    }
    fs::write(file, text).map_err(Failure::at(file))
}

/// Whether the check passes over this tree, and all it said.
fn ask(tree: &Path, check: &Check) -> Outcome<(bool, String)> {
    let mut command = match check {
        Check::Test { target, name } => {
            let mut cargo = Command::new("cargo");
            cargo.args(["test", "--quiet", "--package", "halo-widget"]).args(*target).args(["--", name]);
            cargo.current_dir(paths::root()).env(TREE, tree);
            cargo
        }
        Check::Clippy { package } => {
            let mut cargo = Command::new("cargo");
            cargo.args(["clippy", "--quiet", "--offline", "--package", package, "--", "-D", "warnings"]);
            cargo.current_dir(tree).env("CARGO_TARGET_DIR", paths::target()?.join("plant"));
            cargo
        }
        Check::Biome { file } => {
            let mut node = Command::new("node");
            node.arg(paths::node_tool("@biomejs/biome/bin/biome")).args([
                "check",
                "--error-on-warnings",
                file,
            ]);
            node.current_dir(tree);
            node
        }
        Check::Deny => {
            let mut deny = Command::new(python::ensure_deny()?);
            deny.args(["--workspace", "--offline", "check", "licenses"]).current_dir(tree);
            deny
        }
    };
    let outcome = command.stdin(Stdio::null()).output().map_err(Failure::at(tree))?;
    let said = [outcome.stdout, outcome.stderr].map(|said| String::from_utf8_lossy(&said).into_owned());
    Ok((outcome.status.success(), said.concat()))
}

/// A copy of what git knows or would take up, thrown away at the end.
struct Copy {
    root: PathBuf,
}

impl Copy {
    fn make() -> Outcome<Self> {
        let root = std::env::temp_dir().join(format!("halo-plant-{}", process::id()));
        let copy = Self { root };
        let mut git = Command::new("git");
        git.args(["ls-files", "--cached", "--others", "--exclude-standard"]).current_dir(paths::root());
        for name in printed(&mut git)?.lines() {
            let (from, to) = (paths::root().join(name), copy.root.join(name));
            // A file that was removed and is not committed is not there.
            if from.is_file() {
                let folder = to.parent().unwrap_or(&copy.root);
                fs::create_dir_all(folder).map_err(Failure::at(folder))?;
                fs::copy(&from, &to).map_err(Failure::at(&from))?;
            }
        }
        Ok(copy)
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}
