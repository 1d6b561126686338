//! A release: says all that stands in its way, then sets the version, cuts the changelog and makes what is published.
//! It commits, tags and publishes nothing: the tag starts .github/workflows/release.yml.

mod artifacts;
mod changelog;
mod third_party;
mod version;

use std::fs;
use std::process::Command;

use version::{PLACES, Version};

use crate::args::Args;
use crate::failure::{Failure, Outcome};
use crate::process::{printed, run as run_aloud};
use crate::{paths, tools};

const ALLOWED: &str =
    "VERSION (such as 1.2.3) [--dry-run], or --build (what is published of the version that stands)";
/// Where the changes of a release stand.
const CHANGELOG: &str = "CHANGELOG.md";

/// `cargo xtask release`
pub(crate) fn run(mut rest: Vec<String>) -> Outcome {
    let named = rest.iter().position(|argument| !argument.starts_with('-')).map(|at| rest.remove(at));
    let mut args = Args::new(rest, ALLOWED);
    let (dry, build) = (args.flag("--dry-run"), args.flag("--build"));
    args.finish()?;
    match named {
        None if build && !dry => artifacts::make(),
        Some(version) if !build => release(&version, dry),
        _ => Err(Failure::Usage { given: "no single thing to do".to_owned(), allowed: ALLOWED.to_owned() }),
    }
}

fn release(wanted: &str, dry: bool) -> Outcome {
    tools::ensure_node()?;
    let old = Version::standing();
    let new = wanted.parse::<Version>();
    let day = today()?;
    let text = read(CHANGELOG)?;
    let cut = changelog::cut(&text, wanted, &day);
    let reasons = [
        new.as_ref().err().cloned(),
        new.as_ref().ok().and_then(|new| new.refusal_after(&old)),
        unclean(&printed(&mut at_root("git", &["status", "--porcelain"]))?),
        cut.as_ref().err().cloned(),
    ];
    let reasons: Vec<String> = reasons.into_iter().flatten().collect();
    let (Ok(new), Ok(cut), true) = (new, cut, reasons.is_empty()) else {
        return Err(Failure::NoRelease { reasons });
    };
    let changed = version::changes(&old, &new)?;
    if dry {
        tell(&old, &new, &day, &cut);
        return Ok(());
    }
    for (path, text) in changed.iter().chain([&(CHANGELOG, cut.text)]) {
        let file = paths::root().join(path);
        fs::write(&file, text).map_err(Failure::at(&file))?;
        println!("release: wrote {path}");
    }
    // Cargo.lock names the version of every crate of the workspace.
    run_aloud(&mut at_root("cargo", &["update", "--workspace", "--offline", "--quiet"]))?;
    // This very program carries the old version: a new one goes on.
    run_aloud(&mut at_root("cargo", &["xtask", "release", "--build"]))?;
    println!(
        "release: look at it, then: git commit -am 'release: {new}' && git tag v{new} && git push origin main v{new}"
    );
    Ok(())
}

/// What a run without `--dry-run` would do.
fn tell(old: &Version, new: &Version, day: &str, cut: &changelog::Cut) {
    println!("release: {old} -> {new}, nothing is changed by this run");
    for place in &PLACES {
        let wording = place.wording(old).replace('\n', " ");
        println!("release: would set the version in {}, where it says {}", place.file, wording.trim());
    }
    println!("release: would let cargo set it in Cargo.lock");
    println!("release: would cut {CHANGELOG}: {} entries under {new} - {day}", cut.entries);
    println!("release: would then run cargo xtask release --build:");
    artifacts::WORK.iter().for_each(|step| println!("release:   {step}"));
}

/// Why this state of the files is no release: what is not committed would not be what the tag names.
fn unclean(status: &str) -> Option<String> {
    let count = status.lines().count();
    (count > 0)
        .then(|| format!("{count} files are changed and not committed: {}", status.replace('\n', ", ")))
}

fn today() -> Outcome<String> {
    printed(Command::new("node").args(["-p", "new Date().toISOString().slice(0, 10)"]))
}

fn read(path: &str) -> Outcome<String> {
    let file = paths::root().join(path);
    fs::read_to_string(&file).map_err(Failure::at(&file))
}

fn at_root(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(paths::root());
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_line_without_one_thing_to_do_is_refused_with_what_is_allowed() {
        for line in ["", "--dry-run", "1.2.3 --build", "--build --dry-run", "1.2.3 --force", "1.2.3 1.2.4"] {
            let refusal = run(line.split_whitespace().map(str::to_owned).collect()).unwrap_err().to_string();
            assert!(refusal.contains("VERSION (such as 1.2.3)"), "{line}: {refusal}");
        }
    }

    #[test]
    fn what_is_not_committed_is_named() {
        assert_eq!(unclean(""), None);
        assert!(unclean("M README.md\n?? new.rs").unwrap().contains("README.md, ?? new.rs"));
    }
}
