//! Starts the program, talks to it, and looks into its store.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use reqwest::{Client, RequestBuilder, Response};
use serde_json::Value;
use sqlx::any::AnyRow;

pub(crate) const ORG: &str = halo_server::demo::ORG_ID;
pub(crate) const KEY: &str = halo_server::demo::KEY;

/// A running server; it dies with the test.
pub(crate) struct Server {
    child: Child,
    pub(crate) url: String,
    pub(crate) folder: Folder,
    pub(crate) client: Client,
    pub(crate) database: String,
}

/// A folder that is gone after the test.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        let path = std::env::temp_dir().join(format!("halo-test-{}", halo_server::ids::uuid()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn client() -> Client {
    // The client wants one, though nothing here is encrypted.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_gzip().tls_certs_only([]).build().unwrap()
}

pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

impl Server {
    /// The demo with the fixture's documents.
    pub(crate) fn start() -> Self {
        Self::with(Folder::new(), &[])
    }

    /// The demo with its data in `folder` and further flags.
    pub(crate) fn with(folder: Folder, flags: &[&str]) -> Self {
        Self::with_environment(folder, flags, &[])
    }

    /// The same, with environment variables.
    pub(crate) fn with_environment(folder: Folder, flags: &[&str], environment: &[(&str, &str)]) -> Self {
        let database = new_database(&folder);
        Self::begin(Command::new(PROGRAM), folder, database, flags, environment)
    }

    /// The demo, begun by a line of the shell that ends with `exec "$0" "$@"`.
    pub(crate) fn under(folder: Folder, line: &str) -> Self {
        let database = new_database(&folder);
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", line, PROGRAM]);
        Self::begin(shell, folder, database, &[], &[])
    }

    /// The demo on a database that is there.
    pub(crate) fn on(folder: Folder, database: String, flags: &[&str]) -> Self {
        Self::begin(Command::new(PROGRAM), folder, database, flags, &[])
    }

    /// `serve` on a database that is there, on a free port.
    pub(crate) fn serve(
        folder: Folder,
        database: String,
        flags: &[&str],
        environment: &[(&str, &str)],
    ) -> Self {
        let mut command = Command::new(PROGRAM);
        command.args(["serve", "--database-url", &database]);
        if !flags.contains(&"--listen") {
            command.args(["--listen", "127.0.0.1:0"]);
        }
        command.args(flags).envs(environment.iter().copied());
        Self::listen(command, folder, database)
    }

    fn begin(
        mut command: Command,
        folder: Folder,
        database: String,
        flags: &[&str],
        environment: &[(&str, &str)],
    ) -> Self {
        command.args(["demo", "--port", "0", "--database-url", &database]).arg("--data").arg(folder.path());
        if !flags.contains(&"--knowledge") {
            command.arg("--knowledge").arg(fixture("knowledge"));
        }
        command.env("HALO_KNOWLEDGE_INDEX", folder.path().join("indexes"));
        command.args(flags).envs(environment.iter().copied());
        Self::listen(command, folder, database)
    }

    /// Starts the program and waits until it says where it listens.
    pub(crate) fn listen(mut command: Command, folder: Folder, database: String) -> Self {
        let log = std::fs::File::create(folder.path().join("server.log")).unwrap();
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let said = || std::fs::read_to_string(folder.path().join("server.log")).unwrap_or_default();
        let url =
            line.trim().strip_prefix("listening on ").unwrap_or_else(|| panic!("said: {line:?} {}", said()));
        Self { child, url: url.to_owned(), folder, client: client(), database }
    }

    /// Kills it without a word, as a power cut does.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Ends it; its folder stays for the next one.
    pub(crate) fn stop(mut self) -> Folder {
        self.terminate();
        std::mem::replace(&mut self.folder, Folder(PathBuf::new()))
    }

    /// Asks it to stop, and says whether it ended well.
    pub(crate) fn terminate(&mut self) -> bool {
        let id = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status().unwrap();
        self.child.wait().unwrap().success()
    }

    /// What it logged so far.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("server.log")).unwrap_or_default()
    }

    pub(crate) fn process_id(&self) -> u32 {
        self.child.id()
    }

    /// Another command of the program on the same data: its output, or its complaint.
    pub(crate) fn command(&self, arguments: &[&str]) -> Result<String, String> {
        run(arguments, &[("DATABASE_URL", &self.database)])
    }

    /// A part of a command's output: what stands after `name` and a tab.
    pub(crate) fn made(&self, arguments: &[&str], name: &str) -> String {
        let out = self.command(arguments).unwrap();
        let value = out.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('\t'));
        value.unwrap_or_else(|| panic!("no {name} in {out}")).to_owned()
    }

    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(self.at(path))
    }

    /// A post with the demo's key.
    pub(crate) fn post(&self, path: &str, body: &Value) -> RequestBuilder {
        self.client.post(self.at(path)).bearer_auth(KEY).json(body)
    }

    pub(crate) async fn told(&self, path: &str, body: &Value) -> String {
        told(self.post(path, body).send().await.unwrap()).await
    }

    /// A connection of our own to the server's store.
    pub(crate) async fn pool(&self) -> sqlx::AnyPool {
        pool(&self.database).await
    }

    /// Rows of the server's store.
    pub(crate) async fn rows(&self, query: &'static str) -> Vec<AnyRow> {
        let pool = self.pool().await;
        let rows = sqlx::query(query).fetch_all(&pool).await.unwrap();
        pool.close().await;
        rows
    }

    /// The first column of every row, as text.
    pub(crate) async fn texts(&self, query: &'static str) -> Vec<String> {
        use sqlx::Row as _;
        self.rows(query).await.iter().map(|row| row.try_get::<String, _>(0).unwrap()).collect()
    }
}

/// One connection to a database.
pub(crate) async fn pool(database: &str) -> sqlx::AnyPool {
    sqlx::any::install_default_drivers();
    sqlx::any::AnyPoolOptions::new().max_connections(1).connect(database).await.unwrap()
}

/// How often a condition is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// Waits until `holds` does, however slow the machine: that it takes too long is for the runner to say, which ends a test
/// after minutes (.config/nextest.toml). Everything else in the tests waits here and sleeps nowhere.
pub(crate) async fn until(mut holds: impl AsyncFnMut() -> bool) {
    while !holds().await {
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

const PROGRAM: &str = env!("CARGO_BIN_EXE_halo-server");

/// Another command of the program on a server's data: what it said besides its output.
pub(crate) fn loud(server: &Server, arguments: &[&str]) -> String {
    let mut command = Command::new(PROGRAM);
    let out = command.args(arguments).env("DATABASE_URL", &server.database).output().unwrap();
    String::from_utf8(out.stderr).unwrap()
}

/// Runs the program to its end.
pub(crate) fn run(arguments: &[&str], environment: &[(&str, &str)]) -> Result<String, String> {
    let mut command = Command::new(PROGRAM);
    let out = command.args(arguments).envs(environment.iter().copied()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    if out.status.success() { Ok(text(out.stdout)) } else { Err(text(out.stderr)) }
}

/// The same, with `input` on its standard input.
pub(crate) fn feed(arguments: &[&str], environment: &[(&str, &str)], input: &str) -> Result<String, String> {
    use std::io::Write as _;
    let mut command = Command::new(PROGRAM);
    command.args(arguments).envs(environment.iter().copied());
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // It may refuse the first line and end before it has read the others.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let out = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    if out.status.success() { Ok(text(out.stdout)) } else { Err(text(out.stderr)) }
}

/// Names a Postgres server on which each test makes a database of its own; without it the tests run on SQLite.
const POSTGRES: &str = "HALO_TEST_POSTGRES";

pub(crate) fn on_postgres() -> bool {
    std::env::var(POSTGRES).is_ok()
}

/// A database for one test: a file in its folder, or one on the Postgres server.
pub(crate) fn new_database(folder: &Folder) -> String {
    let Ok(server) = std::env::var(POSTGRES) else {
        return format!("sqlite://{}?mode=rwc", folder.path().join("halo.db").display());
    };
    let name = format!("halo_{}", halo_server::ids::uuid().replace('-', ""));
    let made =
        Command::new("psql").args([&server, "-qc", &format!("CREATE DATABASE {name}")]).status().unwrap();
    assert!(made.success(), "a database could not be made on {server}");
    let (base, options) =
        server.split_once('?').map_or((server.as_str(), ""), |(base, options)| (base, options));
    let base = base.rsplit_once('/').map_or(base, |(base, _)| base);
    format!("{base}/{name}?{options}")
}

/// Status and body, for a snapshot. What differs from run to run is masked.
pub(crate) async fn told(response: Response) -> String {
    let status = response.status().as_u16();
    let host = response.url().origin().ascii_serialization();
    let body = response.text().await.unwrap().replace(&host, "http://HOST");
    format!("{status} {}", masked(&body))
}

/// Replaces UUIDs, session ids and moments.
fn masked(body: &str) -> String {
    let Ok(mut value) = serde_json::from_str::<Value>(body) else { return body.to_owned() };
    mask(&mut value);
    value.to_string()
}

fn mask(value: &mut Value) {
    match value {
        Value::String(text) if text.starts_with("sess_") => *text = "SESSION".to_owned(),
        Value::String(text) if text.len() == 36 && text.matches('-').count() == 4 && text != ORG => {
            *text = "UUID".to_owned();
        }
        Value::String(text) if text.len() >= 20 && text.ends_with('Z') && text.contains('T') => {
            *text = "MOMENT".to_owned();
        }
        Value::Array(list) => list.iter_mut().for_each(mask),
        Value::Object(map) => map.values_mut().for_each(mask),
        _ => {}
    }
}
