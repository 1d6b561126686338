//! What every shipped file weighs, against size-budget.toml.

use std::fs;
use std::path::Path;

use crate::args::Args;
use crate::failure::{Failure, Outcome};
use crate::{budget, dist, paths, sections};

/// What every shipped file of these kinds is weighed for.
const WEIGHED: [&str; 3] = [".js", ".wasm", ".json"];
/// Tells of the others, and is fetched by nobody.
const MANIFEST: &str = "manifest.json";

/// `cargo xtask size`
pub(crate) fn run(rest: Vec<String>) -> Outcome {
    let mut args = Args::new(rest, "--sections (what weighs what inside the module)");
    let with_sections = args.flag("--sections");
    args.finish()?;
    dist::build(false)?;
    let verdict = check();
    if with_sections {
        sections::print()?;
    }
    verdict
}

/// Prints the table for the files that are there and fails over the budget.
pub(crate) fn check() -> Outcome {
    let mut over = Vec::new();
    println!("\n{:<28} {:>10} {:>10} {:>10}", "bytes", "raw", "gzip", "brotli");
    let budget = budget::read(&paths::root().join("size-budget.toml"))?;
    let shipped = shipped()?;
    for name in shipped
        .iter()
        .filter(|name| !budget.iter().any(|entry| entry.files.iter().any(|file| is_named(file, name))))
    {
        over.push(format!("{name} (in no entry)"));
    }
    for entry in budget {
        let mut total = Weight::default();
        let files = expanded(&entry.files, &shipped);
        for file in &files {
            let weight = Weight::of(&paths::sdk().join(file))?;
            weight.print(file);
            total = total.plus(&weight);
        }
        if files.len() > 1 {
            total.print(&format!("{} together", entry.name));
        }
        println!("  {}", verdict(&entry, total.brotli));
        if total.brotli > entry.limit {
            over.push(format!("{} ({} of {} bytes)", entry.name, total.brotli, entry.limit));
        }
    }
    if over.is_empty() { Ok(()) } else { Err(Failure::OverBudget { entries: over }) }
}

/// The scripts and modules that are shipped.
fn shipped() -> Outcome<Vec<String>> {
    let sdk = paths::sdk();
    let mut names: Vec<String> = fs::read_dir(&sdk)
        .map_err(Failure::at(&sdk))?
        .filter_map(|file| file.ok()?.file_name().into_string().ok())
        .filter(|name| WEIGHED.iter().any(|ending| name.ends_with(ending)) && name != MANIFEST)
        .collect();
    names.sort();
    Ok(names)
}

/// Whether an entry's file means that name; one `*` stands for any run of characters, because the splitting step
/// numbers what several chunks share.
fn is_named(file: &str, name: &str) -> bool {
    match file.split_once('*') {
        Some((start, end)) => name.strip_prefix(start).is_some_and(|rest| rest.ends_with(end)),
        None => file == name,
    }
}

/// The files of an entry, with what a `*` stands for.
fn expanded(files: &[String], shipped: &[String]) -> Vec<String> {
    let (patterns, plain): (Vec<_>, Vec<_>) = files.iter().partition(|file| file.contains('*'));
    let met = shipped.iter().filter(|name| patterns.iter().any(|file| is_named(file, name)));
    plain.into_iter().chain(met).cloned().collect()
}

fn verdict(entry: &budget::Allowance, brotli: u64) -> String {
    let budget::Allowance { name, aim, limit, .. } = entry;
    if brotli > *limit {
        format!("{name}: {} bytes over the limit of {limit}", brotli - limit)
    } else if brotli > *aim {
        format!("{name}: within the limit of {limit}, but {} bytes over the aim of {aim}", brotli - aim)
    } else {
        format!("{name}: {} bytes below {aim}", aim - brotli)
    }
}

/// One file in its three forms, in bytes.
#[derive(Default)]
struct Weight {
    raw: u64,
    gzip: u64,
    brotli: u64,
}

impl Weight {
    fn of(path: &Path) -> Outcome<Self> {
        let bytes = |ending: &str| {
            let path = path.with_file_name(format!(
                "{}{ending}",
                path.file_name().unwrap_or_default().to_string_lossy()
            ));
            fs::metadata(&path).map(|file| file.len()).map_err(Failure::at(&path))
        };
        Ok(Self { raw: bytes("")?, gzip: bytes(".gz")?, brotli: bytes(".br")? })
    }

    fn plus(&self, other: &Self) -> Self {
        Self { raw: self.raw + other.raw, gzip: self.gzip + other.gzip, brotli: self.brotli + other.brotli }
    }

    fn print(&self, name: &str) {
        println!("{name:<28} {:>10} {:>10} {:>10}", self.raw, self.gzip, self.brotli);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_run_of_characters() {
        assert!(is_named("halo_*.json", "halo_de.json"));
        assert!(!is_named("halo_*.json", "halo_bg.wasm"));
        let shipped = ["halo_bg.wasm".to_owned(), "halo_de.json".to_owned()];
        assert_eq!(expanded(&["halo_*.json".to_owned()], &shipped), ["halo_de.json"]);
        assert_eq!(expanded(&["missing.wasm".to_owned()], &shipped), ["missing.wasm"]);
    }

    #[test]
    fn the_verdict_tells_aim_and_limit_apart() {
        let entry = budget::Allowance { name: "widget".to_owned(), files: Vec::new(), aim: 75, limit: 90 };
        assert_eq!(verdict(&entry, 75), "widget: 0 bytes below 75");
        assert!(verdict(&entry, 76).contains("1 bytes over the aim of 75"));
        assert!(verdict(&entry, 91).contains("1 bytes over the limit of 90"));
    }
}
