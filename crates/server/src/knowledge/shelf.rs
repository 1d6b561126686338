//! A library that follows its sources: opened as the index has it, brought up to date in the background, and again
//! whenever a file changes. Questions that come before the first time is over wait for it.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use tantivy::TantivyError;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::document::Document;
pub use super::folder::Source;
use super::folder::{self, Candidate, Contents, Reason, SkippedFile, SourceError};
use super::index::{self, Catalog, CatalogEntry, SearchIndex, Writer, WriterLock};
use super::language::Language;
use super::library::{Library, known};

/// What was read so far is kept this often, so that a stop does not lose it.
const COMMIT_EVERY: Duration = Duration::from_secs(20);

/// Why there is no library.
#[derive(Debug)]
pub enum ShelfError {
    /// A source cannot be read.
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// The index cannot be used.
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

impl From<SourceError> for ShelfError {
    fn from(it: SourceError) -> Self {
        Self::Unreadable { path: it.path, cause: it.cause }
    }
}

impl From<TantivyError> for ShelfError {
    fn from(cause: TantivyError) -> Self {
        Self::Index(cause)
    }
}

/// A library and the sources it follows.
pub struct Shelf {
    sources: Vec<Source>,
    store: SearchIndex,
    current: RwLock<Arc<Library>>,
    /// Files that have changed and are not read yet.
    behind: AtomicUsize,
    is_ready: watch::Sender<bool>,
}

/// What an update did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Update {
    /// Files that were read.
    pub read: usize,
    /// Documents that went.
    pub gone: usize,
    /// Whether it ended before all was done: it was told to stop, or another process writes.
    pub is_unfinished: bool,
}

impl Shelf {
    /// Opens the index of some sources, below a folder for the indexes of all, or in memory if there is none. Nothing is
    /// read yet; that is [`Shelf::update`].
    ///
    /// # Errors
    /// A source is not there, or the index cannot be used.
    pub fn open(sources: Vec<Source>, indexes: Option<&Path>) -> Result<Self, ShelfError> {
        let contents = folder::look(&sources)?;
        let paths: Vec<PathBuf> = sources
            .iter()
            .filter_map(|it| if let Source::Path(path) = it { Some(path.clone()) } else { None })
            .collect();
        let folder = indexes.filter(|_| paths.len() == sources.len()).map(|it| index::folder_for(it, &paths));
        let store = SearchIndex::open(folder.as_deref())?;
        let (searcher, catalog) = store.read()?;
        let library = Library::new(searcher, store.fields(), catalog, contents, Vec::new());
        Ok(Self {
            sources,
            store,
            current: RwLock::new(Arc::new(library)),
            behind: AtomicUsize::new(0),
            is_ready: watch::Sender::new(false),
        })
    }

    /// The library as it is now.
    #[must_use]
    pub fn library(&self) -> Arc<Library> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Files that have changed and are not read yet.
    #[must_use]
    pub fn behind(&self) -> usize {
        self.behind.load(Ordering::Relaxed)
    }

    /// Whether everything was read once.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        *self.is_ready.borrow()
    }

    /// Returns when everything was read once.
    pub async fn until_ready(&self) {
        let mut is_ready = self.is_ready.subscribe();
        // The sender lives as long as this does.
        let _ = is_ready.wait_for(|it| *it).await;
    }

    /// Reads what came or changed since the index was written, and forgets what went. Ends early when `stop` is given;
    /// what was read until then is kept.
    ///
    /// # Errors
    /// A source cannot be read, or the index cannot be written; the library stays as it was.
    pub fn update(&self, stop: &CancellationToken) -> Result<Update, ShelfError> {
        let contents = folder::look(&self.sources)?;
        if self.is_ready() && self.library().is_of(&contents) {
            return Ok(Update::default());
        }
        let (_, mut catalog) = self.store.read()?;
        let mut update = Update::default();
        let changes = Changes::between(&catalog, &contents);
        self.behind.store(changes.count(), Ordering::Relaxed);
        if changes.count() > 0 {
            match self.store.writer()? {
                WriterLock::Busy => update.is_unfinished = true,
                WriterLock::Granted(writer) => {
                    // Another process may have written since.
                    (_, catalog) = self.store.read()?;
                    update = self.carry_out(*writer, &contents, &mut catalog, stop)?;
                }
            }
        }
        self.show(contents)?;
        if !update.is_unfinished {
            self.is_ready.send_replace(true);
        }
        Ok(update)
    }

    fn carry_out(
        &self,
        mut writer: Writer,
        contents: &Contents,
        catalog: &mut Catalog,
        stop: &CancellationToken,
    ) -> Result<Update, ShelfError> {
        let changes = Changes::between(catalog, contents);
        let total = changes.count();
        self.behind.store(total, Ordering::Relaxed);
        let mut update = Update { gone: changes.gone.len(), ..Update::default() };
        for name in &changes.gone {
            writer.remove(name);
            catalog.remove(name);
        }
        let mut committed = Instant::now();
        for found in changes.new {
            if stop.is_cancelled() {
                update.is_unfinished = true;
                break;
            }
            if catalog.contains_key(&found.name) {
                writer.remove(&found.name);
            }
            let known = match read(found) {
                Ok(document) => {
                    writer.add(&document)?;
                    known(&document, found.stamp, found.listed.clone())
                }
                Err(reason) => without_text(found, &reason),
            };
            catalog.insert(found.name.clone(), known);
            update.read += 1;
            self.behind.store(total.saturating_sub(update.read + update.gone), Ordering::Relaxed);
            if committed.elapsed() >= COMMIT_EVERY {
                writer.commit(catalog)?;
                tracing::info!(read = update.read, of = total, "knowledge is being read");
                committed = Instant::now();
            }
        }
        writer.commit(catalog)?;
        if !update.is_unfinished {
            writer.close()?;
        }
        Ok(update)
    }

    /// Puts what the index has now before the questions.
    fn show(&self, contents: Contents) -> Result<(), ShelfError> {
        let (searcher, catalog) = self.store.read()?;
        let mut passed_over = contents.passed_over.clone();
        for (name, known) in &catalog {
            if let (Some(problem), Some(found)) = (&known.problem, contents.documents.get(name))
                && let folder::TextLocation::File(path) = &found.place
            {
                passed_over.push(SkippedFile { path: path.clone(), reason: reason_of(problem) });
            }
        }
        let library = Library::new(searcher, self.store.fields(), catalog, contents, passed_over);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(library);
        Ok(())
    }
}

/// What differs between the index and the sources.
struct Changes<'a> {
    new: Vec<&'a Candidate>,
    gone: Vec<String>,
}

impl<'a> Changes<'a> {
    fn between(catalog: &Catalog, contents: &'a Contents) -> Self {
        let is_new = |found: &&Candidate| {
            catalog.get(&found.name).is_none_or(|it| it.stamp != found.stamp || it.listed != found.listed)
        };
        let new = contents.documents.values().filter(is_new).collect();
        let gone = catalog.keys().filter(|name| !contents.documents.contains_key(*name)).cloned().collect();
        Self { new, gone }
    }

    fn count(&self) -> usize {
        self.new.len() + self.gone.len()
    }
}

fn read(found: &Candidate) -> Result<Document, Reason> {
    let plain = found.read()?;
    if plain.is_draft {
        return Err(Reason::Draft);
    }
    let document = Document::of(&found.name, plain, Language::of_path(&found.name));
    if document.sections.is_empty() { Err(Reason::Empty) } else { Ok(document) }
}

const PROBLEMS: [(&str, Reason); 3] =
    [("encoding", Reason::Encoding), ("empty", Reason::Empty), ("draft", Reason::Draft)];

fn without_text(found: &Candidate, reason: &Reason) -> CatalogEntry {
    let named = PROBLEMS.iter().find(|(_, it)| it == reason).map(|(name, _)| (*name).to_owned());
    let problem = named.unwrap_or_else(|| match reason {
        Reason::Unreadable(cause) => cause.clone(),
        other => other.to_string(),
    });
    CatalogEntry {
        title: String::new(),
        language: String::new(),
        stamp: found.stamp,
        listed: found.listed.clone(),
        sections: 0,
        problem: Some(problem),
    }
}

fn reason_of(problem: &str) -> Reason {
    let known = PROBLEMS.into_iter().find(|(name, _)| *name == problem);
    known.map_or_else(|| Reason::Unreadable(problem.to_owned()), |(_, reason)| reason)
}

/// Shelves by their sources, so that agents with the same folders share one.
pub type Shelves = HashMap<Vec<PathBuf>, Arc<Shelf>>;
