//! Words as they are looked for, language by language.

use super::*;

fn language(code: &str) -> Language {
    Language::of_tag(code).unwrap()
}

fn stems(text: &str, code: &str) -> Vec<String> {
    terms(text, language(code)).into_iter().map(|term| term.stem).collect()
}

#[test]
fn forms_of_a_word_meet_in_their_language() {
    assert_eq!(stems("impersonating", "en"), stems("Impersonation", "en"));
    assert_eq!(stems("Rücksendung", "de"), stems("rucksendungen", "de"));
    assert_eq!(stems("доставки", "ru"), stems("доставка", "ru"));
    assert_eq!(stems("İADE", "tr"), stems("iade", "tr"));
    assert_eq!(stems("l’envoi", "fr"), stems("envoi", "fr"));
    assert_eq!(stems("Ankara'da", "tr"), stems("ankara", "tr"));
    assert_eq!(stems("ｗｅｂｈｏｏｋ", "en"), stems("Webhook", "en"));
    assert_eq!(stems("환불은", "ko"), stems("환불", "ko"));
}

#[test]
fn an_identifier_counts_whole_and_in_parts() {
    assert_eq!(stems("getUserToken", "en"), ["getusertoken", "get", "user", "token"]);
    assert_eq!(stems("user_token", "en"), ["usertoken", "user", "token"]);
}

#[test]
fn latin_words_beside_kana_and_han_stay_whole() {
    assert_eq!(stems("Webhookの使い方", "ja"), ["webhook", "の使", "使い", "い方"]);
    assert_eq!(stems("身份验证", "zh"), ["身份", "份验", "验证"]);
}

#[test]
fn marks_belong_to_their_letters() {
    assert_eq!(stems("शिपिंग", "hi").len(), 1);
    assert_eq!(grams("คืนเงิน", language("th")).len(), 5);
    assert_eq!(stems("שָׁלוֹם", "he"), stems("שלום", "he"));
}

#[test]
fn a_question_without_spaces_is_freed_of_its_function_words() {
    let of = |text: &str, code| {
        question_terms(text, language(code)).into_iter().map(|it| it.stem).collect::<Vec<_>>()
    };
    assert_eq!(of("怎么退货", "zh"), ["退货"]);
    assert_eq!(of("Webhookの使い方", "ja"), ["webhook"]);
    assert_eq!(of("返品の方法は？", "ja"), ["返品"]);
}
