//! Texts into terms: the same way for documents and for questions, or they would not meet.
//! A word is lowercased, freed of accents and stemmed; an identifier counts whole and in its parts; scripts without
//! spaces are cut into pairs of characters.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use frostem::{Algorithm, Stemmer};
use tantivy::tokenizer::{AsciiFoldingFilter, RawTokenizer, TextAnalyzer};

/// Words that say how a thing is asked, not what: they never count.
const STOP_WORDS: &str = include_str!("stop_words.txt");
/// Words so common in any text that meeting them says little: they count less.
const COMMON_WORDS: &str = include_str!("common_words.txt");
/// Everyday words: they count somewhat less.
const PLAIN_WORDS: &str = include_str!("plain_words.txt");

/// A longer word is noise (a hash, a key) and is cut.
const WORD_BYTES: usize = 60;

/// One word of a text, ready to be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The stem.
    pub stem: String,
    /// The word as it stood, lowercased.
    pub word: String,
    /// Which word of the text it is; parts of an identifier share one.
    pub position: usize,
}

static STOPS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| lines(STOP_WORDS).collect());
static COMMON: LazyLock<HashSet<&'static str>> = LazyLock::new(|| lines(COMMON_WORDS).collect());
static PLAIN: LazyLock<HashSet<&'static str>> = LazyLock::new(|| lines(PLAIN_WORDS).collect());

/// Words of a list file: blank-separated, `#` opens a comment.
pub(super) fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace)
}

/// Whether a word only says how something is asked.
#[must_use]
pub fn is_stop_word(word: &str) -> bool {
    STOPS.contains(word)
}

/// How common a word is in any text, whatever it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Commonness {
    /// It says what a text is about.
    Rare,
    /// An everyday word.
    Plain,
    /// It stands in every text.
    Common,
}

/// How common a word is.
#[must_use]
pub fn commonness(word: &str) -> Commonness {
    if COMMON.contains(word) {
        Commonness::Common
    } else if PLAIN.contains(word) {
        Commonness::Plain
    } else {
        Commonness::Rare
    }
}

/// The stem of a lowercased word (English, Porter 2).
#[must_use]
pub fn stem(word: &str) -> String {
    Stemmer::new(Algorithm::English).stem(word).into_owned()
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

/// The terms of a text, stop words left out. A verb with its particle counts as one word too, before its own.
#[must_use]
pub fn terms(text: &str) -> Vec<Term> {
    let runs: Vec<&str> = text
        .split(|it: char| !(it.is_alphanumeric() || it == '_' || it == '\'' || it == '’'))
        .map(|run| run.trim_matches(['_', '\'', '’']))
        .filter(|run| !run.is_empty())
        .collect();
    let mut out = Vec::new();
    for (position, run) in runs.iter().enumerate() {
        let after = runs.get(position + 1).map(|after| after.to_lowercase());
        if let Some(particle) = after.filter(|after| PARTICLES.contains(&after.as_str()))
            && VERBS.contains(&run.to_lowercase().as_str())
        {
            push(&mut out, &format!("{}{particle}", base_form(run)), position);
        }
        push_run(&mut out, run, position);
    }
    out
}

/// "logged" and "logging" as "log", so that with a particle they make one word.
fn base_form(verb: &str) -> String {
    let lowered = verb.to_lowercase();
    let is_form = |base: &&&str| lowered.starts_with(**base) && lowered.len() > base.len();
    VERBS
        .iter()
        .filter(is_form)
        .min_by_key(|base| base.len())
        .map_or_else(|| lowered.clone(), ToString::to_string)
}

fn push_run(out: &mut Vec<Term>, run: &str, position: usize) {
    // "visitor's" is "visitor".
    let run = run.strip_suffix("'s").or_else(|| run.strip_suffix("’s")).unwrap_or(run);
    if run.chars().any(is_unspaced) {
        let chars: Vec<char> = run.chars().collect();
        for pair in chars.windows(chars.len().clamp(1, 2)) {
            push(out, &pair.iter().collect::<String>(), position);
        }
        return;
    }
    // "don't" and "l'an" stay whole: their halves are no words.
    let parts = if run.contains(['\'', '’']) { Vec::new() } else { identifier_parts(run) };
    let whole: String = run.chars().filter(|it| it.is_alphanumeric()).collect();
    push(out, &whole, position);
    if parts.len() > 1 {
        for part in parts {
            push(out, part, position);
        }
    }
}

fn push(out: &mut Vec<Term>, word: &str, position: usize) {
    let mut word = one_spelling(fold(&word.to_lowercase()));
    if word.len() > WORD_BYTES {
        word = word.chars().take(WORD_BYTES).collect();
    }
    if word.is_empty() || is_stop_word(&word) {
        return;
    }
    out.push(Term { stem: stem(&word), word, position });
}

/// `getUserToken` and `user_token` in their words.
fn identifier_parts(run: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for piece in run.split('_') {
        let mut from = 0;
        let mut before_is_lower = false;
        for (at, it) in piece.char_indices() {
            if it.is_uppercase() && before_is_lower {
                parts.extend(piece.get(from..at));
                from = at;
            }
            before_is_lower = it.is_lowercase() || it.is_numeric();
        }
        parts.extend(piece.get(from..).filter(|rest| !rest.is_empty()));
    }
    parts
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
fn one_spelling(word: String) -> String {
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

/// Chinese, Japanese and Thai are written without spaces.
fn is_unspaced(it: char) -> bool {
    matches!(it, '\u{0E00}'..='\u{0E7F}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}')
}

fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_owned();
    }
    let mut analyzer = TextAnalyzer::builder(RawTokenizer::default()).filter(AsciiFoldingFilter).build();
    let mut folded = String::new();
    analyzer.token_stream(word).process(&mut |token| folded.push_str(&token.text));
    folded
}

/// Stems that mean nearly the same in a product's documentation, by stem.
static RELATED: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| {
    let mut related: HashMap<String, Vec<String>> = HashMap::new();
    for line in include_str!("synonyms.txt").lines().filter(|line| !line.starts_with('#')) {
        let group: Vec<(String, Commonness)> = line
            .split_whitespace()
            .filter(|word| !is_stop_word(word))
            .map(|word| (stem(&one_spelling(word.to_owned())), commonness(word)))
            .collect();
        for (stem, _) in &group {
            // A word that is common in any text stands for too much to stand for another.
            let others =
                group.iter().filter(|(other, common)| other != stem && *common != Commonness::Common);
            related.entry(stem.clone()).or_default().extend(others.map(|(other, _)| other.clone()));
        }
    }
    related
});

/// Stems that mean nearly the same as this one.
#[must_use]
pub fn related(stem: &str) -> &'static [String] {
    RELATED.get(stem).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stems(text: &str) -> Vec<String> {
        terms(text).into_iter().map(|term| term.stem).collect()
    }

    #[test]
    fn forms_of_a_word_meet() {
        assert_eq!(stems("impersonating"), stems("Impersonation"));
        assert_eq!(stems("the visitor's"), stems("visitors"));
        assert_eq!(stems("Crème brûlée"), stems("creme brulee"));
    }

    #[test]
    fn an_identifier_counts_whole_and_in_parts() {
        assert_eq!(stems("getUserToken"), ["getusertoken", "user", "token"]);
        assert_eq!(stems("user_token"), ["usertoken", "user", "token"]);
    }

    #[test]
    fn a_script_without_spaces_is_cut_into_pairs() {
        assert_eq!(stems("身份验证"), ["身份", "份验", "验证"]);
    }

    #[test]
    fn spellings_and_verbs_with_particles_meet() {
        assert_eq!(stems("colour"), stems("color"));
        assert_eq!(stems("customisation"), stems("customization"));
        assert_eq!(stems("log in"), ["login", "log"]);
        assert_eq!(stems("logged out"), ["logout", "log"]);
        assert_eq!(stems("host it yourself"), ["host", "self"]);
    }

    #[test]
    fn what_only_asks_does_not_count() {
        assert_eq!(stems("How do I do it?"), Vec::<String>::new());
    }
}
