//! A visitor who stops an answer: its upstream hears of it within a second, whichever process was told, and what was said
//! until then stays.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Folder, ORG, Server, until};
use crate::upstream::{Play, Upstream};

const ID: &str = "018f0000-0000-7000-8000-00000000000c";
/// More than the pieces that were already sent when something was asked.
const ON_ITS_WAY: usize = 4;

async fn endless() -> (Server, Upstream, Value) {
    let server = Server::start();
    let upstream = Upstream::start(vec![Play::Endless]).await;
    let setup = json!({"base_url": upstream.url, "model": "m"}).to_string();
    let agent = server.made(&["agent", "add", ORG, "M", "--kind", "openai", "--setup", &setup], "agent");
    let body = json!({"message": "x", "agent_id": agent, "session_id": "s1", "message_id": ID});
    (server, upstream, body)
}

async fn begin(server: &Server, body: &Value) -> reqwest::Response {
    let request = server.post("/api/sdk/chat/stream", body).header("accept", "text/event-stream");
    let mut response = request.send().await.unwrap();
    assert!(String::from_utf8_lossy(&response.chunk().await.unwrap().unwrap()).contains("more"));
    response
}

async fn until_closed(upstream: &Upstream) -> Duration {
    let started = Instant::now();
    until(async || upstream.open.load(Ordering::SeqCst) == 0).await;
    started.elapsed()
}

#[tokio::test]
async fn a_stopped_answer_ends_its_upstream_and_stays_as_far_as_it_came() {
    let (server, upstream, body) = endless().await;
    let response = begin(&server, &body).await;
    let cancel = json!({"message_id": ID, "session_id": "s1"});
    let told = server.told("/api/sdk/chat/cancel", &cancel).await;
    assert_eq!(told, r#"200 {"cancelled":true,"success":true}"#);
    until_closed(&upstream).await;
    let rest = response.text().await.unwrap();
    assert!(rest.contains("event: done"), "{rest}");
    // Asked for again it is not given anew, and there is nothing left to stop.
    let again = server.post("/api/sdk/chat/stream", &body).send().await.unwrap().text().await.unwrap();
    assert!(again.starts_with("more ") && !again.contains('\u{1E}'), "{again}");
    assert_eq!(upstream.calls().len(), 1);
    let told = server.told("/api/sdk/chat/cancel", &cancel).await;
    assert_eq!(told, r#"200 {"cancelled":false,"success":true}"#);
    assert_eq!(server.texts("SELECT state FROM messages WHERE role = 'assistant'").await, ["interrupted"]);
}

#[tokio::test]
async fn an_answer_is_stopped_through_another_process_too() {
    let (server, upstream, body) = endless().await;
    let response = begin(&server, &body).await;
    let other = Server::on(Folder::new(), server.database.clone(), &[]);
    let told = other.told("/api/sdk/chat/cancel", &json!({"message_id": ID, "session_id": "s1"})).await;
    assert_eq!(told, r#"200 {"cancelled":true,"success":true}"#);
    until_closed(&upstream).await;
    assert!(response.text().await.unwrap().contains("event: done"));
}

#[tokio::test]
async fn nobody_stops_an_answer_of_another_conversation() {
    let (server, upstream, body) = endless().await;
    let mut response = begin(&server, &body).await;
    for body in [
        json!({"message_id": ID, "session_id": "s2"}),
        json!({"message_id": ID}),
        json!({"message_id": "018f0000-0000-7000-8000-00000000000d", "session_id": "s1"}),
    ] {
        let told = server.told("/api/sdk/chat/cancel", &body).await;
        assert_eq!(told, r#"200 {"cancelled":false,"success":true}"#);
    }
    let told = server.told("/api/sdk/chat/cancel", &json!({"session_id": "s1"})).await;
    assert_eq!(told, r#"400 {"error":"message_id is required"}"#);
    // It goes on: more comes than was on its way while it was asked to stop.
    for _ in 0..ON_ITS_WAY {
        assert!(response.chunk().await.unwrap().is_some());
    }
    assert_eq!(upstream.open.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_lost_connection_goes_on_for_the_grace_and_then_ends() {
    let upstream = Upstream::start(vec![Play::Endless]).await;
    let server = Server::with_environment(Folder::new(), &[], &[("HALO_RESUME_GRACE_SECONDS", "2")]);
    let setup = json!({"base_url": upstream.url, "model": "m"}).to_string();
    let agent = server.made(&["agent", "add", ORG, "M", "--kind", "openai", "--setup", &setup], "agent");
    let body = json!({"message": "x", "agent_id": agent, "message_id": ID});
    drop(begin(&server, &body).await);
    let ended = until_closed(&upstream).await;
    assert!(ended > Duration::from_millis(1_500), "{ended:?}");
}
