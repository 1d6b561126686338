//! The steps that put the server to the test beyond the tests of its crate: on Postgres, by random input, and against
//! its own OpenAPI document.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use super::Verdict;
use super::checks::{cargo, passed};
use crate::failure::{Failure, Outcome};
use crate::postgres::{Postgres, VARIABLE};
use crate::process::{printed, run, run_quietly};
use crate::{paths, server};

type Check = Outcome<Verdict>;

/// The server's tests over HTTP, one binary.
const API_TESTS: [&str; 5] = ["test", "--package", "halo-server", "--test", "api"];

/// Seconds for each parser: with the seven there are, about a minute in all.
const FUZZ_SECONDS: &str = "9";

/// The same tests as on SQLite.
pub(super) fn on_postgres() -> Check {
    let postgres = Postgres::start()?;
    passed(run(cargo(&API_TESTS).env(VARIABLE, &postgres.url)))
}

pub(super) fn fuzz() -> Check {
    passed(run(cargo(&API_TESTS)
        .args(["parsers", "--", "--nocapture"])
        .env("HALO_FUZZ_SECONDS", FUZZ_SECONDS)))
}

/// Inputs made by schemathesis from the document; no answer may be a 5xx or outside of its schema.
pub(super) fn openapi() -> Check {
    let tool = ensure_schemathesis()?;
    let demo = Demo::start()?;
    let secret = demo.secret_key()?;
    let publishable = DEMO_KEY.to_owned();
    for (key, option) in [(publishable, "--exclude-path-regex"), (secret, "--include-path-regex")] {
        let mut command = Command::new(&tool);
        command.args(["run", &format!("{}/api/openapi.json", demo.url), "--checks", "all"]);
        command.args(["--max-examples", "25", "--header", &format!("Authorization: Bearer {key}")]);
        // Those below /api/v1/ are called with a secret key, the others with a publishable one.
        run(command.args([option, "/api/v1/"]).current_dir(paths::tools()?))?;
    }
    Ok(Verdict::Passed)
}

/// The key of the demo page.
const DEMO_KEY: &str = "ab_live_demo_8f2c41d7a9e05b36";
/// The organisation of the demo page.
const DEMO_ORG: &str = "0d9c1f6e-6f0a-4b7e-9a43-2f6d1f5b8a10";

/// schemathesis, from PyPI, in an environment of its own.
fn ensure_schemathesis() -> Outcome<PathBuf> {
    let folder = paths::tools()?.join("schemathesis");
    let program = folder.join("bin/schemathesis");
    if !program.is_file() {
        println!("tools: installing schemathesis");
        run_quietly(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
        run_quietly(Command::new(folder.join("bin/pip")).args(["install", "--quiet", "schemathesis"]))?;
    }
    Ok(program)
}

/// A demo server without rate limits on a free port; it ends with this value.
struct Demo {
    child: Child,
    program: PathBuf,
    data: PathBuf,
    url: String,
}

impl Demo {
    fn start() -> Outcome<Self> {
        let program = server::build()?;
        let data = std::env::temp_dir().join(format!("halo-openapi-{}", std::process::id()));
        let mut command = Command::new(&program);
        command.args(["demo", "--port", "0", "--data"]).arg(&data).current_dir(paths::root());
        command.env("HALO_RATE_LIMITS", "false").env("HALO_LOG", "error").stdout(Stdio::piped());
        let mut child = command.spawn().map_err(Failure::at(&program))?;
        let mut line = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out).read_line(&mut line).map_err(Failure::at(&program))?;
        }
        let url = line.trim().strip_prefix("listening on ").unwrap_or_default().to_owned();
        Ok(Self { child, program, data, url })
    }

    fn secret_key(&self) -> Outcome<String> {
        let mut command = Command::new(&self.program);
        command.args(["key", "add", DEMO_ORG, "--secret", "--plan", "pro"]);
        let database = format!("sqlite://{}", self.data.join("halo.db").display());
        let out = printed(command.env("DATABASE_URL", database))?;
        let key = out.lines().find_map(|line| line.strip_prefix("key\t"));
        key.map(str::to_owned)
            .ok_or_else(|| Failure::Content { path: self.program.clone(), met: out.clone() })
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.data);
    }
}
