//! Questions and their answers: whole, streamed in both encodings, resumed, and told once.

use halo_protocol::stream::{AnswerDecoder, StreamEvent};
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use serde_json::{Value, json};

use crate::support::{Server, told, until};

const QUESTION: &str = "How do I stop one visitor from impersonating another?";

async fn streamed(server: &Server, body: &Value, accept: &str) -> (Vec<StreamEvent>, String) {
    let response = server.post("/api/sdk/chat/stream", body).header(ACCEPT, accept).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let kind = response.headers()[CONTENT_TYPE].to_str().unwrap().to_owned();
    let mut decoder = AnswerDecoder::for_content_type(&kind).unwrap();
    let bytes = response.bytes().await.unwrap();
    let events = decoder.push(&bytes);
    let text = events
        .iter()
        .filter_map(|it| if let StreamEvent::Text(text) = it { Some(text.as_str()) } else { None });
    let text = text.collect();
    (events, text)
}

#[tokio::test]
async fn the_passage_that_answers_is_quoted_with_a_link_to_where_it_stands() {
    let server = Server::start();
    let answer: Value = server
        .post("/api/sdk/chat", &json!({"message": QUESTION}))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let text = answer["response"].as_str().unwrap();
    let link = format!("{}/docs/identity-verification#how-it-works", server.url);
    assert!(text.contains("> Your server signs a short-lived token"), "{text}");
    assert!(text.contains(&format!("Source: [Identity verification › How it works]({link})")), "{text}");
    assert!(answer["session_id"].as_str().unwrap().starts_with("sess_"));
    assert_eq!(answer["agent_id"], halo_server::demo::AGENT_ID);
    let page = server.client.get(&link).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("<h2 id=\"how-it-works\">How it works</h2>"), "{page}");
}

#[tokio::test]
async fn what_the_documents_do_not_say_is_not_answered() {
    let server = Server::start();
    for message in [
        "What is the capital of France?",
        "Who is your CEO?",
        "Can you write me a poem about autumn?",
        "asdfgh qwertz",
    ] {
        let answer: Value = server
            .post("/api/sdk/chat", &json!({"message": message}))
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        let text = answer["response"].as_str().unwrap();
        assert!(text.contains("could not find") && text.contains("Talk to a person"), "{message}: {text}");
        assert!(!text.contains('>'), "{message}: {text}");
    }
}

#[tokio::test]
async fn both_encodings_carry_the_same_answer() {
    let server = Server::start();
    let body = json!({"message": QUESTION});
    let (events, by_events) = streamed(&server, &body, "text/event-stream").await;
    let (_, by_records) = streamed(&server, &body, "*/*").await;
    assert!(by_events.contains("impersonating"));
    assert_eq!(by_events, by_records);
    assert!(
        matches!(events.last(), Some(StreamEvent::Done(done)) if done.latency_ms.is_some() && done.session_id.is_some())
    );
}

#[tokio::test]
async fn a_stream_is_marked_so_that_no_proxy_holds_it() {
    let server = Server::start();
    let response =
        server.post("/api/sdk/chat/stream", &json!({"message": QUESTION, "session_id": "sess_1_abcdef"}));
    let response = response.send().await.unwrap();
    let headers = response.headers();
    assert_eq!(headers["content-type"], "text/plain; charset=utf-8");
    assert_eq!(headers["cache-control"], "no-cache, no-transform");
    assert_eq!(headers["x-accel-buffering"], "no");
    assert_eq!(headers["x-session-id"], "sess_1_abcdef");
    assert_eq!(headers["x-agent-id"], halo_server::demo::AGENT_ID);
    assert!(!response.text().await.unwrap().contains('\u{1E}'));
}

#[tokio::test]
async fn the_first_bytes_leave_before_the_last_are_made() {
    use futures_util::StreamExt as _;
    let server = Server::start();
    let response = server.post("/api/sdk/chat/stream", &json!({"message": QUESTION})).send().await.unwrap();
    let pieces: Vec<_> = response.bytes_stream().collect().await;
    assert!(pieces.len() > 1, "{} piece", pieces.len());
}

#[tokio::test]
async fn a_resumed_stream_repeats_no_text_and_the_agent_answers_once() {
    let server = Server::start();
    let body = json!({"message": QUESTION, "message_id": "018f0000-0000-7000-8000-000000000001"});
    let (_, whole) = streamed(&server, &body, "text/event-stream").await;
    let resumed = server.post("/api/sdk/chat/stream", &body).header(ACCEPT, "text/event-stream");
    let rest = resumed.header("last-event-id", "1").send().await.unwrap().text().await.unwrap();
    assert!(rest.starts_with("id: 2\n"), "{rest}");
    assert!(rest.contains("event: done"));
    let again = streamed(&server, &body, "text/plain").await.1;
    assert_eq!(again, whole);
    let roles = server.texts("SELECT role FROM messages ORDER BY created_at, role DESC").await;
    assert_eq!(roles, ["user", "assistant"]);
}

#[tokio::test]
async fn the_same_message_id_ten_times_at_once_is_one_question_and_one_answer() {
    let server = Server::start();
    let body =
        json!({"message": QUESTION, "session_id": "s", "message_id": "018f0000-0000-7000-8000-000000000002"});
    let answers = futures_util::future::join_all((0..10).map(|_| server.told("/api/sdk/chat", &body))).await;
    assert!(answers[0].starts_with("200 "), "{}", answers[0]);
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(server.texts("SELECT role FROM messages").await.len(), 2);
}

#[tokio::test]
async fn another_conversation_cannot_read_an_answer_by_its_message_id() {
    let server = Server::start();
    let id = "018f0000-0000-7000-8000-000000000003";
    let mine = json!({"message": QUESTION, "session_id": "mine", "message_id": id});
    assert!(server.told("/api/sdk/chat", &mine).await.starts_with("200 "));
    for body in [
        json!({"message": "x", "session_id": "theirs", "message_id": id}),
        json!({"message": "x", "message_id": id}),
        json!({"message": "x", "session_id": "mine", "user_id": "u9", "message_id": id}),
    ] {
        assert_eq!(
            server.told("/api/sdk/chat", &body).await,
            r#"400 {"error":"message_id must be new to this conversation"}"#
        );
    }
}

#[tokio::test]
async fn small_talk_is_answered_shortly() {
    let server = Server::start();
    let response =
        server.post("/api/sdk/chat", &json!({"message": "thanks!", "session_id": "s"})).send().await.unwrap();
    insta::assert_snapshot!(told(response).await, @r#"200 {"actions":[],"agent_id":"UUID","response":"You are welcome. Ask me anything else.","session_id":"s"}"#);
}

#[tokio::test]
async fn a_changed_file_is_known_without_a_restart() {
    let folder = crate::support::Folder::new();
    folder.write("docs/opening.md", "# Opening hours\n\nWe open at nine.\n");
    let path = folder.path().join("docs");
    let server = Server::with(folder, &["--knowledge", path.to_str().unwrap()]);
    let ask = async || server.told("/api/sdk/chat", &json!({"message": "Do you sell gift vouchers?"})).await;
    assert!(ask().await.contains("could not find"));
    server.folder.write("docs/vouchers.md", "# Gift vouchers\n\nWe sell gift vouchers at the desk.\n");
    until(async || ask().await.contains("at the desk")).await;
}
