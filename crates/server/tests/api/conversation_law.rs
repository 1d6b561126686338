//! The law of a live conversation, over schedules made by chance: whatever visitor and teammates do at once, through
//! whichever process, and however often their lines break, everybody reads the same conversation, and it is whole.

use std::collections::HashMap;
use std::sync::Mutex;

use halo_protocol::conversation::{ConversationState, StateEvent};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

use crate::conversation_readers::{Doors, Heard, Reader, Side, processes};
use crate::conversations::{Mate, Visitor};
use crate::support::{KEY, Server};

/// The same schedules every time, unless another seed is given: whoever changes nothing here is not stopped by chance.
const SEED: &str = "HALO_LAW_SEED";
const SCHEDULES: u32 = 20;
/// A schedule that fails is made smaller by so many tries.
const SHRINKS: u32 = 60;
const NAMES: [&str; 2] = ["Ada", "Bob"];

/// What somebody does. A number is which teammate, or as far as something is read.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Request,
    Leave,
    Write { again: bool },
    Rate(u64),
    Read(u64),
    Take(usize),
    Say { mate: usize, again: bool },
    HandBack(usize),
    Close(usize),
    TeamReads(usize, u64),
    LineBreaks,
    DeskBreaks,
}

/// One step of a schedule: what, through which process, and whether those before it are waited for.
#[derive(Clone, Copy, Debug)]
struct Move {
    deed: Deed,
    door: usize,
    at_once: bool,
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let mate = 0..NAMES.len();
    let deed = prop_oneof![
        2 => Just(Deed::Request),
        1 => Just(Deed::Leave),
        5 => any::<bool>().prop_map(|again| Deed::Write { again }),
        1 => (1_u64..=5).prop_map(Deed::Rate),
        1 => (0_u64..30).prop_map(Deed::Read),
        4 => mate.clone().prop_map(Deed::Take),
        8 => (mate.clone(), any::<bool>()).prop_map(|(mate, again)| Deed::Say { mate, again }),
        1 => mate.clone().prop_map(Deed::HandBack),
        1 => mate.clone().prop_map(Deed::Close),
        1 => (mate, 0_u64..30).prop_map(|(mate, up_to)| Deed::TeamReads(mate, up_to)),
        3 => Just(Deed::LineBreaks),
        3 => Just(Deed::DeskBreaks),
    ];
    let one = (deed, 0_usize..2, prop::bool::weighted(0.6));
    prop::collection::vec(one.prop_map(|(deed, door, at_once)| Move { deed, door, at_once }), 10..40)
}

/// What the server said yes to, in the order in which it did.
#[derive(Default)]
struct Acknowledged {
    written: Vec<String>,
    said: [Vec<String>; NAMES.len()],
    handed_back: usize,
    closed: usize,
    rating: Option<u64>,
}

/// A conversation and all who take part.
struct Play<'a> {
    doors: &'a Doors,
    tokens: &'a [String],
    session: String,
    secret: String,
    line: Reader,
    desk: Reader,
    yes: Mutex<Acknowledged>,
}

impl Play<'_> {
    async fn visitor(&self, door: usize, what: &str, mut body: Value) -> u16 {
        body["session_id"] = json!(self.session);
        let path = format!("/api/sdk/conversation/{what}");
        let request = |it: reqwest::RequestBuilder| it.bearer_auth(KEY).json(&body);
        self.doors.insist(door, &path, |it| request(it).header("x-session-token", &self.secret)).await.0
    }

    async fn mate(&self, door: usize, mate: usize, verb: &str, body: &Value) -> u16 {
        let path = format!("/api/team/conversations/{}/{verb}", self.session);
        self.doors.insist(door, &path, |it| it.bearer_auth(&self.tokens[mate]).json(body)).await.0
    }

    async fn write(&self, at: usize, door: usize, again: bool) {
        let id = format!("{}-v{at}", self.session);
        for door in door..=door + usize::from(again) {
            assert_eq!(self.doors.write(door, &self.session, &self.secret, &id).await.0, 200);
        }
        self.yes.lock().unwrap().written.push(id);
    }

    async fn say(&self, at: usize, door: usize, mate: usize, again: bool) {
        let id = format!("t{at}");
        let body = json!({"id": id, "text": id});
        let mut is_said = false;
        for door in door..=door + usize::from(again) {
            is_said |= self.mate(door, mate, "say", &body).await == 200;
        }
        if is_said {
            self.yes.lock().unwrap().said[mate].push(id);
        }
    }

    async fn perform(&self, at: usize, Move { deed, door, .. }: Move) {
        let nothing = json!({});
        match deed {
            Deed::Request => assert_eq!(self.visitor(door, "request", nothing).await, 200),
            Deed::Leave => assert_eq!(self.visitor(door, "leave", nothing).await, 200),
            Deed::Read(up_to) => assert_eq!(self.visitor(door, "read", json!({"up_to": up_to})).await, 200),
            Deed::Write { again } => self.write(at, door, again).await,
            Deed::Say { mate, again } => self.say(at, door, mate, again).await,
            Deed::Rate(score) => {
                assert_eq!(self.visitor(door, "rating", json!({"score": score})).await, 200);
                self.yes.lock().unwrap().rating = Some(score);
            }
            Deed::Take(mate) => {
                let status = self.mate(door, mate, "take", &nothing).await;
                assert!([200, 409].contains(&status), "{status}");
            }
            Deed::HandBack(mate) => {
                let is_done = self.mate(door, mate, "hand_back", &nothing).await == 200;
                self.yes.lock().unwrap().handed_back += usize::from(is_done);
            }
            Deed::Close(mate) => {
                let is_done = self.mate(door, mate, "close", &nothing).await == 200;
                self.yes.lock().unwrap().closed += usize::from(is_done);
            }
            Deed::TeamReads(mate, up_to) => {
                assert_eq!(self.mate(door, mate, "read", &json!({"up_to": up_to})).await, 200);
            }
            Deed::LineBreaks => self.line.breaks_off(door),
            Deed::DeskBreaks => self.desk.breaks_off(door),
        }
    }

    /// Moves of several people go at once; each person does one thing after the other.
    async fn perform_all(&self, moves: &[Move]) {
        let starts = moves.iter().enumerate().filter(|(at, it)| *at == 0 || !it.at_once).map(|(at, _)| at);
        let starts: Vec<usize> = starts.chain([moves.len()]).collect();
        for bounds in starts.windows(2) {
            let of = |person: usize| async move {
                for (at, it) in moves.iter().enumerate().take(bounds[1]).skip(bounds[0]) {
                    if person_of(it.deed) == person {
                        self.perform(at, *it).await;
                    }
                }
            };
            tokio::join!(of(0), of(1), of(2), of(3));
        }
    }
}

/// 0 and 1 are the teammates, 2 the visitor, 3 what befalls the readers.
fn person_of(deed: Deed) -> usize {
    match deed {
        Deed::Take(mate)
        | Deed::Say { mate, .. }
        | Deed::HandBack(mate)
        | Deed::Close(mate)
        | Deed::TeamReads(mate, _) => mate,
        Deed::Request | Deed::Leave | Deed::Write { .. } | Deed::Rate(_) | Deed::Read(_) => NAMES.len(),
        Deed::LineBreaks | Deed::DeskBreaks => NAMES.len() + 1,
    }
}

/// The ids of somebody's lines, in order.
fn lines_of(events: &[Heard], role: &str, author: Option<&str>) -> Vec<String> {
    let is_of =
        |it: &&Heard| it.body["role"] == role && author.is_none_or(|name| it.body["author"]["name"] == name);
    events.iter().filter(is_of).map(|it| it.body["id"].as_str().unwrap().to_owned()).collect()
}

/// Every step is one of the protocol's table; who speaks has the word; nobody reads what is not there yet.
fn keeps_to_the_protocol(events: &[Heard]) {
    let (mut state, mut holder) = (ConversationState::Ai, None);
    let (mut asked_in, mut read) = (HashMap::new(), HashMap::new());
    for it in events {
        let text = |field: &str| it.body[field].as_str().unwrap().to_owned();
        match it.kind.as_str() {
            "state" => {
                let step: StateEvent = serde_json::from_value(it.body.clone()).unwrap();
                assert_eq!(state.after(step.by.unwrap()), Some(step.state), "from {state:?}: {it:?}");
                state = step.state;
                holder = step.teammate.filter(|_| state == ConversationState::Human).map(|it| it.name);
            }
            "message" if it.body["role"] == "teammate" => {
                assert_eq!(state, ConversationState::Human, "{it:?}");
                assert_eq!(it.body["author"]["name"].as_str(), holder.as_deref(), "{it:?}");
            }
            "message" if it.body["role"] == "user" => {
                assert_ne!(state, ConversationState::Closed, "{it:?}");
                asked_in.insert(text("id"), state);
            }
            "message" => {
                let question = text("id").trim_end_matches("-answer").to_owned();
                assert_eq!(asked_in.get(&question), Some(&ConversationState::Ai), "{it:?}");
                assert_ne!(text("text"), "", "{it:?}");
            }
            "read" => {
                let up_to = it.body["up_to"].as_u64().unwrap();
                let before = read.insert(text("who"), up_to).unwrap_or(0);
                assert!(before < up_to && up_to < it.number, "{it:?} after {before}");
            }
            other => panic!("there is no event {other}"),
        }
    }
}

fn is_whole(events: &[Heard], yes: &Acknowledged) {
    let numbers: Vec<u64> = events.iter().map(|it| it.number).collect();
    assert_eq!(numbers, (1..=events.len() as u64).collect::<Vec<_>>(), "a gap, or something twice");
    assert_eq!(lines_of(events, "user", None), yes.written);
    for (name, said) in NAMES.iter().zip(&yes.said) {
        assert_eq!(&lines_of(events, "teammate", Some(name)), said, "{name}");
    }
    let steps = |word: &str| events.iter().filter(|it| it.body["by"] == word).count();
    assert_eq!((steps("handed_back"), steps("closed")), (yes.handed_back, yes.closed));
    keeps_to_the_protocol(events);
}

async fn rating_of(server: &Server, session: &str) -> Option<u64> {
    let rows = server.command(&["export", crate::support::ORG]).unwrap();
    let is_of = |it: &Value| it["record"] == "conversation" && it["session_id"] == session;
    rows.lines().map(|it| serde_json::from_str::<Value>(it).unwrap()).find(is_of).unwrap()["rating"].as_u64()
}

async fn played(servers: &[Server], tokens: &[String], session: &str, moves: &[Move]) {
    let doors = Doors::of(servers);
    let visitor = Visitor::arrive(&servers[0], session).await;
    assert_eq!(visitor.post("request", json!({})).await.1["state"], "waiting");
    let secret = visitor.secret;
    let line = Reader::begin(&doors, 0, Side::Visitor(session.to_owned(), secret.clone()));
    let desk = Reader::begin(&doors, 1, Side::Team(session.to_owned(), tokens[0].clone()));
    let session = session.to_owned();
    let play = Play { doors: &doors, tokens, session, secret, line, desk, yes: Mutex::default() };
    play.perform_all(moves).await;
    play.write(moves.len(), 0, false).await;
    let yes = std::mem::take(&mut *play.yes.lock().unwrap());
    let last = yes.written.last().unwrap();
    let (seen, at_desk) = (play.line.up_to(last).await, play.desk.up_to(last).await);
    is_whole(&seen, &yes);
    assert_eq!(seen, at_desk, "both sides read the same");
    if yes.rating.is_some() {
        assert_eq!(rating_of(&servers[0], &play.session).await, yes.rating);
    }
}

#[test]
fn whatever_happens_at_once_everybody_reads_the_same_whole_conversation() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let servers = runtime.block_on(async { processes() });
    let tokens: Vec<String> = runtime.block_on(async {
        let (ada, bob) = (Mate::there(&servers[0], NAMES[0]).await, Mate::there(&servers[0], NAMES[1]).await);
        vec![ada.token, bob.token]
    });
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&std::env::var(SEED).map_or(1, |it| it.parse::<u64>().unwrap()).to_le_bytes());
    let config = Config {
        cases: SCHEDULES,
        max_shrink_iters: SHRINKS,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut conversation = 0;
    let session = Mutex::new(&mut conversation);
    let outcome = TestRunner::new_with_rng(config, rng).run(&moves(), |moves| {
        let name = {
            let mut next = session.lock().unwrap();
            **next += 1;
            format!("sess_{next}")
        };
        runtime.block_on(played(&servers, &tokens, &name, &moves));
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}
