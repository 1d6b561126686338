//! What is stored: transcript, events, users and tickets, and who they belong to.

use insta::assert_snapshot;
use serde_json::{Value, json};
use sqlx::Row as _;

use crate::support::{KEY, Server, told};

#[tokio::test]
async fn the_store_holds_transcript_events_and_the_identified_user() {
    let server = Server::start();
    let first = server.post("/api/sdk/chat", &json!({"message": "hello", "session_id": "s1"}));
    let first = first.send().await.unwrap();
    let secret = first.headers()["x-session-token"].clone();
    let batch = json!({"session_id": "s1", "events": [
        {"event_type": "page_view", "page_url": "https://shop.example/", "metadata": {"$id": "e1", "$at": "2026-01-02T03:04:05Z"}},
        {"event_type": "click", "element_selector": "#buy", "metadata": {"$id": "e2"}},
    ]});
    assert_snapshot!(server.told("/api/sdk/events", &batch).await, @r#"200 {"success":true}"#);
    let who = json!({"user_id": "u1", "session_id": "s1", "traits": {"name": "Ada", "plan": "pro"}, "context": {"cart": {"label": "Cart", "value": 3}}});
    assert_snapshot!(server.told("/api/sdk/users/identify", &who).await, @r#"200 {"session_linked":false,"success":true,"user":{"context":{"cart":{"label":"Cart","value":3}},"custom_fields":{"plan":"pro"},"name":"Ada","user_id":"u1"}}"#);
    assert!(server.rows("SELECT id FROM messages WHERE user_id IS NOT NULL").await.is_empty());
    let linked = server.post("/api/sdk/users/identify", &who).header("x-session-token", secret);
    assert_snapshot!(told(linked.send().await.unwrap()).await, @r#"200 {"success":true,"user":{"context":{"cart":{"label":"Cart","value":3}},"custom_fields":{"plan":"pro"},"name":"Ada","user_id":"u1"}}"#);
    let rows =
        server.rows("SELECT role, content, user_id FROM messages ORDER BY created_at, role DESC").await;
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].get::<String, _>("content"), "hello");
    assert!(rows.iter().all(|row| row.get::<String, _>("user_id") == "u1"));
    assert_eq!(server.texts("SELECT user_id FROM events ORDER BY id").await, ["u1", "u1"]);
    assert_eq!(server.texts("SELECT at FROM events WHERE id = 'e1'").await, ["2026-01-02T03:04:05Z"]);
}

#[tokio::test]
async fn traits_merge_and_later_keys_win() {
    let server = Server::start();
    server
        .told("/api/sdk/users/identify", &json!({"user_id": "u", "traits": {"name": "A", "seats": 1}}))
        .await;
    let more =
        json!({"user_id": "u", "traits": {"seats": 2, "mrr": 10.5, "on_contract": true}, "context": null});
    assert_snapshot!(server.told("/api/sdk/users/identify", &more).await, @r#"200 {"success":true,"user":{"context":{},"custom_fields":{"seats":2},"mrr":10.5,"on_contract":true,"user_id":"u"}}"#);
    assert_eq!(server.texts("SELECT name FROM users").await, ["A"]);
    assert_eq!(server.texts("SELECT custom_fields FROM users").await, [r#"{"seats":2}"#]);
}

#[tokio::test]
async fn reserved_traits_are_refused_with_all_of_them_listed() {
    let server = Server::start();
    let body = json!({"user_id": "u", "traits": {"created_at": 1, "name": "x"}});
    assert_snapshot!(server.told("/api/sdk/users/identify", &body).await, @r#"400 {"docs_url":"/docs/identity-verification","error":"traits hold reserved keys, which only the server sets","reserved_keys":["id","external_id","org_id","company_id","created_at","updated_at","first_seen","last_seen","last_contacted_at"]}"#);
    assert_snapshot!(server.told("/api/sdk/users/identify", &json!({"traits": {}})).await, @r#"400 {"error":"user_id is required"}"#);
    assert_snapshot!(server.told("/api/sdk/users/identify", &json!({"user_id": "u", "traits": {"x": "y".repeat(20_000)}})).await, @r#"400 {"error":"traits and context has 20008 bytes; at most 20000 bytes are allowed"}"#);
}

#[tokio::test]
async fn an_event_with_a_known_id_is_stored_once_however_often_it_comes() {
    let server = Server::start();
    let events: Vec<Value> =
        (0..50).map(|at| json!({"event_type": "click", "metadata": {"$id": format!("e{at}")}})).collect();
    let batch = json!({"user_id": "u7", "events": events});
    let answers =
        futures_util::future::join_all((0..10).map(|_| server.told("/api/sdk/events", &batch))).await;
    assert!(answers.iter().all(|answer| answer == r#"200 {"success":true}"#), "{answers:?}");
    assert_eq!(server.texts("SELECT id FROM events").await.len(), 50);
    assert_eq!(server.texts("SELECT user_id FROM users").await, ["u7"]);
}

#[tokio::test]
async fn event_limits_are_kept() {
    let server = Server::start();
    assert_snapshot!(server.told("/api/sdk/events", &json!({"events": []})).await, @r#"400 {"error":"events is required"}"#);
    assert_snapshot!(server.told("/api/sdk/events", &json!({"events": [{}]})).await, @r#"400 {"error":"the request body is not valid: missing field `event_type` at line 1 column 15"}"#);
    let many: Vec<Value> = (0..101).map(|_| json!({"event_type": "x"})).collect();
    assert_snapshot!(server.told("/api/sdk/events", &json!({"events": many})).await, @r#"400 {"error":"events has 101 entries; at most 100 entries are allowed"}"#);
    let big = json!({"events": [{"event_type": "x", "metadata": {"a": "y".repeat(10_000)}}]});
    assert_snapshot!(server.told("/api/sdk/events", &big).await, @r#"400 {"error":"metadata has 10008 bytes; at most 10000 bytes are allowed"}"#);
    let long = json!({"events": [{"event_type": "x".repeat(150), "page_url": "u".repeat(3000), "element_selector": "s".repeat(600), "session_id": "i".repeat(300)}]});
    assert_snapshot!(server.told("/api/sdk/events", &long).await, @r#"200 {"success":true}"#);
    let row = &server.rows("SELECT event_type, page_url, element_selector, session_id FROM events").await[0];
    let length = |column| row.get::<String, _>(column).len();
    assert_eq!(
        (length("event_type"), length("page_url"), length("element_selector"), length("session_id")),
        (100, 2000, 500, 200)
    );
}

#[tokio::test]
async fn a_beacon_without_headers_is_taken_with_its_key_in_the_body() {
    let server = Server::start();
    let send = async |key: &str| {
        let body = json!({"api_key": key, "events": [{"event_type": "page_leave"}]}).to_string();
        let request = server
            .client
            .post(server.at("/api/sdk/events"))
            .header("content-type", "text/plain;charset=UTF-8");
        told(request.body(body).send().await.unwrap()).await
    };
    assert_snapshot!(send(KEY).await, @r#"200 {"success":true}"#);
    assert!(send("ab_live_wrong").await.starts_with("401 "));
    assert_eq!(server.texts("SELECT event_type FROM events").await, ["page_leave"]);
}

#[tokio::test]
async fn a_ticket_finds_its_user_by_id_then_by_address_else_makes_one() {
    let server = Server::start();
    server
        .told("/api/sdk/users/identify", &json!({"user_id": "u1", "traits": {"email": "ada@example.com"}}))
        .await;
    let ticket = |body: Value| async { server.told("/api/sdk/tickets/create", &{ body }).await };
    assert_snapshot!(ticket(json!({"email": "ada@example.com", "subject": "Help", "source": "widget"})).await, @r#"200 {"success":true,"ticket":{"created_at":"MOMENT","id":"UUID","status":"open","subject":"Help"}}"#);
    ticket(json!({"email": "new@example.com", "name": "New", "subject": "Hi", "message": "Long"})).await;
    ticket(
        json!({"user_id": "u1", "email": "other@example.com", "subject": "Third", "priority": "priority"}),
    )
    .await;
    let rows = server.rows("SELECT user_id, message, source, priority FROM tickets ORDER BY subject").await;
    let seen: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                row.get::<String, _>(0),
                row.get::<String, _>(1),
                row.get::<String, _>(2),
                row.get::<String, _>(3),
            )
        })
        .collect();
    assert_eq!((seen[0].0.as_str(), seen[0].1.as_str(), seen[0].2.as_str()), ("u1", "Help", "widget"));
    assert!(seen[1].0.starts_with("ticket_") && seen[1].2 == "api");
    assert_eq!((seen[2].0.as_str(), seen[2].3.as_str()), ("u1", "priority"));
    assert_snapshot!(ticket(json!({"subject": "x"})).await, @r#"400 {"error":"user_id or email is required"}"#);
    assert_snapshot!(ticket(json!({"user_id": "u1"})).await, @r#"400 {"error":"subject is required"}"#);
    assert_snapshot!(ticket(json!({"user_id": "u1", "subject": "x".repeat(1001)})).await, @r#"400 {"error":"subject has 1001 characters; at most 1000 characters are allowed"}"#);
}

#[tokio::test]
async fn text_that_no_database_likes_is_stored_all_the_same() {
    let server = Server::start();
    let body = json!({"user_id": "u\u{0}1", "traits": {"name": "'; DROP TABLE users; --\u{0}", "k\u{0}": "\u{202E}"}});
    assert!(server.told("/api/sdk/users/identify", &body).await.starts_with("200 "));
    assert_eq!(server.texts("SELECT name FROM users").await, ["'; DROP TABLE users; --\u{FFFD}"]);
}
