//! The shipped locale files: one per language but English, which is inside the module, and one with the hashes of all.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::Made;
use crate::failure::{Failure, Outcome};
use crate::paths;
use crate::process::run_quietly;
use crate::stamp::Inputs;

/// The texts that the module holds.
const INSIDE: &str = "en.json";

/// The shipped locales, in the work folder.
pub(super) struct Locales {
    pub(super) files: Vec<PathBuf>,
    /// The hashes of the files, which halo.js knows the hash of.
    pub(super) hashes: PathBuf,
}

/// Makes them.
pub(super) fn make() -> Outcome<Made<Locales>> {
    let (work, source) = (paths::dist_work()?, paths::root().join("src/i18n/locales"));
    let names = fs::read_dir(&source).map_err(Failure::at(&source))?;
    let names = names.filter_map(|file| file.ok()?.file_name().into_string().ok());
    let mut files: Vec<PathBuf> = names
        .filter(|name| name.ends_with(".json") && name != INSIDE)
        .map(|name| work.join(format!("halo.{name}")))
        .collect();
    files.sort();
    let locales = Locales { files, hashes: work.join("halo_locales.json") };
    let script = paths::script("locales.mjs");
    let stamp =
        Inputs::new()?.folder(&source, &[".json"])?.file(&script)?.compare(work.join("locales.stamp"));
    let mut products: Vec<_> = locales.files.iter().map(PathBuf::as_path).collect();
    products.push(&locales.hashes);
    if stamp.holds_for(&products) {
        return Ok(Made::Before(locales));
    }
    run_quietly(Command::new("node").arg(script).arg(&source).arg(&work))?;
    stamp.keep()?;
    Ok(Made::Anew(locales))
}
