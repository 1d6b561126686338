//! Words that are nearly the same: of one family, a slip of the keyboard, a part of a compound.

use super::language::Language;

/// "verify" and "verification": one family.
const FAMILY: f64 = 0.85;
/// A slip of the keyboard.
const SLIP: f64 = 0.85;
/// "Versand" in "Versandkosten".
const PART: f64 = 0.7;

/// Words of one family begin with the same letters, at least this many …
const FAMILY_PREFIX_CHARS: usize = 5;
/// … and one of them has no more than these behind.
const FAMILY_SUFFIX_CHARS: usize = 4;
/// Shorter words are other words, not slips of each other.
const SLIP_CHARS: usize = 5;
/// From here on two slips are believed.
const TWO_SLIPS_CHARS: usize = 9;
/// A shorter part is in too many compounds.
const PART_CHARS: usize = 5;
/// Languages that write compounds as one word.
const COMPOUNDING: [&str; 9] = ["de", "nl", "sv", "da", "nb", "fi", "hu", "et", "af"];

/// How surely one stem stands for another, 0 to 1. A word that the documents have is never a slip of another one of
/// theirs.
#[must_use]
pub(super) fn strength(wanted: &str, is_known: bool, other: &str, language: Language) -> f64 {
    if wanted == other {
        return 1.0;
    }
    if is_family(wanted, other) {
        return FAMILY;
    }
    if !is_known && is_slip(wanted, other) {
        return SLIP;
    }
    if COMPOUNDING.contains(&language.code()) && is_part(wanted, other) { PART } else { 0.0 }
}

/// Whether one stem begins with the other, but for the vowel that a stem may end in: "verif" and "verifi".
fn is_family(one: &str, two: &str) -> bool {
    let (short, long) = if one.len() <= two.len() { (one, two) } else { (two, one) };
    let root = short.trim_end_matches(['a', 'e', 'i', 'o', 'u', 'y']);
    if !long.starts_with(root) {
        return false;
    }
    let root_chars = root.chars().count();
    let ends = long.chars().count().saturating_sub(root_chars);
    root_chars + 1 >= FAMILY_PREFIX_CHARS
        && short.chars().count() >= FAMILY_PREFIX_CHARS
        && ends <= FAMILY_SUFFIX_CHARS
}

fn is_part(one: &str, two: &str) -> bool {
    let (short, long) = if one.len() <= two.len() { (one, two) } else { (two, one) };
    short.chars().count() >= PART_CHARS && (long.starts_with(short) || long.ends_with(short))
}

fn is_slip(one: &str, two: &str) -> bool {
    let (length, its) = (one.chars().count(), two.chars().count());
    let allowed = if length >= TWO_SLIPS_CHARS { 2 } else { 1 };
    length >= SLIP_CHARS
        && length.abs_diff(its) <= allowed
        && one.chars().next() == two.chars().next()
        && distance(one, two) <= allowed
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

    fn meets(one: &str, two: &str) -> bool {
        strength(one, false, two, Language::ENGLISH) > 0.0
    }

    #[test]
    fn families_and_slips_meet() {
        assert!(meets("verif", "verifi"));
        assert!(meets("impresonation", "impersonation"));
        assert!(meets("shipe", "ship") || meets("shiping", "shipping"));
        assert!(!meets("compani", "compar"));
        assert!(!meets("card", "cart"));
        assert!(strength("cards", true, "carts", Language::ENGLISH) == 0.0);
    }

    #[test]
    fn a_compound_meets_its_parts_where_compounds_are_written_as_one() {
        let german = Language::of_tag("de").unwrap();
        assert!(strength("versand", true, "versandkost", german) > 0.0);
        assert_eq!(strength("versand", true, "versandhandel", Language::of_tag("fr").unwrap()), 0.0);
    }

    #[test]
    fn distance_counts_a_swap_once() {
        assert_eq!(distance("recieve", "receive"), 1);
        assert_eq!(distance("abc", "abc"), 0);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
