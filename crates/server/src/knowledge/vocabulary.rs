//! What words the documents hold, how telling each is, and which of them a question's word may stand for.

use std::collections::BTreeMap;

use super::words::{self, Commonness};

/// How surely a document's word answers to a question's word.
const SAME: f64 = 1.0;
/// "verify" and "verification": one family.
const FAMILY: f64 = 0.85;
/// A slip of the keyboard.
const TYPO: f64 = 0.85;
/// Through the table of synonyms.
const SYNONYM: f64 = 0.7;

/// Words of one family begin with the same letters, at least this many …
const FAMILY_PREFIX_CHARS: usize = 5;
/// … and one of them has no more than these behind.
const FAMILY_SUFFIX_CHARS: usize = 4;
/// Shorter words are other words, not slips of each other.
const TYPO_CHARS: usize = 6;
/// From here on two slips are believed.
const TWO_TYPOS_CHARS: usize = 9;

/// A common word counts for a third of a rare one.
const COMMON_WEIGHT: f64 = 1.0 / 3.0;
/// An everyday word counts for half.
const PLAIN_WEIGHT: f64 = 1.0 / 2.0;

/// In how many sections each stem stands.
#[derive(Debug, Default)]
pub struct Vocabulary {
    counts: BTreeMap<String, u32>,
    sections: u32,
}

/// A stem of the documents that stands for a question's word.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// The stem.
    pub stem: String,
    /// How surely, 0 to 1.
    pub strength: f64,
}

impl Vocabulary {
    /// Counts one section, given each of its stems once.
    pub fn add_section<'a>(&mut self, stems: impl Iterator<Item = &'a String>) {
        self.sections += 1;
        for stem in stems {
            *self.counts.entry(stem.clone()).or_default() += 1;
        }
    }

    /// Whether any section holds the stem.
    #[must_use]
    pub fn holds(&self, stem: &str) -> bool {
        self.counts.contains_key(stem)
    }

    /// How much meeting the stem tells: the rarer, the more; words common in any text tell less.
    #[must_use]
    pub fn weight(&self, stem: &str, commonness: Commonness) -> f64 {
        let count = self.counts.get(stem).copied().unwrap_or(0);
        let rarity = (1.0 + f64::from(self.sections) / (1.0 + f64::from(count))).ln();
        rarity
            * match commonness {
                Commonness::Rare => 1.0,
                Commonness::Plain => PLAIN_WEIGHT,
                Commonness::Common => COMMON_WEIGHT,
            }
    }

    /// The stems of the documents that the question's stem may stand for, itself first if it is there.
    #[must_use]
    pub fn alternatives(&self, stem: &str) -> Vec<Alternative> {
        let mut found = Vec::new();
        if self.holds(stem) {
            found.push(Alternative { stem: stem.to_owned(), strength: SAME });
        }
        self.add_family(stem, &mut found);
        for other in words::related(stem) {
            if self.holds(other) && !found.iter().any(|it| it.stem == *other) {
                found.push(Alternative { stem: other.clone(), strength: SYNONYM });
            }
        }
        if found.is_empty() {
            self.add_slips(stem, &mut found);
        }
        found
    }

    fn add_family(&self, stem: &str, found: &mut Vec<Alternative>) {
        let Some(prefix) = prefix(stem, FAMILY_PREFIX_CHARS) else { return };
        for (other, _) in self.counts.range(prefix.to_owned()..).take_while(|(it, _)| it.starts_with(prefix))
        {
            if other != stem && is_family(stem, other) {
                found.push(Alternative { stem: other.clone(), strength: FAMILY });
            }
        }
    }

    fn add_slips(&self, stem: &str, found: &mut Vec<Alternative>) {
        let length = stem.chars().count();
        let Some(first) = prefix(stem, 1).filter(|_| length >= TYPO_CHARS) else { return };
        let allowed = if length >= TWO_TYPOS_CHARS { 2 } else { 1 };
        let near = self.counts.range(first.to_owned()..).take_while(|(it, _)| it.starts_with(first));
        for (other, _) in near {
            if other.chars().count().abs_diff(length) <= allowed && distance(stem, other) <= allowed {
                found.push(Alternative { stem: other.clone(), strength: TYPO });
            }
        }
    }
}

/// Whether one stem begins with the other, but for the vowel that a stem may end in: "verif" and "verifi".
fn is_family(one: &str, two: &str) -> bool {
    let (short, long) = if one.len() <= two.len() { (one, two) } else { (two, one) };
    let root = short.trim_end_matches(['a', 'e', 'i', 'o', 'u', 'y']);
    let ends = long.chars().count().saturating_sub(root.chars().count());
    root.chars().count() + 1 >= FAMILY_PREFIX_CHARS && long.starts_with(root) && ends <= FAMILY_SUFFIX_CHARS
}

fn prefix(stem: &str, chars: usize) -> Option<&str> {
    let end = stem.char_indices().nth(chars).map_or(stem.len(), |(at, _)| at);
    stem.get(..end).filter(|_| stem.chars().count() >= chars)
}

/// How many letters to add, drop, change or swap with a neighbour.
fn distance(one: &str, two: &str) -> usize {
    let two: Vec<char> = two.chars().collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=two.len()).collect();
    let mut previous = None;
    for (row, a) in one.chars().enumerate() {
        let mut current = vec![row + 1];
        for (column, b) in two.iter().enumerate() {
            let at = |line: &[usize], index: usize| line.get(index).copied().unwrap_or(usize::MAX / 2);
            let mut best = (at(&last, column) + usize::from(a != *b))
                .min(at(&last, column + 1) + 1)
                .min(at(&current, column) + 1);
            let swapped =
                column.checked_sub(1).filter(|before| two.get(*before) == Some(&a) && previous == Some(*b));
            if let Some(before) = swapped {
                best = best.min(at(&before_last, before) + 1);
            }
            current.push(best);
        }
        previous = Some(a);
        before_last = std::mem::replace(&mut last, current);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(sections: &[&str]) -> Vocabulary {
        let mut it = Vocabulary::default();
        for section in sections {
            let stems: std::collections::BTreeSet<String> =
                words::terms(section).into_iter().map(|term| term.stem).collect();
            it.add_section(stems.iter());
        }
        it
    }

    fn meets(vocabulary: &Vocabulary, word: &str, other: &str) -> bool {
        vocabulary.alternatives(&words::stem(word)).iter().any(|it| it.stem == words::stem(other))
    }

    #[test]
    fn families_synonyms_and_slips_meet() {
        let it = of(&["verify the visitor", "refund within 14 days", "impersonation"]);
        assert!(meets(&it, "verification", "verify"));
        assert!(meets(&it, "reimbursement", "refund"));
        assert!(meets(&it, "impresonation", "impersonation"));
        assert!(it.alternatives(&words::stem("capital")).is_empty());
        assert!(!meets(&of(&["compare the two"]), "company", "compare"));
    }

    #[test]
    fn short_words_are_never_slips_of_each_other() {
        assert!(!meets(&of(&["the cart"]), "card", "cart"));
    }

    #[test]
    fn rare_words_tell_more_than_frequent_and_common_ones() {
        let it = of(&["token secret", "token", "token", "time"]);
        assert!(it.weight("secret", Commonness::Rare) > it.weight("token", Commonness::Rare));
        assert!(it.weight("secret", Commonness::Rare) > it.weight("time", Commonness::Common));
        assert!(it.weight("unheard", Commonness::Rare) >= it.weight("secret", Commonness::Rare));
    }

    #[test]
    fn distance_counts_a_swap_once() {
        assert_eq!(distance("recieve", "receive"), 1);
        assert_eq!(distance("abc", "abc"), 0);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
