//! Messages that ask for nothing that documents could answer: greetings, thanks, farewells, "are you a person?", and the
//! wish for one. They are answered shortly and honestly, in the visitor's language; everything else is a question.

use std::sync::LazyLock;

use crate::knowledge::language::Language;
use crate::knowledge::speech::{Phrase, Voice};
use crate::knowledge::words;

/// A longer message is a question, however it begins.
const MOST_WORDS: usize = 9;
/// The wish for a person may be told with more words.
const MOST_WORDS_OF_WISH: usize = 18;
/// In scripts without spaces, characters.
const MOST_CHARS: usize = 18;
/// What is left of a message without the words of a kind, in scripts without spaces.
const MOST_LEFT_CHARS: usize = 4;

/// The kinds, in the order in which they are tried.
const KINDS: [(&str, Phrase); 5] = [
    ("bot", Phrase::Program),
    ("thanks", Phrase::Thanks),
    ("bye", Phrase::Bye),
    ("help", Phrase::Help),
    ("hello", Phrase::Hello),
];

/// Words of one kind in one language.
struct Row {
    language: Language,
    kind: &'static str,
    phrases: Vec<Vec<String>>,
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let of_line = |line: &'static str| {
        let (head, phrases) = line.split_once(": ")?;
        let (code, kind) = head.split_once(' ')?;
        let language = Language::of_tag(code)?;
        let mut phrases: Vec<Vec<String>> = phrases
            .split_whitespace()
            .map(|phrase| phrase.split('_').map(|word| words::lower(word, language)).collect())
            .collect();
        // "good day" before "good".
        phrases.sort_by_key(|phrase: &Vec<String>| {
            std::cmp::Reverse((phrase.len(), phrase.concat().chars().count()))
        });
        Some(Row { language, kind, phrases })
    };
    include_str!("small_talk.txt").lines().filter(|line| !line.starts_with('#')).filter_map(of_line).collect()
});

/// The reply to a message that asks for nothing, in the visitor's voice, else in that of the language it is in.
#[must_use]
pub(super) fn reply(message: &str, voice: Option<Voice>) -> Option<String> {
    let (language, phrase) = meant(message, voice)?;
    let voice = voice.or_else(|| Voice::of_language(language)).unwrap_or(Voice::ENGLISH);
    Some(voice.say(phrase, ""))
}

fn meant(message: &str, voice: Option<Voice>) -> Option<(Language, Phrase)> {
    let own = voice.map(Voice::language);
    let mut languages: Vec<Language> = own.into_iter().chain([Language::ENGLISH]).collect();
    for row in ROWS.iter() {
        if !languages.contains(&row.language) {
            languages.push(row.language);
        }
    }
    languages.into_iter().filter(|it| it.may_write(message)).find_map(|language| {
        let is_unspaced = matches!(language.code(), "th" | "zh" | "ja" | "ko");
        let phrase = if is_unspaced { of_unspaced(message, language) } else { of_spaced(message, language) };
        phrase.map(|phrase| (language, phrase))
    })
}

fn rows(language: Language, kind: &str) -> &'static [Vec<String>] {
    ROWS.iter().find(|it| it.language == language && it.kind == kind).map_or(&[], |it| &it.phrases)
}

fn of_spaced(message: &str, language: Language) -> Option<Phrase> {
    let lowered = words::lower(message, language).replace('’', "'");
    let words: Vec<&str> = lowered
        .split(|it: char| !(it.is_alphanumeric() || matches!(it, '\'' | '-' | '\u{200C}') || is_mark(it)))
        .map(|word| word.trim_matches(['\'', '-']))
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() || words.len() > MOST_WORDS_OF_WISH {
        return None;
    }
    let of = |kinds: &[&str]| -> (Vec<bool>, bool) {
        let mut taken = vec![false; words.len()];
        let mut any = false;
        for phrase in kinds.iter().flat_map(|kind| rows(language, kind)) {
            for at in 0..words.len() {
                let stands = phrase.iter().enumerate().all(|(offset, part)| {
                    words.get(at + offset).is_some_and(|word| matches_word(word, part))
                });
                if stands && !phrase.is_empty() {
                    any = true;
                    taken.iter_mut().skip(at).take(phrase.len()).for_each(|it| *it = true);
                }
            }
        }
        (taken, any)
    };
    let leaves_nothing = |kinds: &[&str]| of(kinds).0.iter().all(|it| *it);
    let names_a_person = of(&["person"]).1;
    let asks_to_speak = of(&["speak"]).1;
    let is_short = words.len() <= MOST_WORDS;
    if is_short && of(&["bot"]).1 && leaves_nothing(&["bot", "fill", "hello", "person", "speak"]) {
        return Some(Phrase::Program);
    }
    // "I want to add a person" is a question; "a person, please" is a wish, and so is to speak to one.
    let is_wish =
        names_a_person && (asks_to_speak || leaves_nothing(&["person", "speak", "fill", "help", "hello"]));
    if is_wish && speaks_to_person(&of(&["speak"]).0, &of(&["person"]).0) {
        return Some(Phrase::Person);
    }
    if !is_short {
        return None;
    }
    KINDS
        .iter()
        .find(|(kind, _)| of(&[kind]).1 && leaves_nothing(&[kind, "fill", "hello"]))
        .map(|(_, phrase)| *phrase)
}

/// The person stands near what is to be done with it: not "talk about the fee for a second person in the room".
fn speaks_to_person(speak: &[bool], person: &[bool]) -> bool {
    const NEAR: usize = 4;
    let at =
        |them: &[bool]| them.iter().enumerate().filter(|(_, it)| **it).map(|(at, _)| at).collect::<Vec<_>>();
    let (speak, person) = (at(speak), at(person));
    speak.is_empty() || speak.iter().any(|one| person.iter().any(|two| one.abs_diff(*two) <= NEAR))
}

fn is_mark(it: char) -> bool {
    unicode_normalization::char::is_combining_mark(it)
}

fn matches_word(word: &str, part: &str) -> bool {
    part.strip_suffix('*').map_or_else(|| word == part, |start| word.starts_with(start))
}

/// Without spaces, what is left when the words of a kind are taken out decides.
fn of_unspaced(message: &str, language: Language) -> Option<Phrase> {
    let lowered: String =
        words::lower(message, language).chars().filter(|it| it.is_alphanumeric() || is_mark(*it)).collect();
    let chars = lowered.chars().count();
    if chars == 0 || chars > MOST_CHARS * 2 {
        return None;
    }
    let without = |text: &str, kinds: &[&str]| {
        let mut left = text.to_owned();
        let mut any = false;
        for phrase in kinds.iter().flat_map(|kind| rows(language, kind)) {
            let joined = phrase.concat();
            if !joined.is_empty() && left.contains(&joined) {
                any = true;
                left = left.replace(&joined, "");
            }
        }
        (left, any)
    };
    let left_chars = |kinds: &[&str]| without(&lowered, kinds).0.chars().count();
    let (names, speaks) = (without(&lowered, &["person"]).1, without(&lowered, &["speak"]).1);
    if without(&lowered, &["bot"]).1 && left_chars(&["bot", "fill"]) <= 1 {
        return Some(Phrase::Program);
    }
    let left = left_chars(&["person", "speak", "fill", "help", "hello"]);
    if names && ((speaks && left <= MOST_LEFT_CHARS) || left == 0) {
        return Some(Phrase::Person);
    }
    if chars > MOST_CHARS {
        return None;
    }
    KINDS
        .iter()
        .find(|(kind, _)| without(&lowered, &[kind]).1 && left_chars(&[kind, "fill", "hello"]) <= 1)
        .map(|(_, phrase)| *phrase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(message: &str) -> Option<Phrase> {
        meant(message, None).map(|(_, phrase)| phrase)
    }

    #[test]
    fn greetings_thanks_and_the_question_who_is_there_get_a_short_reply() {
        for (message, phrase) in [
            ("hello", Phrase::Hello),
            ("Hi there!", Phrase::Hello),
            ("thank you so much", Phrase::Thanks),
            ("Thanks, that helped", Phrase::Thanks),
            ("bye", Phrase::Bye),
            ("help", Phrase::Help),
            ("good morning", Phrase::Hello),
            ("ok", Phrase::Thanks),
            ("Are you a bot?", Phrase::Program),
            ("Am I talking to a real person?", Phrase::Program),
            ("Guten Tag!", Phrase::Hello),
            ("vielen Dank", Phrase::Thanks),
            ("merci beaucoup", Phrase::Thanks),
            ("¡Hola!", Phrase::Hello),
            ("спасибо", Phrase::Thanks),
            ("مرحبا", Phrase::Hello),
            ("नमस्ते", Phrase::Hello),
            ("สวัสดีครับ", Phrase::Hello),
            ("谢谢", Phrase::Thanks),
            ("こんにちは", Phrase::Hello),
            ("감사합니다", Phrase::Thanks),
            ("xin chào", Phrase::Hello),
        ] {
            assert_eq!(said(message), Some(phrase), "{message}");
        }
    }

    #[test]
    fn asking_for_a_person_leads_there_in_every_language() {
        for message in [
            "talk to a human",
            "I want to speak to a real person",
            "Can I please talk to someone?",
            "human",
            "connect me with an agent please",
            "I'd like to chat with a live agent",
            "ich möchte mit einem Menschen sprechen",
            "Kann ich mit einem Mitarbeiter reden?",
            "Mitarbeiter bitte",
            "je veux parler à un humain",
            "Puis-je parler à un conseiller ?",
            "quiero hablar con una persona",
            "hablar con un agente",
            "vorrei parlare con un operatore",
            "quero falar com um atendente",
            "ik wil met een medewerker praten",
            "chcę porozmawiać z konsultantem",
            "хочу поговорить с человеком",
            "позовите оператора",
            "я хочу поговорити з людиною",
            "vreau să vorbesc cu o persoană",
            "bir insanla konuşmak istiyorum",
            "müşteri temsilcisine bağlan",
            "θέλω να μιλήσω με άνθρωπο",
            "tôi muốn nói chuyện với người thật",
            "أريد التحدث مع شخص",
            "मैं किसी इंसान से बात करना चाहता हूँ",
            "อยากคุยกับเจ้าหน้าที่",
            "我要人工客服",
            "转人工",
            "担当者と話したいです",
            "人間と話したい",
            "상담원 연결해 주세요",
            "사람과 이야기하고 싶어요",
            "אני רוצה לדבר עם נציג",
            "chci mluvit s člověkem",
        ] {
            assert_eq!(said(message), Some(Phrase::Person), "{message}");
        }
    }

    #[test]
    fn a_question_is_never_small_talk() {
        for message in [
            "Hello, how do I install it?",
            "help me rotate the secret",
            "Do you ship to Norway?",
            "who is the owner",
            "",
            "?!",
            "what is this site",
            "how do I test it",
            "what is the return period",
            "I want to add a person to my team",
            "How do I invite people?",
            "How do I add an agent?",
            "Wie füge ich eine Person hinzu?",
            "Was kostet eine Lizenz pro Person?",
            "如何退货",
            "返品の方法は？",
            "환불은 어떻게 하나요?",
            "iade",
            "как удалить сотрудника из команды",
        ] {
            assert_eq!(said(message), None, "{message}");
        }
    }

    #[test]
    fn the_reply_is_in_the_visitors_language_and_names_the_button() {
        let german = Voice::of_tag("de");
        let text = reply("I want to speak to a real person", german).unwrap();
        assert!(text.starts_with("Einen Menschen erreichen Sie"), "{text}");
        assert!(reply("hablar con una persona", None).unwrap().starts_with("Para hablar con una persona"));
    }
}
