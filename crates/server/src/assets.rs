//! Files that the server hands out as they are: the widget's, the demo page and the documentation. In a release build
//! they are part of the program; a debug build reads them from the repository; a folder given at start wins over both.
//! Pages may go on naming an old release as long as the archive has it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use serde::Deserialize;

mod embedded {
    //! Written by build.rs.
    include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
}

/// Folder of the widget's files, seen from the repository's root.
const SDK: &str = "dist/sdk";
/// Its manifest: where it is not, no widget is.
pub const SDK_MANIFEST: &str = "dist/sdk/manifest.json";
/// The notices of those whose code is in the widget, and in the server: made by `cargo xtask release` alone.
pub const SDK_NOTICES: &str = "dist/sdk/THIRD-PARTY.txt";
/// See [`SDK_NOTICES`].
pub const NOTICES: &str = "dist/THIRD-PARTY-server.txt";
/// Where a debug build finds the repository.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// Begins the name of what lies in the archive and is no release, or not yet; no request reaches such a name.
const UNFINISHED: &str = ".";

/// A file's bytes.
pub type Bytes = Cow<'static, [u8]>;

/// What tells the releases of the widget apart, beside their files.
const MANIFEST: &str = "manifest.json";

/// Where the widget's files come from.
#[derive(Clone, Debug)]
pub struct Assets {
    sdk: Option<PathBuf>,
    archive: Option<PathBuf>,
    /// The folders of the archive that versions were put into, as of the start.
    versions: Arc<HashMap<String, String>>,
}

/// What is read of a manifest.
#[derive(Deserialize)]
struct Manifest {
    version: String,
    /// Made of the content of all files; releases before it came do without.
    build: Option<String>,
}

impl Assets {
    /// The widget's files from `sdk`, or from the program; those of other releases from `archive`.
    #[must_use]
    pub fn new(sdk: Option<PathBuf>, archive: Option<PathBuf>) -> Self {
        let mut assets = Self { sdk, archive, versions: Arc::default() };
        // The newest comes first and stays.
        let mut versions = HashMap::new();
        for folder in assets.kept() {
            let manifest = assets.archived(&folder, MANIFEST).and_then(|it| manifest(&it));
            if let Some(Manifest { version, .. }) = manifest {
                versions.entry(version).or_insert(folder);
            }
        }
        assets.versions = Arc::new(versions);
        assets
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

    /// The build of the files that are served as the newest, where they tell it.
    #[must_use]
    pub fn build(&self) -> Option<String> {
        manifest(&self.sdk(MANIFEST)?)?.build.filter(|it| is_plain(it))
    }

    /// The folder of the archive that holds a build or a version.
    #[must_use]
    pub fn folder_of(&self, release: &str) -> Option<String> {
        let folder = self.versions.get(release).map_or(release, String::as_str);
        self.has_folder(folder).then(|| folder.to_owned())
    }

    /// The folders of the archive, the newest first.
    #[must_use]
    pub fn kept(&self) -> Vec<String> {
        let entries = self.archive.as_ref().and_then(|it| std::fs::read_dir(it).ok());
        let mut folders: Vec<(SystemTime, String)> = entries
            .into_iter()
            .flatten()
            .filter_map(|entry| {
                let entry = entry.ok()?;
                let (name, about) = (entry.file_name().into_string().ok()?, entry.metadata().ok()?);
                (about.is_dir() && is_plain(&name)).then_some((about.modified().ok()?, name))
            })
            .collect();
        folders.sort_by(|one, other| other.cmp(one));
        folders.into_iter().map(|(_, name)| name).collect()
    }

    /// A file in a folder of the archive.
    #[must_use]
    pub fn archived(&self, folder: &str, name: &str) -> Option<Bytes> {
        let archive = self.archive.as_ref().filter(|_| is_plain(folder) && is_plain(name))?;
        std::fs::read(archive.join(folder).join(name)).ok().map(Cow::Owned)
    }

    /// Where the archive keeps what it makes of its files; no request reaches such a name.
    #[must_use]
    pub fn workshop(&self, name: &str) -> Option<PathBuf> {
        self.archive.as_ref().map(|archive| archive.join(format!("{UNFINISHED}{name}")))
    }

    fn has_folder(&self, folder: &str) -> bool {
        self.archive.as_ref().is_some_and(|archive| is_plain(folder) && archive.join(folder).is_dir())
    }

    /// Puts the present files into the archive, unless it has them: by their build, else as `version`.
    ///
    /// # Errors
    /// The archive cannot be written.
    pub fn keep(&self, version: &str) -> io::Result<()> {
        let folder = self.build().unwrap_or_else(|| version.to_owned());
        let Some(archive) = self.archive.as_ref().filter(|_| !self.has_folder(&folder)) else {
            return Ok(());
        };
        let unfinished = archive.join(format!("{UNFINISHED}{folder}-{}", std::process::id()));
        std::fs::create_dir_all(&unfinished)?;
        for name in self.names()? {
            if let Some(bytes) = self.sdk(&name) {
                std::fs::write(unfinished.join(&name), bytes)?;
            }
        }
        // Another process may have been faster: its folder is as good.
        std::fs::rename(&unfinished, archive.join(&folder)).or_else(|cause| {
            std::fs::remove_dir_all(&unfinished)?;
            if self.has_folder(&folder) { Ok(()) } else { Err(cause) }
        })
    }

    /// The names of the present files.
    ///
    /// # Errors
    /// Their folder cannot be read.
    pub fn names(&self) -> io::Result<Vec<String>> {
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

fn manifest(bytes: &[u8]) -> Option<Manifest> {
    serde_json::from_slice(bytes).ok()
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
