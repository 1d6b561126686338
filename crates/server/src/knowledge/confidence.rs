//! Whether the best section answers: one judgement for all languages, from what a question and a section share. Each part
//! is a share of what the question could have met at most, so it means the same in a folder of three files and in one of
//! three thousand. The weights and the languages' thresholds were fitted on public questions by
//! `cargo xtask bench knowledge`, articles apart, and a test holds them.

use super::language::Language;

/// What speaks for a section.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Evidence {
    /// The share of the words that it could have met, by BM25.
    pub words: f64,
    /// The share of the pieces of words.
    pub grams: f64,
    /// How many telling words it met, as the logarithm of one more.
    pub word_amount: f64,
    /// How many telling pieces.
    pub gram_amount: f64,
    /// How far it is ahead of the next one, as the logarithm of the ratio.
    pub lead: f64,
    /// The share of words and pieces that its best sentence met.
    pub sentence: f64,
}

/// What each part weighs, in the order of [`Evidence`].
const WEIGHTS: [f64; 6] = [4.683, 3.658, 1.435, 2.522, 1.089, 8.277];
/// What must be reached, for a language without a threshold of its own.
const USUAL_THRESHOLD: f64 = 15.4;
/// What must be reached in each language that there were questions for: where 96 of 100 questions on something else fall
/// short of it. Korean is cut like Chinese; Japanese has a few questions of its own.
const THRESHOLDS: [(&str, f64); 14] = [
    ("en", 15.8),
    ("de", 15.1),
    ("es", 16.2),
    ("ro", 15.9),
    ("ru", 15.6),
    ("el", 16.1),
    ("tr", 15.2),
    ("vi", 17.5),
    ("ar", 14.0),
    ("hi", 15.2),
    ("th", 16.0),
    ("zh", 12.7),
    ("ja", 13.8),
    ("ko", 12.7),
];

/// The most that a lead counts: beyond it there is only one candidate.
pub const MOST_LEAD: f64 = 1.4;

impl Evidence {
    /// By how much the threshold of the language is passed; below zero it is not.
    #[must_use]
    pub fn margin(&self, language: Language) -> f64 {
        let threshold = THRESHOLDS.iter().find(|(code, _)| *code == language.code());
        self.sum() - threshold.map_or(USUAL_THRESHOLD, |(_, threshold)| *threshold)
    }

    fn sum(&self) -> f64 {
        let parts = self.parts();
        WEIGHTS.iter().zip(parts).map(|(weight, part)| weight * part).sum()
    }

    /// Its parts, in the order of the weights.
    #[must_use]
    pub fn parts(&self) -> [f64; 6] {
        [self.words, self.grams, self.word_amount, self.gram_amount, self.lead.min(MOST_LEAD), self.sentence]
    }
}
