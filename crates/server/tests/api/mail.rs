//! E-mail through a real mail server on this machine, aiosmtpd, which `cargo xtask test` installs and names.

use std::path::Path;
use std::process::{Child, Command};

use serde_json::json;
use tokio::net::TcpStream;

use crate::support::{Folder, ORG, Server, until};

/// The Python that has aiosmtpd.
const PYTHON: &str = "HALO_TEST_SMTP";

/// A running mail server that puts messages into a folder; it dies with the test.
struct MailServer {
    child: Child,
    address: String,
    box_of: Folder,
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl MailServer {
    async fn start() -> Self {
        let python =
            std::env::var(PYTHON).unwrap_or_else(|_| panic!("{PYTHON} names a Python with aiosmtpd"));
        // Free a moment ago; nothing else on the machine asks for it in between.
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let box_of = Folder::new();
        let mut command = Command::new(python);
        command.args([
            "-m",
            "aiosmtpd",
            "--nosetuid",
            "--listen",
            &free,
            "--class",
            "aiosmtpd.handlers.Mailbox",
        ]);
        let child = command.arg(box_of.path().join("mail")).spawn().unwrap();
        until(async || TcpStream::connect(&free).await.is_ok()).await;
        Self { child, address: free, box_of }
    }

    /// Whole messages that have come.
    fn messages(&self) -> Vec<String> {
        let folder = self.box_of.path().join("mail/new");
        let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
        files.map(|it| read(&it.path())).collect()
    }
}

fn read(path: &Path) -> String {
    String::from_utf8(std::fs::read(path).unwrap()).unwrap()
}

#[tokio::test]
#[ignore = "needs aiosmtpd: cargo xtask test --only mail"]
async fn by_mail_a_ticket_comes_with_its_words_and_an_answer_goes_to_the_visitor() {
    let mail = MailServer::start().await;
    let url = format!("smtp://{}", mail.address);
    let settings = [("HALO_SMTP_URL", url.as_str()), ("HALO_MAIL_FROM", "Halo <halo@shop.example>")];
    let server = Server::with_environment(Folder::new(), &[], &settings);
    server.command(&["subscription", "add", ORG, "--email", "Team <team@shop.example>"]).unwrap();
    let ticket = json!({"subject": "Größe 40?", "message": "Habt ihr sie?", "email": "ada@mail.example", "name": "Ada"});
    assert_eq!(server.post("/api/sdk/tickets/create", &ticket).send().await.unwrap().status(), 200);
    until(async || !mail.messages().is_empty()).await;
    let message = mail.messages().remove(0);
    for line in [
        "From: Halo <halo@shop.example>",
        "To: Team <team@shop.example>",
        "Reply-To: ada@mail.example",
        "Auto-Submitted: auto-generated",
        "X-RcptTo: team@shop.example",
        "Habt ihr sie?",
    ] {
        assert!(message.contains(line), "{line} is missing in:\n{message}");
    }
    assert!(message.contains("Subject: =?utf-8?b?"), "{message}");
    let log = server.command(&["subscription", "log", ORG]).unwrap();
    assert!(log.contains("\tdelivered\t") && log.contains("\t250\t"), "{log}");
}

#[tokio::test]
#[ignore = "needs aiosmtpd: cargo xtask test --only mail"]
async fn by_mail_what_a_server_that_is_away_did_not_take_comes_once_it_is_back() {
    let mail = MailServer::start().await;
    let settings_url = "smtp://127.0.0.1:9";
    let settings = [("HALO_SMTP_URL", settings_url), ("HALO_MAIL_FROM", "halo@shop.example")];
    let server = Server::with_environment(Folder::new(), &[], &settings);
    server.command(&["subscription", "add", ORG, "--email", "team@shop.example"]).unwrap();
    let ticket = json!({"subject": "Hello", "email": "ada@mail.example"});
    assert_eq!(server.post("/api/sdk/tickets/create", &ticket).send().await.unwrap().status(), 200);
    until(async || server.texts("SELECT outcome FROM delivery_tries").await.len() == 1).await;
    let database = server.database.clone();
    let _folder = server.stop();
    let url = format!("smtp://{}", mail.address);
    let settings = [("HALO_SMTP_URL", url.as_str()), ("HALO_MAIL_FROM", "halo@shop.example")];
    let server = Server::serve(Folder::new(), database, &[], &settings);
    until(async || !mail.messages().is_empty()).await;
    until(async || server.texts("SELECT state FROM deliveries").await == ["delivered"]).await;
    assert_eq!(mail.messages().len(), 1);
}
