//! Starts the program, talks to it, and looks into its store.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

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
        let knowledge = fixture("knowledge");
        let mut command = Command::new(env!("CARGO_BIN_EXE_halo-server"));
        command.args(["demo", "--port", "0"]).arg("--data").arg(folder.path());
        if !flags.contains(&"--knowledge") {
            command.arg("--knowledge").arg(knowledge);
        }
        command.args(flags);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url =
            line.trim().strip_prefix("listening on ").unwrap_or_else(|| panic!("said: {line:?}")).to_owned();
        Self { child, url, folder, client: Client::new() }
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

    /// Rows of the server's store.
    pub(crate) async fn rows(&self, query: &'static str) -> Vec<AnyRow> {
        sqlx::any::install_default_drivers();
        let url = format!("sqlite://{}", self.folder.path().join("halo.db").display());
        let pool = sqlx::any::AnyPoolOptions::new().max_connections(1).connect(&url).await.unwrap();
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
