//! Which language a text is in, and what is known of it: its stemmer, its function words, its direction. What a document
//! or a visitor says of itself comes first; otherwise the script decides, and among languages of one script the
//! function words that stand in the text.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::sync::LazyLock;

use frostem::{Algorithm, Stemmer};

use super::detect::{Script, by_function_words, script_of};

/// A language, by the code that ISO 639-1 has for it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Language {
    pub(super) code: &'static str,
}

struct Row {
    code: &'static str,
    script: Script,
    stemmer: Option<Algorithm>,
}

const fn row(code: &'static str, script: Script, stemmer: Option<Algorithm>) -> Row {
    Row { code, script, stemmer }
}

/// Every language that is told apart. Any other one is read as the one of these that it resembles most.
const ROWS: [Row; 60] = [
    row("ar", Script::Arabic, Some(Algorithm::Arabic)),
    row("bg", Script::Cyrillic, None),
    row("bn", Script::Bengali, None),
    row("ca", Script::Latin, Some(Algorithm::Catalan)),
    row("cs", Script::Latin, Some(Algorithm::Czech)),
    row("da", Script::Latin, Some(Algorithm::Danish)),
    row("de", Script::Latin, Some(Algorithm::German)),
    row("el", Script::Greek, Some(Algorithm::Greek)),
    row("en", Script::Latin, Some(Algorithm::English)),
    row("eo", Script::Latin, Some(Algorithm::Esperanto)),
    row("es", Script::Latin, Some(Algorithm::Spanish)),
    row("et", Script::Latin, Some(Algorithm::Estonian)),
    row("eu", Script::Latin, Some(Algorithm::Basque)),
    row("fa", Script::Arabic, Some(Algorithm::Persian)),
    row("fi", Script::Latin, Some(Algorithm::Finnish)),
    row("fr", Script::Latin, Some(Algorithm::French)),
    row("ga", Script::Latin, Some(Algorithm::Irish)),
    row("gl", Script::Latin, None),
    row("he", Script::Hebrew, None),
    row("hi", Script::Devanagari, Some(Algorithm::Hindi)),
    row("hr", Script::Latin, None),
    row("hu", Script::Latin, Some(Algorithm::Hungarian)),
    row("hy", Script::Armenian, Some(Algorithm::Armenian)),
    row("id", Script::Latin, Some(Algorithm::Indonesian)),
    row("it", Script::Latin, Some(Algorithm::Italian)),
    row("ja", Script::Kana, None),
    row("ka", Script::Georgian, None),
    row("km", Script::Khmer, None),
    row("ko", Script::Hangul, None),
    row("lo", Script::Lao, None),
    row("lt", Script::Latin, Some(Algorithm::Lithuanian)),
    row("lv", Script::Latin, None),
    row("mr", Script::Devanagari, None),
    row("ms", Script::Latin, Some(Algorithm::Indonesian)),
    row("my", Script::Burmese, None),
    row("nb", Script::Latin, Some(Algorithm::Norwegian)),
    row("ne", Script::Devanagari, Some(Algorithm::Nepali)),
    row("nl", Script::Latin, Some(Algorithm::Dutch)),
    row("pl", Script::Latin, Some(Algorithm::Polish)),
    row("ps", Script::Arabic, None),
    row("pt", Script::Latin, Some(Algorithm::Portuguese)),
    row("ro", Script::Latin, Some(Algorithm::Romanian)),
    row("ru", Script::Cyrillic, Some(Algorithm::Russian)),
    row("sk", Script::Latin, None),
    row("sl", Script::Latin, None),
    row("sr", Script::Cyrillic, Some(Algorithm::Serbian)),
    row("st", Script::Latin, Some(Algorithm::Sesotho)),
    row("sv", Script::Latin, Some(Algorithm::Swedish)),
    row("sw", Script::Latin, None),
    row("ta", Script::Tamil, Some(Algorithm::Tamil)),
    row("th", Script::Thai, None),
    row("tl", Script::Latin, None),
    row("tr", Script::Latin, Some(Algorithm::Turkish)),
    row("uk", Script::Cyrillic, Some(Algorithm::Ukrainian)),
    row("ur", Script::Arabic, None),
    row("vi", Script::Latin, None),
    row("yi", Script::Hebrew, Some(Algorithm::Yiddish)),
    row("zh", Script::Han, None),
    row("zu", Script::Latin, None),
    row("af", Script::Latin, None),
];

/// Codes that mean one of the above.
const OTHER_CODES: [(&str, &str); 6] =
    [("no", "nb"), ("nn", "nb"), ("iw", "he"), ("in", "id"), ("cmn", "zh"), ("fil", "tl")];

/// Function words of a language, written as its texts are.
static STOPS: LazyLock<BTreeMap<&'static str, HashSet<&'static str>>> = LazyLock::new(|| {
    let listed = |code: &'static str| match code {
        "nb" => "no",
        code => code,
    };
    ROWS.iter()
        .filter_map(|it| Some((it.code, stop_words::lookup(listed(it.code))?.iter().copied().collect())))
        .collect()
});

impl Language {
    /// English.
    pub const ENGLISH: Self = Self { code: "en" };

    /// The language of a tag such as `de`, `pt-BR` or `zh_Hant`, if it is one of those known here.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        let first = tag.trim().split(['-', '_']).next()?.to_ascii_lowercase();
        let code = OTHER_CODES.iter().find(|(other, _)| *other == first).map_or(first.as_str(), |(_, it)| it);
        ROWS.iter().find(|it| it.code == code).map(|it| Self { code: it.code })
    }

    /// The language that a path names: `install.de.md`, `de/install.md`, `docs/pt-br/install.md`, `i18n/ja/…`.
    #[must_use]
    pub fn of_path(path: &str) -> Option<Self> {
        let mut parts = path.split('/').rev();
        let file = parts.next().unwrap_or_default();
        let mut names = file.split('.').skip(1);
        let of_name = names.find_map(Self::of_exact_tag);
        of_name.or_else(|| parts.find_map(Self::of_exact_tag))
    }

    /// A folder's name is a tag only if all of it is one: `de`, `pt-BR`, `zh_CN`, not `in-depth` or `no-code`.
    fn of_exact_tag(name: &str) -> Option<Self> {
        let mut parts = name.split(['-', '_']);
        let first = parts.next()?;
        let is_region = |part: &str| match part.len() {
            2 => part.chars().all(|it| it.is_ascii_alphabetic()),
            3 => part.chars().all(|it| it.is_ascii_digit()),
            4 => matches!(part.to_ascii_lowercase().as_str(), "hans" | "hant" | "latn" | "cyrl"),
            _ => false,
        };
        if first.len() != 2 || !parts.all(is_region) {
            return None;
        }
        Self::of_tag(name)
    }

    /// The language that a text is most likely in, of those `among` which it may be (all known ones if there are none).
    /// Nothing: the text has no letter.
    #[must_use]
    pub fn detect(text: &str, among: &[Self]) -> Option<Self> {
        let script = script_of(text)?;
        let of_script: Vec<Self> = ROWS
            .iter()
            .filter(|it| it.script == script)
            .map(|it| Self { code: it.code })
            .filter(|it| among.is_empty() || among.contains(it))
            .collect();
        match of_script.as_slice() {
            [] => None,
            [one] => Some(*one),
            several => Some(by_function_words(text, several)),
        }
    }

    /// The code.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.code
    }

    /// Whether it is written from right to left.
    #[must_use]
    pub fn is_right_to_left(self) -> bool {
        matches!(self.row().map(|it| it.script), Some(Script::Arabic | Script::Hebrew))
    }

    /// Whether a text may be in it, by its letters.
    #[must_use]
    pub fn may_write(self, text: &str) -> bool {
        script_of(text).is_none_or(|script| {
            self.row().is_some_and(|it| it.script == script)
                || (self.code == "ja" && script == Script::Han)
                || (self.code == "sr" && script == Script::Latin)
        })
    }

    /// Whether a lower-cased word only holds a sentence together.
    #[must_use]
    pub fn is_function_word(self, word: &str) -> bool {
        STOPS.get(self.code).is_some_and(|stops| stops.contains(word))
    }

    /// Its stemmer.
    #[must_use]
    pub fn stemmer(self) -> Option<Stemmer> {
        self.row()?.stemmer.map(Stemmer::new)
    }

    fn row(self) -> Option<&'static Row> {
        ROWS.iter().find(|it| it.code == self.code)
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detected(text: &str) -> &'static str {
        Language::detect(text, &[]).map_or("", Language::code)
    }

    #[test]
    fn a_text_is_known_by_its_script_or_its_function_words() {
        for (code, text) in [
            ("en", "The parcel is sent as soon as it has been paid for."),
            ("de", "Das Paket wird verschickt, sobald es bezahlt ist und wir es gepackt haben."),
            ("fr", "Le colis est envoyé dès que nous avons reçu votre paiement."),
            ("es", "El paquete se envía en cuanto hemos recibido el pago."),
            ("ru", "Посылка отправляется, как только мы получили оплату."),
            ("uk", "Посилка відправляється, щойно ми отримали оплату і її зібрано."),
            ("ar", "يتم إرسال الطرد بمجرد استلام الدفعة من قبلنا"),
            ("fa", "بسته پس از دریافت پول شما از طرف ما ارسال می‌شود"),
            ("ja", "お支払いを確認した後に荷物を発送します。"),
            ("zh", "我们收到付款后就会寄出包裹。"),
            ("ko", "결제를 확인한 후에 소포를 보냅니다."),
            ("th", "เราจะส่งพัสดุหลังจากได้รับเงิน"),
            ("vi", "Gói hàng được gửi ngay khi chúng tôi nhận được thanh toán."),
            ("el", "Το δέμα αποστέλλεται μόλις λάβουμε την πληρωμή."),
            ("hi", "भुगतान मिलते ही पार्सल भेज दिया जाता है।"),
        ] {
            assert_eq!(detected(text), code, "{text}");
        }
        assert_eq!(detected("12345 !?"), "");
    }

    #[test]
    fn a_path_names_a_language_only_by_a_whole_tag() {
        let of = |path| Language::of_path(path).map_or("", Language::code);
        assert_eq!(of("install.de.md"), "de");
        assert_eq!(of("docs/pt-BR/install.md"), "pt");
        assert_eq!(of("i18n/zh-Hans/x/install.mdx"), "zh");
        assert_eq!(of("in-depth/no-code/install.md"), "");
        assert_eq!(of("v1.2.md"), "");
    }

    #[test]
    fn only_the_languages_that_a_folder_has_are_considered() {
        let (de, en) = (Language::of_tag("de").unwrap(), Language::ENGLISH);
        assert_eq!(Language::detect("refund", &[de, en]), Some(en));
        assert_eq!(Language::detect("Wie kann ich das Update einspielen?", &[de, en]), Some(de));
        assert_eq!(Language::detect("как вернуть деньги", &[de, en]), None);
    }
}
