//! Who outside hears of what: webhooks, Slack and e-mail, over real HTTP and SMTP; receivers that fail, hang or lead
//! elsewhere; and that none of it holds a visitor up.

use std::collections::BTreeSet;

use halo_server::outbox::webhook;
use serde_json::{Value, json};

use crate::conversations::{Mate, Visitor};
use crate::support::{Folder, ORG, Server, pool, run, until};
use crate::upstream::{Play, Upstream, status};

/// Receivers of the tests are on this machine.
const HERE: (&str, &str) = ("HALO_WEBHOOK_NETWORKS", "127.0.0.0/8");

fn good() -> Play {
    Play::Whole(status("204 No Content", "", ""))
}

fn serving() -> Server {
    Server::with_environment(Folder::new(), &[], &[HERE])
}

async fn ticket(server: &Server, subject: &str) {
    let body = json!({"subject": subject, "email": "visitor@mail.example", "session_id": "sess_t"});
    let response = server.post("/api/sdk/tickets/create", &body).send().await.unwrap();
    assert_eq!(response.status(), 200);
}

fn heard(receiver: &Upstream) -> usize {
    receiver.calls().len()
}

/// The bodies of all requests that came.
fn bodies(receiver: &Upstream) -> Vec<Value> {
    let body = |request: &String| serde_json::from_str(request.split_once("\r\n\r\n").unwrap().1).unwrap();
    receiver.calls().iter().map(body).collect()
}

/// Lets time pass: what is due later is due now, and what a dead process had claimed is free.
async fn make_due(server: &Server) {
    let pool = pool(&server.database).await;
    let query = "UPDATE deliveries SET due_at = 0, claimed_until = 0 WHERE state = 'pending'";
    sqlx::query(query).execute(&pool).await.unwrap();
    pool.close().await;
}

/// Outcomes of every try, oldest first.
async fn outcomes(server: &Server) -> Vec<String> {
    server.texts("SELECT outcome FROM delivery_tries ORDER BY at, number").await
}

/// Lets time pass after every failure, until so many tries were written down.
async fn after_tries(server: &Server, count: usize) {
    until(async || {
        make_due(server).await;
        outcomes(server).await.len() >= count
    })
    .await;
}

#[tokio::test]
async fn what_happens_is_told_once_signed_and_only_to_who_wants_it() {
    let server = serving();
    let all = Upstream::start(vec![good()]).await;
    let ratings = Upstream::start(vec![good()]).await;
    let secret = server.made(&["subscription", "add", ORG, "--webhook", &all.url], "secret");
    server
        .command(&["subscription", "add", ORG, "--webhook", &ratings.url, "--topic", "rating.created"])
        .unwrap();
    let visitor = Visitor::arrive(&server, "sess_1").await;
    let ada = Mate::there(&server, "ada").await;
    visitor.post("request", json!({"reason": "a parcel"})).await;
    ada.on("sess_1", "take", json!({})).await;
    ada.on("sess_1", "close", json!({})).await;
    visitor.post("rating", json!({"score": 4, "comment": "quick"})).await;
    ticket(&server, "Broken").await;
    until(async || heard(&all) == 4 && heard(&ratings) == 1).await;

    let told = bodies(&all);
    let topics: BTreeSet<&str> = told.iter().map(|it| it["type"].as_str().unwrap()).collect();
    let every = ["conversation.closed", "conversation.waiting", "rating.created", "ticket.created"];
    assert_eq!(topics, BTreeSet::from(every));
    let of = |topic: &str| told.iter().find(|it| it["type"] == topic).unwrap()["data"].clone();
    assert_eq!(
        of("conversation.waiting"),
        json!({"by": "requested", "reason": "a parcel", "session_id": "sess_1", "last_message": "hello"})
    );
    assert_eq!(of("conversation.closed")["teammate"], "ada");
    let rated = of("rating.created");
    assert_eq!((&rated["score"], &rated["comment"]), (&json!(4), &json!("quick")));
    let written = of("ticket.created");
    assert_eq!((&written["subject"], &written["email"]), (&json!("Broken"), &json!("visitor@mail.example")));

    for request in all.calls() {
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        let signature = head.lines().find_map(|it| it.strip_prefix("halo-signature: ")).unwrap();
        let seconds = signature.strip_prefix("t=").unwrap().split(',').next().unwrap().parse().unwrap();
        assert_eq!(signature, webhook::signature(&secret, seconds, body));
        assert!(head.contains("content-type: application/json"), "{head}");
    }
    let log = server.command(&["subscription", "log", ORG]).unwrap();
    assert!(log.lines().count() == 5 && log.lines().all(|it| it.contains("\tdelivered\t")), "{log}");
}

#[tokio::test]
async fn a_receiver_that_fails_hangs_and_redirects_has_it_once_it_can_and_holds_nobody_up() {
    let server = serving();
    let elsewhere = Upstream::start(vec![good()]).await;
    let away = status("307 Temporary Redirect", &format!("location: {}\r\n", elsewhere.url), "");
    let broken = || Play::Whole(status("500 Internal Server Error", "", ""));
    let receiver = Upstream::start(vec![
        broken(),
        Play::Whole(away),
        Play::Cut(String::new()),
        Play::Hang(String::new()),
        good(),
    ])
    .await;
    let other = Upstream::start(vec![good()]).await;
    server.command(&["subscription", "add", ORG, "--webhook", &receiver.url]).unwrap();
    ticket(&server, "The first").await;
    after_tries(&server, 3).await;
    make_due(&server).await;
    // While it hangs, visitors write and others hear.
    until(async || heard(&receiver) == 4).await;
    server
        .command(&["subscription", "add", ORG, "--slack", &other.url, "--topic", "ticket.created"])
        .unwrap();
    ticket(&server, "The <second>").await;
    until(async || heard(&other) == 1).await;
    assert_eq!(outcomes(&server).await.len(), 4, "three failures and the other's; the receiver hangs still");
    after_tries(&server, 7).await;
    until(async || server.texts("SELECT state FROM deliveries").await.iter().all(|it| it == "delivered"))
        .await;

    let tries = outcomes(&server).await;
    assert_eq!(tries[0], "500");
    assert!(tries[1].starts_with("307: redirects are not followed"), "{tries:?}");
    assert!(tries.contains(&"no answer within 10 s".to_owned()), "{tries:?}");
    assert_eq!(heard(&elsewhere), 0);
    let subjects: Vec<Value> = bodies(&receiver).iter().map(|it| it["data"]["subject"].clone()).collect();
    assert_eq!(subjects.iter().filter(|it| *it == "The second").count() + subjects.len(), 6, "{subjects:?}");
    let words = bodies(&other)[0]["text"].as_str().unwrap().to_owned();
    assert!(words.starts_with("*The &lt;second&gt;*\nE-mail: visitor@mail.example\n"), "{words}");
    let metrics = server.get("/metrics").send().await.unwrap().text().await.unwrap();
    assert!(
        metrics.contains("halo_delivery_tries_total{channel=\"webhook\",state=\"pending\"} 4"),
        "{metrics}"
    );
}

// The receiver goes on while the command runs.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn addresses_inside_are_not_called_unless_their_network_is_named() {
    let server = Server::start();
    let receiver = Upstream::start(vec![good()]).await;
    let id = server.made(&["subscription", "add", ORG, "--webhook", &receiver.url], "subscription");
    let local = receiver.url.replace("127.0.0.1", "localhost");
    let named = server.made(&["subscription", "add", ORG, "--webhook", &local], "subscription");
    ticket(&server, "x").await;
    until(async || outcomes(&server).await.len() == 2).await;
    for it in [&id, &named] {
        let told = server.command(&["subscription", "test", it]).unwrap_err();
        assert!(
            told.contains("no address of the public internet") && told.contains("HALO_WEBHOOK_NETWORKS"),
            "{told}"
        );
    }
    assert!(outcomes(&server).await.iter().all(|it| it.contains("no address of the public internet")));
    assert_eq!(heard(&receiver), 0);
    let environment = [("DATABASE_URL", server.database.as_str()), HERE];
    assert_eq!(run(&["subscription", "test", &id], &environment).unwrap(), "answered\t204\n");
    assert_eq!(bodies(&receiver)[0]["type"], "test");
}

#[tokio::test]
async fn two_processes_tell_nothing_twice_and_one_that_dies_leaves_it_to_the_other() {
    let mut first = serving();
    let receiver = Upstream::start(vec![Play::Hang(String::new()), good()]).await;
    first.command(&["subscription", "add", ORG, "--webhook", &receiver.url]).unwrap();
    ticket(&first, "0").await;
    until(async || heard(&receiver) == 1).await;
    first.kill();
    // What the dead process had claimed is free.
    make_due(&first).await;
    let (folder, database) = (Folder::new(), first.database.clone());
    let second = Server::serve(folder, database.clone(), &[], &[HERE]);
    let third = Server::serve(Folder::new(), database, &[], &[HERE]);
    for number in 1..=30 {
        ticket(if number % 2 == 0 { &second } else { &third }, &number.to_string()).await;
    }
    until(async || second.texts("SELECT state FROM deliveries").await.iter().all(|it| it == "delivered"))
        .await;
    let mut told: Vec<String> =
        bodies(&receiver).iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(told.len(), 32, "the first twice: nobody knows whether who hung had heard");
    told.sort();
    told.dedup();
    assert_eq!(told.len(), 31);
}

#[tokio::test]
async fn what_is_given_up_after_a_day_can_be_sent_again_by_hand() {
    let server = serving();
    let receiver = Upstream::start(vec![Play::Whole(status("410 Gone", "", "")), good()]).await;
    let id = server.made(&["subscription", "add", ORG, "--webhook", &receiver.url], "subscription");
    let pool = pool(&server.database).await;
    let written = "INSERT INTO deliveries (id, org_id, subscription_id, topic, body, state, tries, due_at, claimed_until, give_up_at, created_at)
        VALUES ('d1', $1, $2, 'ticket.created', '{}', 'pending', 12, 1, 0, 1, 1)";
    sqlx::query(written).bind(ORG).bind(&id).execute(&pool).await.unwrap();
    until(async || server.texts("SELECT state FROM deliveries").await == ["given_up"]).await;
    assert!(server.log().contains("a delivery was given up"), "{}", server.log());
    assert!(
        server.command(&["subscription", "log", ORG]).unwrap().contains("d1\tticket.created\tgiven_up\t")
    );
    server.command(&["subscription", "retry", "d1"]).unwrap();
    until(async || server.texts("SELECT state FROM deliveries").await == ["delivered"]).await;
    let tries = server.command(&["subscription", "tries", "d1"]).unwrap();
    let told: Vec<&str> = tries.lines().filter_map(|it| it.split('\t').nth(2)).collect();
    assert_eq!(told, ["410", "204"]);
    assert!(server.command(&["subscription", "retry", "d1"]).unwrap_err().contains("no delivery"));
    server.command(&["subscription", "delete", &id]).unwrap();
    assert_eq!(server.command(&["subscription", "list", ORG]).unwrap(), "");
    ticket(&server, "nobody hears").await;
    assert_eq!(server.texts("SELECT id FROM deliveries").await, ["d1"]);
}

#[test]
fn addresses_that_are_none_are_refused_in_words() {
    let server = Server::start();
    for (flag, address, word) in [
        ("--webhook", "hooks.example.com", "https://"),
        ("--slack", "ftp://hooks.example.com", "https://"),
        ("--email", "nobody", "halo@shop.example"),
    ] {
        let told = server.command(&["subscription", "add", ORG, flag, address]).unwrap_err();
        assert!(told.contains(word), "{told}");
    }
    assert!(server.command(&["subscription", "add", ORG]).is_err(), "somewhere it must go");
    let told =
        server.command(&["subscription", "add", ORG, "--email", "a@b.example", "--topic", "x"]).unwrap_err();
    assert!(told.contains("conversation.waiting"), "{told}");
    let id = server.made(&["subscription", "add", ORG, "--email", "a@b.example"], "subscription");
    assert!(server.command(&["subscription", "test", &id]).unwrap_err().contains("HALO_SMTP_URL"));
}

/// A snippet of the guide.
fn snippet(language: &str) -> &'static str {
    let guide = include_str!("../../../../docs/notifications.md");
    let code = guide.split_once(&format!("```{language}\n")).unwrap().1;
    code.split_once("```").unwrap().0
}

#[tokio::test]
async fn the_guide_shows_what_is_sent_and_its_check_takes_that_and_nothing_else() {
    let server = serving();
    let receiver = Upstream::start(vec![good()]).await;
    let secret = server.made(&["subscription", "add", ORG, "--webhook", &receiver.url], "secret");
    Mate::there(&server, "ada").await;
    Visitor::arrive(&server, "sess_1").await.post("request", json!({})).await;
    until(async || heard(&receiver) == 1).await;
    let request = receiver.calls().remove(0);
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let signature = head.lines().find_map(|it| it.strip_prefix("halo-signature: ")).unwrap();

    let (told, shown): (Value, Value) =
        (serde_json::from_str(body).unwrap(), serde_json::from_str(snippet("json")).unwrap());
    let names = |it: &Value| it.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!((names(&told), names(&told["data"])), (names(&shown), names(&shown["data"])));

    let folder = Folder::new();
    let check = format!("{}\nprocess.exit(isGenuine(...process.argv.slice(2)) ? 0 : 1);\n", snippet("js"));
    folder.write("check.mjs", check);
    let takes = |signature: &str, body: &str, secret: &str| {
        let mut node = std::process::Command::new("node");
        node.arg(folder.path().join("check.mjs")).args([signature, body, secret]).status().unwrap().success()
    };
    assert!(takes(signature, body, &secret));
    assert!(!takes(signature, &format!("{body} "), &secret), "another body");
    assert!(!takes(signature, body, "hw_other"), "another secret");
    assert!(!takes(&webhook::signature(&secret, 1_000, body), body, &secret), "an old one");
    assert!(!takes("t=1,v1=", body, &secret), "none");
}
