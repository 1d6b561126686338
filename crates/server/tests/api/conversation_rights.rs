//! Who may read and write a live conversation: tries without the right, at every address, at conversations that are there
//! and at one that is not. All are refused in the same words, and leave nothing behind.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::conversations::{Mate, SESSION, Visitor};
use crate::people::{SECRET, now, token};
use crate::support::{Folder, KEY, ORG, Server};

const ADDRESSES: [&str; 8] = [
    "conversation/events",
    "conversation/request",
    "conversation/leave",
    "conversation/typing",
    "conversation/read",
    "conversation/rating",
    "chat",
    "chat/stream",
];
/// Where a session that is not there is made, for who shows no secret.
const MAKE_SESSIONS: [&str; 3] = ["conversation/request", "chat", "chat/stream"];
const UNKNOWN: &str = "unknown";

/// What somebody shows who has no right, and at which conversations.
#[derive(Clone, Copy, Default)]
struct Try<'a> {
    what: &'a str,
    key: &'a str,
    sessions: &'a [&'a str],
    secret: Option<&'a str>,
    user: Option<&'a str>,
    user_token: Option<&'a str>,
}

/// Status, headers but the time, and body.
type Told = (u16, BTreeSet<(String, String)>, String);

impl Try<'_> {
    async fn at(&self, server: &Server, address: &str, session: &str) -> reqwest::Response {
        let path = format!("/api/sdk/{address}");
        let body = json!({"session_id": session, "user_id": self.user, "user_token": self.user_token,
            "message": "let me in", "reason": "let me in", "score": 1, "up_to": 1, "on": true});
        let request = if address.ends_with("/events") {
            let user = self.user.map(|it| format!("&user_id={it}")).unwrap_or_default();
            let request = server.get(&format!("{path}?session_id={session}{user}"));
            request.header("x-user-token", self.user_token.unwrap_or_default())
        } else {
            server.client.post(server.at(&path)).json(&body)
        };
        let request = request.bearer_auth(self.key);
        let shown = self.secret.into_iter().fold(request, |it, secret| it.header("x-session-token", secret));
        shown.send().await.unwrap()
    }

    /// A user whom nothing proves is refused by every question before anything is looked for.
    fn is_refused_as_user(&self, address: &str) -> bool {
        address.starts_with("chat") && self.user == Some("u1")
    }
}

async fn told(response: reqwest::Response) -> Told {
    let headers = response.headers().iter().filter(|(name, _)| *name != "date");
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    (response.status().as_u16(), headers.collect(), response.text().await.unwrap())
}

/// A conversation that a teammate has, of the user `u1` or of nobody; says its secret.
async fn live(server: &Server, ada: &Mate<'_>, session: &str, user: Value) -> String {
    let mut ask = json!({"session_id": session, "message": "hello", "message_id": format!("{session}-1")});
    ask.as_object_mut().unwrap().extend(user.as_object().unwrap().clone());
    let made = server.post("/api/sdk/chat", &ask).send().await.unwrap();
    let secret = made.headers()["x-session-token"].to_str().unwrap().to_owned();
    let visitor = Visitor { server, session: session.to_owned(), secret };
    assert_eq!(visitor.post("request", json!({})).await.0, 200);
    assert_eq!(ada.on(session, "take", json!({})).await.0, 200);
    visitor.secret
}

/// What is kept of all organisations.
fn kept(server: &Server, orgs: [&str; 2]) -> Vec<String> {
    orgs.iter().map(|org| server.command(&["export", org]).unwrap()).collect()
}

async fn try_all(server: &Server, tries: &[Try<'_>]) -> usize {
    let (mut count, mut as_sessions, mut as_users) = (0, BTreeSet::new(), BTreeSet::new());
    for it in tries {
        for session in it.sessions.iter().copied().chain([UNKNOWN]) {
            for address in ADDRESSES {
                // Whoever comes first to a session that nobody has made makes it.
                let makes_it = session == UNKNOWN && it.secret.is_none() && MAKE_SESSIONS.contains(&address);
                if makes_it && !it.is_refused_as_user(address) {
                    continue;
                }
                let told = told(it.at(server, address, session).await).await;
                assert_eq!(told.0, 403, "{}, {session}, {address}: {}", it.what, told.2);
                count += 1;
                if it.is_refused_as_user(address) { &mut as_users } else { &mut as_sessions }.insert(told);
            }
        }
    }
    assert_eq!((as_sessions.len(), as_users.len()), (1, 1), "{as_sessions:#?} {as_users:#?}");
    count
}

#[tokio::test]
async fn nobody_without_the_right_reads_or_writes_a_line_and_all_are_told_the_same() {
    let environment = [("HALO_DEMO_IDENTITY_SECRET", SECRET), ("HALO_RATE_LIMITS", "false")];
    let server = Server::with_environment(Folder::new(), &[], &environment);
    let ada = Mate::there(&server, "Ada").await;
    let proof = |user: &str, seconds: i64| token(SECRET, &json!({"user_id": user, "exp": now() + seconds}));
    let (good, other_user, ended) = (proof("u1", 600), proof("u2", 600), proof("u1", -600));
    let theirs = live(&server, &ada, "theirs", json!({})).await;
    let owned = live(&server, &ada, "owned", json!({"user_id": "u1", "user_token": good})).await;
    let stale = live(&server, &ada, "anew", json!({})).await;
    server.command(&["session", "delete", ORG, "anew"]).unwrap();
    let fresh = live(&server, &ada, "anew", json!({})).await;
    let other = Visitor::arrive(&server, "other").await.secret;
    let guessed = format!("{}x", &theirs[..theirs.len() - 1]);
    let made = server.command(&["org", "add", "Other"]).unwrap();
    let part = |name: &str| made.lines().find_map(|it| it.strip_prefix(name)).unwrap();
    let (foreign_key, foreign_org) = (part("key\t"), part("organisation\t"));

    let all: &[&str] = &["theirs", "owned", "anew"];
    let (mine, of_user): (&[&str], &[&str]) = (&["theirs", "anew"], &["owned"]);
    let plain = Try { what: "no secret", key: KEY, sessions: all, ..Try::default() };
    let with = |what, sessions, secret| Try { what, sessions, secret: Some(secret), ..plain };
    let tries = [
        plain,
        with("another session's secret", all, &other),
        with("a guessed secret", all, &guessed),
        with("the secret of the session before it was begun anew", all, &stale),
        with("another visitor's secret", of_user, &theirs),
        with("the user's secret", mine, &owned),
        Try { key: foreign_key, ..with("another organisation's key", mine, &theirs) },
        Try { key: foreign_key, ..with("another organisation's key", of_user, &owned) },
        Try { what: "another user", user: Some("u2"), user_token: Some(&other_user), ..plain },
        Try { what: "a token that has ended", user: Some("u1"), user_token: Some(&ended), ..plain },
        Try { what: "no token", user: Some("u1"), ..plain },
    ];
    let mut desk = ada.follow("theirs").await;
    let before = kept(&server, [ORG, foreign_org]);
    let count = try_all(&server, &tries).await;
    println!("{count} tries are refused");
    assert!(count > 250, "{count}");
    assert_eq!(kept(&server, [ORG, foreign_org]), before, "a try left something behind");

    // With the right, each of the same requests is carried out; and of all who typed, the team has heard of none but these.
    let visitor = Visitor { server: &server, session: "theirs".to_owned(), secret: theirs.clone() };
    assert_eq!(visitor.post("typing", json!({"on": false})).await.0, 200);
    assert_eq!(desk.next_of("typing").await.1, json!({"who": "user", "on": false}));
    let user = Try { what: "the user", user: Some("u1"), user_token: Some(&good), ..plain };
    for (it, session) in
        [(with("", &[], &theirs), "theirs"), (with("", &[], &fresh), "anew"), (user, "owned")]
    {
        for address in ADDRESSES {
            assert_eq!(it.at(&server, address, session).await.status(), 200, "{address} of {session}");
        }
    }
}

#[tokio::test]
async fn the_team_of_another_organisation_finds_nothing_and_what_is_no_token_opens_nothing() {
    let server = Server::start();
    let ada = Mate::there(&server, "Ada").await;
    live(&server, &ada, "theirs", json!({})).await;
    let made = server.command(&["org", "add", "Other"]).unwrap();
    let org = made.lines().find_map(|it| it.strip_prefix("organisation\t")).unwrap();
    let token = server.made(&["team", "add", org, "eve@other.example"], "token");
    let eve = Mate { server: &server, token };
    for verb in ["take", "close", "hand_back"] {
        assert!([404, 409].contains(&eve.on("theirs", verb, json!({})).await.0), "{verb}");
    }
    assert_ne!(eve.on("theirs", "say", json!({"text": "x"})).await.0, 200);
    assert_eq!(eve.get("conversations").await, json!({"conversations": []}));
    assert_eq!(eve.get("conversations/theirs/messages").await, json!({"messages": []}));
    let id = server.made(&["team", "add", ORG, "Ada@team.example", "--name", "Ada"], "teammate");
    server.command(&["team", "disable", &id]).unwrap();
    for token in ["", "ht_guessed", KEY, ada.token.as_str()] {
        let mate = Mate { server: &server, token: token.to_owned() };
        assert_eq!(mate.post("presence", json!({"available": true})).await.0, 401, "{token}");
    }
}

#[tokio::test]
async fn nobody_of_the_team_speaks_in_a_conversation_without_having_taken_it() {
    let server = Server::start();
    let ada = Mate::there(&server, "Ada").await;
    let visitor = Visitor::arrive(&server, SESSION).await;
    for state in ["ai", "waiting"] {
        let (status, told) = ada.on(SESSION, "say", json!({"text": "Hello?"})).await;
        let words = format!("nobody has this conversation: its state is {state}; take it first");
        assert_eq!((status, &told["error"]), (409, &json!(words)));
        visitor.post("request", json!({})).await;
    }
    assert_eq!(ada.on(SESSION, "take", json!({})).await.0, 200);
    assert_eq!(ada.on(SESSION, "say", json!({"text": "Hello!"})).await.0, 200);
}

#[tokio::test]
async fn a_client_that_knows_nothing_of_secrets_speaks_with_a_person_until_one_is_shown() {
    let server = Server::start();
    let ada = Mate::there(&server, "Ada").await;
    let visitor = Visitor::arrive(&server, SESSION).await;
    assert_eq!(ada.on(SESSION, "take", json!({})).await.0, 200);
    let said = async |text: &str| {
        let body = json!({"message": text, "session_id": SESSION});
        server.post("/api/sdk/chat/stream", &body).send().await.unwrap().status().as_u16()
    };
    assert_eq!(said("An old widget").await, 200);
    visitor.ask("A new one", "v1").await;
    assert_eq!(said("Somebody else").await, 403);
    let log = visitor.follow(None).await.up_to("A new one").await;
    let lines: Vec<&str> = log.iter().filter(|it| it.1 == "message").map(|it| it.2.as_str()).collect();
    assert_eq!(lines, ["An old widget", "A new one"]);
}
