//! Words that mean nearly the same in what a shop or a product explains, and words that mean opposite things.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::english::{self, Commonness};
use super::language::Language;
use super::words;

/// A word of several: "money_back".
const JOINT: char = '_';

#[derive(Default)]
struct Table {
    /// By language and stem, what else may stand for it.
    related: HashMap<(Language, String), Vec<String>>,
    /// Stems in a row, and what they stand for together.
    phrases: HashMap<Language, Vec<Phrase>>,
}

/// Stems in a row, and what else they stand for.
type Phrase = (Vec<String>, Vec<String>);

/// Lines are groups; `de:` before one names its language, English is the default.
static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::default();
    for line in include_str!("synonyms.txt").lines().filter(|line| !line.starts_with('#')) {
        let (language, words) = language_of(line);
        let group: Vec<(Vec<String>, Commonness)> = words
            .split_whitespace()
            .map(|word| (stems(word, language), commonness(word, language)))
            .collect();
        for (own, _) in &group {
            // A word that is common in any text stands for too much to stand for another.
            let others: Vec<String> = group
                .iter()
                .filter(|(other, common)| other != own && other.len() == 1 && *common != Commonness::Common)
                .flat_map(|(other, _)| other.clone())
                .collect();
            match own.as_slice() {
                [one] => table.related.entry((language, one.clone())).or_default().extend(others),
                several => table.phrases.entry(language).or_default().push((several.to_vec(), others)),
            }
        }
    }
    table
});

fn language_of(line: &'static str) -> (Language, &'static str) {
    line.split_once(": ")
        .and_then(|(tag, words)| Some((Language::of_tag(tag)?, words)))
        .unwrap_or((Language::ENGLISH, line))
}

fn stems(word: &str, language: Language) -> Vec<String> {
    let stemmed = |part: &str| words::terms(part, language).into_iter().map(|it| it.stem);
    word.split(JOINT).flat_map(stemmed).collect()
}

fn commonness(word: &str, language: Language) -> Commonness {
    if language == Language::ENGLISH { english::commonness(word) } else { Commonness::Rare }
}

/// Stems that mean nearly the same as this one.
#[must_use]
pub(super) fn related(stem: &str, language: Language) -> &'static [String] {
    TABLE.related.get(&(language, stem.to_owned())).map_or(&[], Vec::as_slice)
}

/// For each stem of a question that is part of a known phrase, what the phrase stands for.
#[must_use]
pub(super) fn of_phrases(stems: &[&str], language: Language) -> Vec<(String, &'static [String])> {
    let mut found = Vec::new();
    for (phrase, meant) in TABLE.phrases.get(&language).into_iter().flatten() {
        let stands = stems.windows(phrase.len()).any(|it| it.iter().zip(phrase).all(|(one, two)| one == two));
        if stands {
            found.extend(phrase.iter().map(|it| (it.clone(), meant.as_slice())));
        }
    }
    found
}

/// Which side of each pair of opposites a text speaks for, by the line of the table: `true` for the first.
#[must_use]
pub(super) fn sides(text: &str, language: Language) -> Vec<(usize, bool)> {
    let terms = words::terms(text, language);
    let stems: Vec<&str> = terms.iter().map(|it| it.stem.as_str()).collect();
    let mut found = Vec::new();
    for (at, pair) in OPPOSITES.iter().enumerate().filter(|(_, pair)| pair.language == language) {
        let says = |side: &[Vec<String>]| {
            side.iter().any(|phrase| {
                stems
                    .windows(phrase.len().max(1))
                    .any(|it| it.iter().zip(phrase).all(|(one, two)| one == two))
            })
        };
        match (says(&pair.one), says(&pair.other)) {
            (true, false) => found.push((at, true)),
            (false, true) => found.push((at, false)),
            _ => {}
        }
    }
    found
}

/// Whether two texts speak for opposite sides of something.
#[must_use]
pub(super) fn are_opposed(one: &[(usize, bool)], two: &[(usize, bool)]) -> bool {
    let opposes = |(pair, side): &(usize, bool)| two.iter().any(|(other, its)| other == pair && its != side);
    let agrees = |it: &(usize, bool)| two.contains(it);
    one.iter().any(opposes) && !one.iter().any(agrees)
}

struct Pair {
    language: Language,
    one: Vec<Vec<String>>,
    other: Vec<Vec<String>>,
}

static OPPOSITES: LazyLock<Vec<Pair>> = LazyLock::new(|| {
    let of_line = |line: &'static str| {
        let (language, words) = language_of(line);
        let (one, other) = words.split_once(" | ")?;
        let side = |words: &str| words.split_whitespace().map(|word| stems(word, language)).collect();
        Some(Pair { language, one: side(one), other: side(other) })
    };
    let lines = include_str!("opposites.txt").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(of_line).collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    fn opposed(one: &str, two: &str, code: &str) -> bool {
        let language = Language::of_tag(code).unwrap();
        are_opposed(&sides(one, language), &sides(two, language))
    }

    #[test]
    fn opposites_are_told_apart_in_every_wording() {
        assert!(opposed("How do I turn on two-factor authentication?", "How to disable 2FA", "en"));
        assert!(!opposed("How do I turn on two-factor authentication?", "How to enable 2FA", "en"));
        assert!(opposed("Zwei-Faktor aktivieren", "Zwei-Faktor deaktivieren", "de"));
        assert!(opposed("как включить уведомления", "Отключить уведомления", "ru"));
        assert!(opposed("Increase the limit", "Decreasing the limit", "en"));
        assert!(!opposed("Add or remove members", "Remove a member", "en"));
    }

    #[test]
    fn a_phrase_stands_for_a_word() {
        let stems: Vec<String> =
            words::terms("my money back", Language::ENGLISH).into_iter().map(|it| it.stem).collect();
        let stems: Vec<&str> = stems.iter().map(String::as_str).collect();
        let meant = of_phrases(&stems, Language::ENGLISH);
        assert!(meant.iter().any(|(_, it)| it.contains(&"refund".to_owned())), "{meant:?}");
    }
}
