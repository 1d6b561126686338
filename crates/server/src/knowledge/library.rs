//! A folder's documents and their index: one entry per section, searched by tantivy, then held against the question
//! by rank.rs. A library never changes; a changed folder becomes a new one.

use std::collections::{BTreeSet, HashMap};

use tantivy::collector::TopDocs;
use tantivy::directory::RamDirectory;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::{FAST, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{Index, IndexReader, ReloadPolicy, TantivyDocument, TantivyError, Term as IndexTerm};

use super::document::{Document, Section};
use super::question::{Question, Wanted, is_on_trouble};
use super::vocabulary::Vocabulary;
use super::words::{self, Term};

/// Memory of the indexing run; it is given back at its end.
const INDEXING_BYTES: usize = 15_000_000;
/// A word in a heading says what the section is about.
const HEADING_BOOST: f32 = 2.5;
/// How soon more of the same word stops saying more, and how much a long document's repetitions are worth less: the
/// customary values of BM25.
const SATURATION: f64 = 1.2;
const LENGTH_SHARE: f64 = 0.75;
/// Sections that are held against the question; beyond them none was ever better.
const CANDIDATES: usize = 40;

/// What the ranking needs to know of a section.
#[derive(Debug)]
pub struct Entry {
    /// Index of the document.
    pub document: usize,
    /// Index of the section in it.
    pub section: usize,
    /// Stems of the title and the headings above.
    pub heads: Vec<String>,
    /// Stems of the section's own heading.
    pub own_head: Vec<String>,
    /// Whether its heading or the title says that something does not work.
    pub is_on_trouble: bool,
    /// The terms of each block, in the order of the section's.
    pub blocks: Vec<Vec<Term>>,
}

/// Documents and their index.
pub struct Library {
    documents: Vec<Document>,
    entries: Vec<Entry>,
    /// How often each stem stands in each document, and how many words that has.
    counts: Vec<(HashMap<String, u32>, usize)>,
    vocabulary: Vocabulary,
    reader: IndexReader,
    fields: Fields,
}

#[derive(Clone, Copy)]
struct Fields {
    heads: Field,
    body: Field,
    entry: Field,
}

impl Library {
    /// Indexes documents.
    ///
    /// # Errors
    /// The index could not be made, for want of memory.
    pub fn new(documents: Vec<Document>) -> Result<Self, TantivyError> {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default().set_index_option(IndexRecordOption::WithFreqs);
        let text = TextOptions::default().set_indexing_options(indexing);
        let fields = Fields {
            heads: schema.add_text_field("heads", text.clone()),
            body: schema.add_text_field("body", text),
            entry: schema.add_u64_field("entry", FAST),
        };
        let mut writer = Index::builder()
            .schema(schema.build())
            .single_segment_index_writer::<TantivyDocument>(RamDirectory::create(), INDEXING_BYTES)?;
        let mut vocabulary = Vocabulary::default();
        let mut entries = Vec::new();
        for (at, document) in documents.iter().enumerate() {
            for (section_at, section) in document.sections.iter().enumerate() {
                let entry = entry(at, document, section_at, section);
                let body = entry.blocks.iter().flatten();
                let stems: BTreeSet<&String> =
                    body.clone().map(|term| &term.stem).chain(&entry.heads).collect();
                vocabulary.add_section(stems.into_iter());
                let mut row = TantivyDocument::default();
                row.add_pre_tokenized_text(fields.heads, tokens(entry.heads.iter()));
                row.add_pre_tokenized_text(fields.body, tokens(body.map(|term| &term.stem)));
                row.add_u64(fields.entry, entries.len() as u64);
                writer.add_document(row)?;
                entries.push(entry);
            }
        }
        let index = writer.finalize()?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let counts = (0..documents.len()).map(|at| count(&entries, at)).collect();
        Ok(Self { documents, entries, counts, vocabulary, reader, fields })
    }

    /// The documents, in the order of their names.
    #[must_use]
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// How many sections are indexed.
    #[must_use]
    pub fn section_count(&self) -> usize {
        self.entries.len()
    }

    /// The words of all documents.
    #[must_use]
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The document and the section of an entry.
    #[must_use]
    pub fn section(&self, entry: &Entry) -> Option<(&Document, &Section)> {
        let document = self.documents.get(entry.document)?;
        Some((document, document.sections.get(entry.section)?))
    }

    /// How much a document as a whole is about the question, 0 to 1: its words by how telling each is, each the surer the
    /// oftener it stands there for the document's length.
    #[must_use]
    pub fn aboutness(&self, document: usize, question: &Question) -> f64 {
        let Some((counts, length)) = self.counts.get(document) else { return 0.0 };
        let mean = self.counts.iter().map(|(_, length)| *length).sum::<usize>() as f64
            / self.counts.len().max(1) as f64;
        let ease = SATURATION * (1.0 - LENGTH_SHARE + LENGTH_SHARE * *length as f64 / mean.max(1.0));
        let sure = |wanted: &Wanted| {
            let stands = wanted.alternatives.iter().map(|it| {
                let often = f64::from(counts.get(&it.stem).copied().unwrap_or(0));
                it.strength * often / (often + ease)
            });
            wanted.weight * stands.fold(0.0, f64::max)
        };
        let total = question.weight();
        if total > 0.0 { question.wanted().iter().map(sure).sum::<f64>() / total } else { 0.0 }
    }

    /// The sections that share words with the question, the likeliest first, with their share of the best score.
    #[must_use]
    pub fn candidates(&self, question: &Question) -> Vec<(&Entry, f64)> {
        let searcher = self.reader.searcher();
        let found = searcher
            .search(&self.query(question), &TopDocs::with_limit(CANDIDATES).order_by_score())
            .unwrap_or_default();
        let best = found.first().map_or(1.0, |(score, _)| f64::from(*score).max(f64::MIN_POSITIVE));
        found
            .into_iter()
            .filter_map(|(score, address)| {
                let column = searcher.segment_reader(address.segment_ord).fast_fields().u64("entry").ok()?;
                let at = usize::try_from(column.first(address.doc_id)?).ok()?;
                Some((self.entries.get(at)?, f64::from(score) / best))
            })
            .collect()
    }

    fn query(&self, question: &Question) -> BooleanQuery {
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        for wanted in question.wanted() {
            for alternative in &wanted.alternatives {
                for (field, boost) in [(self.fields.heads, HEADING_BOOST), (self.fields.body, 1.0)] {
                    let term = IndexTerm::from_field_text(field, &alternative.stem);
                    let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
                    #[allow(clippy::cast_possible_truncation)]
                    let boost = boost * (alternative.strength * wanted.weight) as f32;
                    clauses.push((Occur::Should, Box::new(BoostQuery::new(Box::new(query), boost))));
                }
            }
        }
        BooleanQuery::new(clauses)
    }
}

fn entry(at: usize, document: &Document, section_at: usize, section: &Section) -> Entry {
    let stems = |text: &str| words::terms(text).into_iter().map(|term| term.stem).collect::<Vec<_>>();
    let mut heads = stems(&document.title);
    heads.extend(section.trail.iter().flat_map(|heading| stems(heading)));
    // A file's name is often the shortest word for what it is about.
    heads.extend(stems(document.name.rsplit('/').next().unwrap_or_default()));
    heads.sort();
    heads.dedup();
    Entry {
        document: at,
        section: section_at,
        heads,
        own_head: stems(section.trail.last().unwrap_or(&document.title)),
        is_on_trouble: section.trail.iter().chain([&document.title]).any(|it| is_on_trouble(it)),
        blocks: section.blocks.iter().map(|block| words::terms(&block.plain)).collect(),
    }
}

fn count(entries: &[Entry], document: usize) -> (HashMap<String, u32>, usize) {
    let (mut counts, mut length) = (HashMap::new(), 0);
    for entry in entries.iter().filter(|entry| entry.document == document) {
        let body = entry.blocks.iter().flatten().map(|term| &term.stem);
        for stem in body.chain(&entry.own_head) {
            *counts.entry(stem.clone()).or_default() += 1;
            length += 1;
        }
    }
    (counts, length)
}

fn tokens<'a>(stems: impl Iterator<Item = &'a String>) -> PreTokenizedString {
    let tokens = stems
        .enumerate()
        .map(|(position, stem)| Token { position, text: stem.clone(), ..Token::default() })
        .collect();
    PreTokenizedString { text: String::new(), tokens }
}
