//! Files that the server hands out as they are: the widget's, the demo page and the documentation. In a release build
//! they are part of the program; a debug build reads them from the repository; a folder given at start wins over both.
//! Pages may go on naming an old version as long as the archive has it.

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};

mod embedded {
    //! Written by build.rs.
    include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
}

/// Folder of the widget's files, seen from the repository's root.
const SDK: &str = "dist/sdk";
/// Where a debug build finds the repository.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// Begins the name of a folder of the archive that is not finished; no request reaches such a name.
const UNFINISHED: &str = ".";

/// A file's bytes.
pub type Bytes = Cow<'static, [u8]>;

/// Where the widget's files come from.
#[derive(Clone, Debug)]
pub struct Assets {
    sdk: Option<PathBuf>,
    archive: Option<PathBuf>,
}

impl Assets {
    /// The widget's files from `sdk`, or from the program; those of other versions from `archive`.
    #[must_use]
    pub fn new(sdk: Option<PathBuf>, archive: Option<PathBuf>) -> Self {
        Self { sdk, archive }
    }

    /// A file of the widget. The name is one plain file name: anything else is not there.
    #[must_use]
    pub fn sdk(&self, name: &str) -> Option<Bytes> {
        if !is_plain(name) {
            return None;
        }
        match &self.sdk {
            Some(folder) => std::fs::read(folder.join(name)).ok().map(Cow::Owned),
            None => file(&format!("{SDK}/{name}")),
        }
    }

    /// Whether the archive has that version.
    #[must_use]
    pub fn has_version(&self, version: &str) -> bool {
        self.archive.as_ref().is_some_and(|folder| is_plain(version) && folder.join(version).is_dir())
    }

    /// A file of the widget as that version had it.
    #[must_use]
    pub fn archived(&self, version: &str, name: &str) -> Option<Bytes> {
        let folder = self.archive.as_ref().filter(|_| is_plain(version) && is_plain(name))?;
        std::fs::read(folder.join(version).join(name)).ok().map(Cow::Owned)
    }

    /// Puts the present files into the archive as `version`, unless it has that version.
    ///
    /// # Errors
    /// The archive cannot be written.
    pub fn keep(&self, version: &str) -> io::Result<()> {
        let Some(archive) = self.archive.as_ref().filter(|_| !self.has_version(version)) else {
            return Ok(());
        };
        let unfinished = archive.join(format!("{UNFINISHED}{version}-{}", std::process::id()));
        std::fs::create_dir_all(&unfinished)?;
        for name in self.names()? {
            if let Some(bytes) = self.sdk(&name) {
                std::fs::write(unfinished.join(&name), bytes)?;
            }
        }
        // Another process may have been faster: its folder is as good.
        std::fs::rename(&unfinished, archive.join(version)).or_else(|cause| {
            std::fs::remove_dir_all(&unfinished)?;
            if self.has_version(version) { Ok(()) } else { Err(cause) }
        })
    }

    fn names(&self) -> io::Result<Vec<String>> {
        let own = Path::new(ROOT).join(SDK);
        let folder = self.sdk.as_deref().or_else(|| cfg!(debug_assertions).then_some(own.as_path()));
        let Some(folder) = folder else {
            let names =
                embedded::FILES.iter().filter_map(|(path, _)| path.strip_prefix(SDK)?.strip_prefix('/'));
            return Ok(names.map(str::to_owned).collect());
        };
        let entries = std::fs::read_dir(folder)?.filter_map(Result::ok).filter(|it| it.path().is_file());
        Ok(entries.map(|it| it.file_name().to_string_lossy().into_owned()).collect())
    }
}

/// Whether it can be nothing but the name of a file or folder right here.
fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('.')
        && name.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'.' | b'_' | b'-'))
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
