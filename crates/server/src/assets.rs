//! Files that the server hands out as they are: the widget's, the demo page and the documentation. In a release build
//! they are part of the program; a debug build reads them from the repository; a folder given at start wins over both.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

mod embedded {
    //! Written by build.rs.
    include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
}

/// Folder of the widget's files, seen from the repository's root.
const SDK: &str = "dist/sdk";
/// Where a debug build finds the repository.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// A file's bytes.
pub type Bytes = Cow<'static, [u8]>;

/// Where the widget's files come from.
#[derive(Clone, Debug)]
pub struct Assets {
    sdk: Option<PathBuf>,
}

impl Assets {
    /// The widget's files from `sdk`, or from the program.
    #[must_use]
    pub fn new(sdk: Option<PathBuf>) -> Self {
        Self { sdk }
    }

    /// A file of the widget. The name is one plain file name: anything else is not there.
    #[must_use]
    pub fn sdk(&self, name: &str) -> Option<Bytes> {
        let is_plain = !name.is_empty()
            && !name.starts_with('.')
            && name.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'.' | b'_' | b'-'));
        if !is_plain {
            return None;
        }
        match &self.sdk {
            Some(folder) => std::fs::read(folder.join(name)).ok().map(Cow::Owned),
            None => file(&format!("{SDK}/{name}")),
        }
    }
}

/// A file of the repository, by its path from the root.
#[must_use]
pub fn file(path: &str) -> Option<Bytes> {
    if cfg!(debug_assertions) {
        return std::fs::read(Path::new(ROOT).join(path)).ok().map(Cow::Owned);
    }
    embedded::FILES.iter().find(|(name, _)| *name == path).map(|(_, bytes)| Cow::Borrowed(*bytes))
}

/// The documents that are part of the program, with their names.
#[must_use]
pub fn documents() -> Vec<(&'static str, &'static str)> {
    let is_document = |path: &str| Path::new(path).extension().is_some_and(|it| it == "md");
    embedded::FILES
        .iter()
        .filter(|(path, _)| is_document(path))
        .filter_map(|(path, bytes)| Some((name_of(path)?, std::str::from_utf8(bytes).ok()?)))
        .collect()
}

/// Where a debug build finds the documentation.
#[must_use]
pub fn document_paths() -> Vec<PathBuf> {
    ["README.md", "docs"].iter().map(|it| Path::new(ROOT).join(it)).filter(|it| it.exists()).collect()
}

fn name_of(path: &'static str) -> Option<&'static str> {
    path.rsplit('/').next()?.strip_suffix(".md")
}
