//! The programs that are measured, started on free ports and ended with their measurement.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use halo_server::demo::{KEY, ORG_ID};

/// A running program.
pub(crate) struct Program {
    child: Child,
    pub(crate) address: String,
    database: String,
    folder: PathBuf,
}

/// What `/proc` counts processor time in: hundredths of a second, on every Linux.
const TICKS_A_SECOND: f64 = 100.0;

impl Program {
    /// This server, on SQLite or on a new database of that Postgres.
    pub(crate) fn halo(postgres: Option<&str>) -> Self {
        let folder = std::env::temp_dir().join(format!("halo-bench-{}", halo_server::ids::uuid()));
        std::fs::create_dir_all(&folder).unwrap();
        let database = postgres.map_or_else(
            || format!("sqlite://{}?mode=rwc", folder.join("halo.db").display()),
            new_postgres_database,
        );
        let mut command = Command::new(env!("CARGO_BIN_EXE_halo-server"));
        command.args(["demo", "--port", "0", "--database-url", &database]).arg("--data").arg(&folder);
        command.arg("--knowledge").arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/knowledge"));
        command.env("HALO_RATE_LIMITS", "false").env("HALO_LOG", "error");
        Self::start(command, database, folder)
    }

    /// A Node server.
    pub(crate) fn node(script: &str) -> Self {
        let mut command = Command::new("node");
        command.args(["-e", script]);
        Self::start(command, String::new(), PathBuf::new())
    }

    fn start(mut command: Command, database: String, folder: PathBuf) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on http://").unwrap().to_owned();
        Self { child, address, database, folder }
    }

    /// An agent that answers through `upstream`.
    pub(crate) fn model_agent(&self, upstream: &str) -> String {
        let setup = format!("{{\"base_url\":\"http://{upstream}\",\"model\":\"m\"}}");
        let mut command = Command::new(env!("CARGO_BIN_EXE_halo-server"));
        command.args(["agent", "add", ORG_ID, "Model", "--kind", "openai", "--setup", &setup]);
        let out = command.env("DATABASE_URL", &self.database).output().unwrap();
        String::from_utf8(out.stdout).unwrap().trim().strip_prefix("agent\t").unwrap().to_owned()
    }

    /// A request for a stream: of an answer of its own, or of the one with that id.
    pub(crate) fn question(&self, agent: &str, message_id: Option<&str>) -> String {
        let body = serde_json::json!({
            "message": "How do I rotate the secret?", "agent_id": agent, "session_id": message_id.map(|_| "s"),
            "message_id": message_id,
        });
        let body = body.to_string();
        self.post("/api/sdk/chat/stream", &body)
    }

    pub(crate) fn post(&self, path: &str, body: &str) -> String {
        format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {KEY}\r\naccept: text/event-stream\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        )
    }

    /// Processor time so far.
    pub(crate) fn processor_seconds(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        // After the name in brackets: the 12th and 13th are the time in the program and in the kernel.
        let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
        let ticks = |at: usize| fields[at].parse::<f64>().unwrap();
        (ticks(11) + ticks(12)) / TICKS_A_SECOND
    }

    /// Memory that is really there, in KB.
    pub(crate) fn resident_kb(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").trim().parse().unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if !self.folder.as_os_str().is_empty() {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

fn new_postgres_database(server: &str) -> String {
    let name = format!("halo_{}", halo_server::ids::uuid().replace('-', ""));
    let made =
        Command::new("psql").args([server, "-qc", &format!("CREATE DATABASE {name}")]).status().unwrap();
    assert!(made.success());
    format!("{}/{name}", server.rsplit_once('/').unwrap().0)
}
