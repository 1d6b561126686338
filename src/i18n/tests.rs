//! Holds every locale file to the keys of English, to the categories that CLDR gives its language, and to plain text.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::rc::Rc;

use serde_json::{Value, json};

use super::negotiate::LOCALES;
use super::{Text, TextKey};

/// Cardinal categories of whole numbers and fractions, from `supplemental/plurals.xml` of CLDR 48. The browser scenario
/// "languages" compares the files with what Chromium says.
const CATEGORIES: [(&str, &str); 10] = [
    ("ar", "few many one other two zero"),
    ("cs pl ru sk uk", "few many one other"),
    ("ca es fr it pt-BR pt-PT", "many one other"),
    ("hr ro", "few one other"),
    ("he", "one other two"),
    ("bg da de el en et fa fi", "one other"),
    ("hi hu nb nl sv tr ur", "one other"),
    ("id ja ko", "other"),
    ("th vi", "other"),
    ("zh-Hans zh-Hant", "other"),
];

/// Forms for one number alone, which these languages put into words.
const SAID_IN_WORDS: [&str; 3] = ["zero", "one", "two"];
const SAYING: [&str; 2] = ["ar", "he"];

type Texts = BTreeMap<String, Value>;

fn locales() -> impl Iterator<Item = &'static str> {
    LOCALES.split(' ')
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/i18n/locales")
}

fn texts(locale: &str) -> Texts {
    let text = fs::read_to_string(folder().join(format!("{locale}.json"))).unwrap();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{locale}.json: {error}"))
}

fn forms(text: &Value) -> Vec<(&str, &str)> {
    match text {
        Value::String(text) => vec![("other", text.as_str())],
        Value::Object(forms) => {
            forms.iter().map(|(name, text)| (name.as_str(), text.as_str().unwrap())).collect()
        }
        other => panic!("met {other}; a text or forms by category are wanted"),
    }
}

/// What stands between braces, in order.
fn places(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).map(|rest| rest.split_once('}').unwrap().0).collect()
}

fn every_text(mut look: impl FnMut(&str, &str, &str, &str)) {
    for locale in locales() {
        for (key, text) in &texts(locale) {
            forms(text).into_iter().for_each(|(category, text)| look(locale, key, category, text));
        }
    }
}

#[test]
fn there_is_a_file_for_every_locale_and_no_other() {
    let files: BTreeSet<String> =
        fs::read_dir(folder()).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(files, locales().map(|it| format!("{it}.json")).collect());
}

#[test]
fn there_are_at_least_25_languages_and_4_of_them_run_from_right_to_left() {
    assert!(locales().count() > 25);
    let rtl: Vec<_> = locales().filter(|it| super::negotiate::is_rtl(it)).collect();
    assert_eq!(rtl, ["ar", "fa", "he", "ur"]);
}

#[test]
fn every_locale_has_exactly_the_known_keys() {
    let names: BTreeSet<String> = TextKey::ALL.iter().map(|key| key.name().to_owned()).collect();
    for locale in locales() {
        let known: BTreeSet<String> = texts(locale).into_keys().collect();
        let missing: Vec<_> = names.difference(&known).collect();
        let unknown: Vec<_> = known.difference(&names).collect();
        assert!(missing.is_empty() && unknown.is_empty(), "{locale}: lacks {missing:?}, knows {unknown:?}");
    }
}

/// Everything below a folder that is code of the widget.
fn code(folder: &Path, found: &mut String) {
    for entry in fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()) {
        if entry.is_dir() {
            code(&entry, found);
        } else if entry.extension().is_some_and(|it| it == "rs") && !entry.ends_with("i18n/mod.rs") {
            found.push_str(&fs::read_to_string(&entry).unwrap());
        }
    }
}

#[test]
fn every_text_is_shown_by_some_code() {
    let mut all = String::new();
    // `cargo xtask plant` names a copy with a fault in it.
    let tree = std::env::var("HALO_TREE").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
    code(&Path::new(&tree).join("src"), &mut all);
    let uses = |key: &TextKey| {
        let name = format!("TextKey::{key:?}");
        all.match_indices(&name)
            .any(|(at, _)| !all[at + name.len()..].starts_with(|next: char| next.is_alphanumeric()))
    };
    let unused: Vec<_> = TextKey::ALL.iter().filter(|key| !uses(key)).collect();
    assert!(unused.is_empty(), "no code shows {unused:?}");
}

#[test]
fn what_is_counted_in_english_has_every_category_of_each_language() {
    let english = texts("en");
    for locale in locales() {
        let (_, wanted) =
            CATEGORIES.iter().find(|(locales, _)| locales.split(' ').any(|it| it == locale)).unwrap();
        for (key, text) in texts(locale).iter().filter(|(key, _)| english[*key].is_object()) {
            let forms: Vec<&str> = text.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(forms.join(" "), *wanted, "{locale}: {key}");
        }
        let plain = texts(locale).into_iter().filter(|(key, _)| !english[key].is_object());
        plain.for_each(|(key, text)| assert!(text.is_string(), "{locale}: {key}"));
    }
}

#[test]
fn every_form_has_the_places_of_english() {
    let english = texts("en");
    every_text(|locale, key, category, text| {
        let wanted = places(forms(&english[key]).last().unwrap().1);
        let in_words = SAYING.contains(&locale) && SAID_IN_WORDS.contains(&category);
        let found = places(text);
        assert!(found == wanted || in_words && found.is_empty(), "{locale}: {key}: {text}");
        // One place at most is filled in.
        assert!(text.matches('{').count() <= 1, "{locale}: {key}: {text}");
    });
}

#[test]
fn every_text_is_plain_and_has_no_space_around_it() {
    every_text(|locale, key, _, text| {
        assert!(!text.is_empty() && text.trim() == text, "{locale}: {key}: {text:?}");
        let marks = text.contains(['<', '>', '&', '\\', '`', '*', '_']) || text.contains("  ");
        assert!(!marks && !text.chars().any(char::is_control), "{locale}: {key}: {text:?}");
    });
}

/// Words that are the same in English: `Chat`, `Code`, `Sources` …
const SAME_AS_ENGLISH: usize = 6;

#[test]
fn no_locale_was_left_in_english() {
    let english = texts("en");
    for locale in locales().filter(|it| *it != "en") {
        let same: Vec<String> =
            texts(locale).into_iter().filter(|(key, text)| english[key] == *text).map(|it| it.0).collect();
        assert!(same.len() <= SAME_AS_ENGLISH, "{locale}: {same:?}");
    }
}

/// A locale as shipped, with the categories of Polish whole numbers.
fn polish() -> Text {
    let json = fs::read_to_string(folder().join("pl.json")).unwrap();
    Text::new(
        serde_json::from_str(&json).unwrap(),
        Rc::new(|kind, number| {
            let category = match number as u64 {
                1 => "one",
                2..=4 => "few",
                _ => "many",
            };
            (kind == "count").then(|| format!("{category} {number}"))
        }),
    )
}

#[test]
fn a_number_takes_the_form_that_the_browser_names_for_it() {
    let said = [1, 2, 5].map(|number| polish().count(TextKey::CharactersLeft, number));
    assert_eq!(said, ["Pozostał 1 znak", "Pozostały 2 znaki", "Pozostało 5 znaków"]);
}

#[test]
fn a_number_is_written_as_the_browser_writes_it_spaces_and_all() {
    let text = Text::new(Value::Null, Rc::new(|_, _| Some("other 1 000".to_owned())));
    assert_eq!(text.count(TextKey::CharactersLeft, 1_000), "1 000 characters left");
}

#[test]
fn english_counts_without_the_browser() {
    let said = [0, 1, 2].map(|number| Text::default().count(TextKey::CharactersLeft, number));
    assert_eq!(said, ["0 characters left", "1 character left", "2 characters left"]);
}

#[test]
fn a_category_that_a_text_lacks_is_said_in_the_form_for_all_others() {
    let text = Text::new(
        json!({"characters_left": {"other": "noch {count}"}, "new_messages": {"few": "x"}}),
        Rc::new(|_, _| Some("few 3".to_owned())),
    );
    assert_eq!(text.count(TextKey::CharactersLeft, 3), "noch 3");
    assert_eq!(text.count(TextKey::CharactersOver, 3), "3 characters too many. Please shorten your message.");
    assert_eq!(text.count(TextKey::NewMessages, 3), "x");
}

#[test]
fn what_a_locale_lacks_or_spoils_is_english() {
    for own in [json!(null), json!([]), json!({"send": 7, "chat": null}), json!({"send": {"one": "x"}})] {
        let text = Text::new(own.clone(), Rc::new(|_, _| None));
        assert_eq!((text.get(TextKey::Send), text.get(TextKey::Chat)), ("Send message", "Chat"), "{own}");
    }
}

#[test]
fn a_name_is_filled_in_as_it_is() {
    assert_eq!(Text::default().name(TextKey::PoweredBy, "{x} <b>"), "Powered by {x} <b>");
}
