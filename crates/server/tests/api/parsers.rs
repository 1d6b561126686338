//! Whatever comes, no parser panics, and none takes long: random and mutated input for each, for as long as
//! `HALO_FUZZ_SECONDS` says (a second each unless told otherwise). What a parser promises beyond that is checked too.

use std::path::Path;
use std::time::{Duration, Instant};

use halo_server::auth::jwt;
use halo_server::knowledge::document::Document;
use halo_server::knowledge::language::Language;
use halo_server::knowledge::library::Library;
use halo_server::knowledge::reply::{Reply, Wish};

use halo_server::knowledge::{links, page, words};
use halo_server::limits::network::{self, Network};
use halo_server::settings;
use halo_server::store::listings;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

const SECONDS: &str = "HALO_FUZZ_SECONDS";
const CASES_AT_ONCE: u32 = 64;

fn hold<S: Strategy>(strategy: S, check: impl Fn(S::Value)) {
    let seconds = std::env::var(SECONDS).ok().and_then(|it| it.parse().ok()).unwrap_or(1.0);
    let until = Instant::now() + Duration::from_secs_f64(seconds);
    let mut runner =
        TestRunner::new(Config { cases: CASES_AT_ONCE, failure_persistence: None, ..Config::default() });
    let mut rounds = 0_u32;
    while Instant::now() < until {
        runner
            .run(&strategy, |value| {
                check(value);
                Ok(())
            })
            .unwrap_or_else(|failure| panic!("{failure}"));
        rounds += 1;
    }
    println!("{} cases", rounds * CASES_AT_ONCE);
}

/// Texts made of what Markdown is made of, and of anything.
fn markdown() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "# ",
        "## Heading\n",
        "\n\n",
        "- item\n",
        "  - deeper\n",
        "1. one\n",
        "> quote\n",
        "```js\n",
        "```\n",
        "| a | b |\n",
        "|---|---|\n",
        "| 1 | 2 |\n",
        "[text](other.md#x)",
        "![i](p.png)",
        "[r][ref]",
        "[ref]: /x.md\n",
        "<b>",
        "<!--",
        "-->",
        "---\ntitle: T\n---\n",
        "+++\n",
        "word ",
        "visitor ",
        "token ",
        "*",
        "**",
        "`",
        "\\",
        "&amp;",
        "{#id}",
        "\t",
        "\r\n",
        "\u{0}",
        "é",
        "身份",
        "\u{202e}",
        "😀",
        "<https://a.b>",
        "[^1]",
        "[^1]: note\n",
        "~~",
        "- [ ] ",
        "    code\n",
    ]);
    let piece = prop_oneof![8 => parts.prop_map(str::to_owned), 1 => any::<String>()];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

#[test]
fn any_markdown_is_indexed_asked_quoted_and_shown() {
    hold((markdown(), markdown(), any::<String>()), |(one, two, noise)| {
        let documents = vec![Document::parse("one", &one), Document::parse("deep/two", &two)];
        for document in &documents {
            for block in document.sections.iter().flat_map(|section| &section.blocks) {
                assert!(!block.text.trim().is_empty(), "a block of nothing");
            }
            let shown = page::render(document, "/docs/", |name| name == "one");
            assert!(!shown.contains("<b>") && !shown.contains("<script"), "raw HTML is in {shown}");
        }
        let library = Library::of(&documents).unwrap();
        for message in [noise.as_str(), "how do I stop a visitor", "item", one.as_str()] {
            let wish = Wish {
                message,
                before: Some("token"),
                voice: None,
                base: "http://x/docs/",
                correction: None,
            };
            let answer: String = Reply::plan(&library, &wish).collect();
            assert!(!answer.is_empty());
        }
    });
}

#[test]
fn any_link_leads_to_the_web_or_nowhere() {
    hold((any::<String>(), "[a-z./#:\\\\]{0,20}"), |(any, shaped)| {
        for target in [any, shaped] {
            if let Some(address) = links::resolve(&target, "a/b", "https://x.y/docs/", |_| true) {
                assert!(links::is_absolute(&address), "{target:?} became {address:?}");
            }
        }
    });
}

#[test]
fn any_text_has_terms_and_each_is_a_word() {
    hold(any::<String>(), |text| {
        let terms = words::terms(&text, Language::ENGLISH);
        assert!(terms.iter().all(|term| !term.word.is_empty() && term.word.len() <= 4 * 60));
        assert!(listings::escaped(&text).chars().all(|it| !it.is_control()));
    });
}

#[test]
fn no_token_that_was_not_signed_is_believed() {
    let secrets = ["0123456789abcdef0123456789abcdef".to_owned()];
    let part = "[A-Za-z0-9_-]{0,40}";
    let header = Just("eyJhbGciOiJIUzI1NiJ9".to_owned());
    let shaped = (prop_oneof![header, part.prop_map(String::from)], part, part)
        .prop_map(|(a, b, c)| format!("{a}.{b}.{c}"));
    hold((any::<String>(), shaped), |(any, shaped)| {
        for token in [any, shaped] {
            assert!(jwt::claims(&token, &secrets, 1_800_000_000, &jwt::POLICY, None).is_err());
        }
    });
}

#[test]
fn any_settings_file_is_read_or_refused_with_its_places() {
    let line = prop_oneof![
        "[a-z_]{0,12} ?= ?.{0,20}\n",
        Just("listen = \"127.0.0.1:1\"\n".to_owned()),
        Just("trusted_proxies = [\"10.0.0.0/8\", 7]\n".to_owned()),
        Just("[table]\n".to_owned()),
        any::<String>(),
    ];
    hold(prop::collection::vec(line, 0..8).prop_map(|lines| lines.concat()), |text| {
        if let Err(problems) = settings::read(Some((Path::new("f"), &text)), |_| None, Vec::new()) {
            assert!(
                problems
                    .0
                    .iter()
                    .all(|problem| problem.place.starts_with("f, line ") && !problem.what.is_empty())
            );
        }
    });
}

#[test]
fn any_forwarded_address_is_one_or_ignored() {
    hold((any::<String>(), "[0-9a-f.:/, ]{0,40}"), |(any, shaped)| {
        for text in [any, shaped] {
            let _ = text.parse::<Network>();
            let mut headers = axum::http::HeaderMap::new();
            if let Ok(value) = axum::http::HeaderValue::from_str(&text) {
                headers.insert("x-forwarded-for", value);
            }
            let proxies = ["10.0.0.0/8".parse().unwrap()];
            let found = network::caller(Some([10, 0, 0, 1].into()), &headers, &proxies);
            assert!(!network::network(found.unwrap()).is_empty());
        }
    });
}

/// Requests of every kind, over one connection's worth of bytes each.
#[tokio::test]
async fn any_bytes_on_the_wire_leave_the_server_standing() {
    use proptest::strategy::ValueTree as _;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let server = crate::support::Server::start();
    let line = prop_oneof![
        "(GET|POST|PUT|OPTIONS|[A-Z]{1,8}) /[a-z0-9/%?=&._-]{0,60} HTTP/1.[01]\r\n",
        Just(format!("GET /{} HTTP/1.1\r\n", "a".repeat(8_192))),
        Just("GET /sdk/latest/%2e%2e/%00 HTTP/1.1\r\n".to_owned()),
        Just("GET //a//b HTTP/1.1\r\n".to_owned()),
    ];
    let header = prop_oneof![
        "[A-Za-z-]{1,20}: [ -~]{0,60}\r\n",
        Just("Content-Length: 5\r\n".to_owned()),
        Just("Content-Type: application/json\r\n".to_owned()),
        Just(format!("Authorization: Bearer {}\r\n", crate::support::KEY)),
        Just("Transfer-Encoding: chunked\r\n".to_owned()),
        Just("Host: a\r\nHost: b\r\n".to_owned()),
        Just("X-Many: 1\r\n".repeat(120)),
    ];
    let request = (line, prop::collection::vec(header, 0..6), any::<Vec<u8>>());
    let mut runner = TestRunner::new(Config::default());
    for _ in 0..300 {
        let (line, headers, body) = request.new_tree(&mut runner).unwrap().current();
        let mut stream =
            tokio::net::TcpStream::connect(server.url.trim_start_matches("http://")).await.unwrap();
        let head = format!("{line}Connection: close\r\n{}\r\n", headers.concat());
        let _ = stream.write_all(&[head.as_bytes(), &body].concat()).await;
        let _ = stream.shutdown().await;
        let mut answer = Vec::new();
        let _ = tokio::time::timeout(Duration::from_secs(2), stream.read_to_end(&mut answer)).await;
        let answer = String::from_utf8_lossy(&answer);
        assert!(!answer.starts_with("HTTP/1.1 5"), "{head:?} got {answer}");
    }
    assert_eq!(crate::support::told(server.get("/healthz").send().await.unwrap()).await, "200 ok\n");
    let log = std::fs::read_to_string(server.folder.path().join("server.log")).unwrap();
    assert!(!log.contains("panicked"), "{log}");
}
