//! What the agent says itself, in the visitor's language: everything in an answer that is not a quote. The texts are in
//! `locales/`, a file for each language that the widget has; the button that leads to a person is called as it is
//! labelled there (build.rs reads its label).

use std::collections::HashMap;
use std::sync::LazyLock;

use super::language::Language;

include!(concat!(env!("OUT_DIR"), "/locales.rs"));

/// What can be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phrase {
    /// The documents hold no answer.
    Nothing,
    /// Before a quote that may not be it.
    Unsure,
    /// Behind one.
    UnsureAfter,
    /// Before a quote; names its document.
    Says,
    /// Between two quotes.
    Also,
    /// Before the link to a quote's place.
    Source,
    /// Before further links.
    SeeAlso,
    /// Of a link to where a cut passage goes on.
    Continued,
    /// To a greeting.
    Hello,
    /// To thanks.
    Thanks,
    /// To a farewell.
    Bye,
    /// To the question who is there.
    Program,
    /// To a call for help with nothing more.
    Help,
    /// To the wish for a person.
    Person,
    /// Before a quote in another language than the visitor's.
    OtherLanguage,
    /// Before an answer that the team wrote.
    FromTeam,
}

impl Phrase {
    const ALL: [(Self, &'static str); 16] = [
        (Self::Nothing, "nothing"),
        (Self::Unsure, "unsure"),
        (Self::UnsureAfter, "unsure_after"),
        (Self::Says, "says"),
        (Self::Also, "also"),
        (Self::Source, "source"),
        (Self::SeeAlso, "see_also"),
        (Self::Continued, "continued"),
        (Self::Hello, "hello"),
        (Self::Thanks, "thanks"),
        (Self::Bye, "bye"),
        (Self::Program, "program"),
        (Self::Help, "help"),
        (Self::Person, "person"),
        (Self::OtherLanguage, "other_language"),
        (Self::FromTeam, "from_team"),
    ];

    fn key(self) -> &'static str {
        Self::ALL.iter().find(|(it, _)| *it == self).map_or("", |(_, key)| *key)
    }
}

struct Locale {
    texts: HashMap<String, String>,
    button: &'static str,
}

static SPOKEN: LazyLock<HashMap<&'static str, Locale>> = LazyLock::new(|| {
    let read = |(name, text, button): &(&'static str, &'static str, &'static str)| {
        let texts = serde_json::from_str(text).unwrap_or_default();
        (*name, Locale { texts, button })
    };
    LOCALES.iter().map(read).collect()
});

const ENGLISH: &str = "en";

/// A voice in one of the locales.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Voice {
    locale: &'static str,
}

impl Voice {
    /// English.
    pub const ENGLISH: Self = Self { locale: ENGLISH };

    /// The voice for a tag such as `de-AT`, `zh-TW` or `pt`; none if there is none for its language.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        let wanted = tag.trim().replace('_', "-");
        let exact = LOCALES.iter().find(|(name, ..)| name.eq_ignore_ascii_case(&wanted));
        if let Some((locale, ..)) = exact {
            return Some(Self { locale });
        }
        let mut parts = wanted.split('-');
        let language = parts.next().unwrap_or_default().to_ascii_lowercase();
        let rest: Vec<String> = parts.map(str::to_ascii_lowercase).collect();
        let is = |region: &str| rest.iter().any(|it| it == region);
        let named = match language.as_str() {
            "zh" if ["tw", "hk", "mo", "hant"].iter().any(|it| is(it)) => "zh-Hant",
            "zh" => "zh-Hans",
            "pt" if is("br") || rest.is_empty() => "pt-BR",
            "pt" => "pt-PT",
            "no" | "nn" => "nb",
            "iw" => "he",
            other => other,
        };
        LOCALES.iter().find(|(name, ..)| *name == named).map(|(locale, ..)| Self { locale })
    }

    /// The voice for a language.
    #[must_use]
    pub fn of_language(language: Language) -> Option<Self> {
        Self::of_tag(language.code())
    }

    /// The language that it speaks.
    #[must_use]
    pub fn language(self) -> Language {
        Language::of_tag(self.locale).unwrap_or(Language::ENGLISH)
    }

    /// Says something; `title` is put where the phrase names a document.
    #[must_use]
    pub fn say(self, phrase: Phrase, title: &str) -> String {
        let own = SPOKEN.get(self.locale);
        let text = own.and_then(|it| it.texts.get(phrase.key()));
        let text = text.or_else(|| SPOKEN.get(ENGLISH)?.texts.get(phrase.key())).map_or("", String::as_str);
        // One pass: a title that holds a brace is not read again.
        let mut out = String::with_capacity(text.len() + title.len());
        let mut rest = text;
        while let Some(at) = rest.find('{') {
            let (before, from) = rest.split_at(at);
            out.push_str(before);
            if let Some(after) = from.strip_prefix("{person}") {
                out.push_str(own.map_or("", |it| it.button));
                rest = after;
            } else if let Some(after) = from.strip_prefix("{title}") {
                out.push_str(title);
                rest = after;
            } else {
                out.push('{');
                rest = from.get(1..).unwrap_or_default();
            }
        }
        out.push_str(rest);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_locale_of_the_widget_says_everything_and_names_the_button_as_it_is_labelled() {
        assert_eq!(LOCALES.len(), 37);
        for (name, _, button) in LOCALES {
            let voice = Voice::of_tag(name).unwrap();
            assert!(!button.is_empty(), "{name}");
            for (phrase, key) in Phrase::ALL {
                let said = voice.say(phrase, "T");
                assert!(!said.is_empty() && !said.contains('{'), "{name}: {key}: {said}");
                assert!(
                    *name == ENGLISH || said != Voice::ENGLISH.say(phrase, "T"),
                    "{name}: {key} is English"
                );
            }
            assert!(voice.say(Phrase::Nothing, "").contains(button), "{name}");
            assert!(voice.say(Phrase::Says, "{person}").contains("{person}"), "{name}");
        }
    }

    #[test]
    fn a_region_without_a_locale_has_its_languages() {
        let of = |tag| Voice::of_tag(tag).map(|it| it.locale);
        assert_eq!(of("de-AT"), Some("de"));
        assert_eq!(of("zh-TW"), Some("zh-Hant"));
        assert_eq!(of("zh-CN"), Some("zh-Hans"));
        assert_eq!(of("pt-AO"), Some("pt-PT"));
        assert_eq!(of("no"), Some("nb"));
        assert_eq!(of("tlh"), None);
    }
}
