//! Servers that are killed in mid-conversation, without a word, while visitor and teammate go on writing and reading: on
//! SQLite one process, begun again at its address on its file; on Postgres two.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;

use crate::conversation_readers::{Doors, Heard, Reader, Side, again, processes};
use crate::conversations::{Mate, SESSION, Visitor};
use crate::support::{Server, until};

const KILLS: usize = 20;
/// Lines that are said yes to between two kills, at least: never as many as before the last one.
const LINES: [usize; 5] = [4, 1, 7, 2, 11];

/// Both sides of a conversation, and what was said yes to so far, in order.
struct Talk {
    doors: Doors,
    secret: String,
    token: String,
    written: Mutex<Vec<String>>,
    said: Mutex<Vec<String>>,
    is_over: AtomicBool,
}

impl Talk {
    /// One line after the other, each until it is answered; every second one, and one whose answer was lost, comes twice.
    async fn visitor_writes(&self) {
        for at in 0.. {
            let id = format!("v{at}");
            for again in 0..=at % 2 {
                let (status, told) = self.doors.write(at + again, SESSION, &self.secret, &id).await;
                assert_eq!((status, told.contains(r#""handled_by":"human""#)), (200, true), "{told}");
            }
            self.written.lock().unwrap().push(id);
            if self.is_over.load(Ordering::SeqCst) {
                return;
            }
        }
    }

    async fn teammate_says(&self) {
        for at in 0.. {
            let id = format!("t{at}");
            let path = format!("/api/team/conversations/{SESSION}/say");
            let body = json!({"id": id, "text": id});
            for again in 0..=at % 2 {
                let say = self.doors.insist(at + again, &path, |it| it.bearer_auth(&self.token).json(&body));
                assert_eq!(say.await.0, 200);
            }
            self.said.lock().unwrap().push(id);
            if self.is_over.load(Ordering::SeqCst) {
                return;
            }
        }
    }

    fn lines(&self) -> usize {
        self.written.lock().unwrap().len() + self.said.lock().unwrap().len()
    }

    async fn servers_are_killed(&self, servers: &mut Vec<Server>) {
        for kill in 0..KILLS {
            let enough = self.lines() + LINES[kill % LINES.len()];
            until(async || self.lines() >= enough).await;
            let mut victim = servers.remove(kill % self.doors.urls.len());
            // Aside, so that both sides go on meanwhile.
            let revived = tokio::task::spawn_blocking(move || {
                victim.kill();
                again(&mut victim)
            });
            servers.insert(kill % self.doors.urls.len(), revived.await.unwrap());
            // However slow the machine, the teammate is not thought to be gone.
            let (path, here) = ("/api/team/presence", json!({"available": true}));
            let told = self.doors.insist(kill, path, |it| it.bearer_auth(&self.token).json(&here));
            assert_eq!(told.await.0, 200);
        }
        let enough = self.lines() + LINES[0];
        until(async || self.lines() >= enough).await;
        self.is_over.store(true, Ordering::SeqCst);
    }
}

fn ids(events: &[Heard], role: &str) -> Vec<String> {
    let of_role = events.iter().filter(|it| it.body["role"] == role);
    of_role.map(|it| it.body["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_kills_while_both_sides_write_lose_double_and_turn_round_nothing() {
    let mut servers = processes();
    let (secret, token) = {
        let visitor = Visitor::arrive(&servers[0], SESSION).await;
        let mate = Mate::there(&servers[0], "Ada").await;
        visitor.post("request", json!({})).await;
        assert_eq!(mate.on(SESSION, "take", json!({})).await.0, 200);
        (visitor.secret, mate.token)
    };
    let doors = Doors::of(&servers);
    let line = Reader::begin(&doors, 0, Side::Visitor(SESSION.to_owned(), secret.clone()));
    let desk = Reader::begin(&doors, 1, Side::Team(SESSION.to_owned(), token.clone()));
    let (written, said, is_over) = (Mutex::default(), Mutex::default(), AtomicBool::new(false));
    let talk = Talk { doors, secret, token, written, said, is_over };
    tokio::join!(talk.visitor_writes(), talk.teammate_says(), talk.servers_are_killed(&mut servers));

    talk.doors.write(0, SESSION, &talk.secret, "the-end").await;
    let (seen, at_desk) = (line.up_to("the-end").await, desk.up_to("the-end").await);
    assert_eq!(seen, at_desk, "both sides read the same");
    let numbers: Vec<u64> = seen.iter().map(|it| it.number).collect();
    assert_eq!(numbers, (1..=seen.len() as u64).collect::<Vec<_>>(), "a gap, or something twice");
    let mut written = talk.written.into_inner().unwrap();
    written.push("the-end".to_owned());
    assert_eq!(ids(&seen, "user"), written);
    assert_eq!(ids(&seen, "teammate"), talk.said.into_inner().unwrap());
    let steps: Vec<&str> = seen.iter().filter_map(|it| it.body["by"].as_str()).collect();
    assert_eq!(steps, ["requested", "taken"], "nobody was thought to be gone");
    let mut kept =
        servers[0].texts("SELECT message_id FROM messages WHERE role IN ('user', 'teammate')").await;
    let mut all: Vec<String> = [ids(&seen, "user"), ids(&seen, "teammate")].concat();
    all.push(format!("{SESSION}-first"));
    kept.sort();
    all.sort();
    assert_eq!(kept, all, "the transcript has the same");
}
