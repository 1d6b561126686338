//! No secret survives in an address, and an address survives whatever it is.

use proptest::prelude::*;

use crate::core::behaviour::address::{FormField, is_other_page, page_url, referrer};

const SENTINEL: &str = "S3NT1NEL";

fn url(address: &str) -> String {
    page_url(address, &[])
}

#[test]
fn the_fragment_and_the_values_of_secret_parameters_are_left_out() {
    let given = "https://shop.example/a/b?plan=pro&token=abc&page=2&Email=a%40b.co#access_token=x";
    assert_eq!(url(given), "https://shop.example/a/b?plan=pro&token=&page=2&Email=");
}

#[test]
fn names_are_read_as_servers_read_them() {
    let names = [
        "token",
        "key",
        "code",
        "password",
        "email",
        "access_token",
        "id_token",
        "refreshToken",
        "API_KEY",
        "apiKey",
        "x-api-key",
        "auth",
        "authCode",
        "oauth_verifier",
        "client_secret",
        "session",
        "PHPSESSIONID",
        "sid",
        "sig",
        "X-Amz-Signature",
        "X-Amz-Credential",
        "SAMLResponse",
        "otp",
        "pin",
        "userPin",
        "e-mail",
        "user_mail",
        "phone",
        "user[password]",
        "user%5Bpassword%5D",
        "pass%77ord",
        "p%61ssw%6Frd",
        "%74oken",
        "%2574oken",
        "TOKEN",
        "pwd",
        "card",
        "cvc",
        "iban",
        "ssn",
        "username",
        "login",
        "reset+token",
        "passwort",
        "csrf-token",
        "magic_link",
        "pass",
    ];
    for name in names {
        let given = ["https://x.example/?a=1&", name, "=", SENTINEL, "&b=2"].concat();
        let wanted = ["https://x.example/?a=1&", name, "=&b=2"].concat();
        assert_eq!(url(&given), wanted, "{name}");
    }
}

#[test]
fn names_that_only_resemble_secrets_keep_their_values() {
    for name in [
        "keyword",
        "keywords",
        "codec",
        "page",
        "author",
        "utm_source",
        "q",
        "spin",
        "signal",
        "design",
        "tab",
    ] {
        let given = ["https://x.example/p?", name, "=value"].concat();
        assert_eq!(url(&given), given, "{name}");
    }
}

#[test]
fn what_looks_like_a_secret_goes_whatever_its_name() {
    for value in [
        "ada@lovelace.example",
        "ada%40lovelace.example",
        "ada%2540lovelace.example",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1In0.c2ln",
        "https%3A%2F%2Fapp.example%2F%3Ftoken%3DS3NT1NEL",
        "%2Fback%3Fa%3D1%26code%3DS3NT1NEL",
        "%7B%22token%22%3A%22S3NT1NEL%22%7D",
        "{\"token\":\"S3NT1NEL\"}",
    ] {
        let given = ["https://x.example/?next=", value, "&a=1"].concat();
        assert_eq!(url(&given), "https://x.example/?next=&a=1", "{value}");
    }
}

#[test]
fn secrets_in_the_path_go_as_well() {
    assert_eq!(
        url("https://x.example/cart;jsessionid=S3NT1NEL?a=1"),
        "https://x.example/cart;jsessionid=?a=1"
    );
    assert_eq!(url("https://x.example/u/ada@x.example/edit"), "https://x.example/u//edit");
    assert_eq!(url("https://x.example/reset/eyJhbGciOiJIUzI1NiJ9.e.s"), "https://x.example/reset/");
    assert_eq!(url("https://social.example/@ada/post"), "https://social.example/@ada/post");
}

#[test]
fn a_value_with_separators_of_old_goes_whole() {
    assert_eq!(url("https://x.example/?a=1;token=S3NT;1NEL&b=2"), "https://x.example/?a=1;token=&b=2");
}

#[test]
fn user_and_password_go_and_so_does_what_has_no_host() {
    assert_eq!(url("https://ada:S3NT1NEL@x.example/a"), "https://x.example/a");
    assert_eq!(url("data:text/html,S3NT1NEL"), "data:");
    assert_eq!(url("file:///home/ada/S3NT1NEL.html"), "file:");
    assert_eq!(url("blob:https://x.example/S3NT1NEL"), "blob:");
    assert_eq!(url("about:blank"), "about:");
    assert_eq!(url("capacitor://localhost/tab?token=x"), "capacitor://localhost/tab?token=");
}

#[test]
fn malformed_encodings_stay_as_they_are() {
    for given in [
        "https://x.example/%E0%A4%A?a=%zz&b=%&c=%f0%28",
        "https://x.example/?&&=&?a=b?c",
        "https://x.example",
        "",
    ] {
        assert_eq!(url(given), given);
    }
}

#[test]
fn what_stands_in_a_field_of_the_page_does_not_stand_in_its_address() {
    let fields = [
        FormField { name: "q".into(), value: String::new() },
        FormField { name: String::new(), value: " warm socks ".into() },
    ];
    let seen = |address| page_url(address, &fields);
    assert_eq!(seen("https://x.example/s?q=S3NT1NEL&page=2"), "https://x.example/s?q=&page=2");
    assert_eq!(seen("https://x.example/s?find=warm+socks"), "https://x.example/s?find=");
    assert_eq!(seen("https://x.example/s/warm%20socks"), "https://x.example/s/");
    assert_eq!(seen("https://x.example/s?find=boots"), "https://x.example/s?find=boots");
}

#[test]
fn of_the_page_before_no_query_is_kept() {
    assert_eq!(referrer("https://x.example/a?q=S3NT1NEL#b"), "https://x.example/a");
    assert_eq!(referrer(""), "");
}

#[test]
fn an_address_is_cut_at_its_limit() {
    let long = ["https://x.example/", &"ä".repeat(3_000)].concat();
    assert_eq!(url(&long).chars().count(), 2_000);
}

#[test]
fn another_path_query_or_route_is_another_page_and_an_anchor_is_not() {
    let other = |after, replaced| is_other_page("https://x.example/a?b=1#c", after, replaced);
    assert!(other("https://x.example/z?b=1", true));
    assert!(other("https://x.example/a?b=2", false));
    assert!(other("https://x.example/a?b=1#/route", true));
    assert!(!other("https://x.example/a?b=2", true), "a filter or a search as one types");
    assert!(!other("https://x.example/a?b=1#d", false));
}

/// A letter of a name as it may be written: as it is, in upper case, percent-encoded.
fn disguised(name: &'static str) -> impl Strategy<Value = String> {
    proptest::collection::vec(0..4_u8, name.len()).prop_map(move |ways| {
        let letters = name.bytes().zip(ways);
        letters
            .map(|(byte, way)| match way {
                0 => char::from(byte).to_ascii_uppercase().to_string(),
                1 => format!("%{byte:02x}"),
                2 => format!("%{byte:02X}"),
                _ => char::from(byte).to_string(),
            })
            .collect()
    })
}

fn secret_name() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        disguised("token"),
        disguised("password"),
        disguised("email"),
        disguised("secret"),
        disguised("session"),
        disguised("signature"),
    ];
    ("[a-z]{0,4}[-_.]?", name, "[-_.]?[a-z]{0,4}").prop_map(|(before, name, after)| before + &name + &after)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_sentinel_under_a_secret_name_never_survives(
        path in "(/[a-z%;=]{0,6}){0,3}",
        before in "([a-z]{1,5}=[a-zA-Z0-9%+]{0,6}&){0,3}",
        name in secret_name(),
        junk in "[ -%'-~]{0,8}",
        tail in "[ -%'-~]{0,8}",
        after in "(&[a-z]{1,5}=[a-z%]{0,5}){0,3}(#[ -~]{0,9})?",
    ) {
        let address =
            ["https://x.example", &path, "?", &before, &name, "=", &junk, SENTINEL, &tail, &after].concat();
        let seen = url(&address);
        prop_assert!(!seen.contains(SENTINEL), "{address} gave {seen}");
        prop_assert!(!seen.contains('#'));
        prop_assert_eq!(url(&seen), seen.clone(), "what is clean stays as it is");
    }

    #[test]
    fn a_sentinel_after_the_number_sign_never_survives(before in "[ -\"$-~]{0,40}", after in "\\PC{0,20}") {
        let seen = url(&[&before, "#", &after, SENTINEL].concat());
        prop_assert!(!seen.contains(SENTINEL), "{seen}");
    }

    #[test]
    fn any_text_at_all_is_taken(address in "\\PC{0,80}", value in "\\PC{0,8}") {
        let fields = [FormField { name: value.clone(), value }];
        prop_assert!(page_url(&address, &fields).chars().count() <= 2_000);
    }

    #[test]
    fn ordinary_parameters_keep_their_values(value in "[a-z0-9]{1,12}") {
        let address = ["https://x.example/list?page=", &value, "&sort=", &value].concat();
        prop_assert_eq!(url(&address), address);
    }
}
