//! U+0000, which Postgres keeps in no text: wherever it comes in, both stores keep the same, and nothing fails.

use serde_json::{Value, json};

use crate::people::{SECRET, now, token};
use crate::support::{Folder, ORG, Server, feed, new_database};
use crate::upstream::{Play, Upstream, stream};

const KEPT: &str = "a\u{FFFD}b";

#[tokio::test]
async fn it_is_replaced_in_the_claims_of_a_token_as_in_the_body_beside_them() {
    let server = Server::with(Folder::new(), &["--identity-secret", SECRET]);
    let claims = json!({"user_id": "a\0b", "company_id": "a\0b", "name": "a\0b", "a\0b": ["a\0b"], "exp": now() + 600});
    let signed = token(SECRET, &claims);
    let mut body =
        json!({"user_id": "a\0b", "user_token": signed, "session_id": "a\0b", "traits": {"email": "a\0b"}});
    let told = server.told("/api/sdk/users/identify", &body).await;
    assert!(told.starts_with("200 ") && !told.contains("\\u0000"), "{told}");
    body["company_id"] = json!("a\0b");
    assert!(server.told("/api/sdk/companies/identify", &body).await.starts_with("200 "));
    body["message"] = json!("shipping a\0b");
    assert!(server.told("/api/sdk/chat", &body).await.starts_with("200 "));
    for query in [
        "SELECT user_id FROM users",
        "SELECT name FROM users",
        "SELECT email FROM users",
        "SELECT company_id FROM users",
        "SELECT company_id FROM companies",
        "SELECT id FROM sessions",
    ] {
        assert_eq!(server.texts(query).await, [KEPT], "{query}");
    }
}

#[tokio::test]
async fn it_is_replaced_in_what_a_model_says_does_and_asks_of_its_tools() {
    let server = Server::start();
    let call = |name: &str, arguments: Value| {
        let function = json!({"name": name, "arguments": arguments.to_string()});
        json!({"choices": [{"delta": {"tool_calls": [{"index": 0, "id": "c\0", "function": function}]}}]})
    };
    let done = json!({"choices": [{"delta": {}, "finish_reason": "tool_calls"}]});
    let play = |events: &[Value]| {
        let events: String = events.iter().map(|it| format!("data: {it}\n\n")).collect();
        Play::Whole(stream(&format!("{events}data: [DONE]\n\n")))
    };
    let ticket = json!({"subject": "a\0b", "message": "a\0b", "email": "a\0b@example.com"});
    let words = json!({"choices": [{"delta": {"content": "a\0b"}, "finish_reason": "stop"}]});
    let upstream = Upstream::start(vec![
        play(&[call("create_ticket", ticket), done.clone()]),
        play(&[call("highlight", json!({"selector": "a\0b"})), done]),
        play(&[words]),
    ])
    .await;
    let setup = json!({"base_url": upstream.url, "model": "a\0b"}).to_string();
    let agent = server.made(&["agent", "add", ORG, "M", "--kind", "openai", "--setup", &setup], "agent");
    let body = json!({"message": "hello", "agent_id": agent, "message_id": "m1", "session_id": "s1"});
    let told = server.told("/api/sdk/chat", &body).await;
    assert!(told.starts_with("200 ") && !told.contains("\\u0000") && told.contains(KEPT), "{told}");
    assert_eq!(server.told("/api/sdk/chat", &body).await, told, "it is not kept under its id");
    assert_eq!(server.texts("SELECT subject FROM tickets").await, [KEPT]);
    assert_eq!(server.texts("SELECT content FROM messages WHERE role = 'assistant'").await, [KEPT]);
    let actions = server.texts("SELECT actions FROM messages WHERE role = 'assistant'").await;
    assert!(actions[0].contains(KEPT) && !actions[0].contains("\\u0000"), "{actions:?}");
}

#[tokio::test]
async fn it_is_replaced_in_documents_and_in_exports() {
    let folder = Folder::new();
    folder.write("docs/zeppelins.md", "# Zeppelin rides\n\nA ride in the zeppelin costs a\0b coins.\n");
    let docs = folder.path().join("docs").display().to_string();
    let server = Server::with(folder, &["--knowledge", &docs]);
    let told = server.told("/api/sdk/chat", &json!({"message": "What does a zeppelin ride cost?"})).await;
    assert!(told.starts_with("200 ") && !told.contains("\\u0000"), "{told}");
    let place = Folder::new();
    let database = new_database(&place);
    let lines = json!({"record": "organisation", "id": "00000000-0000-4000-8000-000000000001", "name": "a\0b",
        "settings": {"a\0b": 1}, "created_at": 1, "verify_identity": false});
    feed(&["import"], &[("DATABASE_URL", &database)], &format!("{lines}\n")).unwrap();
    let listed = crate::support::run(&["org", "list"], &[("DATABASE_URL", &database)]).unwrap();
    assert!(listed.contains(KEPT), "{listed}");
}

#[tokio::test]
async fn in_an_address_it_names_nothing() {
    let server = Server::start();
    for path in [
        "/docs/a%00b",
        "/docs/00000000-0000-4000-8000-000000000001/%00",
        "/sdk/%00/halo.js",
        "/sdk/latest/a%00",
    ] {
        assert_eq!(server.get(path).send().await.unwrap().status(), 404, "{path}");
    }
    for query in ["org_id=%00", "org_id=%00%00&%00"] {
        let told = server.get(&format!("/api/sdk/config?{query}")).send().await.unwrap();
        assert_eq!(told.status(), 400, "{query}");
    }
}
