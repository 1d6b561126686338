//! A store that cannot write now: the answer is 503 with Retry-After, soon, and nobody has to restart anything once the
//! store can again. The faults are real: a file that may not grow, a lock that another process holds, a server of the
//! database that is gone.

use std::collections::HashSet;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Folder, KEY, Server, on_postgres, pool, run, until};

/// Waiting for a connection or a lock ends after five seconds, twice at most.
const LONGEST: Duration = Duration::from_secs(12);

fn batch(ids: &[String], filler: usize) -> Value {
    let event =
        |id: &String| json!({"event_type": "x", "metadata": {"$id": id, "filler": "x".repeat(filler)}});
    json!({"events": ids.iter().map(event).collect::<Vec<_>>()})
}

fn new_ids() -> Vec<String> {
    (0..10).map(|_| halo_server::ids::uuid()).collect()
}

/// Posts events: the status, or none if the connection failed. A refusal must say when to come back.
async fn post(client: &reqwest::Client, url: &str, body: &Value) -> Option<u16> {
    let request = client.post(format!("{url}/api/sdk/events")).bearer_auth(KEY).json(body);
    let asked = Instant::now();
    let response = request.send().await.ok()?;
    assert!(asked.elapsed() < LONGEST, "an answer took {:?}", asked.elapsed());
    let status = response.status().as_u16();
    let wait = response.headers().get("retry-after").map(|it| it.to_str().unwrap().to_owned());
    let text = response.text().await.ok()?;
    if status == 503 {
        assert_eq!(text, r#"{"error":"the server is busy; try again in a moment"}"#);
        assert!(wait.unwrap().parse::<u64>().unwrap() >= 1);
    }
    Some(status)
}

async fn status(server: &Server, ids: &[String], filler: usize) -> u16 {
    post(&server.client, &server.url, &batch(ids, filler)).await.unwrap()
}

/// Waits until events are stored again.
async fn recovered(server: &Server) -> Duration {
    let started = Instant::now();
    until(async || post(&server.client, &server.url, &batch(&new_ids(), 0)).await == Some(200)).await;
    started.elapsed()
}

async fn assert_stored(server: &Server, acknowledged: &[String]) {
    let stored: HashSet<String> = server.texts("SELECT id FROM events").await.into_iter().collect();
    assert!(!acknowledged.is_empty());
    assert!(acknowledged.iter().all(|it| stored.contains(it)), "something acknowledged is gone");
}

/// The shell lets files grow to 2 MB (in blocks of 512 bytes) and has the signal for it ignored, so that the write fails
/// as it does on a full disk.
const SMALL_DISK: &str = r#"trap '' XFSZ; ulimit -S -f 4096; exec "$0" "$@""#;

#[tokio::test]
async fn on_sqlite_a_full_disk_is_told_as_busy_and_room_is_used_again_without_a_restart() {
    let mut server = Server::under(Folder::new(), SMALL_DISK);
    let (mut acknowledged, mut refusals) = (Vec::new(), 0);
    for _ in 0..200 {
        let ids = new_ids();
        match status(&server, &ids, 5_000).await {
            200 => acknowledged.extend(ids),
            503 => refusals += 1,
            other => panic!("{other}: {}", server.log()),
        }
        if refusals == 3 {
            break;
        }
    }
    assert_eq!(refusals, 3, "{} events fit", acknowledged.len());
    assert_eq!(server.get("/healthz").send().await.unwrap().status(), 200);
    assert!(is_told_full(&server).await, "it stays ready on a full disk: {}", server.log());
    let chat = server.post("/api/sdk/chat", &json!({"message": "hello"})).send().await.unwrap();
    // What little it has to store may still fit.
    assert!([200, 503].contains(&chat.status().as_u16()), "{}: {}", chat.status(), server.log());
    let process = server.process_id().to_string();
    assert!(
        Command::new("prlimit").args(["--pid", &process, "--fsize=unlimited"]).status().unwrap().success()
    );
    let ids = new_ids();
    assert_eq!(status(&server, &ids, 5_000).await, 200);
    assert_eq!(server.get("/readyz").send().await.unwrap().status(), 200);
    acknowledged.extend(ids);
    server.kill();
    let after = Server::on(Folder::new(), server.database.clone(), &[]);
    assert_eq!(after.texts("PRAGMA integrity_check").await, ["ok"]);
    assert_stored(&after, &acknowledged).await;
}

/// Whether `/readyz` says so; what it writes to find out takes the last room itself.
async fn is_told_full(server: &Server) -> bool {
    for _ in 0..200 {
        let answer = server.get("/readyz").send().await.unwrap();
        if answer.status() == 503 {
            return answer.text().await.unwrap().contains("its disk may be full");
        }
    }
    false
}

#[tokio::test]
async fn a_lock_that_another_process_holds_is_told_as_busy_until_it_is_gone() {
    let server = Server::start();
    let other = server.pool().await;
    let lock = if on_postgres() { "BEGIN; LOCK TABLE events" } else { "BEGIN IMMEDIATE" };
    let mut holder = other.acquire().await.unwrap();
    for part in lock.split("; ") {
        sqlx::query(part).execute(&mut *holder).await.unwrap();
    }
    // More than there are connections, all at once.
    let ids: Vec<_> = (0..30).map(|_| new_ids()).collect();
    let asked = Instant::now();
    let answers = futures_util::future::join_all(ids.iter().map(|ids| status(&server, ids, 0))).await;
    assert!(answers.iter().all(|it| *it == 503), "{answers:?}");
    assert!(asked.elapsed() < LONGEST, "{:?}", asked.elapsed());
    sqlx::query("ROLLBACK").execute(&mut *holder).await.unwrap();
    assert!(recovered(&server).await < Duration::from_secs(2));
}

#[tokio::test]
async fn on_sqlite_a_database_that_may_not_be_written_is_told_at_the_start() {
    let mut server = Server::start();
    server.kill();
    let read_only = server.database.replace("mode=rwc", "mode=ro");
    let told = run(&["serve", "--listen", "127.0.0.1:0", "--database-url", &read_only], &[]).unwrap_err();
    assert!(told.contains("halo.db: may only be read"), "{told}");
    let nowhere = run(&["org", "list", "--database-url", "sqlite:///nowhere/at/all.db?mode=rwc"], &[]);
    assert!(nowhere.unwrap_err().contains("there is no folder /nowhere/at"));
}

/// Writes until told to stop: what was acknowledged, and the statuses that were met.
#[derive(Default)]
struct Book {
    acknowledged: Vec<String>,
    statuses: HashSet<u16>,
}

async fn write_until(stop: Arc<AtomicBool>, client: reqwest::Client, url: String, book: Arc<Mutex<Book>>) {
    while !stop.load(Ordering::SeqCst) {
        let ids = new_ids();
        let status = post(&client, &url, &batch(&ids, 0)).await.unwrap();
        let mut book = book.lock().unwrap();
        book.statuses.insert(status);
        if status == 200 {
            book.acknowledged.extend(ids);
        }
    }
}

/// Four writers go on while the database is taken away, until they are told so, and brought back.
async fn survives(server: &Server, take_away: impl AsyncFnOnce(), bring_back: impl AsyncFnOnce()) {
    let (stop, book) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(Book::default())));
    let write = || write_until(stop.clone(), server.client.clone(), server.url.clone(), book.clone());
    let writers: Vec<_> = (0..4).map(|_| tokio::spawn(write())).collect();
    let acknowledged = || book.lock().unwrap().acknowledged.len();
    until(async || acknowledged() > 0).await;
    take_away().await;
    until(async || book.lock().unwrap().statuses.contains(&503)).await;
    bring_back().await;
    let recovered = recovered(server).await;
    let before = acknowledged();
    until(async || acknowledged() > before).await;
    stop.store(true, Ordering::SeqCst);
    for writer in writers {
        writer.await.unwrap();
    }
    let book = std::mem::take(&mut *book.lock().unwrap());
    println!("recovered after {recovered:?}, {} events acknowledged", book.acknowledged.len());
    assert_eq!(book.statuses, HashSet::from([200, 503]));
    assert_stored(server, &book.acknowledged).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres: cargo xtask test --only postgres"]
async fn postgres_that_cuts_all_connections_and_takes_none_for_a_while_is_survived() {
    let admin = std::env::var("HALO_TEST_POSTGRES").expect("HALO_TEST_POSTGRES names no server");
    let environment = [("HALO_RATE_LIMITS", "false")];
    let server = Server::with_environment(Folder::new(), &[], &environment);
    let name = server.database.rsplit('/').next().unwrap().split('?').next().unwrap().to_owned();
    let admin = pool(&admin).await;
    let perform = async |statement: String| {
        sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&admin).await.unwrap();
    };
    let cut =
        format!("SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{name}'");
    survives(
        &server,
        async || {
            perform(format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")).await;
            perform(cut).await;
        },
        async || perform(format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true")).await,
    )
    .await;
}

/// Run alone by `cargo xtask test --only postgres`: it stops the server that the other tests use.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "stops the database's server"]
async fn postgres_itself_may_be_restarted_under_load() {
    let line = |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"));
    let (stop, start) = (line("HALO_TEST_POSTGRES_STOP"), line("HALO_TEST_POSTGRES_START"));
    let shell = |line: &str| {
        let said = std::process::Stdio::null;
        let done = Command::new("/bin/sh").args(["-c", line]).stdout(said()).stderr(said()).status();
        assert!(done.unwrap().success(), "{line}");
    };
    let server = Server::with_environment(Folder::new(), &[], &[("HALO_RATE_LIMITS", "false")]);
    survives(&server, async || shell(&stop), async || shell(&start)).await;
}
