//! The documents as a question finds them: rows of the index by the words and pieces of words that they share with it.
//! A library never changes; a changed folder becomes a new one, and questions that run keep the one they began with.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, Searcher, TantivyDocument, Term};

use super::document::Document;
use super::folder::{Candidate, SkippedFile};
use super::index::{self, Catalog, Fields, Row, term_text};
use super::language::Language;

/// Rows that are held against the question, of each of the two fields; beyond them none was ever better.
const CANDIDATES: usize = 16;
/// The pieces that are looked up: the rarest say enough, and each one costs.
const MOST_GRAMS: usize = 24;
/// Sections that the pieces looked up may stand in, taken together: in a large folder even the rarest stand in thousands, and
/// reading through them would take longer than all else. Up to some ten thousand sections it cuts nothing.
const MOST_GRAM_PLACES: u64 = 30_000;
/// The most sections of one document that are listed.
const MOST_LISTED: usize = 10_000;

/// Documents and their index, as they were at one moment.
pub struct Library {
    searcher: Searcher,
    fields: Fields,
    catalog: Catalog,
    files: BTreeMap<String, Candidate>,
    pictures: BTreeMap<String, PathBuf>,
    passed_over: Vec<SkippedFile>,
    languages: Vec<(Language, u64)>,
    /// Mean numbers of words and pieces in a row.
    means: (f64, f64),
}

/// What a language's rows are like.
#[derive(Clone, Copy, Debug)]
pub struct Measure {
    /// How many there are.
    pub rows: u64,
    /// Words in one.
    pub words: f64,
    /// Pieces in one.
    pub grams: f64,
}

impl Library {
    /// Puts together what was read.
    #[must_use]
    pub fn new(
        searcher: Searcher,
        fields: Fields,
        catalog: Catalog,
        contents: super::folder::Contents,
        passed_over: Vec<SkippedFile>,
    ) -> Self {
        let mut codes: Vec<&str> = catalog.values().map(|it| it.language.as_str()).collect();
        codes.sort_unstable();
        codes.dedup();
        let rows = |language: &Language| {
            let term = Term::from_field_text(fields.language, language.code());
            searcher.doc_freq(&term).unwrap_or(0)
        };
        let mut languages: Vec<(Language, u64)> = codes
            .into_iter()
            .filter_map(Language::of_tag)
            .map(|language| (language, rows(&language)))
            .filter(|(_, rows)| *rows > 0)
            .collect();
        languages.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
        let total = searcher.num_docs().max(1) as f64;
        let mean = |field: Field| {
            let tokens = searcher
                .segment_readers()
                .iter()
                .filter_map(|it| it.inverted_index(field).ok())
                .map(|it| it.total_num_tokens())
                .sum::<u64>();
            (tokens as f64 / total).max(1.0)
        };
        let means = (mean(fields.words), mean(fields.grams));
        Self {
            searcher,
            fields,
            catalog,
            files: contents.documents,
            pictures: contents.pictures,
            passed_over,
            languages,
            means,
        }
    }

    /// Documents in memory, for trying out.
    ///
    /// # Errors
    /// The index could not be made, for want of memory.
    pub fn of(documents: &[Document]) -> Result<Arc<Self>, tantivy::TantivyError> {
        let store = index::SearchIndex::open(None)?;
        let mut catalog = Catalog::new();
        if let index::WriterLock::Granted(mut writer) = store.writer()? {
            for document in documents {
                writer.add(document)?;
                catalog.insert(document.name.clone(), known(document, (0, 0), None));
            }
            writer.commit(&catalog)?;
        }
        let (searcher, catalog) = store.read()?;
        let contents = super::folder::Contents::default();
        Ok(Arc::new(Self::new(searcher, store.fields(), catalog, contents, Vec::new())))
    }

    /// The documents by name: what is known of each that has text.
    pub fn documents(&self) -> impl Iterator<Item = (&String, &index::CatalogEntry)> {
        self.catalog.iter().filter(|(_, known)| known.problem.is_none())
    }

    /// Whether there is a document or a picture of that name.
    #[must_use]
    pub fn is_known(&self, name: &str) -> bool {
        self.catalog.get(name).is_some_and(|it| it.problem.is_none()) || self.pictures.contains_key(name)
    }

    /// The document of that name, read anew from its file.
    #[must_use]
    pub fn document(&self, name: &str) -> Option<Document> {
        self.catalog.get(name).filter(|it| it.problem.is_none())?;
        let found = self.files.get(name)?;
        Some(Document::of(name, found.read().ok()?, Language::of_path(name)))
    }

    /// Whether the sources are as they were when this was made.
    #[must_use]
    pub fn is_of(&self, contents: &super::folder::Contents) -> bool {
        let stamps = |files: &BTreeMap<String, Candidate>| {
            files.iter().map(|(name, it)| (name.clone(), it.stamp, it.listed.clone())).collect::<Vec<_>>()
        };
        self.files.len() == contents.documents.len()
            && self.pictures == contents.pictures
            && stamps(&self.files) == stamps(&contents.documents)
    }

    /// The picture of that name.
    #[must_use]
    pub fn picture(&self, name: &str) -> Option<&PathBuf> {
        self.pictures.get(name)
    }

    /// What was passed over.
    #[must_use]
    pub fn passed_over(&self) -> &[SkippedFile] {
        &self.passed_over
    }

    /// How many sections are indexed.
    #[must_use]
    pub fn section_count(&self) -> u64 {
        self.searcher.num_docs()
    }

    /// The languages of the documents, the one with the most sections first.
    pub fn languages(&self) -> impl Iterator<Item = Language> {
        self.languages.iter().map(|(language, _)| *language)
    }

    /// What the rows of a language are like.
    #[must_use]
    pub fn measure(&self, language: Language) -> Measure {
        let rows = self.languages.iter().find(|(it, _)| *it == language).map_or(0, |(_, rows)| *rows);
        Measure { rows, words: self.means.0, grams: self.means.1 }
    }

    /// In how many rows of its language a word stands.
    #[must_use]
    pub fn word_count(&self, language: Language, stem: &str) -> u64 {
        self.count(self.fields.words, language, stem)
    }

    /// In how many rows of its language a piece stands.
    #[must_use]
    pub fn gram_count(&self, language: Language, gram: &str) -> u64 {
        self.count(self.fields.grams, language, gram)
    }

    fn count(&self, field: Field, language: Language, text: &str) -> u64 {
        let term = Term::from_field_text(field, &term_text(language, text));
        self.searcher.doc_freq(&term).unwrap_or(0)
    }

    /// The rows that share most with a question: its stems, and its pieces with how telling each is.
    #[must_use]
    pub fn candidates(&self, language: Language, stems: &[String], grams: &[(String, f64)]) -> Vec<Row> {
        let mut rarest: Vec<&(String, f64)> = grams.iter().filter(|(_, weight)| *weight > 0.0).collect();
        rarest.sort_by(|one, two| two.1.total_cmp(&one.1));
        let mut places = 0;
        let is_within = |gram: &&String| {
            let is_within = places < MOST_GRAM_PLACES;
            places += self.gram_count(language, gram);
            is_within
        };
        let rarest =
            rarest.into_iter().take(MOST_GRAMS).map(|(gram, _)| gram).take_while(is_within).collect();
        let mut found: HashMap<DocAddress, ()> = HashMap::new();
        let mut order = Vec::new();
        for (field, terms) in [(self.fields.words, stems.iter().collect()), (self.fields.grams, rarest)] {
            for address in self.search(field, language, terms) {
                if found.insert(address, ()).is_none() {
                    order.push(address);
                }
            }
        }
        order.into_iter().filter_map(|address| self.row(address)).collect()
    }

    fn search(&self, field: Field, language: Language, terms: Vec<&String>) -> Vec<DocAddress> {
        let clauses: Vec<(Occur, Box<dyn Query>)> = terms
            .into_iter()
            .map(|text| {
                let term = Term::from_field_text(field, &term_text(language, text));
                let query: Box<dyn Query> = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
                (Occur::Should, query)
            })
            .collect();
        let top = TopDocs::with_limit(CANDIDATES).order_by_score();
        let found = self.searcher.search(&BooleanQuery::new(clauses), &top).unwrap_or_default();
        found.into_iter().map(|(_, address)| address).collect()
    }

    fn row(&self, address: DocAddress) -> Option<Row> {
        index::row_of(&self.searcher.doc::<TantivyDocument>(address).ok()?, self.fields)
    }

    /// The sections of a document, in no order that means anything.
    #[must_use]
    pub fn sections(&self, name: &str) -> Vec<Row> {
        let term = Term::from_field_text(self.fields.document, name);
        let query = TermQuery::new(term, IndexRecordOption::Basic);
        let top = TopDocs::with_limit(MOST_LISTED).order_by_score();
        let found = self.searcher.search(&query, &top).unwrap_or_default();
        found.into_iter().filter_map(|(_, address)| self.row(address)).collect()
    }
}

/// What is kept of a document.
#[must_use]
pub fn known(
    document: &Document,
    stamp: super::folder::FileStamp,
    listed: Option<String>,
) -> index::CatalogEntry {
    index::CatalogEntry {
        title: document.title.clone(),
        language: document.language.code().to_owned(),
        stamp,
        listed,
        sections: document.sections.len(),
        problem: None,
    }
}
