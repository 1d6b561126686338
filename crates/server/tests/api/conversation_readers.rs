//! What the tests of live conversations read and write with: doors, one or more servers on one store; calls that insist
//! until they are answered; and readers that come back with the number of their last event whenever their line breaks.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use halo_protocol::stream::sse::{Decoder, Item};
use reqwest::{Client, RequestBuilder, Response};
use serde_json::Value;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

use crate::support::{Folder, KEY, Server, fixture, on_postgres, until};

/// How long a reader that finds no server waits for an order to go elsewhere before it tries the next door.
const RETRY: Duration = Duration::from_millis(5);

/// The servers of a test by their addresses.
#[derive(Clone)]
pub(crate) struct Doors {
    pub(crate) urls: Vec<String>,
    pub(crate) client: Client,
}

/// A numbered event as a reader got it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Heard {
    pub(crate) number: u64,
    pub(crate) kind: String,
    pub(crate) body: Value,
}

/// Whose stream of a conversation is read.
#[derive(Clone)]
pub(crate) enum Side {
    /// The visitor's: the session and its secret.
    Visitor(String, String),
    /// The team's: the session and a teammate's token.
    Team(String, String),
}

/// Reads on by itself; ends with the test.
pub(crate) struct Reader {
    heard: Arc<Mutex<Vec<Heard>>>,
    breaks: UnboundedSender<usize>,
    task: JoinHandle<()>,
}

/// The servers that one store can have: one process on SQLite, two on Postgres.
pub(crate) fn processes() -> Vec<Server> {
    let first = Server::with_environment(Folder::new(), &[], &[("HALO_RATE_LIMITS", "false")]);
    let second = on_postgres().then(|| beside(Folder::new(), first.database.clone(), "127.0.0.1:0"));
    [first].into_iter().chain(second).collect()
}

/// Another process on the same store.
fn beside(folder: Folder, database: String, address: &str) -> Server {
    let knowledge = fixture("knowledge");
    let flags = ["--listen", address, "--knowledge", knowledge.to_str().unwrap(), "--rate-limits", "false"];
    Server::serve(folder, database, &flags, &[])
}

/// Another life of a server that was killed: the same address, the same store.
pub(crate) fn again(dead: &mut Server) -> Server {
    let folder = std::mem::replace(&mut dead.folder, Folder(PathBuf::new()));
    beside(folder, dead.database.clone(), dead.url.trim_start_matches("http://"))
}

impl Doors {
    pub(crate) fn of(servers: &[Server]) -> Self {
        Self { urls: servers.iter().map(|it| it.url.clone()).collect(), client: servers[0].client.clone() }
    }

    pub(crate) fn at(&self, door: usize, path: &str) -> String {
        format!("{}{path}", self.urls[door % self.urls.len()])
    }

    /// Posts until there is an answer: a line that breaks and a server that is busy are tried again, at the next door.
    pub(crate) async fn insist(
        &self,
        door: usize,
        path: &str,
        mut request: impl FnMut(RequestBuilder) -> RequestBuilder,
    ) -> (u16, String) {
        let (mut door, mut answer) = (door, None);
        until(async || {
            answer = whole(request(self.client.post(self.at(door, path)))).await;
            door += 1;
            answer.is_some()
        })
        .await;
        answer.unwrap()
    }

    /// A visitor's message.
    pub(crate) async fn write(&self, door: usize, session: &str, secret: &str, id: &str) -> (u16, String) {
        let body = serde_json::json!({"message": id, "session_id": session, "message_id": id});
        let stream = |it: RequestBuilder| it.bearer_auth(KEY).json(&body).header("x-session-token", secret);
        self.insist(door, "/api/sdk/chat/stream", |it| stream(it).header("accept", "text/event-stream")).await
    }
}

/// Status and whole body; none where it did not come whole, or shall be asked for again.
async fn whole(request: RequestBuilder) -> Option<(u16, String)> {
    const BUSY: u16 = 503;
    let response = request.send().await.ok()?;
    let status = response.status().as_u16();
    let body = response.text().await.ok()?;
    (status != BUSY).then_some((status, body))
}

impl Reader {
    /// Begins to read, at that door.
    pub(crate) fn begin(doors: &Doors, door: usize, side: Side) -> Self {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let (breaks, orders) = unbounded_channel();
        let task = tokio::spawn(read(doors.clone(), door, side, heard.clone(), orders));
        Self { heard, breaks, task }
    }

    /// The line breaks; the reader comes back at that door.
    pub(crate) fn breaks_off(&self, door: usize) {
        self.breaks.send(door).unwrap();
    }

    /// Everything as it came, once the message with that id is there.
    pub(crate) async fn up_to(&self, id: &str) -> Vec<Heard> {
        until(async || self.heard.lock().unwrap().iter().any(|it| it.body["id"] == id)).await;
        let all = self.heard.lock().unwrap().clone();
        let last = all.iter().position(|it| it.body["id"] == id).unwrap();
        all[..=last].to_vec()
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn read(
    doors: Doors,
    mut door: usize,
    side: Side,
    heard: Arc<Mutex<Vec<Heard>>>,
    mut orders: UnboundedReceiver<usize>,
) {
    loop {
        let last = heard.lock().unwrap().last().map_or(0, |it| it.number);
        let order = match opened(&doors, door, &side, last).await {
            Some(line) => read_line(line, &heard, &mut orders).await,
            None => tokio::time::timeout(RETRY, orders.recv()).await.ok(),
        };
        match order {
            Some(Some(ordered)) => door = ordered,
            Some(None) => return,
            None => door += 1,
        }
    }
}

/// Reads until the line ends, or until it is broken by an order, which is returned; none in it: nobody orders any more.
async fn read_line(
    mut line: Response,
    heard: &Mutex<Vec<Heard>>,
    orders: &mut UnboundedReceiver<usize>,
) -> Option<Option<usize>> {
    let mut decoder = Decoder::new();
    loop {
        tokio::select! {
            order = orders.recv() => return Some(order),
            bytes = line.chunk() => match bytes {
                Ok(Some(bytes)) => {
                    decoder.push(&bytes, &mut |item| heard.lock().unwrap().extend(numbered(&item)));
                }
                Ok(None) | Err(_) => return None,
            },
        }
    }
}

async fn opened(doors: &Doors, door: usize, side: &Side, last: u64) -> Option<Response> {
    let get = |path: &str| doors.client.get(doors.at(door, path));
    let request = match side {
        Side::Visitor(session, secret) => get(&format!("/api/sdk/conversation/events?session_id={session}"))
            .bearer_auth(KEY)
            .header("x-session-token", secret),
        Side::Team(session, token) => {
            get(&format!("/api/team/conversations/{session}/events")).bearer_auth(token)
        }
    };
    let request = if last > 0 { request.header("last-event-id", last.to_string()) } else { request };
    request.send().await.ok().filter(|it| it.status() == 200)
}

fn numbered(item: &Item<'_>) -> Option<Heard> {
    let Item::Event(event) = item else { return None };
    let number = event.id.as_ref()?.parse().unwrap();
    Some(Heard { number, kind: event.kind.to_owned(), body: serde_json::from_str(event.data).unwrap() })
}
