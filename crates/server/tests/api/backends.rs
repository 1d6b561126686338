//! The HostAgentes API: secret keys, plans, the book of uses.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::support::{KEY, ORG, Server, told};

fn call(server: &Server, path: &str, key: &str, body: &Value) -> reqwest::RequestBuilder {
    server.client.post(server.at(path)).bearer_auth(key).json(body)
}

fn secret(server: &Server, more: &[&str]) -> String {
    server.made(&[&["key", "add", ORG, "--secret"], more].concat(), "key")
}

#[tokio::test]
async fn a_backend_gets_the_documented_answer_and_rate_headers() {
    let server = Server::start();
    let key = secret(&server, &[]);
    let body =
        json!({"message": "thanks", "context": {"user_id": "u1", "session_id": "s1"}, "temperature": 0.2});
    let response = call(&server, "/api/v1/chat", &key, &body).send().await.unwrap();
    assert_eq!(response.headers()["x-ratelimit-limit"], "60");
    assert_eq!(response.headers()["x-ratelimit-remaining"], "59");
    assert!(
        response.headers()["x-ratelimit-reset"].to_str().unwrap().parse::<i64>().unwrap() > 1_700_000_000
    );
    let mut answer: Value = response.json().await.unwrap();
    answer["metadata"]["latency_ms"] = json!(0);
    assert_snapshot!(answer, @r#"{"metadata":{"latency_ms":0,"model":"","tokens_used":0},"response":"You are welcome. Ask me anything else.","tool_calls":[]}"#);
    let streamed = call(&server, "/api/v1/chat/stream", &key, &body).send().await.unwrap();
    assert_eq!(streamed.headers()["content-type"], "text/event-stream");
    let text = streamed.text().await.unwrap();
    assert!(
        text.contains("event: token\ndata: {\"content\":")
            && text.contains("event: done\ndata: {\"tokens_used\":0,"),
        "{text}"
    );
}

#[tokio::test]
async fn keys_of_the_wrong_kind_revoked_expired_or_unknown_are_refused() {
    let server = Server::start();
    let body = json!({"message": "x"});
    let ask = async |key: &str| told(call(&server, "/api/v1/chat", key, &body).send().await.unwrap()).await;
    assert_snapshot!(ask(KEY).await, @r#"403 {"error":"a publishable widget key cannot call this API; use a secret ha_ key"}"#);
    assert!(ask("ha_unknown").await.starts_with("401 "));
    let key = secret(&server, &[]);
    assert!(ask(&key).await.starts_with("200 "));
    let listed = server.command(&["key", "list", ORG]).unwrap();
    assert!(!listed.contains(&key) && listed.contains(KEY), "{listed}");
    let id = listed.lines().find(|line| line.contains("\tsecret\t")).unwrap().split('\t').next().unwrap();
    server.command(&["key", "revoke", id]).unwrap();
    assert!(ask(&key).await.starts_with("401 "));
    assert!(server.command(&["key", "revoke", id]).unwrap_err().contains("there is no key"));
    assert!(ask(&secret(&server, &["--expires-in-days", "0"])).await.starts_with("401 "));
    let book = server.command(&["key", "uses", id]).unwrap();
    assert!(book.contains("/api/v1/chat\t") && book.trim_end().ends_with("\t200"), "{book}");
}

#[tokio::test]
async fn a_key_for_one_agent_reaches_no_other_and_a_paused_agent_is_503() {
    let server = Server::start();
    let mine = server.made(&["agent", "add", ORG, "Mine"], "agent");
    let key = secret(&server, &["--agent", &mine]);
    let body = json!({"message": "hello"});
    let ask = async |agent: &str| {
        told(call(&server, "/api/v1/chat", &key, &body).header("x-agent-id", agent).send().await.unwrap())
            .await
    };
    assert!(ask(&mine).await.starts_with("200 "));
    assert_snapshot!(ask(halo_server::demo::AGENT_ID).await, @r#"403 {"error":"this key is not good for that agent"}"#);
    server.command(&["agent", "status", &mine, "paused"]).unwrap();
    let response = call(&server, "/api/v1/chat", &key, &body).send().await.unwrap();
    assert_eq!(response.headers()["retry-after"], "2");
    assert_snapshot!(told(response).await, @r#"503 {"error":"the agent is not available now"}"#);
}

#[tokio::test]
async fn a_plan_used_up_is_429_and_counted_over_processes() {
    let server = Server::start();
    let other = Server::on(crate::support::Folder::new(), server.database.clone(), &[]);
    let key = secret(&server, &[]);
    let mut refused = None;
    for at in 0..130 {
        let server = if at % 2 == 0 { &server } else { &other };
        let response = call(server, "/api/v1/chat", &key, &json!({"message": "hi"})).send().await.unwrap();
        if response.status() == 429 {
            refused = Some((at, response));
            break;
        }
    }
    // 60 in one minute; the minute may have turned once in between.
    let (at, response) = refused.unwrap();
    assert!((60..=121).contains(&at), "{at}");
    assert_eq!(response.headers()["x-ratelimit-remaining"], "0");
    let wait: u64 = response.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait));
    assert!(told(response).await.starts_with("429 {\"error\":\"too many requests; try again in"));
}
