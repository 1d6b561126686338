//! A library that follows its folders: read at start, read again when a file changes, without a restart. Questions
//! that run keep the library they began with.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use tantivy::TantivyError;

use super::document::Document;
use super::library::Library;

/// A larger file is no document.
const FILE_BYTES: u64 = 4 * 1024 * 1024;
/// Folders within folders beyond this are a mistake, or a loop of links.
const DEEPEST: usize = 12;
/// Folders that hold other people's documents.
const SKIPPED_FOLDERS: [&str; 2] = ["node_modules", "target"];

/// Where documents come from.
#[derive(Clone, Debug)]
pub enum Source {
    /// A folder, or one file.
    Path(PathBuf),
    /// A text that is part of the program.
    Text {
        /// The document's name.
        name: &'static str,
        /// Its text.
        text: &'static str,
    },
}

/// Why there is no library.
#[derive(Debug)]
pub enum ShelfError {
    /// A folder or file cannot be read.
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// The index cannot be made.
    Index(TantivyError),
}

impl fmt::Display for ShelfError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { path, cause } => {
                write!(
                    f,
                    "cannot read {}: {cause}; a folder of Markdown files or one file is needed",
                    path.display()
                )
            }
            Self::Index(cause) => write!(f, "cannot index the knowledge: {cause}"),
        }
    }
}

impl std::error::Error for ShelfError {}

/// What tells one state of the files from another.
type Stamp = Vec<(PathBuf, Option<SystemTime>, u64)>;

/// A library and the folders it follows.
pub struct Shelf {
    sources: Vec<Source>,
    current: RwLock<(Arc<Library>, Stamp)>,
}

impl Shelf {
    /// Reads and indexes the sources.
    ///
    /// # Errors
    /// A source cannot be read, or the index cannot be made.
    pub fn open(sources: Vec<Source>) -> Result<Self, ShelfError> {
        let stamp = stamp(&sources)?;
        let library = Arc::new(read(&sources)?);
        Ok(Self { sources, current: RwLock::new((library, stamp)) })
    }

    /// The library as it is now.
    #[must_use]
    pub fn library(&self) -> Arc<Library> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).0.clone()
    }

    /// Reads the sources again if a file came, went or changed. Says whether it did.
    ///
    /// # Errors
    /// As [`Shelf::open`]; the library stays as it was.
    pub fn refresh(&self) -> Result<bool, ShelfError> {
        let new = stamp(&self.sources)?;
        if self.current.read().unwrap_or_else(PoisonError::into_inner).1 == new {
            return Ok(false);
        }
        let library = Arc::new(read(&self.sources)?);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = (library, new);
        Ok(true)
    }
}

fn read(sources: &[Source]) -> Result<Library, ShelfError> {
    let mut documents: Vec<Document> = Vec::new();
    for source in sources {
        match source {
            Source::Text { name, text } => documents.push(Document::parse(name, text)),
            Source::Path(path) => {
                for (name, file) in files(path)? {
                    let bytes = std::fs::read(&file).map_err(|cause| unreadable(&file, cause))?;
                    documents.push(Document::parse(&name, &String::from_utf8_lossy(&bytes)));
                }
            }
        }
    }
    // Two folders may hold a file of the same name; the first one keeps it.
    let mut names = std::collections::HashSet::new();
    documents.retain(|document| names.insert(document.name.clone()));
    Library::new(documents).map_err(ShelfError::Index)
}

fn stamp(sources: &[Source]) -> Result<Stamp, ShelfError> {
    let mut stamp = Stamp::new();
    for source in sources {
        if let Source::Path(path) = source {
            for (_, file) in files(path)? {
                let about = std::fs::metadata(&file).map_err(|cause| unreadable(&file, cause))?;
                stamp.push((file, about.modified().ok(), about.len()));
            }
        }
    }
    Ok(stamp)
}

fn unreadable(path: &Path, cause: std::io::Error) -> ShelfError {
    ShelfError::Unreadable { path: path.to_owned(), cause }
}

/// The Markdown files of a folder with their names, in order.
fn files(path: &Path) -> Result<Vec<(String, PathBuf)>, ShelfError> {
    let about = std::fs::metadata(path).map_err(|cause| unreadable(path, cause))?;
    let mut found = Vec::new();
    if about.is_dir() {
        walk(path, "", 0, &mut found)?;
        found.sort();
    } else {
        let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        found.push((name, path.to_owned()));
    }
    Ok(found)
}

fn walk(
    folder: &Path,
    prefix: &str,
    depth: usize,
    found: &mut Vec<(String, PathBuf)>,
) -> Result<(), ShelfError> {
    for entry in std::fs::read_dir(folder).map_err(|cause| unreadable(folder, cause))? {
        let entry = entry.map_err(|cause| unreadable(folder, cause))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // Gone between listing and looking: not there.
        let Ok(about) = std::fs::metadata(entry.path()) else { continue };
        if name.starts_with('.') {
            continue;
        }
        if about.is_dir() {
            if depth < DEEPEST && !SKIPPED_FOLDERS.contains(&name.as_str()) {
                walk(&entry.path(), &format!("{prefix}{name}/"), depth + 1, found)?;
            }
        } else if let Some(stem) = name.strip_suffix(".md").or_else(|| name.strip_suffix(".markdown"))
            && about.len() <= FILE_BYTES
        {
            found.push((format!("{prefix}{stem}"), entry.path()));
        }
    }
    Ok(())
}
