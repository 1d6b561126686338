//! The steps that put the server to the test beyond the tests of its crate: on Postgres, by random input, and against
//! its own OpenAPI document.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use super::Verdict;
use super::checks::{cargo, passed};
use crate::failure::{Failure, Outcome};
use crate::postgres::{self, CARELESS, Postgres, VARIABLE};
use crate::process::{printed, run};
use crate::{paths, python, server};

type Check = Outcome<Verdict>;

/// In the names of tests that need this database and no other.
const ON_SQLITE: &str = "on_sqlite_";
const ON_POSTGRES: &str = "postgres_";
/// In the names of tests that need a mail server, and what names the Python that has one.
const BY_MAIL: &str = "by_mail_";
const SMTP_VARIABLE: &str = "HALO_TEST_SMTP";
const NO_PYTHON: &str = "there is no Python with venv; cargo xtask ci installs it";

/// The server's tests over HTTP, one binary.
const API_TESTS: [&str; 5] = ["test", "--package", "halo-server", "--test", "api"];

/// Seconds for each parser. The seven there are share the machine's cores: half a minute to a minute in all.
const FUZZ_SECONDS: &str = "15";
/// Cases of each kind for each operation.
const EXAMPLES: &str = "40";
/// The same cases every time: whoever changes nothing here must not be stopped by chance. Another may be given with
/// `HALO_OPENAPI_SEED`.
const SEED: &str = "1";

/// The key and the organisation of the demo.
const DEMO_KEY: &str = "ab_live_demo_8f2c41d7a9e05b36";
const DEMO_ORG: &str = "0d9c1f6e-6f0a-4b7e-9a43-2f6d1f5b8a10";

/// The same tests as on SQLite; then those that stop the server of the database, each alone.
pub(super) fn on_postgres() -> Check {
    if !postgres::can_be_had() {
        return Ok(Verdict::Skipped("Postgres is not installed and cannot be installed here".to_owned()));
    }
    let postgres = Postgres::start(CARELESS)?;
    let on_it = |more: &[&str]| {
        let mut tests = cargo(&API_TESTS);
        tests.args(more).env(VARIABLE, &postgres.url);
        tests.env(postgres::STOP_VARIABLE, postgres.stop_line());
        tests.env(postgres::START_VARIABLE, postgres.start_line());
        tests
    };
    run(&mut on_it(&["--", "--skip", ON_SQLITE]))?;
    passed(run(&mut on_it(&[ON_POSTGRES, "--", "--ignored", "--test-threads", "1"])))
}

/// What needs a mail server.
pub(super) fn mail() -> Check {
    if !python::can_be_had() {
        return Ok(Verdict::Skipped(NO_PYTHON.to_owned()));
    }
    let python = python::ensure_smtp()?;
    passed(run(cargo(&API_TESTS).args([BY_MAIL, "--", "--ignored"]).env(SMTP_VARIABLE, python)))
}

pub(super) fn fuzz() -> Check {
    let seconds = std::env::var("HALO_FUZZ_SECONDS").unwrap_or_else(|_| FUZZ_SECONDS.to_owned());
    passed(run(cargo(&API_TESTS).args(["parsers", "--", "--nocapture"]).env("HALO_FUZZ_SECONDS", seconds)))
}

/// Inputs made by schemathesis from the document; no answer may be a 5xx or outside of its schema.
pub(super) fn openapi() -> Check {
    if !python::can_be_had() {
        return Ok(Verdict::Skipped(NO_PYTHON.to_owned()));
    }
    let tool = python::ensure_schemathesis()?;
    let demo = Demo::start()?;
    let secret = demo.secret_key()?;
    let seed = std::env::var("HALO_OPENAPI_SEED").unwrap_or_else(|_| SEED.to_owned());
    let publishable = DEMO_KEY.to_owned();
    // Those below /api/v1/ are called with a secret key, the others with a publishable one.
    for (key, option) in [(publishable, "--exclude-path-regex"), (secret, "--include-path-regex")] {
        let mut command = Command::new(&tool);
        command.args(["run", &format!("{}/api/openapi.json", demo.url), "--checks", "all"]);
        command.args(["--max-examples", EXAMPLES, "--seed", &seed, "--continue-on-failure"]);
        command.args(["--header", &format!("Authorization: Bearer {key}"), option, "/api/v1/"]);
        run(command.current_dir(paths::tools()?))?;
    }
    Ok(Verdict::Passed)
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
