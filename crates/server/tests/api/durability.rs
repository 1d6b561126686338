//! What was acknowledged is there after the process was killed; who hangs up costs nothing.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::support::{Folder, KEY, ORG, Server, new_database, on_postgres, until};
use crate::upstream::{Play, Upstream};

const KILLS: usize = 20;
const WRITERS: usize = 4;

/// What the server said yes to.
#[derive(Default)]
struct Acknowledged {
    events: Vec<String>,
    tickets: Vec<String>,
    messages: Vec<String>,
}

async fn write_until(
    stop: Arc<AtomicBool>,
    url: String,
    client: reqwest::Client,
    yes: Arc<Mutex<Acknowledged>>,
) {
    let post = async |path: &str, body: &Value| -> Option<Value> {
        let request = client.post(format!("{url}/api/sdk/{path}")).bearer_auth(KEY).json(body);
        let response = request.send().await.ok().filter(|it| it.status() == 200)?;
        response.json().await.ok()
    };
    while !stop.load(Ordering::SeqCst) {
        let ids: Vec<String> = (0..10).map(|_| halo_server::ids::uuid()).collect();
        let events: Vec<Value> =
            ids.iter().map(|id| json!({"event_type": "x", "metadata": {"$id": id}})).collect();
        if post("events", &json!({"events": events})).await.is_some() {
            yes.lock().unwrap().events.extend(ids);
        }
        if let Some(it) = post("tickets/create", &json!({"user_id": "u1", "subject": "s"})).await {
            yes.lock().unwrap().tickets.push(it["ticket"]["id"].as_str().unwrap().to_owned());
        }
        let message = halo_server::ids::uuid();
        if post("chat", &json!({"message": "hello", "message_id": message})).await.is_some() {
            yes.lock().unwrap().messages.push(message);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_twenty_kills() {
    let folder = Folder::new();
    let database = new_database(&folder);
    let yes = Arc::new(Mutex::new(Acknowledged::default()));
    for kill in 0..KILLS {
        let mut server = Server::on(Folder::new(), database.clone(), &[]);
        let stop = Arc::new(AtomicBool::new(false));
        let writers = (0..WRITERS).map(|_| {
            tokio::spawn(write_until(stop.clone(), server.url.clone(), server.client.clone(), yes.clone()))
        });
        let writers: Vec<_> = writers.collect();
        // Never at the same point of the work.
        let enough = yes.lock().unwrap().messages.len() + 1 + kill % WRITERS;
        until(async || yes.lock().unwrap().messages.len() >= enough).await;
        server.kill();
        stop.store(true, Ordering::SeqCst);
        for writer in writers {
            writer.await.unwrap();
        }
    }
    let server = Server::on(Folder::new(), database, &[]);
    if !on_postgres() {
        assert_eq!(server.texts("PRAGMA integrity_check").await, ["ok"]);
    }
    let yes = std::mem::take(&mut *yes.lock().unwrap());
    let all = |rows: Vec<String>, wanted: &[String]| {
        let rows: std::collections::HashSet<String> = rows.into_iter().collect();
        assert!(wanted.len() > KILLS, "only {} were acknowledged", wanted.len());
        assert!(wanted.iter().all(|it| rows.contains(it)), "something acknowledged is gone");
    };
    all(server.texts("SELECT id FROM events").await, &yes.events);
    all(server.texts("SELECT id FROM tickets").await, &yes.tickets);
    all(server.texts("SELECT message_id FROM messages WHERE role = 'assistant'").await, &yes.messages);
    all(server.texts("SELECT message_id FROM messages WHERE role = 'user'").await, &yes.messages);
}

const CLIENTS: usize = 1_000;
const RUSH: usize = 100;

/// A connection on which an answer has begun. A server that is too busy says so before it asks a model, and is asked again.
async fn opened(address: &str, request: &str) -> tokio::net::TcpStream {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    loop {
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut seen = String::new();
        while !seen.contains("more") && !seen.starts_with("HTTP/1.1 503") {
            let mut part = [0_u8; 1024];
            let read = stream.read(&mut part).await.unwrap();
            assert!(read > 0, "{seen}");
            seen.push_str(&String::from_utf8_lossy(&part[..read]));
        }
        if seen.contains("more") {
            return stream;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_clients_that_hang_up_end_their_upstream_calls_and_leave_room_for_as_many() {
    use futures_util::StreamExt as _;
    let server = Server::start();
    let upstream = Upstream::start(vec![Play::Endless]).await;
    let setup = json!({"base_url": upstream.url, "model": "m"}).to_string();
    let agent = server.made(&["agent", "add", ORG, "M", "--kind", "openai", "--setup", &setup], "agent");
    let body = json!({"message": "x", "agent_id": agent}).to_string();
    let address = server.url.trim_start_matches("http://").to_owned();
    let request = format!(
        "POST /api/sdk/chat/stream HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {KEY}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let round = async || {
        let opening = (0..CLIENTS).map(|_| opened(&address, &request));
        // A rush, but not all in one moment: what waits for the store longer than five seconds is refused.
        let clients: Vec<_> = futures_util::stream::iter(opening).buffered(RUSH).collect().await;
        assert_eq!(upstream.open.load(Ordering::SeqCst), CLIENTS);
        drop(clients);
        until(async || upstream.open.load(Ordering::SeqCst) == 0).await;
    };
    round().await;
    assert_eq!(upstream.calls().len(), CLIENTS);
    // Whoever comes after them finds room for as many again.
    round().await;
    assert_eq!(upstream.calls().len(), 2 * CLIENTS);
}
