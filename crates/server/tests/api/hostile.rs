//! A thousand hostile and malformed inputs for every route, over real HTTP: none is answered 5xx, every refusal has the one
//! form, and none takes long. The inputs are the same at every run.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::people::SECRET;
use crate::support::{Folder, KEY, ORG, Server};

const INPUTS: usize = 1_000;
/// Asked at once.
const AT_ONCE: usize = 8;
/// Far above what any needs: it finds what hangs, not what a busy machine slows down.
const LONGEST: Duration = Duration::from_secs(20);
/// Keys of the agent API, so that a plan of 300 calls a minute is enough for all.
const KEYS: usize = 8;

/// One input.
#[derive(Clone, Debug)]
struct Input {
    method: &'static str,
    address: String,
    headers: Vec<(&'static str, Vec<u8>)>,
    body: Vec<u8>,
}

fn text() -> impl Strategy<Value = String> {
    let known = [
        "",
        " ",
        "\0",
        "a\0b",
        "anonymous",
        "\u{202e}abc",
        "'; DROP TABLE users; --",
        "%00",
        "../../etc/passwd",
        "null",
        "\u{1e}__ACTION__{}\u{1e}",
        "\u{feff}",
        "\u{2028}",
        "-1",
        "00000000-0000-0000-0000-000000000000",
        "a@b",
        "{{7*7}}",
        "\r\nSet-Cookie: x",
        "<script>",
        "🂡",
    ];
    let long = (1_usize..4).prop_map(|size| "x".repeat(10_usize.pow(size as u32 + 1) + 1));
    prop_oneof![
        4 => prop::sample::select(known.to_vec()).prop_map(str::to_owned),
        2 => any::<String>(),
        1 => "[ -~]{0,30}",
        1 => long,
        1 => long_scripts(),
    ]
}

/// Few characters, many bytes.
fn long_scripts() -> impl Strategy<Value = String> {
    (prop::sample::select(vec!["é", "語", "🂡", "\u{0301}"]), 1_usize..600)
        .prop_map(|(it, times)| it.repeat(times))
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        4 => text().prop_map(Value::from),
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        1 => prop::sample::select(vec![json!(0), json!(-1), json!(u64::MAX), json!(1e308), json!(0.5)]),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((text(), inner), 0..4)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

/// A good body made bad: a field replaced, added or taken away; or the text of it cut, bent or repeated; or something else.
fn body(good: &Value) -> BoxedStrategy<Vec<u8>> {
    let keys: Vec<String> = good.as_object().map(|it| it.keys().cloned().collect()).unwrap_or_default();
    let (replaced, added, cut, bent) = (good.clone(), good.clone(), good.to_string(), good.to_string());
    let (key, taken) = (prop::sample::select(keys.clone()), good.clone());
    let raw = [
        "",
        "[]",
        "{",
        "\"x\"",
        "nul",
        "{\"message\":\"\\ud800\"}",
        "{\"message\":1e999}",
        "{\"a\":1,\"a\":2}",
        "\u{feff}{}",
        "{\"message\":\"x\"} trailing",
        "{'message':'x'}",
        "{\"user_id\":\"\\u0000\",\"message\":\"\\u0000\"}",
    ];
    let deep = (1_usize..2_000)
        .prop_map(|depth| format!("{{\"context\":{}1{}}}", "[".repeat(depth), "]".repeat(depth)));
    prop_oneof![
        8 => (key, value()).prop_map(move |(key, value)| {
            let mut body = replaced.clone();
            body[key] = value;
            body.to_string().into_bytes()
        }),
        2 => (text(), value()).prop_map(move |(key, value)| {
            let mut body = added.clone();
            body[key] = value;
            body.to_string().into_bytes()
        }),
        1 => prop::sample::select(keys).prop_map(move |key| {
            let mut body = taken.clone();
            body.as_object_mut().unwrap().remove(&key);
            body.to_string().into_bytes()
        }),
        2 => (any::<prop::sample::Index>()).prop_map(move |at| cut.as_bytes()[..at.index(cut.len())].to_vec()),
        2 => (any::<prop::sample::Index>(), any::<u8>()).prop_map(move |(at, byte)| {
            let mut bytes = bent.clone().into_bytes();
            let at = at.index(bytes.len());
            bytes[at] = byte;
            bytes
        }),
        1 => value().prop_map(|it| it.to_string().into_bytes()),
        1 => prop::sample::select(raw.to_vec()).prop_map(|it| it.as_bytes().to_vec()),
        1 => deep.prop_map(String::into_bytes),
        1 => any::<Vec<u8>>(),
    ]
    .boxed()
}

/// Headers that the server reads, with whatever a header can hold.
fn headers() -> impl Strategy<Value = Vec<(&'static str, Vec<u8>)>> {
    let name = prop::sample::select(vec![
        "x-session-token",
        "last-event-id",
        "accept",
        "origin",
        "x-forwarded-for",
        "x-forwarded-host",
        "if-none-match",
        "accept-language",
        "x-agent-id",
        "available-dictionary",
        "content-type",
        "authorization",
        "accept-encoding",
    ]);
    let known = [
        "text/event-stream",
        "*",
        "-1",
        "18446744073709551616",
        "text/plain",
        "Bearer ab_live_x",
        "application/json",
    ];
    let content = prop_oneof![
        prop::sample::select(known.to_vec()).prop_map(|it| it.as_bytes().to_vec()),
        prop::collection::vec(prop_oneof![32_u8..127, 128_u8..=255], 0..60),
    ];
    prop::collection::vec((name, content), 0..3)
}

/// A part of a path, or the value of a query, as it may be written.
fn encoded() -> impl Strategy<Value = String> {
    let percent = |text: String| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    let cut = |text: String| text.chars().take(200).collect::<String>();
    prop_oneof![
        3 => text().prop_map(cut).prop_map(percent),
        1 => prop::sample::select(vec!["%ff", "%00", "..%2f..%2fetc", "%", "%zz", "a//b", ".", "latest"]).prop_map(str::to_owned),
        1 => "[a-z0-9_.~-]{0,40}",
    ]
}

fn posted(address: &'static str, good: &Value) -> BoxedStrategy<Input> {
    let method = prop_oneof![19 => Just("POST"), 1 => prop::sample::select(vec!["GET", "PUT", "DELETE", "HEAD", "OPTIONS"])];
    (method, headers(), body(good))
        .prop_map(move |(method, headers, body)| Input { method, address: address.to_owned(), headers, body })
        .boxed()
}

fn got(address: &'static str) -> BoxedStrategy<Input> {
    let method =
        prop_oneof![19 => Just("GET"), 1 => prop::sample::select(vec!["POST", "PUT", "HEAD", "OPTIONS"])];
    (method, headers(), encoded(), encoded())
        .prop_map(move |(method, headers, one, two)| {
            let address = address.replace("{one}", &one).replace("{two}", &two);
            Input { method, address, headers, body: Vec::new() }
        })
        .boxed()
}

async fn ask(server: &Server, key: &str, input: &Input) -> reqwest::Result<Response> {
    let method = Method::from_bytes(input.method.as_bytes()).unwrap();
    let mut request = server.client.request(method, server.at(&input.address)).bearer_auth(key);
    request = request.header("content-type", "application/json").timeout(LONGEST);
    let mut made = request.body(input.body.clone()).build()?;
    for (name, content) in &input.headers {
        made.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_bytes(content).unwrap());
    }
    server.client.execute(made).await
}

/// What is wrong with the answer to an input, if anything, and how long it took.
async fn tried(server: &Server, key: &str, input: &Input) -> (Option<String>, Duration) {
    let asked = Instant::now();
    let wrong = match ask(server, key, input).await {
        Err(cause) => Some(format!("no answer: {cause}")),
        Ok(response) => wrong_in(input, response).await,
    };
    (wrong, asked.elapsed())
}

async fn wrong_in(input: &Input, response: Response) -> Option<String> {
    let status = response.status().as_u16();
    let kind = response.headers().get("content-type").map(|it| it.to_str().unwrap().to_owned());
    let body = match response.text().await {
        Ok(body) => body,
        Err(cause) => return Some(format!("{status}, then it broke off: {cause}")),
    };
    let refusal = || serde_json::from_str::<Value>(&body).ok()?.get("error")?.as_str().map(str::to_owned);
    let is_refusal =
        kind.as_deref() == Some("application/json") && refusal().is_some_and(|it| !it.is_empty());
    match status {
        500.. => Some(format!("{status} {body}")),
        400.. if input.method != "HEAD" && !is_refusal => {
            Some(format!("a refusal of another form: {status} {kind:?} {body}"))
        }
        _ => None,
    }
}

async fn hold(server: &Server, keys: &[String], routes: Vec<(&str, BoxedStrategy<Input>)>) {
    let mut runner = TestRunner::deterministic();
    let (mut wrong, mut slowest) = (Vec::new(), Duration::ZERO);
    for (route, inputs) in routes {
        let made: Vec<Input> = (0..INPUTS).map(|_| inputs.new_tree(&mut runner).unwrap().current()).collect();
        for (round, some) in made.chunks(AT_ONCE).enumerate() {
            let tries = some.iter().map(|it| tried(server, &keys[round % keys.len()], it));
            for (input, (met, took)) in some.iter().zip(futures_util::future::join_all(tries).await) {
                slowest = slowest.max(took);
                wrong.extend(met.map(|met| format!("{route}: {met}\n  {input:?}")));
            }
        }
    }
    println!("the slowest answer took {slowest:?}");
    wrong.iter_mut().for_each(|it| *it = it.chars().take(600).collect());
    wrong.truncate(10);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(server.get("/healthz").send().await.unwrap().status(), 200);
    assert!(!server.log().contains("panicked"), "{}", server.log());
}

fn server() -> Server {
    Server::with_environment(Folder::new(), &["--identity-secret", SECRET], &[("HALO_RATE_LIMITS", "false")])
}

fn question() -> Value {
    json!({"message": "shipping", "session_id": "s1", "message_id": "m1", "agent_id": "", "user_id": "anonymous",
        "user_token": "", "custom_fields": {"a": 1}, "context": {"k": {"label": "l", "value": 1}}, "mode": "chat",
        "images": ["https://a.example/p.png"], "behavior_context": "clicked", "company_id": "c",
        "conversation_history": [{"role": "user", "content": "hi"}]})
}

#[tokio::test]
async fn any_question_is_answered_or_refused_in_the_one_form() {
    hold(&server(), &[KEY.to_owned()], vec![("chat", posted("/api/sdk/chat", &question()))]).await;
}

#[tokio::test]
async fn any_question_is_streamed_or_refused_in_the_one_form() {
    let cancel = json!({"message_id": "m1", "session_id": "s1", "user_id": "u1", "user_token": "x.y.z"});
    let routes = vec![
        ("stream", posted("/api/sdk/chat/stream", &question())),
        ("bare", posted("/api/sdk/chat/stream?records=0", &question())),
        ("cancel", posted("/api/sdk/chat/cancel", &cancel)),
    ];
    hold(&server(), &[KEY.to_owned()], routes).await;
}

#[tokio::test]
async fn anything_a_page_tells_is_kept_or_refused_in_the_one_form() {
    let server = server();
    server.command(&["org", "verify", ORG, "off"]).unwrap();
    let event = json!({"event_type": "click", "element_selector": "a", "page_url": "https://a.example/",
        "session_id": "s2", "metadata": {"$id": "e1", "$at": "2026-01-01T00:00:00Z"}});
    let traits = json!({"name": "Ada", "email": "ada@example.com", "mrr": 5, "on_contract": true});
    let routes = vec![
        (
            "events",
            posted(
                "/api/sdk/events",
                &json!({"session_id": "s2", "user_id": "u1", "events": [event.clone()]}),
            ),
        ),
        ("event", posted("/api/sdk/events", &event)),
        (
            "identify",
            posted(
                "/api/sdk/users/identify",
                &json!({"user_id": "u1", "session_id": "s2", "traits": traits,
            "context": {"k": {"label": "l", "value": 1}}, "user_token": "x.y.z"}),
            ),
        ),
        (
            "traits",
            posted(
                "/api/sdk/users/update",
                &json!({"user_token": "x.y.z", "user_id": "u1", "traits": traits,
            "users": [{"user_id": "u2", "traits": traits}], "update_only": true}),
            ),
        ),
        (
            "company",
            posted(
                "/api/sdk/companies/identify",
                &json!({"company_id": "c1", "user_id": "u1", "traits": traits,
            "context": {}, "user_token": ""}),
            ),
        ),
        (
            "ticket",
            posted(
                "/api/sdk/tickets/create",
                &json!({"user_id": "u1", "email": "a@example.com", "name": "Ada",
            "subject": "help", "message": "please", "metadata": {"a": 1}, "source": "api", "priority": "normal",
            "ai_enabled": true, "session_id": "s2"}),
            ),
        ),
        (
            "series",
            posted(
                "/api/sdk/series",
                &json!({"action": "enroll", "user_id": "u1", "user_token": "",
            "series_id": "00000000-0000-0000-0000-000000000000"}),
            ),
        ),
    ];
    hold(&server, &[KEY.to_owned()], routes).await;
}

#[tokio::test]
async fn any_address_is_answered_or_refused_in_the_one_form() {
    let server = server();
    let addresses = [
        "/api/sdk/config?org_id={one}",
        "/api/sdk/config?{one}={two}",
        "/docs/{one}",
        "/docs/{one}/{two}",
        "/sdk/{one}/{two}",
        "/sdk/latest/{one}",
        "/{one}",
    ];
    let routes = addresses.into_iter().map(|it| (it, got(it))).collect();
    hold(&server, &[KEY.to_owned()], routes).await;
}

#[tokio::test]
async fn anything_a_backend_asks_is_answered_or_refused_in_the_one_form() {
    let server = server();
    let keys: Vec<String> =
        (0..KEYS).map(|_| server.made(&["key", "add", ORG, "--secret", "--plan", "pro"], "key")).collect();
    let good = json!({"message": "shipping", "context": {"user_id": "u1", "session_id": "s3"}, "temperature": 0.2,
        "max_tokens": 100, "tools": [{"type": "function", "function": {"name": "f", "parameters": {}}}]});
    let routes =
        vec![("chat", posted("/api/v1/chat", &good)), ("stream", posted("/api/v1/chat/stream", &good))];
    hold(&server, &keys, routes).await;
}
