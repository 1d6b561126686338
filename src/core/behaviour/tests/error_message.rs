//! Messages of errors tell what went wrong and quote nobody.

use proptest::prelude::*;

use crate::core::behaviour::address::FormField;
use crate::core::behaviour::error_message::{is_foreign, masked};

fn seen(message: &str) -> String {
    masked(message, &[])
}

#[test]
fn what_the_engine_says_is_kept() {
    assert_eq!(
        seen("UncaughtError TypeError: cart.add is not a function"),
        "UncaughtError TypeError: cart.add is not a function"
    );
    assert_eq!(seen("Script error."), "Script error.");
    assert_eq!(seen("Can't reach the shop's server"), "Can't reach the shop's server");
}

#[test]
fn nothing_is_kept_from_the_first_quotation_on() {
    assert_eq!(seen(r#"Unexpected token 'S', "SENTINEL" is not valid JSON"#), "Unexpected token …");
    assert_eq!(
        seen("Cannot read properties of null (reading 'x')"),
        "Cannot read properties of null (reading …"
    );
    assert_eq!(seen("invalid name “Ada” given"), "invalid name …");
    assert_eq!(seen("x='Ada' is wrong"), "…");
    assert_eq!(seen("no end: \"Ada Lovelace"), "no end: …");
}

#[test]
fn addresses_numbers_and_keys_are_left_out() {
    assert_eq!(seen("GET https://x.example/a?token=abc#d failed"), "GET … failed");
    assert_eq!(seen("no user ada@x.example with 4111111111111111"), "no user … with …");
    assert_eq!(seen(&["bad ", &"k".repeat(41)].concat()), "bad …");
    assert_eq!(seen("token=abc is bad"), "… is bad");
}

#[test]
fn what_repeats_a_field_is_left_out_whole() {
    let fields = [FormField { name: String::new(), value: " Ada Lovelace\nLondon ".into() }];
    assert_eq!(masked("no customer Ada Lovelace", &fields), "…");
    assert_eq!(masked("not in London", &fields), "…");
    assert_eq!(masked("no customer", &fields), "no customer");
}

#[test]
fn only_the_first_line_is_kept_and_it_is_short() {
    assert_eq!(seen("one\n    at f (https://x.example/a.js?key=1)"), "one");
    assert!(seen(&"ab ".repeat(500)).chars().count() <= 300);
}

#[test]
fn errors_that_are_not_the_pages_are_told_apart() {
    for place in ["chrome-extension://abc/x.js", "at https://cdn.example/sdk/1/halo_bg.wasm:wasm-function[3]"]
    {
        assert!(is_foreign(place), "{place}");
    }
    assert!(is_foreign("ResizeObserver loop completed with undelivered notifications."));
    assert!(!is_foreign("https://x.example/app.js"));
}

proptest! {
    #[test]
    fn a_typed_sentinel_never_survives(before in "[ -~]{0,30}", after in "[ -~]{0,30}", typed in "[A-Z]{3,12}") {
        let fields = [FormField { name: "name".into(), value: typed.clone() }];
        let message = [before.to_ascii_lowercase(), typed.clone(), after.to_ascii_lowercase()].concat();
        prop_assert!(!masked(&message, &fields).contains(&typed));
    }

    #[test]
    fn a_quoted_sentinel_never_survives(before in "[a-z ]{0,30}", after in "[a-z ]{0,30}", quote in "[\"`]") {
        prop_assert!(!seen(&[&before, &quote, "SENTINEL", &quote, &after].concat()).contains("SENTINEL"));
    }
}
