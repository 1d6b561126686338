//! How texts are written: runs of letters, cut where spaces, marks or another kind of writing end them.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::language::Language;
use super::words::lower;

/// Where a word begins and ends, in its pieces.
pub(super) const EDGE: char = '_';

/// How a run of letters is cut into words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Writing {
    /// Spaces stand between words.
    Spaced,
    /// A character is a syllable or a word: Han, kana, Hangul.
    Dense,
    /// A character is a sound, and nothing separates words: Thai, Lao, Khmer, Burmese.
    Running,
}

/// A run of letters of one writing.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) text: String,
    pub(super) writing: Writing,
}

/// The runs of a text: letters, digits and marks, cut where the writing changes.
pub(super) fn runs(text: &str, language: Language) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    let mut current = String::new();
    let mut writing = Writing::Spaced;
    let mut close = |current: &mut String, writing: Writing| {
        let trimmed = current.trim_matches([EDGE, '\'', '’']);
        if !trimmed.is_empty() {
            let text = if writing == Writing::Spaced { trimmed.to_owned() } else { lower(trimmed, language) };
            out.push(Run { text, writing });
        }
        current.clear();
    };
    for it in text.nfkc() {
        if is_ignored(it) {
            continue;
        }
        let belongs = it.is_alphanumeric() || it == EDGE || it == '\'' || it == '’' || is_combining_mark(it);
        if !belongs {
            close(&mut current, writing);
            continue;
        }
        let its = writing_of(it);
        // A mark belongs to the letter before it.
        if !is_combining_mark(it) && its != writing {
            close(&mut current, writing);
            writing = its;
        }
        current.push(it);
    }
    close(&mut current, writing);
    out
}

/// Joiners and soft hyphens show nothing; vowel signs of Arabic and Hebrew are written or not, as one likes.
fn is_ignored(it: char) -> bool {
    matches!(it, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{640}')
        || matches!(it, '\u{64B}'..='\u{652}' | '\u{670}' | '\u{591}'..='\u{5BD}' | '\u{5BF}'..='\u{5C7}')
}

pub(super) fn is_hangul(it: char) -> bool {
    matches!(it, '\u{1100}'..='\u{11FF}' | '\u{3130}'..='\u{318F}' | '\u{AC00}'..='\u{D7AF}')
}

fn writing_of(it: char) -> Writing {
    match it {
        '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' => Writing::Running,
        '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' => Writing::Dense,
        '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3134F}' => Writing::Dense,
        it if is_hangul(it) => Writing::Dense,
        _ => Writing::Spaced,
    }
}
