//! Services behind the chat completions API as they are: each says the same in its own way, and refuses in its own.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{ORG, Server};
use crate::upstream::{Play, Upstream, status, stream};

const STOP: &str = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

fn event(value: &Value) -> String {
    format!("data: {value}\n\n")
}

fn says(text: &str) -> String {
    stream(&(event(&json!({"choices": [{"delta": {"content": text}}]})) + STOP))
}

fn calls(pieces: &[Value]) -> String {
    let pieces = pieces.iter().map(|it| event(&json!({"choices": [{"delta": it}]})));
    stream(&(pieces.collect::<String>() + STOP))
}

/// What a visitor gets of an agent whose service plays this, and what the service was sent.
async fn heard(plays: Vec<Play>, setup: Value, question: Value) -> (String, String, Vec<String>) {
    let server = Server::start();
    let upstream = Upstream::start(plays).await;
    let mut whole = json!({"base_url": upstream.url, "model": "m"});
    whole.as_object_mut().unwrap().extend(setup.as_object().cloned().unwrap_or_default());
    let made = ["agent", "add", ORG, "M", "--kind", "openai", "--setup", &whole.to_string()];
    let agent = server.made(&made, "agent");
    let mut body = json!({"message": "What does shipping to Norway cost?", "agent_id": agent});
    body.as_object_mut().unwrap().extend(question.as_object().cloned().unwrap_or_default());
    let request = server.post("/api/sdk/chat/stream", &body).header("accept", "text/event-stream");
    let events = request.send().await.unwrap().text().await.unwrap();
    let tokens = events.split("\n\n").filter(|it| it.contains("event: token"));
    let data = tokens.filter_map(|it| it.lines().find_map(|line| line.strip_prefix("data: ")));
    let text =
        data.map(|it| serde_json::from_str::<Value>(it).unwrap()["content"].as_str().unwrap().to_owned());
    (text.collect(), events, upstream.calls())
}

async fn text_of(answer: String) -> String {
    let (text, events, _) = heard(vec![Play::Whole(answer)], json!({}), json!({})).await;
    assert!(events.contains("event: done"), "{events}");
    text
}

async fn fault_of(answer: String) -> String {
    let (_, events, _) = heard(vec![Play::Whole(answer)], json!({}), json!({})).await;
    let error = events.split("\n\n").find(|it| it.contains("event: error"));
    let error = error.unwrap_or_else(|| panic!("{events}"));
    let data: Value = serde_json::from_str(error.split("data: ").nth(1).unwrap()).unwrap();
    data["code"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_whole_answer_is_understood_in_every_shape() {
    let delta = |delta: Value| stream(&(event(&json!({"choices": [{"delta": delta}]})) + STOP));
    let object = json!({"choices": [{"message": {"content": "Hi"}, "finish_reason": "stop"}]}).to_string();
    let nulls = [
        json!({"choices": null, "usage": {"total_tokens": null}, "error": {}}),
        json!({"choices": [{"delta": null, "finish_reason": null}], "usage": {"total_tokens": 10.0}}),
        json!({"choices": [{"delta": {"content": "Hi", "tool_calls": null}}]}),
    ];
    let halves = "data: {\"choices\":[{\"delta\":{\"content\":\"H\\ud83d\"}}]}\n\n\
                  data: {\"choices\":[{\"delta\":{\"content\":\"\\ude00i\"}}]}\n\n";
    let ends = "data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}";
    for (answer, text) in [
        (delta(json!({"content": [{"type": "text", "text": "H"}, {"type": "text", "text": "i"}]})), "Hi"),
        (delta(json!({"refusal": "I cannot."})), "I cannot."),
        (delta(json!({"content": "<think>hm</think>\n\nHi", "reasoning_content": "hm"})), "Hi"),
        (status("200 OK", "content-type: application/json\r\n", &object), "Hi"),
        (stream(&(nulls.iter().map(event).collect::<String>() + STOP)), "Hi"),
        (stream(&format!("{halves}{STOP}")), "H😀i"),
        (stream(ends), "Hi"),
        (stream(&format!("{ends}\n\ndata: {{\"cut")), "Hi"),
    ] {
        assert_eq!(text_of(answer.clone()).await, text, "{answer}");
    }
}

#[tokio::test]
async fn what_failed_is_a_fault_and_never_a_whole_answer() {
    let half = event(&json!({"choices": [{"delta": {"content": "half"}}]}));
    let after = |it: &str| stream(&format!("{half}{it}data: [DONE]\n\n"));
    let ends = |reason: &str| stream(&event(&json!({"choices": [{"delta": {}, "finish_reason": reason}]})));
    for (answer, code) in [
        (after("data: {\"object\":\"error\",\"message\":\"x\"}\n\n"), "upstream"),
        (after("data: {\"error_code\":50001,\"text\":\"x\"}\n\n"), "upstream"),
        (after("event: error\ndata: {\"message\":\"x\"}\n\n"), "upstream"),
        (after("data: {\"error\":\"x\"}\n\n"), "upstream"),
        (after("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"\"}]}\n\n"), "upstream"),
        (ends("stop"), "empty"),
        (ends("length"), "empty"),
        (ends("content_filter"), "filtered"),
        (status("200 OK", "content-type: text/html\r\n", "<p>hello</p>"), "upstream"),
        (status("200 OK", "content-type: application/json\r\n", "{\"error\":\"x\"}"), "upstream"),
        (status("302 Found", "location: /login\r\n", ""), "setup"),
        (status("400 Bad", "", "{\"error\":{\"code\":\"context_length_exceeded\"}}"), "too_long"),
    ] {
        assert_eq!(fault_of(answer.clone()).await, code, "{answer}");
    }
}

#[tokio::test]
async fn an_answer_that_was_cut_says_so() {
    let answer =
        stream(&event(&json!({"choices": [{"delta": {"content": "Hi"}, "finish_reason": "length"}]})));
    let (_, events, _) = heard(vec![Play::Whole(answer)], json!({}), json!({})).await;
    assert!(events.contains("\"cut\":\"length\""), "{events}");
}

#[tokio::test]
async fn a_field_that_a_service_refuses_is_left_out_at_the_second_try() {
    let refused = status(
        "400 Bad",
        "",
        "{\"message\":\"\\\"auto\\\" tool choice requires --enable-auto-tool-choice\"}",
    );
    let (text, _, sent) =
        heard(vec![Play::Whole(refused), Play::Whole(says("Hi"))], json!({}), json!({})).await;
    assert_eq!((text.as_str(), sent.len()), ("Hi", 2));
    assert!(sent[0].contains("\"tools\"") && !sent[1].contains("\"tools\""), "{sent:?}");
    let (_, _, sent) = heard(vec![Play::Whole(says("Hi"))], json!({"tools": false}), json!({})).await;
    assert!(!sent[0].contains("\"tools\"") && sent[0].contains("stream_options"), "{sent:?}");
}

#[tokio::test]
async fn a_conversation_that_is_too_long_is_told_once_more_without_its_oldest_part() {
    let refused = status("400 Bad", "", "{\"error\":\"This model's maximum context length is 512 tokens\"}");
    let history = json!({"conversation_history": [
        {"speaker": "user", "text": format!("oldest {}", "x".repeat(900))}, {"speaker": "user", "text": "newest"}]});
    let (text, _, sent) =
        heard(vec![Play::Whole(refused), Play::Whole(says("Hi"))], json!({}), history).await;
    assert_eq!((text.as_str(), sent.len()), ("Hi", 2));
    assert!(
        sent[0].contains("oldest") && !sent[1].contains("oldest") && sent[1].contains("newest"),
        "{sent:?}"
    );
}

#[tokio::test]
async fn a_busy_service_is_tried_three_times_and_waited_for_as_it_asks() {
    let busy = || Play::Whole(status("429 Slow", "retry-after: 1\r\n", "{}"));
    let began = Instant::now();
    let (text, _, sent) = heard(vec![busy(), busy(), Play::Whole(says("Hi"))], json!({}), json!({})).await;
    assert_eq!((text.as_str(), sent.len()), ("Hi", 3));
    assert!(began.elapsed() >= Duration::from_secs(2));
    let (_, events, sent) = heard(vec![busy()], json!({}), json!({})).await;
    assert!(events.contains("\"code\":\"busy\"") && sent.len() == 3, "{events}");
}

#[tokio::test]
async fn an_address_with_a_query_and_a_key_in_a_header_reach_the_service() {
    let setup = json!({"headers": {"api-key": "hush"}, "show_thinking": true});
    let (text, _, sent) = heard(vec![Play::Whole(says("<think>a</think>b"))], setup, json!({})).await;
    assert_eq!(text, "<think>a</think>b");
    assert!(sent[0].starts_with("POST /chat/completions ") && sent[0].contains("api-key: hush"), "{sent:?}");
}

#[tokio::test]
async fn tool_calls_are_put_together_in_every_shape() {
    let arguments = r##"{"selector":"#a","message":"x"}"##;
    let (one, two) = arguments.split_at(14);
    let function = |arguments: &Value| json!({"name": "highlight", "arguments": arguments});
    let call = |id: &str, index: Value, arguments: Value| json!({"tool_calls": [{"id": id, "index": index, "function": function(&arguments)}]});
    for (pieces, wanted) in [
        (vec![call("c1", json!(0), json!(one)), call("c1", json!(0), json!(two))], 1),
        (vec![call("c1", Value::Null, json!(arguments)), call("c2", Value::Null, json!(arguments))], 2),
        (vec![call("c1", json!(0), json!(arguments)), call("c2", json!(0), json!(arguments))], 2),
        (
            vec![
                json!({"tool_calls": [{"function": function(&json!(arguments))}, {"function": function(&json!(arguments))}]}),
            ],
            2,
        ),
        (vec![call("c1", json!(0), json!({"selector": "#a"}))], 1),
        (
            vec![
                json!({"function_call": function(&json!(one))}),
                json!({"function_call": {"arguments": two}}),
            ],
            1,
        ),
    ] {
        let plays = vec![Play::Whole(calls(&pieces)), Play::Whole(says("Done."))];
        let (text, events, _) = heard(plays, json!({}), json!({})).await;
        assert_eq!(text, "Done.", "{pieces:?}");
        assert_eq!(events.matches("event: action").count(), wanted, "{pieces:?}: {events}");
    }
}

#[tokio::test]
async fn text_before_and_after_a_tool_call_is_two_paragraphs() {
    let before = json!({"content": "One moment.", "tool_calls": [{"index": 0, "id": "c1",
        "function": {"name": "search_knowledge", "arguments": "{\"query\":\"boots\"}"}}]});
    let plays = vec![Play::Whole(calls(&[before])), Play::Whole(says("Done."))];
    assert_eq!(heard(plays, json!({}), json!({})).await.0, "One moment.\n\nDone.");
}

#[tokio::test]
async fn line_ends_that_only_some_readers_know_are_escaped() {
    let (text, events, _) =
        heard(vec![Play::Whole(says("a\u{2028}b\u{85}c\u{2029}d"))], json!({}), json!({})).await;
    assert_eq!(text, "a\u{2028}b\u{85}c\u{2029}d");
    assert!(!events.contains(['\u{2028}', '\u{2029}', '\u{85}']), "{events}");
}

#[tokio::test]
async fn a_client_that_comes_back_after_the_end_is_told_not_to() {
    let server = Server::start();
    let ask = async |body: Value, last: Option<&str>| {
        let request = server.post("/api/sdk/chat/stream", &body).header("accept", "text/event-stream");
        let request = match last {
            Some(id) => request.header("last-event-id", id),
            None => request,
        };
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    };
    let body = json!({"message": "hello", "message_id": "m-1", "session_id": "s"});
    let (_, first) = ask(body.clone(), None).await;
    let last = first.lines().filter_map(|it| it.strip_prefix("id: ")).next_back().unwrap().to_owned();
    assert_eq!(ask(body.clone(), Some(&last)).await, (204, String::new()));
    let (status, rest) = ask(body, Some("0")).await;
    assert!(status == 200 && rest.contains("event: done"), "{rest}");
    assert_eq!(ask(json!({"message": "again"}), Some("3")).await.0, 204);
    assert_eq!(server.texts("SELECT content FROM messages WHERE role = 'user'").await, ["hello"]);
}

#[tokio::test]
async fn text_can_be_had_without_any_record() {
    let server = Server::start();
    let body = json!({"message": "I want to talk to a person"});
    let response = server.post("/api/sdk/chat/stream?records=0", &body).send().await.unwrap();
    let text = response.text().await.unwrap();
    assert!(!text.is_empty() && !text.contains('\u{1E}'), "{text}");
}
