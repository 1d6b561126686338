//! Who speaks for whom: verification, rotation, backends' updates, companies and series.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::{Folder, ORG, Server, told};

pub(crate) const SECRET: &str = "ha_secret_0123456789abcdef0123456789abcdef";

pub(crate) fn token(secret: &str, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(&json!({"alg":"HS256","typ":"JWT"})), part(claims));
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

pub(crate) fn now() -> i64 {
    halo_server::clock::now_seconds()
}

fn good(secret: &str, user: &str) -> String {
    token(secret, &json!({"user_id": user, "company_id": "c1", "exp": now() + 600, "plan": "gold"}))
}

fn verified() -> Server {
    Server::with(Folder::new(), &["--identity-secret", SECRET])
}

#[tokio::test]
async fn with_verification_on_every_user_scoped_call_needs_its_token() {
    let server = verified();
    let refused = r#"403 {"error":"identity verification failed"}"#;
    let calls = |token: Option<String>| {
        let mut calls = vec![
            ("/api/sdk/chat", json!({"message": "hello", "user_id": "u1"})),
            ("/api/sdk/chat/stream", json!({"message": "hello", "user_id": "u1"})),
            ("/api/sdk/events", json!({"user_id": "u1", "events": [{"event_type": "x"}]})),
            ("/api/sdk/users/identify", json!({"user_id": "u1"})),
            ("/api/sdk/companies/identify", json!({"company_id": "c1", "user_id": "u1"})),
            ("/api/sdk/tickets/create", json!({"user_id": "u1", "subject": "x"})),
        ];
        for (_, body) in &mut calls {
            body["user_token"] = json!(token);
        }
        calls
    };
    let wrong = [
        None,
        Some(String::new()),
        Some("x.y.z".to_owned()),
        Some(good(SECRET, "u2")),
        Some(good("ha_secret_of_another_organisation_0123456789", "u1")),
        Some(token(SECRET, &json!({"user_id": "u1", "exp": now() - 60}))),
        Some(token(SECRET, &json!({"user_id": "u1"}))),
    ];
    for token in wrong {
        for (path, body) in calls(token.clone()) {
            assert_eq!(server.told(path, &body).await, refused, "{path} {token:?}");
        }
    }
    assert!(server.texts("SELECT user_id FROM users").await.is_empty());
    for (path, body) in calls(Some(good(SECRET, "u1"))) {
        assert!(server.told(path, &body).await.starts_with("200 "), "{path}");
    }
    assert!(server.told("/api/sdk/chat", &json!({"message": "hello"})).await.starts_with("200 "));
    assert!(
        server
            .told("/api/sdk/chat", &json!({"message": "hello", "user_id": "anonymous"}))
            .await
            .starts_with("200 ")
    );
    assert_eq!(server.texts("SELECT custom_fields FROM users").await, [r#"{"plan":"gold"}"#]);
    assert_eq!(server.texts("SELECT company_id FROM users").await, ["c1"]);
}

#[tokio::test]
async fn a_rotated_secret_is_good_until_it_is_retired() {
    let server = verified();
    let new = server.made(&["secret", "add", ORG], "secret");
    let ask = async |secret: &str| {
        server
            .told("/api/sdk/users/identify", &json!({"user_id": "u1", "user_token": good(secret, "u1")}))
            .await
    };
    assert!(ask(SECRET).await.starts_with("200 ") && ask(&new).await.starts_with("200 "));
    assert!(server.command(&["secret", "add", ORG]).unwrap_err().contains("two secrets are in force"));
    let listed = server.command(&["secret", "list", ORG]).unwrap();
    let old = listed.lines().next().unwrap().split('\t').next().unwrap();
    server.command(&["secret", "retire", old]).unwrap();
    assert!(ask(SECRET).await.starts_with("403 ") && ask(&new).await.starts_with("200 "));
    assert!(!listed.contains(SECRET) && !listed.contains(&new));
}

#[tokio::test]
async fn another_organisations_key_and_secret_open_nothing_here() {
    let server = verified();
    let made = server.command(&["org", "add", "Other"]).unwrap();
    let part = |name: &str| {
        made.lines().find_map(|line| line.strip_prefix(&format!("{name}\t"))).unwrap().to_owned()
    };
    server.command(&["org", "verify", &part("organisation"), "on"]).unwrap();
    let body = json!({"user_id": "u1", "user_token": good(SECRET, "u1")});
    let request =
        server.client.post(server.at("/api/sdk/users/identify")).bearer_auth(part("key")).json(&body);
    assert!(told(request.send().await.unwrap()).await.starts_with("403 "));
}

#[tokio::test]
async fn an_agent_may_demand_proof_where_its_organisation_does_not() {
    let server = Server::start();
    let agent = server
        .made(&["agent", "add", ORG, "Strict", "--profile", r#"{"style":{"require_auth":true}}"#], "agent");
    let body = json!({"message": "hello", "user_id": "u1", "agent_id": agent});
    assert!(server.told("/api/sdk/chat", &body).await.starts_with("403 "));
    assert!(
        server.told("/api/sdk/chat", &json!({"message": "hello", "user_id": "u1"})).await.starts_with("200 ")
    );
}

#[tokio::test]
async fn a_backend_updates_users_without_their_being_seen() {
    let server = verified();
    let backend = |claims: Value| token(SECRET, &claims);
    let scope = json!({"scope": "users.update", "exp": now() + 3_000});
    server.told("/api/sdk/users/identify", &json!({"user_id": "u1", "user_token": good(SECRET, "u1")})).await;
    let seen = server.texts("SELECT CAST(last_seen AS TEXT) FROM users").await;
    let one = json!({"user_token": backend(scope.clone()), "user_id": "u1", "traits": {"mrr": 5}});
    assert_snapshot!(server.told("/api/sdk/users/update", &one).await, @r#"200 {"skipped":0,"success":true,"updated":1}"#);
    assert_eq!(server.texts("SELECT CAST(last_seen AS TEXT) FROM users").await, seen);
    let many = json!({"user_token": backend(scope.clone()), "update_only": true, "users": [{"user_id": "u1", "traits": {}}, {"user_id": "u9", "traits": {}}]});
    assert_snapshot!(server.told("/api/sdk/users/update", &many).await, @r#"200 {"skipped":1,"success":true,"updated":1}"#);
    let too_many: Vec<Value> =
        (0..1001).map(|at| json!({"user_id": format!("u{at}"), "traits": {}})).collect();
    assert_snapshot!(server.told("/api/sdk/users/update", &json!({"user_token": backend(scope.clone()), "users": too_many})).await, @r#"400 {"error":"users has 1001 entries; at most 1000 entries are allowed"}"#);
    assert_snapshot!(server.told("/api/sdk/users/update", &json!({"user_token": backend(scope.clone())})).await, @r#"400 {"error":"user_id or users is required"}"#);
    let reserved = json!({"user_token": backend(scope), "user_id": "u1", "traits": {"id": 1}});
    assert!(server.told("/api/sdk/users/update", &reserved).await.starts_with("400 "));
    for claims in [
        json!({"user_id": "u1", "exp": now() + 600}),
        json!({"scope": "users.update", "exp": now() + 4_000}),
        json!({"scope": "users", "exp": now() + 60}),
    ] {
        let body = json!({"user_token": backend(claims), "user_id": "u1"});
        assert_eq!(
            server.told("/api/sdk/users/update", &body).await,
            r#"403 {"error":"identity verification failed"}"#
        );
    }
}

#[tokio::test]
async fn companies_merge_and_link_their_user() {
    let server = Server::start();
    let body = json!({"company_id": "c1", "user_id": "u1", "traits": {"name": "Acme", "employee_count": 12, "tier": "a"}});
    assert_snapshot!(server.told("/api/sdk/companies/identify", &body).await, @r#"200 {"company":{"company_id":"c1","context":{},"custom_fields":{"tier":"a"},"employee_count":12,"name":"Acme"},"success":true}"#);
    assert_eq!(server.texts("SELECT company_id FROM users").await, ["c1"]);
    assert_snapshot!(server.told("/api/sdk/companies/identify", &json!({"company_id": "c1", "traits": {"health_score": 1}})).await, @r#"400 {"docs_url":"/docs/identity-verification","error":"traits hold reserved keys, which only the server sets","reserved_keys":["id","external_id","org_id","created_at","updated_at","health_score","team_size","last_contacted_at"]}"#);
    assert_snapshot!(server.told("/api/sdk/companies/identify", &json!({})).await, @r#"400 {"error":"company_id is required"}"#);
    let long = json!({"company_id": "c", "context": {"x": "y".repeat(50_000)}});
    assert_snapshot!(server.told("/api/sdk/companies/identify", &long).await, @r#"400 {"error":"traits and context has 50008 bytes; at most 50000 bytes are allowed"}"#);
}

#[tokio::test]
async fn series_say_what_the_documentation_says() {
    let server = Server::start();
    server.told("/api/sdk/users/identify", &json!({"user_id": "u1"})).await;
    let add = |more: &[&str]| server.made(&[&["series", "add", ORG, "Welcome"], more].concat(), "series");
    let (live, draft, other) =
        (add(&["--delay-seconds", "60"]), add(&["--status", "draft"]), add(&["--kind", "broadcast"]));
    let ask = async |action: &str, user: &str, series: &str| {
        server.told("/api/sdk/series", &json!({"action": action, "user_id": user, "series_id": series})).await
    };
    assert_snapshot!(ask("enroll", "u1", &live).await, @r#"200 {"enrolled":true,"scheduled_for":"MOMENT","success":true}"#);
    assert_snapshot!(ask("enroll", "u1", &live).await, @r#"200 {"already_enrolled":true,"message":"User is already enrolled in this series","success":true}"#);
    assert_snapshot!(ask("remove", "u1", &live).await, @r#"200 {"removed":true,"success":true}"#);
    assert_snapshot!(ask("enroll", "", &live).await, @r#"400 {"error":"action, user_id, and series_id are required"}"#);
    assert_snapshot!(ask("join", "u1", &live).await, @r#"400 {"error":"action must be \"enroll\" or \"remove\""}"#);
    assert_snapshot!(ask("enroll", "u1", &draft).await, @r#"400 {"error":"Series must be active to enroll users"}"#);
    assert_snapshot!(ask("enroll", "u1", &other).await, @r#"400 {"error":"The specified automation is not a series"}"#);
    assert_snapshot!(ask("enroll", "u7", &live).await, @r#"404 {"error":"User not found"}"#);
    assert_snapshot!(ask("enroll", "u1", ORG).await, @r#"404 {"error":"Series not found"}"#);
    assert_snapshot!(ask("enroll", "u1", "no-uuid").await, @r#"404 {"error":"Series not found"}"#);
}

#[tokio::test]
async fn an_address_of_fifteen_thousand_letters_and_a_nul_are_kept_by_either_store() {
    let server = Server::start();
    let long = format!("{}@x.example", "a".repeat(15_000));
    let body = serde_json::json!({"user_id": "u-long", "traits": {"email": long, "name": "A\u{0}da"}});
    let answer = server.told("/api/sdk/users/identify", &body).await;
    assert!(answer.starts_with("200 "), "{answer}");
    let names = server.texts("SELECT name FROM users WHERE user_id = 'u-long'").await;
    assert_eq!(names, ["A\u{FFFD}da"]);
    let kept =
        server.texts("SELECT COALESCE(email, '') || custom_fields FROM users WHERE user_id = 'u-long'").await;
    assert_eq!(kept, [serde_json::json!({"email": long}).to_string()]);
}
