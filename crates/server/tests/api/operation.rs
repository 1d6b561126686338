//! Running it: commands, settings, health, logs, limits, and its end.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{Folder, KEY, ORG, Server, run, told};

#[tokio::test]
async fn wrong_settings_are_told_all_at_once_with_their_lines() {
    let folder = Folder::new();
    folder.write("halo.toml", "listen = \"x\"\nwrong = 1\ndrain_seconds = -1\n");
    let file = folder.path().join("halo.toml");
    let told =
        run(&["serve", "--config", file.to_str().unwrap()], &[("HALO_RATE_LIMITS", "perhaps")]).unwrap_err();
    for part in [
        "halo.toml, line 1: listen",
        "line 2: there is no setting \"wrong\"",
        "line 3: drain_seconds",
        "HALO_RATE_LIMITS",
    ] {
        assert!(told.contains(part), "{part} is not in {told}");
    }
}

#[test]
fn every_command_has_help() {
    for command in [
        "serve",
        "demo",
        "org",
        "key",
        "secret",
        "agent",
        "knowledge",
        "ticket",
        "series",
        "user",
        "session",
        "transcript",
        "export",
        "import",
        "backup",
        "retention",
        "size",
    ] {
        let help = run(&[command, "--help"], &[]).unwrap();
        assert!(help.contains("Usage: halo-server") && help.len() > 200, "{command}: {help}");
    }
}

#[tokio::test]
async fn the_operator_reads_tickets_transcripts_and_everything() {
    let server = Server::start();
    server
        .told(
            "/api/sdk/chat",
            &json!({"message": "hello\u{1b}[2J\nforged\tline", "session_id": "s1", "user_id": "u1"}),
        )
        .await;
    server
        .told("/api/sdk/tickets/create", &json!({"user_id": "u1", "subject": "Broken \u{202e}boots"}))
        .await;
    let transcript = server.command(&["transcript", ORG, "s1"]).unwrap();
    assert!(transcript.contains("hello\\u{1b}[2J\\u{a}forged\\u{9}line"), "{transcript}");
    assert_eq!(transcript.lines().count(), 2);
    let tickets = server.command(&["ticket", "list", ORG]).unwrap();
    assert!(tickets.contains("Broken \\u{202e}boots"), "{tickets}");
    let id = tickets.split('\t').next().unwrap();
    assert!(server.command(&["ticket", "show", id]).unwrap().contains("subject\tBroken"));
    server.command(&["ticket", "close", id]).unwrap();
    assert_eq!(server.command(&["ticket", "list", ORG]).unwrap(), "");
    let export = server.command(&["export", ORG]).unwrap();
    for record in ["organisation", "agent", "user", "session", "message", "ticket"] {
        assert!(export.contains(&format!("\"record\":\"{record}\"")), "{record} is not in {export}");
    }
    assert!(!export.contains("digest") && !export.contains("secret"));
}

#[tokio::test]
async fn health_readiness_and_numbers_are_told() {
    let server = Server::start();
    assert_eq!(told(server.get("/healthz").send().await.unwrap()).await, "200 ok\n");
    assert_eq!(told(server.get("/readyz").send().await.unwrap()).await, "200 ready\n");
    server.told("/api/sdk/chat", &json!({"message": "hello"})).await;
    let numbers = told(server.get("/metrics").send().await.unwrap()).await;
    assert!(numbers.contains("halo_requests_total{route=\"/api/sdk/chat\",status=\"200\"} 1"), "{numbers}");
    assert!(numbers.contains("halo_answers_total{agent=\"knowledge\",end=\"complete\"} 1"), "{numbers}");
}

#[tokio::test]
async fn logs_hold_neither_texts_nor_keys() {
    let server = Server::with(Folder::new(), &["--log-json"]);
    server
        .told("/api/sdk/chat", &json!({"message": "my-secret-question", "user_token": "my.secret.token"}))
        .await;
    server
        .told(
            "/api/sdk/events",
            &json!({"events": [{"event_type": "x", "page_url": "https://my-secret-page/"}]}),
        )
        .await;
    let log = std::fs::read_to_string(server.folder.path().join("server.log")).unwrap();
    assert!(log.contains("/api/sdk/chat"), "{log}");
    assert!(log.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()), "{log}");
    assert!(!log.contains("secret") && !log.contains(KEY), "{log}");
}

#[tokio::test]
async fn a_session_that_floods_is_429_and_chat_outlives_a_flood_of_events() {
    let server = Server::start();
    let body = json!({"message": "hello", "session_id": "flood"});
    let mut refused = None;
    for _ in 0..60 {
        let response = server.post("/api/sdk/chat", &body).send().await.unwrap();
        if response.status() == 429 {
            refused = Some(response);
            break;
        }
    }
    let refused = refused.unwrap();
    let headers = refused.headers();
    assert!(headers["retry-after"].to_str().unwrap().parse::<u64>().unwrap() >= 1);
    assert!(headers["ratelimit-policy"].to_str().unwrap().starts_with("\"chat\";q="));
    assert!(headers["ratelimit"].to_str().unwrap().starts_with("\"chat\";r=0;t="));
    assert_eq!(headers["access-control-allow-origin"], "*");
    let events = json!({"session_id": "s2", "events": [{"event_type": "x"}]});
    let mut last = 200;
    for _ in 0..200 {
        last = server.post("/api/sdk/events", &events).send().await.unwrap().status().as_u16();
    }
    assert_eq!(last, 429);
    assert!(
        server
            .told("/api/sdk/chat", &json!({"message": "hello", "session_id": "s2"}))
            .await
            .starts_with("200 ")
    );
}

#[tokio::test]
async fn a_slow_header_is_cut_off_and_others_are_served_meanwhile() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let server = Server::start();
    let mut slow = tokio::net::TcpStream::connect(server.url.trim_start_matches("http://")).await.unwrap();
    slow.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\nx-slow: ").await.unwrap();
    let started = Instant::now();
    assert!(told(server.get("/healthz").send().await.unwrap()).await.starts_with("200"));
    let mut answer = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(15), slow.read_to_end(&mut answer)).await.unwrap();
    assert!((9..13).contains(&started.elapsed().as_secs()), "{:?}", started.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn told_to_stop_it_finishes_what_runs() {
    let mut server = Server::start();
    let upstream =
        crate::upstream::Upstream::start(vec![crate::upstream::Play::Bytewise(crate::upstream::stream(
            &(0..2_000)
                .map(|_| "data: {\"choices\":[{\"delta\":{\"content\":\"w \"}}]}\n\n")
                .chain(["data: [DONE]\n\n"])
                .collect::<String>(),
        ))])
        .await;
    let setup = json!({"base_url": upstream.url, "model": "m"}).to_string();
    let agent = server.made(&["agent", "add", ORG, "M", "--kind", "openai", "--setup", &setup], "agent");
    let body = json!({"message": "x", "agent_id": agent});
    let mut response = server.post("/api/sdk/chat/stream", &body).send().await.unwrap();
    let first = String::from_utf8(response.chunk().await.unwrap().unwrap().to_vec()).unwrap();
    let reading = tokio::spawn(async move { first + &response.text().await.unwrap() });
    assert!(tokio::task::block_in_place(|| server.terminate()));
    assert_eq!(reading.await.unwrap(), "w ".repeat(2_000));
    assert_eq!(server.texts("SELECT state FROM messages WHERE role = 'assistant'").await, ["complete"]);
}

#[tokio::test]
async fn two_processes_that_start_at_once_on_an_empty_store_both_serve() {
    let folder = Folder::new();
    let database = crate::support::new_database(&folder);
    let start = || {
        let database = database.clone();
        tokio::task::spawn_blocking(move || Server::on(Folder::new(), database, &[]))
    };
    let (one, two, three) = tokio::join!(start(), start(), start());
    for server in [one.unwrap(), two.unwrap(), three.unwrap()] {
        assert!(server.told("/api/sdk/chat", &json!({"message": "hello"})).await.starts_with("200 "));
    }
}

#[tokio::test]
async fn the_api_is_told_as_a_document() {
    let server = Server::start();
    let document: serde_json::Value =
        server.get("/api/openapi.json").send().await.unwrap().json().await.unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    let limit = &document["components"]["schemas"]["ChatRequest"]["properties"]["message"]["maxLength"];
    assert_eq!(*limit, 10_000);
}

#[tokio::test]
async fn links_in_answers_are_the_servers_own_whatever_a_request_says_of_its_address() {
    let folder = Folder::new();
    let knowledge = crate::support::fixture("knowledge");
    let ask = async |server: &Server| {
        let body = json!({"message": "What does shipping to Norway cost?"});
        let request = server.post("/api/sdk/chat", &body).header("x-forwarded-proto", "https");
        let request = request.header("x-forwarded-host", "evil.example").header("host", "evil.example");
        let told = told(request.send().await.unwrap()).await;
        assert!(!told.contains("evil.example"), "{told}");
        told
    };
    // The demo knows where it is found.
    let trusting = [("HALO_TRUSTED_PROXIES", "127.0.0.1")];
    let demo = Server::with_environment(Folder::new(), &[], &trusting);
    assert!(ask(&demo).await.contains("(http://HOST/docs/guides/shipping#"));
    let told_so =
        Server::with_environment(Folder::new(), &[], &[("HALO_PUBLIC_URL", "https://chat.example/base/")]);
    assert!(ask(&told_so).await.contains("(https://chat.example/base/docs/guides/shipping#"));
    // A server that was not told gives links that are relative to it.
    let database = crate::support::new_database(&folder);
    drop(Server::on(Folder::new(), database.clone(), &[]));
    let plain = Server::serve(folder, database, &["--knowledge", knowledge.to_str().unwrap()], &trusting);
    assert!(ask(&plain).await.contains("(/docs/guides/shipping#"));
    let kept = plain.texts("SELECT content FROM messages WHERE role = 'assistant'").await;
    assert!(kept.iter().all(|it| !it.contains("evil.example")), "{kept:?}");
}

#[tokio::test]
async fn a_hangup_ends_neither_the_server_nor_a_stream_and_has_the_knowledge_read_anew() {
    let mut server = Server::start();
    std::process::Command::new("kill").args(["-HUP", &server.process_id().to_string()]).status().unwrap();
    while !server.log().contains("told to read the knowledge anew") {
        tokio::task::yield_now().await;
    }
    assert_eq!(told(server.get("/readyz").send().await.unwrap()).await, "200 ready\n");
    assert!(server.terminate());
}

#[test]
fn a_taken_port_is_told_with_the_flag_that_the_command_has() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, folder) = (taken.local_addr().unwrap(), Folder::new());
    let data = folder.path().to_str().unwrap().to_owned();
    let database = crate::support::new_database(&folder);
    let port = address.port().to_string();
    let told =
        run(&["demo", "--port", &port, "--data", &data, "--database-url", &database], &[]).unwrap_err();
    assert!(told.contains("--port") && !told.contains("--listen"), "{told}");
    let listen = address.to_string();
    let told = run(&["serve", "--listen", &listen], &[("DATABASE_URL", &database)]).unwrap_err();
    assert!(told.contains("--listen") && !told.contains("--port"), "{told}");
}

#[test]
fn an_empty_variable_is_an_unset_one_and_a_files_paths_are_meant_from_its_folder() {
    let folder = Folder::new();
    let database = crate::support::new_database(&folder);
    let listed = run(&["org", "list"], &[("DATABASE_URL", &database), ("HALO_CONFIG", "")]);
    assert_eq!(listed.unwrap(), "");
    folder.write("settings/halo.toml", "database_url = \"sqlite://data.db?mode=rwc\"\n");
    let file = folder.path().join("settings/halo.toml").display().to_string();
    run(&["org", "list", "--config", &file], &[]).unwrap();
    assert!(folder.path().join("settings/data.db").is_file());
}

/// Sends bytes as they are; the status of the answer.
async fn status_of(server: &Server, request: &str) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let address = server.url.strip_prefix("http://").unwrap();
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer.split(' ').nth(1).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_request_names_one_host() {
    let server = Server::start();
    for (headers, status) in [
        ("Host: a.example\r\n", "200"),
        ("Host: [::1]:80\r\n", "200"),
        ("", "400"),
        ("Host:\r\n", "400"),
        ("Host: a b\r\n", "400"),
        ("Host: u@a.example\r\n", "400"),
        ("Host: a.example\r\nHost: a.example\r\n", "400"),
        ("Host: a.example\r\nhost: b.example\r\n", "400"),
    ] {
        let request = format!("GET /healthz HTTP/1.1\r\nConnection: close\r\n{headers}\r\n");
        assert_eq!(status_of(&server, &request).await, status, "{headers:?}");
    }
    assert_eq!(status_of(&server, "GET /healthz HTTP/1.0\r\n\r\n").await, "200");
}

#[tokio::test]
async fn a_server_whose_callers_on_this_machine_go_uncounted_says_so_at_start() {
    let folder = Folder::new();
    let database = crate::support::new_database(&folder);
    let place = [("DATABASE_URL", database.as_str())];
    // It cannot listen there, which ends it once it has said what it has to say.
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let warned = |more: &[&str]| {
        let arguments = [&["serve", "--listen", &listen], more].concat();
        run(&arguments, &place).unwrap_err().contains("--trusted-proxies 127.0.0.1")
    };
    assert!(warned(&[]));
    assert!(!warned(&["--trusted-proxies", "127.0.0.1"]));
    assert!(!warned(&["--rate-limits", "false"]));
}

#[tokio::test]
async fn documents_lead_to_each_other_within_the_path_that_a_proxy_serves_them_under() {
    let folder = Folder::new();
    folder.write("docs/start.md", "# Start\n\n[Shipping](guides/shipping.md)\n");
    folder.write("docs/guides/shipping.md", "# Shipping\n\n[Start](../start.md)\n");
    let docs = folder.path().join("docs").display().to_string();
    let server = Server::with(folder, &["--knowledge", &docs]);
    let plain = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .tls_certs_only([])
        .build()
        .unwrap();
    for (asked, target) in
        [("/docs/start.md", "/chat/docs/start"), ("/docs/guides/shipping.md", "/chat/docs/guides/shipping")]
    {
        let answer = plain.get(server.at(asked)).send().await.unwrap();
        let location = answer.headers()["location"].to_str().unwrap();
        let seen = reqwest::Url::parse(&format!("https://a.example/chat{asked}")).unwrap();
        assert_eq!(seen.join(location).unwrap().path(), target, "{location}");
    }
    for (asked, link, target) in [
        ("/docs/start", "./guides/shipping", "/chat/docs/guides/shipping"),
        ("/docs/guides/shipping", "../start", "/chat/docs/start"),
    ] {
        let page = told(server.get(asked).send().await.unwrap()).await;
        assert!(page.contains(&format!("href=\"{link}\"")), "{page}");
        let seen = reqwest::Url::parse(&format!("https://a.example/chat{asked}")).unwrap();
        assert_eq!(seen.join(link).unwrap().path(), target);
    }
}
