//! Which locale fits a language tag, by BCP 47 and the fallbacks of CLDR: the tag itself, else the script or the region
//! it implies, else its language alone. Whatever a page or a browser passes, nothing fails.

/// Every locale there is a file for, and English, which needs none.
pub const LOCALES: &str = "en ar bg ca cs da de el es et fa fi fr he hi hr hu id it ja ko nb nl pl pt-BR pt-PT ro ru sk \
                           sv th tr uk ur vi zh-Hans zh-Hant";

/// The locale that needs no file.
pub const ENGLISH: &str = "en";

/// The locale that fits a tag; none where its language is not among them.
#[must_use]
pub fn fit(tag: &str) -> Option<&'static str> {
    let tag = tag.trim().to_ascii_lowercase();
    // Pages also write `pt_BR`.
    let mut parts = tag.split(['-', '_']);
    let language = parts.next()?;
    let has = |wanted: &str| parts.clone().any(|part| part == wanted);
    let is_traditional = || has("tw") || has("hk") || has("mo") || language == "yue";
    let name = match language {
        "zh" | "cmn" | "yue" if has("hant") || is_traditional() && !has("hans") => "zh-Hant",
        "zh" | "cmn" | "yue" => "zh-Hans",
        // Portuguese outside of Brazil is written as in Portugal.
        "pt" if parts.clone().any(|part| part.len() == REGION_LETTERS) && !has("br") => "pt-PT",
        "pt" => "pt-BR",
        "no" | "nn" => "nb",
        "iw" => "he",
        "in" => "id",
        // Who wants Hindi in Latin letters may not be able to read it in its own.
        "ar" | "bg" | "el" | "fa" | "he" | "hi" | "ja" | "ko" | "ru" | "th" | "uk" | "ur" if has("latn") => {
            return None;
        }
        language => language,
    };
    LOCALES.split(' ').find(|locale| *locale == name)
}

/// Letters of a region's code; a script has four.
const REGION_LETTERS: usize = 2;

/// The first of several tags, with spaces or commas between, that something fits: the locale, and the tag, which may
/// name a region for dates and numbers.
#[must_use]
pub fn first(wishes: &str) -> Option<(&'static str, &str)> {
    wishes.split([' ', ',']).find_map(|wish| Some((fit(wish)?, wish)))
}

/// Whether the locale is written from right to left.
#[must_use]
pub fn is_rtl(locale: &str) -> bool {
    matches!(locale, "ar" | "fa" | "he" | "ur")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all_fit(table: &[(&str, &str)]) {
        for (tags, locale) in table {
            tags.split(' ').for_each(|tag| assert_eq!(fit(tag), Some(*locale), "{tag}"));
        }
    }

    #[test]
    fn a_locale_fits_itself_in_any_case() {
        for locale in LOCALES.split(' ') {
            assert_eq!(fit(locale), Some(locale));
            assert_eq!(fit(&locale.to_uppercase()), Some(locale));
            assert_eq!(fit(&locale.to_lowercase()), Some(locale));
        }
    }

    #[test]
    fn a_region_that_has_no_locale_of_its_own_gets_the_languages() {
        all_fit(&[
            ("en-GB en-US en-AU en-Latn-US", "en"),
            ("de-AT de-CH de_DE DE-at de-DE-1996 de-u-co-phonebk", "de"),
            ("fr-CA fr-CH", "fr"),
            ("es-419 es-MX", "es"),
            ("ar-EG ar-MA ar-001", "ar"),
            ("ru-UA", "ru"),
        ]);
    }

    #[test]
    fn chinese_goes_by_script_and_without_one_by_region() {
        all_fit(&[
            (
                "zh zh-CN zh-SG zh-MY zh-Hans zh-Hans-CN zh-Hans-HK zh-Hans-TW cmn cmn-CN zh-u-nu-hanidec",
                "zh-Hans",
            ),
            ("zh-TW zh-HK zh-MO zh-Hant zh-Hant-TW zh-Hant-CN zh_tw ZH-hk yue yue-HK cmn-TW", "zh-Hant"),
            ("yue-Hans", "zh-Hans"),
        ]);
    }

    #[test]
    fn portuguese_is_brazils_by_itself_and_portugals_everywhere_else() {
        all_fit(&[
            ("pt pt-BR pt-Latn pt_br pt-Latn-BR", "pt-BR"),
            ("pt-PT pt-AO pt-MZ pt-CV pt_PT", "pt-PT"),
        ]);
    }

    #[test]
    fn former_and_kindred_codes_are_understood() {
        all_fit(&[("no no-NO nb-NO nn nn-NO", "nb"), ("iw iw-IL he-IL", "he"), ("in in-ID id-ID", "id")]);
    }

    #[test]
    fn letters_that_the_reader_did_not_ask_for_do_not_fit() {
        assert_eq!(["hi-Latn", "ru-Latn", "ar-Latn-EG"].map(fit), [None; 3]);
        all_fit(&[("de-Latn", "de"), ("hi-Deva", "hi")]);
    }

    #[test]
    fn what_is_no_language_of_ours_fits_nothing() {
        for tag in [
            "",
            " ",
            "-",
            "---",
            "*",
            "x",
            "x-klingon",
            "tlh",
            "i-klingon",
            "C",
            "POSIX",
            "deutsch",
            "d",
            "ende",
        ] {
            assert_eq!(fit(tag), None, "{tag}");
        }
        for tag in ["\u{0}", "de\u{0}", "日本語", "<script>", "../../en", "e\u{301}n", "{count}", "en/../de"]
        {
            assert_eq!(fit(tag), None, "{tag}");
        }
        assert_eq!(fit(&"a".repeat(1_000_000)), None);
        assert_eq!(fit(&"-".repeat(1_000_000)), None);
    }

    #[test]
    fn the_first_wish_that_can_be_fulfilled_wins_and_keeps_its_region() {
        assert_eq!(first("tlh  de-AT,fr"), Some(("de", "de-AT")));
        assert_eq!(first("tlh,ku"), None);
        assert_eq!(first(""), None);
    }

    proptest! {
        #[test]
        fn any_text_fits_a_known_locale_or_none(tag in ".*", tail in "[-_a-zA-Z0-9]{0,20}") {
            for tag in [tag.clone(), format!("zh{tail}"), format!("pt-{tail}"), format!("{tail}-{tag}")] {
                prop_assert!(fit(&tag).is_none_or(|locale| LOCALES.split(' ').any(|it| it == locale)));
            }
        }
    }
}
