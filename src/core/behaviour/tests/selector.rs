//! Selectors are short, name what people wrote, and lead back to the element.

use proptest::prelude::*;

use crate::core::behaviour::secret::is_private_field;
use crate::core::behaviour::selector::{Ancestor, selector};

fn step(tag: &str, id: &str, classes: &str, index: u32) -> Ancestor {
    Ancestor { tag: tag.into(), id: id.into(), classes: classes.into(), index }
}

#[test]
fn a_selector_ends_at_the_nearest_id() {
    let steps = [
        step("button", "", "pill primary large", 0),
        step("footer", "", "", 0),
        step("article", "", "", 2),
        step("section", "goods", "x", 1),
        step("body", "", "", 0),
    ];
    assert_eq!(selector(steps), "section#goods > article:nth-of-type(2) > footer > button.pill.primary");
}

#[test]
fn without_an_id_it_goes_up_to_the_root() {
    let steps = [step("a", "", "", 3), step("body", "", "", 0)];
    assert_eq!(selector(steps), "body > a:nth-of-type(3)");
}

#[test]
fn names_that_tools_make_up_are_passed_over() {
    for name in [
        "css-1x2y3z",
        "sc-bdVaJa",
        "jss42",
        "svelte-1abcd9",
        "ember123",
        "ng-tns-c42-1",
        "radix-3",
        ":r1:",
        "item-48213",
        "a81b2c3d-11e4",
        "Button_root__3xY1a",
        "card__AbCdE",
        "styles__Row-sc-1abc",
        "md:w-1/2",
        "row.3",
        "3d",
        "ünï",
        "x".repeat(41).as_str(),
        "react-select-2-input",
        "headlessui-menu-1",
    ] {
        assert_eq!(selector([step("div", name, name, 0)]), "div", "{name}");
    }
}

#[test]
fn names_that_people_write_are_kept() {
    for name in
        ["buy", "add-to-cart", "card__title", "btn_primary", "step2", "h1", "col-6", "mt4", "_top", "navBar"]
    {
        assert_eq!(selector([step("div", name, "", 0)]), ["div#", name].concat());
        assert_eq!(selector([step("div", "", name, 0)]), ["div.", name].concat());
    }
}

#[test]
fn states_are_no_names() {
    let classes = "is-open has-error active tab--selected menu_open link";
    assert_eq!(selector([step("a", "", classes, 0)]), "a.link");
}

#[test]
fn nothing_gives_nothing() {
    assert_eq!(selector([]), "");
}

#[test]
fn passwords_codes_and_cards_are_left_alone() {
    for names in [
        "password",
        "PASSWORD  field",
        "text current-password login",
        "text section-a cc-number x",
        "text one-time-code",
        "text  card_number",
        "tel  CVC",
        "text  user[passwd]",
        "text  iban",
        "text  cardNumber",
    ] {
        assert!(is_private_field(names), "{names}");
    }
    for names in ["text name name", "email email email", "search  q", "text  account", "text  discard"] {
        assert!(!is_private_field(names), "{names}");
    }
}

proptest! {
    #[test]
    fn a_selector_is_never_longer_than_allowed_and_holds_no_stranger(
        steps in proptest::collection::vec(("[a-z-]{1,12}", "\\PC{0,50}", "\\PC{0,60}", 0..9_999_u32), 0..60),
    ) {
        let steps: Vec<_> = steps.iter().map(|(tag, id, classes, index)| step(tag, id, classes, *index)).collect();
        let text = selector(steps);
        prop_assert!(text.len() <= 500);
        prop_assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.#:()* >".contains(&byte)));
    }
}
