//! Agents that answer through a service: what they are told, what they hand on, and what becomes of every fault.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{ORG, Server, until};
use crate::upstream::{Play, Upstream, status, stream};

fn openai(text: &str) -> String {
    let pieces = text.split_inclusive(' ').map(|it| json!({"choices":[{"index":0,"delta":{"content":it}}]}));
    let mut events: String = pieces.map(|it| format!("data: {it}\n\n")).collect();
    events.push_str("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n");
    events.push_str("data: {\"choices\":[],\"usage\":{\"total_tokens\":42}}\n\ndata: [DONE]\n\n");
    events
}

fn tool(name: &str, arguments: &Value) -> String {
    let arguments = arguments.to_string();
    let (one, two) = arguments.split_at(arguments.len() / 2);
    let delta = |it: Value| format!("data: {}\n\n", json!({"choices":[{"delta":{"tool_calls":[it]}}]}));
    [
        delta(json!({"index":0,"id":"c1","type":"function","function":{"name":name,"arguments":""}})),
        delta(json!({"index":0,"function":{"arguments":one}})),
        delta(json!({"index":0,"function":{"arguments":two}})),
        "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\ndata: [DONE]\n\n"
            .to_owned(),
    ]
    .concat()
}

fn with_agent(server: &Server, kind: &str, url: &str) -> String {
    let mut setup = json!({"base_url": url, "api_key": "sk-very-secret"});
    if kind == "openai" {
        setup["model"] = "m-1".into();
        setup["instructions"] = "Be kind.".into();
    }
    server.made(&["agent", "add", ORG, "Model", "--kind", kind, "--setup", &setup.to_string()], "agent")
}

async fn ask(server: &Server, agent: &str, more: Value) -> String {
    let mut body = json!({"message": "What does shipping to Norway cost?", "agent_id": agent});
    body.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
    let request = server.post("/api/sdk/chat/stream", &body).header("accept", "text/event-stream");
    request.send().await.unwrap().text().await.unwrap()
}

fn text_of(events: &str) -> String {
    let tokens = events.split("\n\n").filter(|event| event.contains("event: token"));
    let data = tokens.filter_map(|event| event.lines().find_map(|line| line.strip_prefix("data: ")));
    data.map(|it| serde_json::from_str::<Value>(it).unwrap()["content"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_model_is_told_all_that_is_known_and_its_answer_is_handed_on() {
    let server = Server::start();
    let upstream = Upstream::start(vec![Play::Bytewise(stream(&openai("It costs 14.90 € – really.")))]).await;
    let agent = with_agent(&server, "openai", &upstream.url);
    let more = json!({
        "user_id": "u1", "custom_fields": {"plan": "gold"}, "context": {"cart": {"label": "Cart", "value": 3}},
        "behavior_context": "looked at boots", "conversation_history": [{"speaker": "user", "text": "Hello there"}],
    });
    let events = ask(&server, &agent, more).await;
    assert_eq!(text_of(&events), "It costs 14.90 € – really.");
    assert!(events.contains("\"tokens_used\":42"), "{events}");
    let call = &upstream.calls()[0];
    for part in [
        "/chat/completions",
        "Bearer sk-very-secret",
        "Be kind.",
        "gold",
        "looked at boots",
        "Hello there",
        "Norway and Switzerland",
        "14.90",
        "search_knowledge",
    ] {
        assert!(call.contains(part), "{part} is not in {call}");
    }
    assert!(!events.contains("sk-very-secret"));
}

#[tokio::test]
async fn tool_calls_become_actions_and_their_results_go_back_to_the_model() {
    let server = Server::start();
    let upstream = Upstream::start(vec![
        Play::Whole(stream(&tool("highlight", &json!({"selector": "#buy", "message": "Here"})))),
        Play::Whole(stream(&tool("create_ticket", &json!({"subject": "Boots", "email": "a@b.c"})))),
        Play::Whole(stream(&tool("navigate", &json!({"url": "javascript:alert(1)"})))),
        Play::Whole(stream(&tool("search_knowledge", &json!({"query": "forgotten password"})))),
        Play::Whole(stream(&openai("Done."))),
    ])
    .await;
    let agent = with_agent(&server, "openai", &upstream.url);
    let events = ask(&server, &agent, json!({})).await;
    let actions: Vec<&str> = events.split("\n\n").filter(|event| event.contains("event: action")).collect();
    assert_eq!(actions.len(), 2, "{events}");
    assert!(
        actions[0].contains("\"selector\":\"#buy\"") && actions[1].contains("ticket_created"),
        "{events}"
    );
    assert!(!events.contains("javascript"), "{events}");
    assert_eq!(text_of(&events), "Done.");
    let calls = upstream.calls();
    assert!(calls[3].contains("url must be a path"), "{}", calls[3]);
    assert!(calls[4].contains("Forgot password"), "{}", calls[4]);
    assert_eq!(server.texts("SELECT subject FROM tickets").await, ["Boots"]);
    let done = events.split("\n\n").find(|event| event.contains("event: done")).unwrap();
    assert!(done.contains("#buy") && done.contains("ticket_created"));
}

#[tokio::test]
async fn every_fault_of_a_service_is_a_typed_error_without_a_secret() {
    let server = Server::start();
    let long = format!("data: {}\n\n", "x".repeat(2 * 1024 * 1024));
    for (play, told) in [
        (Play::Whole(status("500 Oops", "", "sk-very-secret leaked")), "could not answer"),
        (Play::Whole(status("401 No", "", "bad key sk-very-secret")), "not set up"),
        (Play::Whole(status("429 Slow", "retry-after: 700\r\n", "{}")), "busy"),
        (Play::Whole(stream("data: {not json\n\n")), "could not answer"),
        (Play::Whole(stream("data: {\"error\":{\"message\":\"sk-very-secret\"}}\n\n")), "could not answer"),
        (Play::Whole(stream(&long)), "could not answer"),
        (
            Play::Whole(stream("data: {\"choices\":[{\"delta\":{\"content\":\"half\"}}]}\n\n")),
            "could not answer",
        ),
        (
            Play::Cut(stream("data: {\"choices\":[{\"delta\":{\"content\":\"half\"}}]}\n\n")),
            "could not answer",
        ),
        (Play::Whole("nonsense\r\n\r\n".to_owned()), "could not answer"),
    ] {
        let upstream = Upstream::start(vec![play]).await;
        let agent = with_agent(&server, "openai", &upstream.url);
        let events = ask(&server, &agent, json!({})).await;
        assert!(events.contains("event: error") && events.contains(told), "{told}: {events}");
        assert!(!events.contains("event: done") && !events.contains("secret"), "{events}");
        let whole = server.told("/api/sdk/chat", &json!({"message": "x", "agent_id": agent})).await;
        assert!(whole.starts_with("503 {\"error\":") && !whole.contains("secret"), "{whole}");
    }
    let away = with_agent(&server, "openai", "http://127.0.0.1:9");
    assert!(ask(&server, &away, json!({})).await.contains("could not answer"));
}

#[tokio::test]
async fn a_broken_answer_in_the_text_encoding_has_no_end_record() {
    let server = Server::start();
    let upstream = Upstream::start(vec![Play::Cut(stream(
        "data: {\"choices\":[{\"delta\":{\"content\":\"half\"}}]}\n\n",
    ))])
    .await;
    let agent = with_agent(&server, "openai", &upstream.url);
    let response = server
        .post("/api/sdk/chat/stream", &json!({"message": "x", "agent_id": agent}))
        .send()
        .await
        .unwrap();
    assert!(response.text().await.is_err());
    assert_eq!(server.texts("SELECT state FROM messages WHERE role = 'assistant'").await, ["interrupted"]);
}

#[tokio::test]
async fn hostagentes_is_tried_again_and_its_stream_relayed() {
    let server = Server::start();
    let events = "event: token\ndata: {\"content\":\"Hi \"}\n\nevent: token\ndata: {\"content\":\"there\"}\n\n\
                  event: done\ndata: {\"tokens_used\":45,\"latency_ms\":820}\n\n";
    let upstream = Upstream::start(vec![
        Play::Whole(status("503 Away", "retry-after: 1\r\n", "{}")),
        Play::Bytewise(stream(events)),
    ])
    .await;
    let agent = with_agent(&server, "hostagentes", &format!("{}/api/v1/", upstream.url));
    let started = Instant::now();
    let answer = ask(&server, &agent, json!({"session_id": "s1"})).await;
    assert!(started.elapsed() >= Duration::from_secs(1));
    assert_eq!(text_of(&answer), "Hi there");
    assert!(answer.contains("\"tokens_used\":45"));
    let calls = upstream.calls();
    assert_eq!(calls.len(), 2);
    assert!(calls[1].starts_with("POST /api/v1/chat/stream ") && calls[1].contains("\"session_id\":\"s1\""));
}

#[tokio::test]
async fn a_client_that_hangs_up_ends_the_upstream_call() {
    let server = Server::start();
    let upstream = Upstream::start(vec![Play::Endless]).await;
    let agent = with_agent(&server, "openai", &upstream.url);
    let body = json!({"message": "x", "agent_id": agent});
    let mut response = server.post("/api/sdk/chat/stream", &body).send().await.unwrap();
    response.chunk().await.unwrap().unwrap();
    assert_eq!(upstream.open.load(Ordering::SeqCst), 1);
    drop(response);
    until(async || upstream.open.load(Ordering::SeqCst) == 0).await;
}

#[tokio::test]
async fn a_resumable_answer_goes_on_without_its_client_and_is_read_elsewhere_while_it_runs() {
    let server = Server::start();
    let upstream = Upstream::start(vec![Play::Endless]).await;
    let agent = with_agent(&server, "openai", &upstream.url);
    let other = Server::on(crate::support::Folder::new(), server.database.clone(), &[]);
    let body =
        json!({"message": "x", "agent_id": agent, "message_id": "018f0000-0000-7000-8000-00000000000a"});
    let start = |server: &Server, from: Option<&str>| {
        let request = server.post("/api/sdk/chat/stream", &body).header("accept", "text/event-stream");
        from.map_or_else(
            || request.try_clone().unwrap(),
            |id| request.try_clone().unwrap().header("last-event-id", id),
        )
    };
    let mut first = start(&server, None).send().await.unwrap();
    first.chunk().await.unwrap().unwrap();
    drop(first);
    let mut second = start(&other, Some("1")).send().await.unwrap();
    let chunk = second.chunk().await.unwrap().unwrap();
    let text = String::from_utf8_lossy(&chunk);
    assert!(text.starts_with("id: 2\n"), "{text}");
    assert_eq!(upstream.calls().len(), 1);
}

#[tokio::test]
async fn a_service_that_says_nothing_is_given_up() {
    let server = Server::start();
    let upstream = Upstream::start(vec![Play::Hang(stream(": thinking\n\n"))]).await;
    let agent = with_agent(&server, "openai", &upstream.url);
    let mut response = {
        let request = server.post("/api/sdk/chat/stream", &json!({"message": "x", "agent_id": agent}));
        request.header("accept", "text/event-stream").send().await.unwrap()
    };
    let first = response.chunk().await.unwrap().unwrap();
    assert_eq!(String::from_utf8_lossy(&first), ": waiting\n\n");
}
