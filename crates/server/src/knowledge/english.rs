//! What only English has: two spellings of one word, verbs whose particle makes another word of them, and lists of words
//! that say little in a product's documentation.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Words that say how a thing is asked, not what: they never count.
const STOP_WORDS: &str = include_str!("stop_words.txt");
/// Words so common in any text that meeting them says little: they count less.
const COMMON_WORDS: &str = include_str!("common_words.txt");
/// Everyday words: they count somewhat less.
const PLAIN_WORDS: &str = include_str!("plain_words.txt");

static STOPS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| lines(STOP_WORDS).collect());
static COMMON: LazyLock<HashSet<&'static str>> = LazyLock::new(|| lines(COMMON_WORDS).collect());
static PLAIN: LazyLock<HashSet<&'static str>> = LazyLock::new(|| lines(PLAIN_WORDS).collect());

/// Words of a list file: blank-separated, `#` opens a comment.
fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace)
}

/// Whether a word only says how something is asked. The list of the crate has hundreds of words more, among them some
/// that customers ask for: "home", "contact", "page".
#[must_use]
pub(super) fn is_stop_word(word: &str) -> bool {
    STOPS.contains(word)
}

/// How common a word is in any text, whatever it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Commonness {
    /// It says what a text is about.
    Rare,
    /// An everyday word.
    Plain,
    /// It stands in every text.
    Common,
}

/// How common a word is.
#[must_use]
pub(super) fn commonness(word: &str) -> Commonness {
    if COMMON.contains(word) {
        Commonness::Common
    } else if PLAIN.contains(word) {
        Commonness::Plain
    } else {
        Commonness::Rare
    }
}

/// Words that make another word of the verb before them: "log in", "set up", "roll back".
const PARTICLES: [&str; 8] = ["in", "out", "up", "off", "on", "back", "down", "over"];

/// The verbs of which a particle makes a noun that documentations use.
const VERBS: [&str; 36] = [
    "log", "logs", "logged", "logging", "sign", "signs", "signed", "signing", "set", "sets", "setting",
    "back", "backs", "backing", "roll", "rolls", "rolling", "opt", "opts", "opted", "opting", "check",
    "checks", "checking", "time", "times", "shut", "turn", "start", "build", "plug", "pop", "sell", "fall",
    "hand", "add",
];

/// "logged out" as "logout": a verb and its particle in one word.
#[must_use]
pub(super) fn verb_with_particle(verb: &str, after: &str) -> Option<String> {
    let (verb, after) = (verb.to_lowercase(), after.to_lowercase());
    let is_one = PARTICLES.contains(&after.as_str()) && VERBS.contains(&verb.as_str());
    is_one.then(|| format!("{}{after}", base_form(&verb)))
}

/// "logged" and "logging" as "log", so that with a particle they make one word.
fn base_form(verb: &str) -> &str {
    let is_form = |base: &&&str| verb.starts_with(**base) && verb.len() > base.len();
    VERBS.iter().filter(is_form).min_by_key(|base| base.len()).copied().unwrap_or(verb)
}

/// Words that British English spells with "our".
const OUR_WORDS: [&str; 9] =
    ["colour", "behaviour", "favour", "honour", "labour", "neighbour", "flavour", "humour", "rumour"];
/// Endings of which each first one is written as the second.
const ENDINGS: [(&str, &str); 8] = [
    ("isations", "izations"),
    ("isation", "ization"),
    ("ising", "izing"),
    ("ised", "ized"),
    ("ises", "izes"),
    ("ise", "ize"),
    ("ogue", "og"),
    ("selves", "self"),
];

/// British and American spellings of a word in one. It makes no word of "promize", but the same of both its sides.
#[must_use]
pub(super) fn one_spelling(word: String) -> String {
    if word.len() >= 6 && (word.ends_with("self") || word.ends_with("selves")) {
        return "self".to_owned();
    }
    if let Some(british) = OUR_WORDS.iter().find(|british| word.starts_with(**british)) {
        return word.replacen(british, &british.replacen("our", "or", 1), 1);
    }
    let ending =
        ENDINGS.iter().find(|(british, _)| word.len() > british.len() + 2 && word.ends_with(british));
    match ending.and_then(|(british, american)| Some((word.strip_suffix(british)?, american))) {
        Some((start, american)) => format!("{start}{american}"),
        None => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::language::Language;
    use crate::knowledge::words::terms;

    fn stems(text: &str) -> Vec<String> {
        terms(text, Language::ENGLISH).into_iter().map(|term| term.stem).collect()
    }

    #[test]
    fn spellings_and_verbs_with_particles_meet() {
        assert_eq!(stems("colour"), stems("color"));
        assert_eq!(stems("customisation"), stems("customization"));
        assert_eq!(stems("log in"), ["login", "log", "in"]);
        assert_eq!(stems("logged out"), ["logout", "log", "out"]);
        assert_eq!(stems("yourself"), ["self"]);
        assert_eq!(stems("Crème brûlée"), stems("creme brulee"));
        assert_eq!(stems("the visitor's"), stems("the visitors"));
    }

    #[test]
    fn what_only_asks_is_told_from_what_is_asked() {
        assert!(["how", "do", "i", "it"].into_iter().all(is_stop_word));
        assert!(!is_stop_word("contact") && commonness("refund") == Commonness::Rare);
    }
}
