//! What a text tells of its language: the script of its letters, and the function words that stand in it.

use super::language::Language;

/// Enough of a text to know its language by.
const SAMPLE_CHARS: usize = 4_000;

/// What writes a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    Latin,
    Cyrillic,
    Greek,
    Arabic,
    Hebrew,
    Devanagari,
    Bengali,
    Tamil,
    Armenian,
    Georgian,
    Thai,
    Lao,
    Khmer,
    Burmese,
    Han,
    Kana,
    Hangul,
}

fn script_of_char(it: char) -> Option<Script> {
    Some(match it {
        'a'..='z' | 'A'..='Z' | '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => Script::Latin,
        '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' => Script::Greek,
        '\u{400}'..='\u{52F}' => Script::Cyrillic,
        '\u{530}'..='\u{58F}' => Script::Armenian,
        '\u{590}'..='\u{5FF}' => Script::Hebrew,
        '\u{600}'..='\u{6FF}' | '\u{750}'..='\u{77F}' | '\u{FB50}'..='\u{FDFF}' => Script::Arabic,
        '\u{900}'..='\u{97F}' => Script::Devanagari,
        '\u{980}'..='\u{9FF}' => Script::Bengali,
        '\u{B80}'..='\u{BFF}' => Script::Tamil,
        '\u{E00}'..='\u{E7F}' => Script::Thai,
        '\u{E80}'..='\u{EFF}' => Script::Lao,
        '\u{1000}'..='\u{109F}' => Script::Burmese,
        '\u{10A0}'..='\u{10FF}' | '\u{1C90}'..='\u{1CBF}' => Script::Georgian,
        '\u{1780}'..='\u{17FF}' => Script::Khmer,
        '\u{3040}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' => Script::Kana,
        '\u{1100}'..='\u{11FF}' | '\u{3130}'..='\u{318F}' | '\u{AC00}'..='\u{D7AF}' => Script::Hangul,
        '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3134F}' => Script::Han,
        _ => return None,
    })
}

/// A text in another script than Latin often holds Latin names, so a fifth of its letters decides; kana among Han means
/// Japanese.
pub(super) fn script_of(text: &str) -> Option<Script> {
    const OTHER_SHARE: usize = 5;
    let mut counts: Vec<(Script, usize)> = Vec::new();
    for script in text.chars().take(SAMPLE_CHARS).filter_map(script_of_char) {
        match counts.iter_mut().find(|(known, _)| *known == script) {
            Some((_, count)) => *count += 1,
            None => counts.push((script, 1)),
        }
    }
    let of = |script| counts.iter().find(|(it, _)| *it == script).map_or(0, |(_, count)| *count);
    if of(Script::Kana) * OTHER_SHARE * 2 >= of(Script::Han).max(1) && of(Script::Kana) > 0 {
        let latin = of(Script::Latin);
        if (of(Script::Kana) + of(Script::Han)) * OTHER_SHARE >= latin {
            return Some(Script::Kana);
        }
    }
    let total: usize = counts.iter().map(|(_, count)| count).sum();
    let other = counts.iter().filter(|(it, _)| *it != Script::Latin).max_by_key(|(_, count)| *count);
    match other {
        Some((script, count)) if count * OTHER_SHARE >= total => Some(*script),
        _ => (total > 0).then_some(Script::Latin),
    }
}

/// Each function word speaks for the languages that have it, the more the fewer they are; a letter that only one of them
/// writes speaks too.
pub(super) fn by_function_words(text: &str, among: &[Language]) -> Language {
    let mut scores = vec![0.0_f64; among.len()];
    let sample: String = text.chars().take(SAMPLE_CHARS).flat_map(char::to_lowercase).collect();
    for word in sample
        .split(|it: char| !(it.is_alphanumeric() || it == '\''))
        .filter(|it| it.chars().any(char::is_alphabetic))
    {
        let holders: Vec<usize> = among
            .iter()
            .enumerate()
            .filter(|(_, language)| language.is_function_word(word))
            .map(|(at, _)| at)
            .collect();
        for at in &holders {
            if let Some(score) = scores.get_mut(*at) {
                *score += 1.0 / holders.len() as f64;
            }
        }
    }
    for (language, letters) in LETTERS {
        if let Some(at) = among.iter().position(|it| it.code == language)
            && let Some(score) = scores.get_mut(at)
        {
            *score += sample.chars().filter(|it| letters.contains(*it)).count() as f64 * LETTER_WEIGHT;
        }
    }
    // What is written more often is likelier where nothing else decides.
    for (at, language) in among.iter().enumerate() {
        let place = USUAL.iter().position(|it| *it == language.code);
        if let (Some(place), Some(score)) = (place, scores.get_mut(at)) {
            *score += (USUAL.len() - place) as f64 * USUAL_WEIGHT;
        }
    }
    let best = scores.iter().enumerate().max_by(|one, two| one.1.total_cmp(two.1)).map_or(0, |(at, _)| at);
    among.get(best).copied().unwrap_or(Language::ENGLISH)
}

/// Languages that documents are often in, the likeliest first.
const USUAL: [&str; 24] = [
    "en", "de", "fr", "es", "pt", "it", "nl", "pl", "tr", "ro", "sv", "cs", "vi", "id", "da", "hu", "fi",
    "nb", "ru", "uk", "ar", "fa", "hi", "bg",
];
/// Decides between equals, and no more.
const USUAL_WEIGHT: f64 = 0.002;

/// A letter says less than a word.
const LETTER_WEIGHT: f64 = 0.4;
/// Letters that tell neighbours apart.
const LETTERS: [(&str, &str); 14] = [
    ("de", "ß"),
    ("uk", "іїєґ"),
    ("ru", "ыэ"),
    ("bg", "ъ"),
    ("sr", "ђјљњћџ"),
    ("fa", "پچژگ"),
    ("ur", "ٹڈڑںےھ"),
    ("vi", "ơưđạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉĩọỏốồổỗộớờởỡợụủũứừửữựỳỵỷỹ"),
    ("pl", "łżśźćń"),
    ("cs", "řěů"),
    ("tr", "ğış"),
    ("ro", "țșă"),
    ("es", "ñ¿¡"),
    ("hu", "őű"),
];
