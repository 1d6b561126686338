//! The index: one row per section, on disk where it may be, shared by the processes of a machine, written by one of them
//! at a time. What the folder was like when a row was made is kept in the same commit, so that only what has changed is
//! read again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tantivy::directory::{MmapDirectory, RamDirectory};
use tantivy::schema::{Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, TantivyError, Term};

use super::document::{Document, Section};
use super::folder::FileStamp;
use super::language::Language;
use super::words;

/// To be raised whenever rows are made otherwise than before.
const FORM: u32 = 2;
/// Memory of the thread that writes.
const WRITER_BYTES: usize = 40_000_000;
/// Words of a heading count this often: it says what its section is about.
const HEAD_REPEATS: usize = 2;
/// Stands between a term's language and the term.
const OF: char = '\u{1}';

/// What is kept of a document beside its sections.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CatalogEntry {
    /// As in [`Document`].
    pub title: String,
    /// The language's code.
    pub language: String,
    /// Of the file that was read.
    pub stamp: FileStamp,
    /// What a list of contents called it when it was read.
    #[serde(default)]
    pub listed: Option<String>,
    /// How many sections it has.
    pub sections: usize,
    /// Why it is no document after all, in words.
    pub problem: Option<String>,
}

/// What is kept of all documents, by name.
pub type Catalog = BTreeMap<String, CatalogEntry>;

/// A section with what it needs to be quoted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    /// Its document's name.
    pub document: String,
    /// Its document's title.
    pub title: String,
    /// Itself.
    pub section: Section,
}

/// The fields of a row.
#[derive(Clone, Copy, Debug)]
pub struct Fields {
    /// The document's name.
    pub document: Field,
    /// The language's code.
    pub language: Field,
    /// Stems, of which each names its language.
    pub words: Field,
    /// Pieces of words, likewise.
    pub grams: Field,
    row: Field,
}

/// The index of one set of sources.
pub struct SearchIndex {
    index: Index,
    reader: IndexReader,
    fields: Fields,
}

/// What came of trying to write.
pub enum WriterLock {
    /// Nobody else writes.
    Granted(Box<Writer>),
    /// Another process does.
    Busy,
}

/// Writes rows; what was not committed is as if it had not been.
pub struct Writer {
    writer: IndexWriter,
    fields: Fields,
}

/// What a term of a language is called in the index.
#[must_use]
pub fn term_text(language: Language, term: &str) -> String {
    format!("{}{OF}{term}", language.code())
}

/// Names the way in which rows are made here: an index that was made otherwise is made anew.
#[must_use]
pub fn form() -> String {
    format!("{FORM}-{}", env!("HALO_STEMMERS"))
}

impl SearchIndex {
    /// Opens or makes the index in a folder, or in memory.
    ///
    /// # Errors
    /// The folder cannot be used.
    pub fn open(folder: Option<&Path>) -> Result<Self, TantivyError> {
        let (schema, fields) = schema();
        let index = match folder {
            Some(folder) => {
                std::fs::create_dir_all(folder)?;
                Index::open_or_create(MmapDirectory::open(folder)?, schema)?
            }
            None => Index::open_or_create(RamDirectory::create(), schema)?,
        };
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { index, reader, fields })
    }

    /// The rows and the catalogue as last committed, by whomever.
    ///
    /// # Errors
    /// The index cannot be read.
    pub fn read(&self) -> Result<(Searcher, Catalog), TantivyError> {
        self.reader.reload()?;
        let payload = self.index.load_metas()?.payload;
        let catalog = payload.and_then(|it| serde_json::from_str(&it).ok()).unwrap_or_default();
        Ok((self.reader.searcher(), catalog))
    }

    /// Its fields.
    #[must_use]
    pub fn fields(&self) -> Fields {
        self.fields
    }

    /// Asks to write.
    ///
    /// # Errors
    /// The folder cannot be written to.
    pub fn writer(&self) -> Result<WriterLock, TantivyError> {
        match self.index.writer_with_num_threads(1, WRITER_BYTES) {
            Ok(writer) => Ok(WriterLock::Granted(Box::new(Writer { writer, fields: self.fields }))),
            Err(TantivyError::LockFailure(..)) => Ok(WriterLock::Busy),
            Err(cause) => Err(cause),
        }
    }
}

impl Writer {
    /// Takes a document's rows out.
    pub fn remove(&mut self, name: &str) {
        self.writer.delete_term(Term::from_field_text(self.fields.document, name));
    }

    /// Puts a document's rows in.
    ///
    /// # Errors
    /// The folder cannot be written to.
    pub fn add(&mut self, document: &Document) -> Result<(), TantivyError> {
        for section in &document.sections {
            let heads = heads(document, section);
            let mut texts: Vec<&str> = vec![&heads; HEAD_REPEATS];
            texts.extend(section.blocks.iter().map(|it| it.plain.as_str()));
            let row = Row {
                document: document.name.clone(),
                title: document.title.clone(),
                section: section.clone(),
            };
            let mut stored = TantivyDocument::default();
            stored.add_text(self.fields.document, &document.name);
            stored.add_text(self.fields.language, document.language.code());
            stored.add_text(
                self.fields.words,
                joined(
                    texts
                        .iter()
                        .flat_map(|it| words::terms(it, document.language).into_iter().map(|term| term.stem)),
                    document.language,
                ),
            );
            stored.add_text(
                self.fields.grams,
                joined(texts.iter().flat_map(|it| words::grams(it, document.language)), document.language),
            );
            stored.add_bytes(self.fields.row, &serde_json::to_vec(&row).unwrap_or_default());
            self.writer.add_document(stored)?;
        }
        Ok(())
    }

    /// Makes all of it last, together with the catalogue.
    ///
    /// # Errors
    /// The folder cannot be written to.
    pub fn commit(&mut self, catalog: &Catalog) -> Result<(), TantivyError> {
        let mut commit = self.writer.prepare_commit()?;
        commit.set_payload(&serde_json::to_string(catalog).unwrap_or_default());
        commit.commit()?;
        Ok(())
    }

    /// Lets running merges end, and gives the right to write back.
    ///
    /// # Errors
    /// A merge failed.
    pub fn close(self) -> Result<(), TantivyError> {
        self.writer.wait_merging_threads()
    }
}

/// What stands above a section: title, headings, and its file's name, which is often the shortest word for it.
#[must_use]
pub fn heads(document: &Document, section: &Section) -> String {
    let file = document.name.rsplit('/').next().unwrap_or_default().replace(['-', '_', '.'], " ");
    let mut heads = format!("{}\n{}", document.title, section.trail.join("\n"));
    if !document.title.eq_ignore_ascii_case(&file) {
        heads.push('\n');
        heads.push_str(&file);
    }
    heads
}

fn joined(terms: impl Iterator<Item = String>, language: Language) -> String {
    let mut out = String::new();
    for term in terms {
        out.push_str(language.code());
        out.push(OF);
        out.push_str(&term);
        out.push(' ');
    }
    out
}

fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    // Cut at spaces alone: the terms were made before.
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("whitespace")
        .set_index_option(IndexRecordOption::WithFreqs);
    let text = TextOptions::default().set_indexing_options(indexing);
    let fields = Fields {
        document: schema.add_text_field("document", STRING),
        language: schema.add_text_field("language", STRING),
        words: schema.add_text_field("words", text.clone()),
        grams: schema.add_text_field("grams", text),
        row: schema.add_bytes_field("row", STORED),
    };
    (schema.build(), fields)
}

/// The row that was stored.
#[must_use]
pub fn row_of(stored: &TantivyDocument, fields: Fields) -> Option<Row> {
    use tantivy::schema::Value as _;
    serde_json::from_slice(stored.get_first(fields.row)?.as_bytes()?).ok()
}

/// Where the index of some sources lies below a folder for all of them; none for texts that are part of the program.
#[must_use]
pub fn folder_for(below: &Path, paths: &[PathBuf]) -> PathBuf {
    use sha2::{Digest as _, Sha256};
    let mut hash = Sha256::new();
    for path in paths {
        let real = std::fs::canonicalize(path).unwrap_or_else(|_| path.clone());
        hash.update(real.as_os_str().as_encoded_bytes());
        hash.update([0]);
    }
    let name: String = hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    below.join(format!("{name}-{}", form()))
}
