//! Texts into what is compared: the same way for documents and for questions, or they would not meet.
//!
//! A word is normalised (NFKC), lower-cased as its language does, stemmed and freed of accents. Scripts that set no
//! spaces are cut into overlapping runs of characters. Beside its words a text has its character trigrams, which meet
//! where stemming cannot reach: compounds, slips of the keyboard, languages without a stemmer.

use std::sync::LazyLock;

use icu_casemap::CaseMapper;
use icu_locale_core::LanguageIdentifier;
use tantivy::tokenizer::{AsciiFoldingFilter, RawTokenizer, TextAnalyzer};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::english;
use super::language::Language;
use super::writing::{EDGE, Writing, is_hangul, runs};

/// A longer word is noise (a hash, a key) and is cut.
const WORD_CHARS: usize = 40;
/// Characters of a piece of a word.
const GRAM_CHARS: usize = 3;
/// One word of a text, ready to be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The stem.
    pub stem: String,
    /// The word as it stood, lower-cased.
    pub word: String,
    /// Which word of the text it is; parts of a word share one.
    pub position: usize,
}

/// The terms of a text.
#[must_use]
pub fn terms(text: &str, language: Language) -> Vec<Term> {
    let runs = runs(text, language);
    let mut out = Vec::new();
    for (position, run) in runs.iter().enumerate() {
        if language == Language::ENGLISH && run.writing == Writing::Spaced {
            let after = runs.get(position + 1).map(|it| it.text.as_str());
            if let Some(joined) = after.and_then(|after| english::verb_with_particle(&run.text, after)) {
                push(&mut out, &joined, language, position);
            }
        }
        match run.writing {
            Writing::Spaced => push_word(&mut out, &run.text, language, position),
            Writing::Dense => push_pieces(&mut out, without_josa(&run.text), DENSE_CHARS, position),
            Writing::Running => push_pieces(&mut out, &run.text, RUNNING_CHARS, position),
        }
    }
    out
}

/// The question's terms: as [`terms`], but unspaced runs are first cut at their function words, which would otherwise
/// stand in the pieces: "怎么退货" asks for "退货".
#[must_use]
pub fn question_terms(text: &str, language: Language) -> Vec<Term> {
    let mut out = Vec::new();
    let mut at = 0;
    let runs = runs(text, language);
    if runs.iter().all(|it| it.writing == Writing::Spaced) {
        // Neighbours matter to verbs with particles.
        return terms(text, language);
    }
    for run in runs {
        if run.writing == Writing::Spaced {
            push_word(&mut out, &run.text, language, at);
            at += 1;
            continue;
        }
        let chars = if run.writing == Writing::Dense { DENSE_CHARS } else { RUNNING_CHARS };
        for piece in without_function_words(without_josa(&run.text), language) {
            push_pieces(&mut out, &piece, chars, at);
            at += 1;
        }
    }
    if out.is_empty() { terms(text, language) } else { out }
}

/// The pieces of a text's words, three characters each; of dense scripts one and two.
#[must_use]
pub fn grams(text: &str, language: Language) -> Vec<String> {
    let mut out = Vec::new();
    for run in runs(text, language) {
        match run.writing {
            Writing::Spaced => {
                for part in run.text.split(EDGE).filter(|it| !it.is_empty()) {
                    out.extend(word_grams(&fold(&lower(part, language), language)));
                }
            }
            Writing::Dense => {
                out.extend(run.text.chars().map(String::from));
                out.extend(windows(&run.text, DENSE_CHARS));
            }
            Writing::Running => out.extend(windows(&run.text, GRAM_CHARS)),
        }
    }
    out
}

/// The pieces of one word, its edges marked.
#[must_use]
pub fn word_grams(word: &str) -> Vec<String> {
    let shortened: String = word.chars().take(WORD_CHARS).collect();
    windows(&format!("{EDGE}{shortened}{EDGE}"), GRAM_CHARS)
}

/// The stem of a word that is lower-cased already, free of accents.
#[must_use]
pub fn stem(word: &str, language: Language) -> String {
    let stemmed = language.stemmer().map_or_else(|| word.to_owned(), |it| it.stem(word).into_owned());
    fold(&stemmed, language)
}

/// A word lower-cased as its language does: `İ` and `I` are not what they are elsewhere in Turkish.
#[must_use]
pub fn lower(word: &str, language: Language) -> String {
    if word.is_ascii() && !matches!(language.code(), "tr" | "lt") {
        return word.to_ascii_lowercase();
    }
    let identifier = language.code().parse().unwrap_or(LanguageIdentifier::UNKNOWN);
    CASES.lowercase_to_string(word, &identifier).into_owned()
}

static CASES: LazyLock<icu_casemap::CaseMapperBorrowed<'static>> = LazyLock::new(CaseMapper::new);

/// Characters that a piece of a dense script has: two make a word as often as not.
const DENSE_CHARS: usize = 2;
/// Characters that a piece of a running script has.
const RUNNING_CHARS: usize = 4;

fn windows(text: &str, chars: usize) -> Vec<String> {
    let all: Vec<char> = text.chars().collect();
    if all.is_empty() {
        return Vec::new();
    }
    all.windows(chars.min(all.len())).map(|it| it.iter().collect()).collect()
}

fn push_pieces(out: &mut Vec<Term>, run: &str, chars: usize, position: usize) {
    out.extend(windows(run, chars).into_iter().map(|it| Term { stem: it.clone(), word: it, position }));
}

fn push_word(out: &mut Vec<Term>, run: &str, language: Language, position: usize) {
    let bare = without_apostrophe(run, language);
    // "don't" stays whole: its halves are no words.
    let parts = if bare.contains(['\'', '’']) { Vec::new() } else { identifier_parts(bare) };
    let whole: String = bare.chars().filter(|it| it.is_alphanumeric() || is_combining_mark(*it)).collect();
    push(out, &whole, language, position);
    if parts.len() > 1 {
        for part in parts {
            push(out, part, language, position);
        }
    }
}

fn push(out: &mut Vec<Term>, word: &str, language: Language, position: usize) {
    let mut word: String = lower(word, language).chars().take(WORD_CHARS).collect();
    if language == Language::ENGLISH {
        word = english::one_spelling(fold(&word, language));
    }
    if !word.is_empty() {
        out.push(Term { stem: stem(&word, language), word, position });
    }
}

/// Languages that join an article or a preposition to the word behind it.
const ELIDING: [&str; 4] = ["fr", "it", "ca", "ga"];
/// The longest of these: "quell'", "dell'".
const ELIDED_CHARS: usize = 5;

/// "l'envoi" is "envoi", "visitor's" is "visitor", "Ankara'da" is "Ankara".
fn without_apostrophe(run: &str, language: Language) -> &str {
    let Some((before, after)) = run.split_once(['\'', '’']) else { return run };
    match language.code() {
        code if ELIDING.contains(&code) && before.chars().count() <= ELIDED_CHARS => after,
        "tr" | "az" => before,
        _ => run.strip_suffix("'s").or_else(|| run.strip_suffix("’s")).unwrap_or(run),
    }
}

/// Particles that Korean joins to a noun, the longest first. No crate strips them without a dictionary of megabytes.
const JOSA: [&str; 34] = [
    "에서는",
    "으로는",
    "에게서",
    "이라는",
    "까지는",
    "부터는",
    "에서",
    "으로",
    "에게",
    "까지",
    "부터",
    "처럼",
    "보다",
    "이나",
    "라는",
    "하고",
    "에는",
    "인가",
    "은",
    "는",
    "이",
    "가",
    "을",
    "를",
    "의",
    "에",
    "로",
    "와",
    "과",
    "도",
    "만",
    "나",
    "요",
    "께",
];

fn without_josa(run: &str) -> &str {
    const LEAST_CHARS: usize = 2;
    if !run.chars().all(is_hangul) {
        return run;
    }
    JOSA.iter()
        .filter_map(|josa| run.strip_suffix(josa))
        .find(|rest| rest.chars().count() >= LEAST_CHARS)
        .unwrap_or(run)
}

/// How things are asked for, beyond the function words: "how to use", "please tell me".
const ASKING: [(&str, &[&str]); 4] = [
    (
        "ja",
        &[
            "使い方",
            "の仕方",
            "仕方",
            "方法",
            "やり方",
            "について",
            "とは",
            "どうやって",
            "どのように",
            "どうすれば",
            "教えてください",
            "教えて",
            "ください",
            "できますか",
            "ありますか",
            "ですか",
            "ますか",
            "したい",
            "しますか",
            "何ですか",
            "いいですか",
            "知りたい",
        ],
    ),
    (
        "zh",
        &[
            "怎么",
            "怎样",
            "如何",
            "怎麼",
            "请问",
            "請問",
            "什么",
            "什麼",
            "可以",
            "吗",
            "嗎",
            "多久",
            "哪里",
            "哪些",
            "为什么",
        ],
    ),
    (
        "ko",
        &[
            "어떻게",
            "하나요",
            "할수있나요",
            "있나요",
            "무엇인가요",
            "인가요",
            "알려주세요",
            "해주세요",
            "방법",
            "주세요",
        ],
    ),
    (
        "th",
        &[
            "อย่างไร",
            "ยังไง",
            "ได้ไหม",
            "ไหม",
            "หรือไม่",
            "คืออะไร",
            "อะไร",
            "เท่าไหร่",
            "เท่าไร",
            "ทำไม",
            "ที่ไหน",
            "เมื่อไหร่",
        ],
    ),
];
/// Particles of Japanese, where the next letter shows that they are one.
const PARTICLES: &str = "のをはがにでとへもや";

/// What is left of an unspaced run without what only asks and what holds it together, the longest taken first.
fn without_function_words(run: &str, language: Language) -> Vec<String> {
    const LONGEST_CHARS: usize = 8;
    let asking =
        ASKING.iter().find(|(code, _)| *code == language.code()).map_or(&[][..], |(_, words)| *words);
    let asks = |text: &str| asking.contains(&text) || language.is_function_word(text);
    let chars: Vec<char> = run.chars().collect();
    let is_particle = |at: usize| {
        language.code() == "ja"
            && chars.get(at).is_some_and(|it| PARTICLES.contains(*it))
            && chars.get(at + 1).is_none_or(|it| !matches!(it, '\u{3041}'..='\u{309F}'))
    };
    let mut parts = vec![String::new()];
    let mut at = 0;
    while at < chars.len() {
        let longest = (1..=LONGEST_CHARS.min(chars.len() - at)).rev().find(|count| {
            let piece: String = chars.get(at..at + count).unwrap_or_default().iter().collect();
            if *count == 1 { asking.contains(&piece.as_str()) || is_particle(at) } else { asks(&piece) }
        });
        match longest {
            Some(count) => {
                parts.push(String::new());
                at += count;
            }
            None => {
                if let (Some(part), Some(it)) = (parts.last_mut(), chars.get(at)) {
                    part.push(*it);
                }
                at += 1;
            }
        }
    }
    parts.retain(|it| !it.is_empty());
    parts
}

/// `getUserToken` and `user_token` in their words.
fn identifier_parts(run: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for piece in run.split(EDGE) {
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

/// Accents off, but for Vietnamese, where they make other words.
fn fold(word: &str, language: Language) -> String {
    if word.is_ascii() || language.code() == "vi" {
        return word.to_owned();
    }
    let bare: String = word.nfd().filter(|it| !matches!(it, '\u{300}'..='\u{36F}')).nfc().collect();
    if !bare.chars().any(|it| matches!(it, '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}')) {
        return bare;
    }
    let mut analyzer = TextAnalyzer::builder(RawTokenizer::default()).filter(AsciiFoldingFilter).build();
    let mut folded = String::new();
    analyzer.token_stream(&bare).process(&mut |token| folded.push_str(&token.text));
    folded
}

#[cfg(test)]
mod tests;
