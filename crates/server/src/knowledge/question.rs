//! A question as the ranking sees it, in one of the languages of the documents: the words that say what it is about, how
//! telling each is, what they may stand for, and its pieces, which meet where words do not.

use super::english::{self, Commonness};
use super::language::Language;
use super::library::Library;
use super::synonyms;
use super::words::{self, Term};

/// A longer question is about its first words.
const MOST_WORDS: usize = 60;
/// Through the table of synonyms.
const SYNONYM: f64 = 0.7;
/// Rows that are taken to be there beside those of the documents, so that rarity means something in a folder of three.
const PRIOR_ROWS: f64 = 20.0;
/// A common word counts for a third of a rare one.
const COMMON_WEIGHT: f64 = 1.0 / 3.0;
/// An everyday word counts for half.
const PLAIN_WEIGHT: f64 = 1.0 / 2.0;

/// A stem of the documents that stands for a question's word.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// The stem.
    pub stem: String,
    /// How surely, 0 to 1.
    pub strength: f64,
}

/// One word that an answer should hold.
#[derive(Clone, Debug)]
pub struct QueryTerm {
    /// Its stem.
    pub stem: String,
    /// How telling it is, 0 to 1.
    pub weight: f64,
    /// Whether the documents have it.
    pub is_known: bool,
    /// What it may stand for, itself first.
    pub alternatives: Vec<Alternative>,
}

impl QueryTerm {
    pub(super) fn may_mean(&self, term: &Term) -> bool {
        self.alternatives.iter().any(|it| it.stem == term.stem)
    }
}

/// A question's words.
#[derive(Clone, Debug)]
pub struct Question {
    language: Language,
    wanted: Vec<QueryTerm>,
    grams: Vec<(String, f64)>,
    is_on_trouble: bool,
    sides: Vec<(usize, bool)>,
}

impl Question {
    /// Reads a question against the words of the documents of a language.
    #[must_use]
    pub fn read(text: &str, language: Language, library: &Library) -> Self {
        let rows = library.measure(language).rows as f64;
        let mut question = Self {
            language,
            wanted: Vec::new(),
            grams: Vec::new(),
            is_on_trouble: language == Language::ENGLISH && is_on_trouble(text),
            sides: synonyms::sides(text, language),
        };
        let all = words::question_terms(text, language);
        let stems: Vec<&str> = all.iter().map(|it| it.stem.as_str()).collect();
        let phrases = synonyms::of_phrases(&stems, language);
        let terms = telling(all.clone(), language);
        let joined = joined_words(text, language, library);
        for (at, term) in terms.iter().enumerate().take(MOST_WORDS) {
            let first_of_run =
                at == 0 || terms.get(at - 1).is_none_or(|before| before.position != term.position);
            let whole = terms.iter().find(|whole| whole.position == term.position);
            let whole_is_known = whole.is_some_and(|whole| library.word_count(language, &whole.stem) > 0);
            let has_parts = terms.get(at + 1).is_some_and(|after| after.position == term.position);
            // An identifier counts whole where the documents know it, else in its parts.
            let is_word = !has_pieces(term);
            let skip = is_word && if first_of_run { has_parts && !whole_is_known } else { whole_is_known };
            if skip || question.wanted.iter().any(|it| it.stem == term.stem) {
                continue;
            }
            let wanted = wanted(term, &joined, &phrases, language, library, rows);
            question.wanted.push(wanted);
        }
        let mut grams = words::grams(text, language);
        grams.sort_unstable();
        grams.dedup();
        let rarity = |gram: &String| rarity(library.gram_count(language, gram) as f64, rows);
        question.grams = grams.into_iter().map(|gram| (gram.clone(), rarity(&gram))).collect();
        question
    }

    /// Its language.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// The words, in the order of the question.
    #[must_use]
    pub fn wanted(&self) -> &[QueryTerm] {
        &self.wanted
    }

    /// The pieces of its words, with how telling each is.
    #[must_use]
    pub fn grams(&self) -> &[(String, f64)] {
        &self.grams
    }

    /// Every stem that is looked for.
    #[must_use]
    pub fn stems(&self) -> Vec<String> {
        self.wanted.iter().flat_map(|it| it.alternatives.iter().map(|it| it.stem.clone())).collect()
    }

    /// Whether it says that something does not work.
    #[must_use]
    pub fn is_on_trouble(&self) -> bool {
        self.is_on_trouble
    }

    /// Which sides of pairs of opposites it is on.
    #[must_use]
    pub fn sides(&self) -> &[(usize, bool)] {
        &self.sides
    }

    /// The weight of all its words.
    #[must_use]
    pub fn weight(&self) -> f64 {
        self.wanted.iter().map(|it| it.weight).sum()
    }
}

/// Pieces of unspaced runs share a position, as parts of an identifier do, and each counts.
fn has_pieces(term: &Term) -> bool {
    term.stem == term.word && !term.word.is_ascii() && term.word.chars().count() <= 4
}

fn wanted(
    term: &Term,
    joined: &[(String, String)],
    phrases: &[(String, &'static [String])],
    language: Language,
    library: &Library,
    rows: f64,
) -> QueryTerm {
    let count = library.word_count(language, &term.stem);
    let mut alternatives = vec![Alternative { stem: term.stem.clone(), strength: 1.0 }];
    let mut add = |stem: &String, strength: f64| {
        if !alternatives.iter().any(|it| it.stem == *stem) && library.word_count(language, stem) > 0 {
            alternatives.push(Alternative { stem: stem.clone(), strength });
        }
    };
    for (word, stem) in joined {
        if *word == term.word {
            add(stem, 1.0);
        }
    }
    for other in synonyms::related(&term.stem, language) {
        add(other, SYNONYM);
    }
    for (_, others) in phrases.iter().filter(|(stem, _)| *stem == term.stem) {
        others.iter().for_each(|it| add(it, SYNONYM));
    }
    let commonness =
        if language == Language::ENGLISH { english::commonness(&term.word) } else { Commonness::Rare };
    let common = match commonness {
        Commonness::Rare => 1.0,
        Commonness::Plain => PLAIN_WEIGHT,
        Commonness::Common => COMMON_WEIGHT,
    };
    // A word that the documents lack is as telling as what it stands for there, if it stands for anything.
    let others = alternatives.iter().skip(1).map(|it| library.word_count(language, &it.stem));
    let standing = if count > 0 { count } else { others.max().unwrap_or(0) };
    let weight = rarity(standing as f64, rows) * common;
    QueryTerm { stem: term.stem.clone(), weight, is_known: count > 0, alternatives }
}

/// How much meeting a term tells, 0 to 1: the rarer, the more.
fn rarity(count: f64, rows: f64) -> f64 {
    let total = rows + PRIOR_ROWS;
    let of = |count: f64| (1.0 + ((total - count).max(0.0) + 0.5) / (count + 0.5)).ln();
    of(count) / of(0.0)
}

/// The words that say what a text is about.
pub(super) fn telling_terms(text: &str, language: Language) -> Vec<Term> {
    telling(words::question_terms(text, language), language)
}

/// The terms without those that only ask; all of them if nothing else is there.
fn telling(terms: Vec<Term>, language: Language) -> Vec<Term> {
    let is_telling = |term: &Term| {
        if language == Language::ENGLISH {
            !english::is_stop_word(&term.word)
        } else {
            !language.is_function_word(&term.word)
        }
    };
    let kept: Vec<Term> = terms.iter().filter(|it| is_telling(it)).cloned().collect();
    if kept.is_empty() && language != Language::ENGLISH { terms } else { kept }
}

/// Words that say that something does not work. "Cannot" is not among them: it asks what is allowed as often.
const TROUBLE: [&str; 22] = [
    "not",
    "doesn't",
    "doesnt",
    "isn't",
    "isnt",
    "won't",
    "wont",
    "didn't",
    "never",
    "nothing",
    "fail",
    "fails",
    "failed",
    "broken",
    "wrong",
    "missing",
    "error",
    "errors",
    "problem",
    "trouble",
    "troubleshooting",
    "stuck",
];

/// Whether a question or a heading says that something does not work.
#[must_use]
pub fn is_on_trouble(text: &str) -> bool {
    let lowered = text.to_lowercase().replace('’', "'");
    lowered.split(|it: char| !(it.is_alphanumeric() || it == '\'')).any(|word| TROUBLE.contains(&word))
}

/// Words that the documents write as one: "log in" for "login", "web hook" for "webhook".
fn joined_words(text: &str, language: Language, library: &Library) -> Vec<(String, String)> {
    let plain: Vec<String> = text
        .split(|it: char| !it.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| words::lower(word, language))
        .take(MOST_WORDS)
        .collect();
    let mut found = Vec::new();
    for pair in plain.windows(2) {
        let stem = words::stem(&pair.concat(), language);
        if library.word_count(language, &stem) > 0 {
            found.extend(pair.iter().map(|word| (word.clone(), stem.clone())));
        }
    }
    found
}
