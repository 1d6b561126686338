//! `converse`: a teammate in a terminal. Lines that begin with a slash are commands, everything else is said to the visitor
//! of the conversation that was taken. Everything goes over the server's own API, so it works from any machine.

mod server;

use std::collections::HashSet;
use std::io::BufRead as _;

use halo_protocol::conversation::{
    ConversationMessage, Side, SpeakerRole, StateEvent, Transition, TypingEvent,
};
use reqwest::Client;
use serde_json::json;
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::task::JoinHandle;

use self::server::{News, RETRY, Server, follow, segment};
use super::Failure;
use super::records::print;
use crate::cli::Converse;
use crate::store::inbox::{InboxEntry, InboxLine};
use crate::store::listings::escaped;
use crate::{clock, ids, tls};

/// Lines of a conversation that are shown when it is taken.
const SHOWN_LINES: usize = 20;
/// What may wait to be shown.
const WAITING: usize = 256;

const HELP: &str = "\
/list         who waits, who is with whom (also: an empty line)
/show N       read conversation N of the list without taking it
/take N       take it over: from then on what you type is said to its visitor
/back         give it back to the assistant
/close        end it
/away, /here  take no conversations, take them again
/quit         leave; what is still yours waits again after two minutes";

struct Desk {
    server: Server,
    news: Sender<News>,
    listed: Vec<InboxEntry>,
    /// The conversation that is open: its session, and what follows it.
    open: Option<(String, JoinHandle<()>)>,
    /// Ids of lines that stand here already: they come back as events.
    shown: HashSet<String>,
    waiting: usize,
    is_line_up: bool,
}

pub(super) async fn run(flags: Converse) -> Result<(), Failure> {
    tls::use_ring();
    let told = |cause: reqwest::Error| Failure::Team(format!("the program cannot speak HTTP: {cause}"));
    let client = Client::builder().build().map_err(told)?;
    let base = format!("{}/api/team", flags.server.trim_end_matches('/'));
    let server = Server { client, base, token: flags.token };
    let (sender, news) = mpsc::channel(WAITING);
    let mut desk = Desk {
        server: server.clone(),
        news: sender.clone(),
        listed: Vec::new(),
        open: None,
        shown: HashSet::new(),
        waiting: 0,
        is_line_up: true,
    };
    desk.server.post("/presence", &json!({"available": true})).await?;
    print(["You are there: visitors can ask for a person. /help says what can be done.".to_owned()]);
    desk.list().await?;
    tokio::spawn(follow(server, "/events".to_owned(), String::new(), sender.clone()));
    std::thread::spawn(move || read_lines(&sender));
    desk.work(news).await
}

/// Hands on what is typed, a line at a time.
fn read_lines(sender: &Sender<News>) {
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else { break };
        if sender.blocking_send(News::Typed(Some(line))).is_err() {
            return;
        }
    }
    // Nobody reads any more: then nobody works any more.
    _ = sender.blocking_send(News::Typed(None));
}

impl Desk {
    async fn work(&mut self, mut news: Receiver<News>) -> Result<(), Failure> {
        while let Some(it) = news.recv().await {
            match it {
                News::Typed(None) => break,
                News::Typed(Some(line)) if line.trim() == "/quit" => break,
                News::Typed(Some(line)) => {
                    // What is refused is told, and the work goes on.
                    if let Err(failure) = self.typed(line.trim()).await {
                        print([format!("! {failure}")]);
                    }
                }
                News::Changed => self.look_who_waits().await,
                News::Happened { session_id, kind, number, data } => {
                    self.happened(&session_id, &kind, number, &data).await;
                }
                News::Line(is_up) if is_up != self.is_line_up => {
                    self.is_line_up = is_up;
                    print([if is_up {
                        "* the server is back"
                    } else {
                        "! the server is away; trying again"
                    }
                    .to_owned()]);
                }
                News::Line(_) => {}
            }
        }
        self.server.post("/presence", &json!({"available": false})).await?;
        Ok(())
    }

    async fn typed(&mut self, line: &str) -> Result<(), Failure> {
        let (command, rest) = line.split_once(' ').unwrap_or((line, ""));
        match command {
            "" | "/list" => self.list().await,
            "/show" => {
                let session_id = self.chosen(rest)?;
                self.show(&session_id).await
            }
            "/take" => {
                let session_id = self.chosen(rest)?;
                self.take(session_id).await
            }
            "/back" => self.end("hand_back").await,
            "/close" => self.end("close").await,
            "/away" | "/here" => {
                let is_here = command == "/here";
                self.server.post("/presence", &json!({"available": is_here})).await?;
                print([if is_here { "* you are there" } else { "* you are away: nobody new comes to you" }
                    .to_owned()]);
                Ok(())
            }
            "/help" => {
                print([HELP.to_owned()]);
                Ok(())
            }
            _ if command.starts_with('/') => {
                Err(Failure::Team(format!("there is no command {command}; /help lists them")))
            }
            _ => self.say(line).await,
        }
    }

    async fn list(&mut self) -> Result<(), Failure> {
        self.listed = self.server.get("/conversations", "conversations").await?;
        if self.listed.is_empty() {
            print(["nobody is there".to_owned()]);
        }
        for (it, number) in self.listed.iter().zip(1..) {
            let who = it.visitor.as_deref().unwrap_or("a visitor");
            let how = match (it.state.as_str(), it.waits_since, &it.teammate) {
                ("waiting", Some(since), _) => format!("waits since {}", clock::rfc3339(since)),
                ("human", _, Some(name)) => format!("with {name}"),
                (state, _, _) => state.to_owned(),
            };
            let what = it.reason.as_deref().filter(|_| it.state == "waiting").or(it.last.as_deref());
            let what: String = what.unwrap_or_default().chars().take(80).collect();
            print([format!("{number}\t{}\t{}\t{}", escaped(who), escaped(&how), escaped(&what))]);
        }
        self.waiting = count_waiting(&self.listed);
        Ok(())
    }

    /// Says once that somebody new waits. A list that cannot be read now is read at the next change.
    async fn look_who_waits(&mut self) {
        let Ok(listed) = self.server.get::<Vec<InboxEntry>>("/conversations", "conversations").await else {
            return;
        };
        let waiting = count_waiting(&listed);
        if waiting > self.waiting {
            // A bell, for who looks elsewhere.
            print([format!("\u{7}* {waiting} waiting: /list shows who")]);
        }
        self.waiting = waiting;
    }

    fn chosen(&self, number: &str) -> Result<String, Failure> {
        let number = number.trim().parse::<usize>().ok().and_then(|it| it.checked_sub(1));
        let listed = number.and_then(|at| self.listed.get(at));
        let none = || Failure::Team("name a number of the list; /list shows it".to_owned());
        listed.map(|it| it.session_id.clone()).ok_or_else(none)
    }

    async fn show(&mut self, session_id: &str) -> Result<(), Failure> {
        let path = format!("/conversations/{}/messages", segment(session_id));
        let said: Vec<InboxLine> = self.server.get(&path, "messages").await?;
        let from = said.len().saturating_sub(SHOWN_LINES);
        for (it, at) in said.into_iter().zip(0..) {
            if at >= from {
                print_said(it.role, &it.text);
            }
            self.shown.extend(it.id);
        }
        Ok(())
    }

    async fn take(&mut self, session_id: String) -> Result<(), Failure> {
        let path = format!("/conversations/{}", segment(&session_id));
        self.server.post(&format!("{path}/take"), &json!({})).await?;
        self.show(&session_id).await?;
        print(["* it is yours: what you type is said to the visitor".to_owned()]);
        self.leave_line();
        let line =
            follow(self.server.clone(), format!("{path}/events"), session_id.clone(), self.news.clone());
        self.open = Some((session_id, tokio::spawn(line)));
        Ok(())
    }

    fn leave_line(&mut self) {
        if let Some((_, line)) = self.open.take() {
            line.abort();
        }
    }

    async fn end(&mut self, how: &str) -> Result<(), Failure> {
        let session_id = self.current()?;
        self.server.post(&format!("/conversations/{}/{how}", segment(&session_id)), &json!({})).await?;
        self.leave_line();
        print([if how == "close" { "* closed" } else { "* the assistant has it again" }.to_owned()]);
        Ok(())
    }

    fn current(&self) -> Result<String, Failure> {
        let none = || Failure::Team("you have no conversation: /list, then /take N".to_owned());
        self.open.as_ref().map(|(session_id, _)| session_id.clone()).ok_or_else(none)
    }

    /// Says a line. One that is lost on the way is sent again under the same id, and so is said once.
    async fn say(&mut self, text: &str) -> Result<(), Failure> {
        let session_id = self.current()?;
        let id = ids::uuid();
        self.shown.insert(id.clone());
        let path = format!("/conversations/{}/say", segment(&session_id));
        let body = json!({"id": id, "text": text});
        match self.server.post(&path, &body).await {
            Ok(_) => Ok(()),
            Err(_) if !self.is_line_up => {
                tokio::time::sleep(RETRY).await;
                self.server.post(&path, &body).await.map(|_| ())
            }
            Err(failure) => Err(Failure::Team(format!("not said: {text:?}: {failure}"))),
        }
    }

    async fn happened(&mut self, session_id: &str, kind: &str, number: Option<u64>, data: &str) {
        if self.open.as_ref().is_none_or(|(open, _)| open != session_id) {
            return;
        }
        match kind {
            "message" => {
                let Ok(message) = serde_json::from_str::<ConversationMessage>(data) else { return };
                if !self.shown.insert(message.id) {
                    return;
                }
                print_said(message.role, &message.text);
                if message.role == SpeakerRole::User {
                    self.mark_read(session_id, number).await;
                }
            }
            "state" => {
                let Ok(event) = serde_json::from_str::<StateEvent>(data) else { return };
                if let Some(told) = event.by.and_then(told) {
                    print([format!("* {told}")]);
                }
            }
            "typing" => {
                let is_visitors =
                    serde_json::from_str(data).is_ok_and(|it: TypingEvent| it.who == Side::User && it.on);
                if is_visitors {
                    print(["  …".to_owned()]);
                }
            }
            _ => {}
        }
    }

    async fn mark_read(&self, session_id: &str, number: Option<u64>) {
        let Some(up_to) = number else { return };
        let path = format!("/conversations/{}/read", segment(session_id));
        // The next mark says as much.
        _ = self.server.post(&path, &json!({"up_to": up_to})).await;
    }
}

fn count_waiting(listed: &[InboxEntry]) -> usize {
    listed.iter().filter(|it| it.state == "waiting").count()
}

/// What a teammate needs to know of a step that somebody else took.
fn told(step: Transition) -> Option<&'static str> {
    Some(match step {
        Transition::Left => "the visitor went back to the assistant",
        Transition::LineLost => "your line was gone for too long: the visitor waits again",
        Transition::Requested | Transition::HandedOver => "the visitor asks for a person",
        Transition::WrittenAgain => "the visitor wrote again; the assistant answers",
        Transition::Taken | Transition::HandedBack | Transition::Closed | Transition::NobodyCame => {
            return None;
        }
    })
}

/// A line of a conversation: nothing that a stranger wrote moves the cursor.
fn print_said(role: SpeakerRole, text: &str) {
    let who = match role {
        SpeakerRole::User => "Visitor",
        SpeakerRole::Assistant => "Assistant",
        SpeakerRole::Teammate => "Team",
        SpeakerRole::Notice | SpeakerRole::Unknown => "",
    };
    for (line, at) in text.lines().zip(0..) {
        let head = if at == 0 { format!("{who}:") } else { String::new() };
        print([format!("{head:<11}{}", escaped(line))]);
    }
}
