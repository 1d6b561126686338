//! Live conversations over real HTTP: a visitor with the session's secret, teammates with their tokens, the log that both
//! read.

use std::collections::VecDeque;

use halo_protocol::stream::sse::{Decoder, Item};
use reqwest::Response;
use serde_json::{Value, json};

use crate::people::{SECRET, now, token};
use crate::support::{Folder, KEY, ORG, Server};

pub(crate) const SESSION: &str = "sess_1";

/// A visitor whose session the server has made.
pub(crate) struct Visitor<'a> {
    pub(crate) server: &'a Server,
    pub(crate) session: String,
    pub(crate) secret: String,
}

/// An event stream as it comes.
pub(crate) struct Stream {
    response: Response,
    decoder: Decoder,
    found: VecDeque<(String, u64, Value)>,
}

/// A teammate's program: id and token.
pub(crate) struct Mate<'a> {
    pub(crate) server: &'a Server,
    pub(crate) token: String,
}

impl<'a> Visitor<'a> {
    pub(crate) async fn arrive(server: &'a Server, session: &str) -> Self {
        let ask =
            json!({"message": "hello", "session_id": session, "message_id": format!("{session}-first")});
        let response = server.post("/api/sdk/chat", &ask).send().await.unwrap();
        let secret = response.headers()["x-session-token"].to_str().unwrap().to_owned();
        Self { server, session: session.to_owned(), secret }
    }

    pub(crate) async fn post(&self, what: &str, mut body: Value) -> (u16, Value) {
        body["session_id"] = json!(self.session);
        let path = format!("/api/sdk/conversation/{what}");
        let response =
            self.server.post(&path, &body).header("x-session-token", &self.secret).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    pub(crate) async fn ask(&self, text: &str, id: &str) -> String {
        let body = json!({"message": text, "session_id": self.session, "message_id": id});
        let request = self.server.post("/api/sdk/chat/stream", &body).header("x-session-token", &self.secret);
        let response = request.header("accept", "text/event-stream").send().await.unwrap();
        assert_eq!(response.status(), 200);
        response.text().await.unwrap()
    }

    pub(crate) async fn follow(&self, last: Option<u64>) -> Stream {
        let path = format!("/api/sdk/conversation/events?session_id={}", self.session);
        let mut request = self.server.get(&path).bearer_auth(KEY).header("x-session-token", &self.secret);
        if let Some(last) = last {
            request = request.header("last-event-id", last.to_string());
        }
        Stream::of(request.send().await.unwrap())
    }
}

impl Stream {
    pub(crate) fn of(response: Response) -> Self {
        assert_eq!(response.status(), 200);
        Self { response, decoder: Decoder::new(), found: VecDeque::new() }
    }

    /// The next event: kind, number (0 without one) and body.
    pub(crate) async fn next(&mut self) -> (String, u64, Value) {
        loop {
            if let Some(event) = self.found.pop_front() {
                return event;
            }
            let bytes = self.response.chunk().await.unwrap().expect("the stream goes on");
            self.decoder.push(&bytes, &mut |item| {
                if let Item::Event(event) = item {
                    let number = event.id.map_or(0, |id| id.parse().unwrap());
                    let body = serde_json::from_str(event.data).unwrap();
                    self.found.push_back((event.kind.to_owned(), number, body));
                }
            });
        }
    }

    /// The next event of that kind.
    pub(crate) async fn next_of(&mut self, kind: &str) -> (u64, Value) {
        loop {
            let (met, number, body) = self.next().await;
            if met == kind {
                return (number, body);
            }
        }
    }

    /// Everything up to the message with that text, as `(number, kind, word)`.
    pub(crate) async fn up_to(&mut self, text: &str) -> Vec<(u64, String, String)> {
        let mut all = Vec::new();
        loop {
            let (kind, number, body) = self.next().await;
            if number == 0 {
                continue;
            }
            let word = body["text"].as_str().or(body["by"].as_str()).unwrap_or_default().to_owned();
            let is_last = word == text;
            all.push((number, kind, word));
            if is_last {
                return all;
            }
        }
    }
}

impl<'a> Mate<'a> {
    pub(crate) async fn there(server: &'a Server, name: &str) -> Self {
        let email = format!("{name}@team.example");
        let token = server.made(&["team", "add", ORG, &email, "--name", name], "token");
        let it = Self { server, token };
        assert_eq!(it.post("presence", json!({"available": true})).await.0, 200);
        it
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        let url = self.server.at(&format!("/api/team/{path}"));
        let response =
            self.server.client.post(url).bearer_auth(&self.token).json(&body).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    pub(crate) async fn on(&self, session: &str, verb: &str, body: Value) -> (u16, Value) {
        self.post(&format!("conversations/{session}/{verb}"), body).await
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let url = self.server.at(&format!("/api/team/{path}"));
        self.server.client.get(url).bearer_auth(&self.token).send().await.unwrap().json().await.unwrap()
    }

    pub(crate) async fn follow(&self, session: &str) -> Stream {
        let url = self.server.at(&format!("/api/team/conversations/{session}/events"));
        Stream::of(self.server.client.get(url).bearer_auth(&self.token).send().await.unwrap())
    }
}

#[tokio::test]
async fn a_person_is_asked_for_comes_answers_and_goes() {
    let server = Server::start();
    let visitor = Visitor::arrive(&server, SESSION).await;
    let (status, told) = visitor.post("request", json!({"reason": "A refund"})).await;
    assert_eq!((status, &told["available"], &told["state"]), (200, &json!(false), &json!("ai")), "{told}");

    let ada = Mate::there(&server, "Ada").await;
    let (_, told) = visitor.post("request", json!({"reason": "A refund"})).await;
    assert_eq!(
        (&told["state"], &told["position"], &told["available"]),
        (&json!("waiting"), &json!(1), &json!(true))
    );
    let again = visitor.post("request", json!({})).await.1;
    assert_eq!(again["state"], "waiting", "asked twice is asked once");
    let listed = ada.get("conversations").await;
    assert_eq!(
        (&listed["conversations"][0]["session_id"], &listed["conversations"][0]["reason"]),
        (&json!(SESSION), &json!("A refund"))
    );

    let mut line = visitor.follow(None).await;
    let (number, state) = line.next_of("state").await;
    assert_eq!((number, &state["by"]), (1, &json!("requested")));
    let (number, place) = line.next_of("state").await;
    assert_eq!((number, &place["position"]), (0, &json!(1)), "a place is told and not kept");
    let said = visitor.ask("Is anybody there?", "m1").await;
    assert!(said.contains(r#""handled_by":"human""#) && !said.contains("event: token"), "{said}");
    assert_eq!(visitor.ask("Is anybody there?", "m1").await, said, "the same message again has the same end");

    assert_eq!(ada.on(SESSION, "take", json!({})).await.0, 200);
    assert_eq!(ada.on(SESSION, "take", json!({})).await.0, 200, "taken twice is taken once");
    let mut desk = ada.follow(SESSION).await;
    assert_eq!(ada.on(SESSION, "typing", json!({"on": true})).await.0, 200);
    let body = json!({"id": "a1", "text": "I am **here**."});
    assert_eq!(ada.on(SESSION, "say", body.clone()).await, ada.on(SESSION, "say", body).await);
    let (_, typing) = line.next_of("typing").await;
    assert_eq!(typing, json!({"who": "teammate", "on": true}));
    let (number, message) = line.next_of("message").await;
    assert_eq!((&message["role"], &message["text"]), (&json!("teammate"), &json!("I am **here**.")));
    assert_eq!(message["author"]["name"], "Ada");
    assert_eq!(visitor.post("read", json!({"up_to": number})).await.0, 200);
    assert_eq!(visitor.post("typing", json!({"on": true})).await.0, 200);
    assert_eq!(desk.next_of("read").await.1, json!({"who": "user", "up_to": number}));
    assert_eq!(desk.next_of("typing").await.1, json!({"who": "user", "on": true}));

    assert_eq!(ada.on(SESSION, "close", json!({})).await.0, 200);
    assert_eq!(visitor.post("rating", json!({"score": 5, "comment": "Quick"})).await.0, 200);
    let said = visitor.ask("How do I style the panel?", "m2").await;
    assert!(said.contains("event: token") && !said.contains("handled_by"), "the agent answers again: {said}");

    let words = visitor.follow(None).await.up_to_end(&visitor).await;
    assert_eq!(
        words[..8],
        [
            "1 state requested",
            "2 message Is anybody there?",
            "3 state taken",
            "4 message I am **here**.",
            "5 read ",
            "6 state closed",
            "7 state written_again",
            "8 message How do I style the panel?",
        ]
    );
    let transcript = server.command(&["transcript", ORG, SESSION]).unwrap();
    assert!(transcript.contains("I am **here**."), "{transcript}");
}

impl Stream {
    /// Everything that is there: up to a mark that the visitor leaves.
    pub(crate) async fn up_to_end(mut self, visitor: &Visitor<'_>) -> Vec<String> {
        visitor.ask("the mark", "the-mark").await;
        let all = self.up_to("the mark").await;
        all.iter().map(|(number, kind, word)| format!("{number} {kind} {word}")).collect()
    }
}

#[tokio::test]
async fn a_client_that_comes_back_gets_what_it_lacks_once() {
    let server = Server::start();
    let visitor = Visitor::arrive(&server, SESSION).await;
    let ada = Mate::there(&server, "Ada").await;
    visitor.post("request", json!({})).await;
    ada.on(SESSION, "take", json!({})).await;
    for at in 0..450 {
        let text = format!("line {at}");
        assert_eq!(ada.on(SESSION, "say", json!({"id": text, "text": text})).await.0, 200);
    }
    let whole = visitor.follow(None).await.up_to("line 449").await;
    let numbers: Vec<u64> = whole.iter().map(|(number, ..)| *number).collect();
    assert_eq!(numbers, (1..=452).collect::<Vec<u64>>());
    for last in [0, 1, 200, 451] {
        let rest = visitor.follow(Some(last)).await.up_to("line 449").await;
        assert_eq!(rest, whole[usize::try_from(last).unwrap()..], "{last}");
    }
}

#[tokio::test]
async fn of_two_teammates_who_press_at_once_one_has_it_and_the_other_is_told_who() {
    let server = Server::start();
    let visitor = Visitor::arrive(&server, SESSION).await;
    let (ada, bob) = (Mate::there(&server, "Ada").await, Mate::there(&server, "Bob").await);
    visitor.post("request", json!({})).await;
    let (one, two) = tokio::join!(ada.on(SESSION, "take", json!({})), bob.on(SESSION, "take", json!({})));
    let mut outcomes = [(one, "Ada"), (two, "Bob")];
    outcomes.sort_by_key(|((status, _), _)| *status);
    let [((won, _), winner), ((lost, told), _)] = &outcomes;
    assert_eq!((*won, *lost), (200, 409));
    assert_eq!(told["error"], format!("{winner} has this conversation"));
    let other = if *winner == "Ada" { &bob } else { &ada };
    for (verb, body) in [("say", json!({"text": "me too"})), ("close", json!({})), ("hand_back", json!({}))] {
        assert_eq!(other.on(SESSION, verb, body).await.0, 409, "{verb}");
    }
}

#[tokio::test]
async fn those_who_wait_hear_of_their_place_and_may_leave() {
    let server = Server::start();
    let ada = Mate::there(&server, "Ada").await;
    let (one, two) = (Visitor::arrive(&server, "one").await, Visitor::arrive(&server, "two").await);
    one.post("request", json!({})).await;
    assert_eq!(two.post("request", json!({})).await.1["position"], 2);
    let mut line = two.follow(Some(1)).await;
    assert_eq!(line.next_of("state").await.1["position"], 2);
    ada.on("one", "take", json!({})).await;
    assert_eq!(line.next_of("state").await.1["position"], 1);
    assert_eq!(two.post("leave", json!({})).await.1["state"], "ai");
    assert_eq!(line.next_of("state").await.1["by"], "left");
    assert_eq!(two.post("leave", json!({})).await.1["state"], "ai", "left twice is left once");
    two.post("request", json!({})).await;
    assert_eq!(line.next_of("state").await.1["by"], "requested");
    assert_eq!(
        line.next_of("state").await.1["position"],
        1,
        "who waits again is told again, also of the same place"
    );
}

#[tokio::test]
async fn a_teammate_who_takes_over_silences_the_agent_and_one_who_is_gone_leaves_the_visitor_waiting() {
    let server = Server::start();
    let ada = Mate::there(&server, "Ada").await;
    let visitor = Visitor::arrive(&server, SESSION).await;
    assert_eq!(ada.on(SESSION, "take", json!({})).await.0, 200, "a running conversation can be taken");
    let mut line = visitor.follow(Some(1)).await;
    let pool = server.pool().await;
    sqlx::query("UPDATE teammates SET seen_at = 1").execute(&pool).await.unwrap();
    pool.close().await;
    let (_, state) = line.next_of("state").await;
    assert_eq!((&state["state"], &state["by"]), (&json!("waiting"), &json!("line_lost")));
    assert_eq!(line.next_of("state").await.1["position"], 1);
    assert_eq!(ada.on("sess_unknown", "take", json!({})).await.0, 404);
}

#[tokio::test]
async fn the_user_of_a_session_needs_no_secret() {
    let server = Server::with_environment(Folder::new(), &[], &[("HALO_DEMO_IDENTITY_SECRET", SECRET)]);
    let ada = Mate::there(&server, "Ada").await;
    let good = token(SECRET, &json!({"user_id": "u1", "exp": now() + 600}));
    let body = json!({"session_id": "owned", "user_id": "u1", "user_token": good, "message": "hello"});
    server.post("/api/sdk/chat", &body).send().await.unwrap();
    let told = server.post("/api/sdk/conversation/request", &body).send().await.unwrap();
    assert_eq!(told.status(), 200);
    let request = server.get("/api/sdk/conversation/events?session_id=owned&user_id=u1").bearer_auth(KEY);
    let mut line = Stream::of(request.header("x-user-token", &good).send().await.unwrap());
    assert_eq!(line.next_of("state").await.1["by"], "requested");
    assert_eq!(line.next_of("state").await.1["position"], 1);
    ada.on("owned", "take", json!({})).await;
    assert_eq!(line.next_of("state").await.1["teammate"]["name"], "Ada");
}
