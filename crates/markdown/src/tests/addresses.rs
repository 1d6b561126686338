//! Where a bare address ends: the letters and signs that follow it without a space are the sentence's.

use super::tree::{Element, any_link, whole};

fn links(text: &str) -> Vec<String> {
    let elements = whole(text, any_link).elements().into_iter();
    let href = |(element, _)| if let Element::Link { href, .. } = element { Some(href) } else { None };
    elements.filter_map(href).collect()
}

#[test]
fn an_address_ends_where_letters_of_a_script_follow_that_joins_words() {
    for (text, address) in [
        ("https://example.com에서 확인하세요", "https://example.com"),
        ("(https://help.example.com/kr)로 가세요", "https://help.example.com/kr"),
        ("https://example.com/docsをご覧ください", "https://example.com/docs"),
        ("詳しくはhttps://example.com/a?b=1まで", "https://example.com/a?b=1"),
        ("请看https://example.com/help页面", "https://example.com/help"),
        ("ดูที่ https://example.com/helpครับ", "https://example.com/help"),
        ("https://example.com/docsपर देखें", "https://example.com/docs"),
        ("https://example.com/docsوهكذا", "https://example.com/docs"),
        ("www.example.com에", "http://www.example.com"),
        ("ask@example.com으로", "mailto:ask@example.com"),
    ] {
        assert_eq!(links(text), [address], "{text}");
    }
}

#[test]
fn an_address_ends_before_a_sign_of_any_script() {
    for (text, address) in [
        ("https://a.example/docs، ثم", "https://a.example/docs"),
        ("https://a.example/e… and so on", "https://a.example/e"),
        ("https://a.example/x。次", "https://a.example/x"),
        ("「https://a.example/x」", "https://a.example/x"),
        ("https://a.example/x؟", "https://a.example/x"),
        ("https://a.example/x।", "https://a.example/x"),
        ("https://a.example/x·y", "https://a.example/x"),
        ("https://a.example/x – see", "https://a.example/x"),
        ("https://a.example/x—see", "https://a.example/x"),
        ("„https://a.example/x“", "https://a.example/x"),
        ("https://a.example/x！", "https://a.example/x"),
    ] {
        assert_eq!(links(text), [address], "{text}");
    }
}

#[test]
fn an_address_keeps_letters_that_are_its_own() {
    for address in [
        "https://de.wikipedia.org/wiki/Käse",
        "https://ru.wikipedia.org/wiki/Россия",
        "https://el.wikipedia.org/wiki/Αθήνα",
        "https://한국.example/안내",
        "https://例え.example/テスト",
        "https://ko.wikipedia.org/wiki/한국",
        "https://example.com/%ED%95%9C",
    ] {
        assert_eq!(links(&format!("see {address} now")), [address]);
    }
}
