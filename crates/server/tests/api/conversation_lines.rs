//! Live conversations over what can happen to a line: nobody comes, two processes, a teammate in a terminal.

use std::io::Write as _;
use std::process::{Child, Command, Stdio};

use serde_json::json;

use crate::conversations::{Mate, SESSION, Stream, Visitor};
use crate::support::{Folder, KEY, ORG, Server, on_postgres, until};

#[tokio::test]
async fn who_waits_too_long_is_told_and_goes_back_to_the_agent() {
    let server = Server::with_environment(Folder::new(), &[], &[("HALO_WAIT_LIMIT_SECONDS", "1")]);
    let _ada = Mate::there(&server, "Ada").await;
    let visitor = Visitor::arrive(&server, SESSION).await;
    visitor.post("request", json!({})).await;
    let mut line = visitor.follow(Some(1)).await;
    loop {
        let (_, state) = line.next_of("state").await;
        if state["by"] == "nobody_came" {
            assert_eq!(state["state"], "ai");
            break;
        }
    }
}

#[tokio::test]
async fn on_postgres_visitor_and_teammate_may_be_on_two_processes() {
    if !on_postgres() {
        // One process has a SQLite database.
        return;
    }
    let one = Server::start();
    let two = Server::on(Folder::new(), one.database.clone(), &[]);
    let visitor = Visitor::arrive(&one, SESSION).await;
    let ada = Mate::there(&two, "Ada").await;
    visitor.post("request", json!({})).await;
    let mut line = visitor.follow(None).await;
    ada.on(SESSION, "take", json!({})).await;
    let mut desk = ada.follow(SESSION).await;
    ada.on(SESSION, "typing", json!({"on": true})).await;
    assert_eq!(line.next_of("typing").await.1["who"], "teammate");
    for at in 0..9 {
        let (theirs, ours) = (format!("t{at}"), format!("v{at}"));
        ada.on(SESSION, "say", json!({"id": theirs, "text": theirs})).await;
        visitor.ask(&ours, &ours).await;
        line.up_to(&ours).await;
        desk.up_to(&ours).await;
    }
    let whole = visitor.follow(None).await.up_to("v8").await;
    assert_eq!(whole.len(), 20);
}

/// The teammate's program in a terminal.
struct Terminal {
    child: Child,
    log: std::path::PathBuf,
}

impl Terminal {
    fn open(server: &Server, token: &str) -> Self {
        let log = server.folder.path().join("terminal.log");
        let out = std::fs::File::create(&log).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_halo-server"))
            .args(["converse", "--server", &server.url, "--token", token])
            .stdin(Stdio::piped())
            .stderr(out.try_clone().unwrap())
            .stdout(out)
            .spawn()
            .unwrap();
        Self { child, log }
    }

    fn types(&mut self, line: &str) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{line}").unwrap();
    }

    async fn shows(&self, words: &str) {
        until(async || std::fs::read_to_string(&self.log).unwrap().contains(words)).await;
    }
}

#[tokio::test]
async fn a_small_shop_runs_on_the_terminal() {
    let server = Server::start();
    let token = server.made(&["team", "add", ORG, "ada@team.example", "--name", "Ada"], "token");
    let mut terminal = Terminal::open(&server, &token);
    terminal.shows("You are there").await;
    let visitor = Visitor::arrive(&server, SESSION).await;
    assert_eq!(visitor.post("request", json!({"reason": "My parcel \u{1b}[2J"})).await.1["state"], "waiting");
    terminal.shows("1 waiting").await;
    terminal.types("/list");
    terminal.shows(r"My parcel \u{1b}[2J").await;
    terminal.types("/take 1");
    terminal.shows("* it is yours").await;
    let mut line = visitor.follow(None).await;
    terminal.types("Where does it go?");
    let (_, message) = line.next_of("message").await;
    assert_eq!((&message["text"], &message["author"]["name"]), (&json!("Where does it go?"), &json!("Ada")));
    visitor.ask("To Oslo", "v1").await;
    terminal.shows("Visitor:   To Oslo").await;
    assert_eq!(line.next_of("read").await.1["who"], "teammate");
    terminal.types("/nonsense");
    terminal.shows("there is no command /nonsense").await;
    terminal.types("/close");
    terminal.shows("* closed").await;
    terminal.types("lost words");
    terminal.shows("you have no conversation").await;
    terminal.types("/quit");
    assert!(terminal.child.wait().unwrap().success());
    assert_eq!(
        visitor.post("request", json!({})).await.1["available"],
        false,
        "who leaves is not there any more"
    );
}

impl Drop for Terminal {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

#[tokio::test]
async fn who_asks_for_a_person_again_can_begin_where_the_team_got_the_conversation_this_time() {
    let server = Server::start();
    let visitor = Visitor::arrive(&server, SESSION).await;
    let ada = Mate::there(&server, "ada").await;
    visitor.post("request", json!({})).await;
    ada.on(SESSION, "take", json!({})).await;
    ada.on(SESSION, "say", json!({"text": "The first time"})).await;
    ada.on(SESSION, "close", json!({})).await;
    visitor.ask("And the agent?", "m2").await;
    visitor.post("request", json!({})).await;
    ada.on(SESSION, "take", json!({})).await;
    ada.on(SESSION, "say", json!({"text": "The second time"})).await;
    let path = format!("/api/sdk/conversation/events?session_id={SESSION}&from=stretch");
    let request = server.get(&path).bearer_auth(KEY).header("x-session-token", &visitor.secret);
    let mut stream = Stream::of(request.send().await.unwrap());
    let told = stream.up_to("The second time").await;
    let words: Vec<&str> = told.iter().map(|(_, _, word)| word.as_str()).collect();
    assert_eq!(words, ["requested", "taken", "The second time"]);
    let all = visitor.follow(None).await.up_to("The second time").await;
    assert_eq!(all.last(), told.last(), "the numbers are the same");
}
