//! Every refusal has its status and its JSON body, whatever was wrong, and a page can read it.

use insta::assert_snapshot;
use reqwest::Method;
use serde_json::json;

use crate::support::{Folder, KEY, ORG, Server, told};

#[tokio::test]
async fn a_bad_or_missing_key_is_401_with_one_text() {
    let server = Server::start();
    let expected = r#"401 {"error":"missing or invalid API key: send it as Authorization: Bearer <key>"}"#;
    for key in ["ab_live_wrong", "ha_secret", "", "x"] {
        for path in ["chat", "chat/stream", "events", "users/identify", "tickets/create"] {
            let request = server.client.post(server.at(&format!("/api/sdk/{path}"))).bearer_auth(key);
            assert_eq!(told(request.json(&json!({})).send().await.unwrap()).await, expected, "{path} {key}");
        }
    }
    let without = server.client.post(server.at("/api/sdk/chat")).json(&json!({}));
    assert_eq!(told(without.send().await.unwrap()).await, expected);
}

#[tokio::test]
async fn an_unknown_organisation_is_404_and_no_uuid_is_400() {
    let server = Server::start();
    let ask =
        async |query: &str| told(server.get(&format!("/api/sdk/config{query}")).send().await.unwrap()).await;
    assert_snapshot!(ask("?org_id=11111111-2222-4333-8444-555555555555").await, @r#"404 {"error":"organization not found"}"#);
    let expected = r#"400 {"error":"org_id must be a UUID, as in /config?org_id=<UUID>"}"#;
    for query in ["", "?org_id=", "?org_id=7", "?org_id=a&org_id=b", "?other=1", "?org_id=%ff"] {
        assert_eq!(ask(query).await, expected, "{query}");
    }
    assert!(ask(&format!("?org_id={ORG}")).await.starts_with("200 "));
}

#[tokio::test]
async fn a_message_over_its_limit_is_400_and_characters_are_counted() {
    let server = Server::start();
    let long = json!({"message": "é".repeat(10_001)});
    assert_snapshot!(server.told("/api/sdk/chat", &long).await, @r#"400 {"error":"message has 10001 characters; at most 10000 characters are allowed"}"#);
    assert_snapshot!(server.told("/api/sdk/chat/stream", &long).await, @r#"400 {"error":"message has 10001 characters; at most 10000 characters are allowed"}"#);
    assert!(server.told("/api/sdk/chat", &json!({"message": "é".repeat(10_000)})).await.starts_with("200 "));
    assert_snapshot!(server.told("/api/sdk/chat", &json!({})).await, @r#"400 {"error":"message is required"}"#);
    let history: Vec<_> = (0..51).map(|_| json!({"speaker":"user","text":"x"})).collect();
    assert_snapshot!(server.told("/api/sdk/chat", &json!({"message":"x","conversation_history":history})).await, @r#"400 {"error":"conversation_history has 51 entries; at most 50 entries are allowed"}"#);
    assert_snapshot!(server.told("/api/sdk/chat", &json!({"message":"x","behavior_context":"x".repeat(5_001)})).await, @r#"400 {"error":"behavior_context has 5001 characters; at most 5000 characters are allowed"}"#);
    assert_snapshot!(server.told("/api/sdk/chat", &json!({"message":"x","images":["file:///etc/passwd"]})).await, @r#"400 {"error":"images must be http, https or data:image addresses"}"#);
    assert_snapshot!(server.told("/api/sdk/chat", &json!({"message":"x","agent_id":"nobody"})).await, @r#"404 {"error":"no active agent found"}"#);
}

#[tokio::test]
async fn a_body_that_is_no_json_too_large_or_of_another_type_is_told_so() {
    let server = Server::start();
    let post = |body: Vec<u8>, kind: &'static str| {
        let request = server.client.post(server.at("/api/sdk/chat")).bearer_auth(KEY);
        request.header("content-type", kind).body(body)
    };
    let send = async |body: &[u8], kind| told(post(body.to_vec(), kind).send().await.unwrap()).await;
    assert_snapshot!(send(b"{", "application/json").await, @r#"400 {"error":"the request body is not valid: EOF while parsing an object at line 1 column 1"}"#);
    assert_snapshot!(send(b"\xff", "application/json").await, @r#"400 {"error":"the request body is not valid: expected value at line 1 column 1"}"#);
    assert_snapshot!(send(b"{}", "text/plain").await, @r#"415 {"error":"the request body must be sent as Content-Type: application/json"}"#);
    assert_snapshot!(send(&vec![b' '; 8 * 1024 * 1024 + 1], "application/json").await, @r#"413 {"error":"the request body is larger than the 8388608 bytes allowed here"}"#);
    let chunked = reqwest::Body::wrap_stream(futures_util::stream::iter(
        (0..9).map(|_| Ok::<_, std::io::Error>(vec![b' '; 1024 * 1024])),
    ));
    let request = server.client.post(server.at("/api/sdk/chat")).bearer_auth(KEY);
    let response = request.header("content-type", "application/json").body(chunked).send().await;
    // The answer comes before the body is sent, so the client may see the connection end instead.
    assert!(response.map_or(true, |it| it.status() == 413));
}

#[tokio::test]
async fn an_unknown_address_or_method_has_the_same_body() {
    let server = Server::start();
    for path in [
        "/nothing",
        "/api/sdk/",
        "/api/sdk/chat/",
        "/sdk/latest/none.js",
        "/sdk/9.9.9/halo.js",
        "/docs/none",
        "/docs/%ff",
        "/sdk/latest/..%2f..%2fCargo.toml",
    ] {
        let response = server.get(path).send().await.unwrap();
        assert_eq!(response.headers()["access-control-allow-origin"], "*", "{path}");
        assert!(told(response).await.starts_with("404 {\"error\":"), "{path}");
    }
    let response = server.get("/api/sdk/chat").send().await.unwrap();
    assert_eq!(response.headers()["allow"], "POST");
    assert_snapshot!(told(response).await, @r#"405 {"error":"this method is not allowed here; see the Allow header"}"#);
}

#[tokio::test]
async fn a_preflight_is_answered_and_errors_are_readable_from_any_page() {
    let server = Server::start();
    for origin in ["https://shop.example", "null", "https://a.example:8443"] {
        let request = server.client.request(Method::OPTIONS, server.at("/api/sdk/chat/stream"));
        let response = request
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization, content-type, x-unknown")
            .send()
            .await
            .unwrap();
        let headers = response.headers();
        assert_eq!(response.status(), 204);
        assert_eq!(headers["access-control-allow-origin"], "*");
        assert_eq!(headers["access-control-max-age"], "7200");
        assert_eq!(headers["access-control-allow-headers"], "authorization, content-type, x-unknown");
        assert!(!headers.contains_key("access-control-allow-credentials"));
    }
    let refused = server.client.post(server.at("/api/sdk/chat")).json(&json!({})).send().await.unwrap();
    assert!(!refused.headers().get("vary").is_some_and(|it| it.to_str().unwrap().contains("Origin")));
    assert_eq!(refused.headers()["access-control-allow-origin"], "*");
    assert!(refused.headers()["access-control-expose-headers"].to_str().unwrap().contains("X-Session-Id"));
}

#[tokio::test]
async fn a_preflight_allows_what_is_asked_for_up_to_a_bound() {
    let server = Server::start();
    let allowed = async |asked: &str| {
        let request = server.client.request(Method::OPTIONS, server.at("/api/sdk/chat/stream"));
        let request =
            request.header("origin", "https://shop.example").header("access-control-request-method", "POST");
        let response = request.header("access-control-request-headers", asked).send().await.unwrap();
        response.headers()["access-control-allow-headers"].to_str().unwrap().to_owned()
    };
    let monitored = "authorization, baggage, sentry-trace, traceparent, x-datadog-trace-id";
    assert_eq!(allowed(monitored).await, monitored);
    let many: Vec<String> = (0..100).map(|it| format!("x-{it}")).collect();
    assert_eq!(allowed(&many.join(",")).await, many[..32].join(", "));
    assert_eq!(allowed("x y, x(, authorization,").await, "authorization", "what is no name is left out");
    assert_eq!(allowed(&"x".repeat(65)).await, "");
}

#[tokio::test]
async fn with_a_list_of_origins_only_their_pages_may_read_and_each_is_answered_by_its_name() {
    let allowed = [("HALO_ALLOWED_ORIGINS", "https://shop.example, http://localhost:3000")];
    let server = Server::with_environment(Folder::new(), &[], &allowed);
    let ask = async |method: Method, path: &str, origin: Option<&str>| {
        let mut request = server.client.request(method, server.at(path));
        request = request.header("access-control-request-method", "POST").header("authorization", "Bearer x");
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        let response = request.send().await.unwrap();
        let all = |name: &str| {
            let values = response.headers().get_all(name).iter().map(|it| it.to_str().unwrap());
            values.collect::<Vec<_>>().join(", ")
        };
        (all("access-control-allow-origin"), all("vary"), all("access-control-max-age"))
    };
    for origin in ["https://shop.example", "http://localhost:3000"] {
        let (answered, vary, age) = ask(Method::OPTIONS, "/api/sdk/chat", Some(origin)).await;
        let varies = "Origin, Access-Control-Request-Headers";
        assert_eq!((answered.as_str(), vary.as_str(), age.as_str()), (origin, varies, "7200"));
        let (answered, vary, _) = ask(Method::POST, "/api/sdk/chat", Some(origin)).await;
        assert_eq!((answered.as_str(), vary.contains("Origin")), (origin, true));
    }
    for origin in [
        "null",
        "https://SHOP.example",
        "https://shop.example:443",
        "https://shop.example/",
        "https://evil.example",
        "https://shop.example, https://evil.example",
    ] {
        for method in [Method::OPTIONS, Method::POST] {
            let (answered, vary, age) = ask(method, "/api/sdk/chat", Some(origin)).await;
            assert_eq!((answered.as_str(), age.as_str()), ("", ""), "{origin}");
            assert!(vary.contains("Origin"), "{origin}");
        }
    }
    assert_eq!(ask(Method::POST, "/api/sdk/chat", None).await.0, "");
    // The widget's files and the pages are for everybody.
    assert_eq!(ask(Method::GET, "/docs/none", Some("https://evil.example")).await.0, "*");
    let sandboxed = Server::with_environment(Folder::new(), &[], &[("HALO_ALLOWED_ORIGINS", "null")]);
    let response = sandboxed.get("/api/sdk/config").header("origin", "null").send().await.unwrap();
    assert_eq!(response.headers()["access-control-allow-origin"], "null");
}
