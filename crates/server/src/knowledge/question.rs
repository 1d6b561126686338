//! A question as the ranking sees it: the words that say what it is about, how telling each is, and what they may
//! stand for in the documents.

use super::vocabulary::{Alternative, Vocabulary};
use super::words::{self, Term};

/// A longer question is about its first words.
const MOST_WORDS: usize = 60;

/// One word that an answer should hold.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Its stem.
    pub stem: String,
    /// How telling it is.
    pub weight: f64,
    /// What of the documents it may stand for; none: the documents never speak of it.
    pub alternatives: Vec<Alternative>,
}

/// A question's words.
#[derive(Clone, Debug, Default)]
pub struct Question {
    wanted: Vec<Wanted>,
    is_on_trouble: bool,
}

impl Question {
    /// Reads a question against the words of the documents.
    #[must_use]
    pub fn read(text: &str, vocabulary: &Vocabulary) -> Self {
        let mut question = Self { is_on_trouble: is_on_trouble(text), ..Self::default() };
        let terms = words::terms(text);
        let joined = joined_words(text, vocabulary);
        for (at, term) in terms.iter().enumerate().take(MOST_WORDS) {
            let first_of_run =
                at == 0 || terms.get(at - 1).is_none_or(|before| before.position != term.position);
            let whole_is_known = terms
                .iter()
                .find(|whole| whole.position == term.position)
                .is_some_and(|whole| vocabulary.holds(&whole.stem));
            let has_parts = terms.get(at + 1).is_some_and(|after| after.position == term.position);
            // An identifier counts whole where the documents know it, else in its parts.
            let skip = if first_of_run { has_parts && !whole_is_known } else { whole_is_known };
            if skip || question.wanted.iter().any(|it| it.stem == term.stem) {
                continue;
            }
            let mut alternatives = vocabulary.alternatives(&term.stem);
            for (word, stem) in &joined {
                if *word == term.word && !alternatives.iter().any(|it| it.stem == *stem) {
                    alternatives.push(Alternative { stem: stem.clone(), strength: 1.0 });
                }
            }
            let weight = weight(term, &alternatives, vocabulary);
            question.wanted.push(Wanted { stem: term.stem.clone(), weight, alternatives });
        }
        question
    }

    /// The words, in the order of the question.
    #[must_use]
    pub fn wanted(&self) -> &[Wanted] {
        &self.wanted
    }

    /// Whether it says that something does not work.
    #[must_use]
    pub fn is_on_trouble(&self) -> bool {
        self.is_on_trouble
    }

    /// Whether nothing in it says what it is about.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.wanted.is_empty()
    }

    /// The weight of all its words.
    #[must_use]
    pub fn weight(&self) -> f64 {
        self.wanted.iter().map(|it| it.weight).sum()
    }
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

/// A word that the documents lack is as telling as what it stands for there, if it stands for anything.
fn weight(term: &Term, alternatives: &[Alternative], vocabulary: &Vocabulary) -> f64 {
    let commonness = words::commonness(&term.word);
    let own = vocabulary.weight(&term.stem, commonness);
    if vocabulary.holds(&term.stem) {
        return own;
    }
    alternatives.iter().map(|it| vocabulary.weight(&it.stem, commonness)).fold(own, f64::min)
}

/// Words that the documents write as one: "log in" for "login", "web hook" for "webhook".
fn joined_words(text: &str, vocabulary: &Vocabulary) -> Vec<(String, String)> {
    let plain: Vec<String> = text
        .split(|it: char| !it.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .take(MOST_WORDS)
        .collect();
    let mut found = Vec::new();
    for pair in plain.windows(2) {
        let stem = words::stem(&pair.concat());
        if vocabulary.holds(&stem) {
            found.extend(pair.iter().map(|word| (word.clone(), stem.clone())));
        }
    }
    found
}
