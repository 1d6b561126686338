//! The policy of identity tokens, case by case.

use super::*;
use serde_json::json;

const NOW: i64 = 1_800_000_000;
const SECRET: &str = "ha_secret_0123456789abcdef0123456789abcdef";
const OLD: &str = "ha_secret_the-one-before-it-in-rotation-1234";

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(value).unwrap())
}

fn sign(header: &Value, claims: &Value, secret: &str) -> String {
    let signed = format!("{}.{}", part(header), part(claims));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

fn token(claims: &Value) -> String {
    sign(&json!({"alg":"HS256","typ":"JWT"}), claims, SECRET)
}

fn read(token: &str) -> Result<Object, Refusal> {
    claims(token, &[SECRET.to_owned(), OLD.to_owned()], NOW, &POLICY, None)
}

fn good() -> Value {
    json!({"user_id":"u1","exp":NOW + 600,"iat":NOW})
}

fn with(key: &str, value: Value) -> Value {
    let mut claims = good();
    claims[key] = value;
    claims
}

#[test]
fn a_good_token_is_read_and_both_secrets_of_a_rotation_count() {
    assert_eq!(subject(&read(&token(&good())).unwrap()).unwrap(), "u1");
    assert!(read(&sign(&json!({"alg":"HS256"}), &good(), OLD)).is_ok());
    assert_eq!(
        read(&sign(&json!({"alg":"HS256"}), &good(), &SECRET.replace('0', "9"))),
        Err(Refusal::Signature)
    );
}

#[test]
fn only_hs256_is_accepted_whatever_the_header_says() {
    for alg in ["none", "None", "NONE", "", "HS384", "HS512", "RS256", "ES256", "hs256", "HS256 "] {
        assert_eq!(read(&sign(&json!({"alg":alg}), &good(), SECRET)), Err(Refusal::Header), "{alg}");
    }
    assert_eq!(read(&sign(&json!({}), &good(), SECRET)), Err(Refusal::Header));
    assert_eq!(read(&sign(&json!({"alg":["HS256"]}), &good(), SECRET)), Err(Refusal::Header));
    let unsigned = format!("{}.{}.", part(&json!({"alg":"none"})), part(&good()));
    assert_eq!(read(&unsigned), Err(Refusal::Header));
}

#[test]
fn extensions_that_change_the_meaning_are_refused() {
    for field in ["crit", "b64", "zip"] {
        let mut header = json!({"alg":"HS256"});
        header[field] = json!(false);
        assert_eq!(read(&sign(&header, &good(), SECRET)), Err(Refusal::Header), "{field}");
    }
    assert_eq!(read(&sign(&json!({"alg":"HS256","typ":"at+jwt"}), &good(), SECRET)), Err(Refusal::Header));
}

#[test]
fn the_end_is_required_near_and_a_number() {
    let without = json!({"user_id":"u1"});
    assert_eq!(read(&token(&without)), Err(Refusal::NoEnd));
    assert_eq!(read(&token(&with("exp", json!((NOW + 600).to_string())))), Err(Refusal::Expired));
    assert_eq!(read(&token(&with("exp", json!(-1)))), Err(Refusal::Expired));
    assert_eq!(read(&token(&with("exp", json!(1e300)))), Err(Refusal::Expired));
    assert_eq!(read(&token(&with("exp", json!(NOW - 31)))), Err(Refusal::Expired));
    assert!(read(&token(&with("exp", json!(NOW - 29)))).is_ok());
    assert!(read(&token(&with("exp", json!(NOW as f64 + 0.5)))).is_ok());
    assert_eq!(read(&token(&with("exp", json!(NOW + 90 * 86_400)))), Err(Refusal::Life));
    let dated_back = json!({"user_id":"u1","exp":NOW + 86_000,"iat":NOW - 86_000});
    assert_eq!(read(&token(&dated_back)), Err(Refusal::Life));
}

#[test]
fn a_token_of_tomorrow_is_refused() {
    assert_eq!(read(&token(&with("nbf", json!(NOW + 31)))), Err(Refusal::NotYet));
    assert_eq!(read(&token(&with("nbf", json!(NOW.to_string())))), Err(Refusal::NotYet));
    assert!(read(&token(&with("nbf", json!(NOW + 29)))).is_ok());
    assert_eq!(read(&token(&with("iat", json!(NOW + 31)))), Err(Refusal::Issued));
    assert_eq!(read(&token(&with("iat", json!("now")))), Err(Refusal::Issued));
}

#[test]
fn the_user_is_a_text_or_a_whole_number_and_user_id_comes_before_sub() {
    assert_eq!(subject(&read(&token(&json!({"sub":"s","exp":NOW + 9}))).unwrap()).unwrap(), "s");
    let both = json!({"sub":"s","user_id":"u","exp":NOW + 9});
    assert_eq!(subject(&read(&token(&both)).unwrap()).unwrap(), "u");
    for (number, digits) in
        [(json!(7), "7"), (json!(7.0), "7"), (json!(0), "0"), (json!(u64::MAX), "18446744073709551615")]
    {
        assert_eq!(subject(&read(&token(&with("user_id", number))).unwrap()).unwrap(), digits);
    }
    for wrong in [
        json!(null),
        json!(["u1"]),
        json!(""),
        json!({"a":1}),
        json!(true),
        json!(-7),
        json!(7.5),
        json!(9_007_199_254_740_992.0),
        json!(1e300),
    ] {
        assert_eq!(subject(&read(&token(&with("user_id", wrong))).unwrap()), Err(Refusal::Subject));
    }
}

#[test]
fn a_token_that_is_no_token_is_refused_without_a_panic() {
    for text in ["", ".", "..", "...", "a.b.c", "a.b", "a.b.c.d", "é.é.é"] {
        assert!(read(text).is_err(), "{text}");
    }
    let padded = format!("{}=", token(&good()));
    assert_eq!(read(&padded), Err(Refusal::Shape));
    assert_eq!(read(&"a".repeat(5_000)), Err(Refusal::TooLong));
    let list = format!("{}.{}.x", part(&json!(["HS256"])), part(&good()));
    assert_eq!(read(&list), Err(Refusal::Shape));
}

#[test]
fn a_changed_byte_or_a_short_secret_breaks_the_signature() {
    let it = token(&good());
    let (signed, signature) = it.rsplit_once('.').unwrap();
    let claims_changed =
        format!("{}.{}.{signature}", part(&json!({"alg":"HS256"})), part(&with("user_id", json!("u2"))));
    assert_eq!(read(&claims_changed), Err(Refusal::Signature));
    assert_eq!(read(&format!("{signed}.")), Err(Refusal::Signature));
    let short = "short-secret";
    let by_short = sign(&json!({"alg":"HS256"}), &good(), short);
    assert_eq!(claims(&by_short, &[short.to_owned()], NOW, &POLICY, None), Err(Refusal::Signature));
}

#[test]
fn a_moment_is_a_number_that_a_clock_can_show() {
    let no_moments = [
        json!("1800000600"),
        json!("2027-01-15T08:00:00Z"),
        json!("now"),
        json!(""),
        json!(null),
        json!(true),
        json!([NOW]),
        json!({"at": NOW}),
        json!(-1),
        json!(-0.5),
        json!(1e300),
        json!(9_007_199_254_740_992_f64),
        json!(u64::MAX),
    ];
    for (claim, refusal) in [("exp", Refusal::Expired), ("nbf", Refusal::NotYet), ("iat", Refusal::Issued)] {
        for value in &no_moments {
            assert_eq!(read(&token(&with(claim, value.clone()))), Err(refusal), "{claim}: {value}");
        }
    }
}

#[test]
fn every_moment_counts_to_the_second() {
    const DAY: i64 = 86_400;
    let cases = [
        ("exp", 1, None),
        ("exp", 0, None),
        ("exp", -29, None),
        ("exp", -30, Some(Refusal::Expired)),
        ("exp", -DAY, Some(Refusal::Expired)),
        ("exp", DAY, None),
        ("exp", DAY + 30, None),
        ("exp", DAY + 31, Some(Refusal::Life)),
        ("exp", 90 * DAY, Some(Refusal::Life)),
        ("nbf", -DAY, None),
        ("nbf", 0, None),
        ("nbf", 30, None),
        ("nbf", 31, Some(Refusal::NotYet)),
        ("nbf", DAY, Some(Refusal::NotYet)),
        ("iat", 0, None),
        ("iat", 30, None),
        ("iat", 31, Some(Refusal::Issued)),
        ("iat", DAY, Some(Refusal::Issued)),
        ("iat", 600 - DAY, None),
        ("iat", 600 - DAY - 30, None),
        ("iat", 600 - DAY - 31, Some(Refusal::Life)),
        ("iat", -NOW, Some(Refusal::Life)),
    ];
    for (claim, from_now, refusal) in cases {
        let told = read(&token(&with(claim, json!(NOW + from_now)))).err();
        assert_eq!(told, refusal, "{claim} at {from_now} s from now");
    }
}

#[test]
fn a_header_asks_for_hs256_and_nothing_else() {
    let header = |field: &str, value: Value| {
        let mut header = json!({"alg": "HS256"});
        header[field] = value;
        header
    };
    for alg in [
        "none",
        "nOnE",
        "HS1",
        "HS384",
        "HS512",
        "HS256/64",
        "RS256",
        "RS512",
        "PS256",
        "ES256",
        "ES256K",
        "EdDSA",
        "dir",
        "A128KW",
        "RSA-OAEP",
        "hs256",
        "HS256\u{0}",
    ] {
        assert_eq!(read(&sign(&header("alg", json!(alg)), &good(), SECRET)), Err(Refusal::Header), "{alg}");
    }
    for alg in [json!(null), json!(256), json!(["HS256"]), json!({"name": "HS256"})] {
        assert_eq!(read(&sign(&header("alg", alg.clone()), &good(), SECRET)), Err(Refusal::Header), "{alg}");
    }
    for typ in ["JWT", "jwt", "Jwt"] {
        assert!(read(&sign(&header("typ", json!(typ)), &good(), SECRET)).is_ok(), "{typ}");
    }
    for typ in [json!("at+jwt"), json!("JWS"), json!(""), json!(7), json!(null)] {
        assert_eq!(read(&sign(&header("typ", typ.clone()), &good(), SECRET)), Err(Refusal::Header), "{typ}");
    }
    for (field, value) in [
        ("crit", json!(["exp"])),
        ("crit", json!([])),
        ("crit", json!(null)),
        ("b64", json!(false)),
        ("b64", json!(true)),
        ("zip", json!("DEF")),
        ("zip", json!(null)),
    ] {
        let told = read(&sign(&header(field, value.clone()), &good(), SECRET));
        assert_eq!(told, Err(Refusal::Header), "{field}: {value}");
    }
}

#[test]
fn a_subject_of_another_type_proves_nobody() {
    for claim in ["user_id", "sub"] {
        for value in
            [json!(-7), json!(1.5), json!(null), json!(true), json!(["u1"]), json!({"id": "u1"}), json!("")]
        {
            let claims = json!({claim: value.clone(), "exp": NOW + 600});
            let told = read(&token(&claims)).unwrap();
            assert_eq!(subject(&told), Err(Refusal::Subject), "{claim}: {value}");
        }
    }
    assert_eq!(subject(&read(&token(&json!({"exp": NOW + 600}))).unwrap()), Err(Refusal::Subject));
}

#[test]
fn where_an_audience_is_set_the_token_must_name_it() {
    let for_us = |aud: Value| {
        claims(&token(&with("aud", aud)), &[SECRET.to_owned()], NOW, &POLICY, Some("https://chat.example"))
    };
    assert!(for_us(json!("https://chat.example")).is_ok());
    assert!(for_us(json!(["other", "https://chat.example"])).is_ok());
    for other in [
        json!("https://chat.example/"),
        json!("other"),
        json!([]),
        json!(["other", 1]),
        json!(null),
        json!({"https://chat.example": 1}),
        json!(""),
    ] {
        assert_eq!(for_us(other.clone()), Err(Refusal::Audience), "{other}");
    }
    let without = claims(&token(&good()), &[SECRET.to_owned()], NOW, &POLICY, Some("https://chat.example"));
    assert_eq!(without, Err(Refusal::Audience));
    assert!(read(&token(&with("aud", json!("other")))).is_ok(), "where none is set, none is asked for");
}
