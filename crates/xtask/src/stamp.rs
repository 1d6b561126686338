//! Marks of what a product was made from, so that work whose inputs did not change is skipped.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Outcome};

/// A fingerprint under construction. It guards against needless work, not against forgery.
pub(crate) struct Inputs(DefaultHasher);

impl Inputs {
    /// Starts with this program itself: a changed recipe makes every product anew.
    pub(crate) fn new() -> Outcome<Self> {
        let program = std::env::current_exe().map_err(Failure::at(Path::new("xtask")))?;
        Self(DefaultHasher::new()).file(&program)
    }

    /// Adds the content of a file.
    pub(crate) fn file(mut self, path: &Path) -> Outcome<Self> {
        fs::read(path).map_err(Failure::at(path))?.hash(&mut self.0);
        Ok(self)
    }

    /// Adds the content of every file of a folder and below whose name ends in one of `endings`.
    pub(crate) fn folder(mut self, path: &Path, endings: &[&str]) -> Outcome<Self> {
        for file in files_below(path)? {
            if endings.iter().any(|ending| file.to_string_lossy().ends_with(ending)) {
                file.hash(&mut self.0);
                self = self.file(&file)?;
            }
        }
        Ok(self)
    }

    /// Adds a text.
    pub(crate) fn text(mut self, text: &str) -> Self {
        text.hash(&mut self.0);
        self
    }

    /// Closes the fingerprint and compares it with the one kept at `mark`.
    pub(crate) fn compare(self, mark: PathBuf) -> Stamp {
        let value = format!("{:016x}", self.0.finish());
        let fresh = fs::read_to_string(&mark).is_ok_and(|kept| kept == value);
        Stamp { mark, value, fresh }
    }
}

/// A finished fingerprint and whether the product at hand was made from the same inputs.
pub(crate) struct Stamp {
    mark: PathBuf,
    value: String,
    fresh: bool,
}

impl Stamp {
    /// Whether every one of these products is there and made from these inputs.
    pub(crate) fn holds_for(&self, products: &[&Path]) -> bool {
        self.fresh && products.iter().all(|product| product.is_file())
    }

    /// To be called when the products are finished.
    pub(crate) fn keep(&self) -> Outcome {
        fs::write(&self.mark, &self.value).map_err(Failure::at(&self.mark))
    }
}

fn files_below(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(Failure::at(folder))? {
        let path = entry.map_err(Failure::at(folder))?.path();
        if path.is_dir() && !path.ends_with("node_modules") {
            files.extend(files_below(&path)?);
        } else if path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
