//! A Postgres server of our own, from Debian's package: on a free port, in a folder of the temporary directory, gone when
//! the command ends. The tests make their databases on it themselves.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use crate::failure::{Failure, Outcome};
use crate::process::{on_path, run_quietly};
use crate::system;

/// The variable that names the server to the tests.
pub(crate) const VARIABLE: &str = "HALO_TEST_POSTGRES";
/// Variables with a line for the shell that stops the server, and one that starts it again.
pub(crate) const STOP_VARIABLE: &str = "HALO_TEST_POSTGRES_STOP";
pub(crate) const START_VARIABLE: &str = "HALO_TEST_POSTGRES_START";

/// Where Debian puts the programs of each version.
const DEBIAN: &str = "/usr/lib/postgresql";
/// The server refuses to run as root; Debian's package makes this user.
const USER: &str = "postgres";
/// What tests may do without: what a crash of this machine would lose is not missed. A measurement may not.
pub(crate) const CARELESS: &str = "-c fsync=off";
/// Many test servers at once, each with a pool.
const SETTINGS: &str = "-c max_connections=400 -c listen_addresses=127.0.0.1";

/// A running server.
pub(crate) struct Postgres {
    folder: PathBuf,
    programs: PathBuf,
    port: u16,
    settings: &'static str,
    /// Its address.
    pub(crate) url: String,
}

impl Postgres {
    /// Installs what is missing and starts a server, with further settings.
    pub(crate) fn start(settings: &'static str) -> Outcome<Self> {
        let programs = ensure_programs()?;
        let port = free_port()?;
        let folder = env::temp_dir().join(format!("halo-postgres-{}", std::process::id()));
        fs::create_dir_all(&folder).map_err(Failure::at(&folder))?;
        let url = format!("postgres://halo@127.0.0.1:{port}/postgres");
        // From here on whatever fails takes the folder away again.
        let server = Self { folder, programs, port, settings, url };
        if system::is_root() {
            run_quietly(Command::new("chown").arg(USER).arg(&server.folder))?;
        }
        let make = format!("--pgdata={} --auth=trust --username=halo", server.data());
        server.perform(&server.line("initdb", &make))?;
        server.perform(&server.start_line())?;
        Ok(server)
    }

    /// Starts it; returns when it takes connections.
    pub(crate) fn start_line(&self) -> String {
        let (data, folder) = (self.data(), self.folder.display());
        let options = format!("-p {} -k {folder} {SETTINGS} {}", self.port, self.settings);
        self.line("pg_ctl", &format!("--pgdata={data} --log={folder}/log --wait -o \"{options}\" start"))
    }

    /// Ends it and every connection at once, as a failover does.
    pub(crate) fn stop_line(&self) -> String {
        self.line("pg_ctl", &format!("--pgdata={} --mode=immediate stop", self.data()))
    }

    fn data(&self) -> String {
        self.folder.join("data").display().to_string()
    }

    /// A line for the shell that runs one of the server's own programs, as the user that may.
    fn line(&self, name: &str, arguments: &str) -> String {
        let line = format!("{} {arguments}", self.programs.join(name).display());
        if system::is_root() { format!("su {USER} -s /bin/sh -c '{line}'") } else { line }
    }

    fn perform(&self, line: &str) -> Outcome {
        // The server keeps its starter's output open, and whoever reads that to its end would wait for the server's.
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", &format!("{line} >{}/said 2>&1", self.folder.display())]);
        run_quietly(shell.current_dir(&self.folder)).inspect_err(|_| {
            for name in ["said", "log"] {
                eprintln!("{}", fs::read_to_string(self.folder.join(name)).unwrap_or_default());
            }
        })
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if Path::new(&self.data()).join("postmaster.pid").exists()
            && let Err(failure) = self.perform(&self.stop_line())
        {
            eprintln!("postgres: {failure}");
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn free_port() -> Outcome<u16> {
    let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    Ok(free.map_err(Failure::at(Path::new("a free port")))?.port())
}

/// Whether the programs are there or can be installed without asking anybody.
pub(crate) fn can_be_had() -> bool {
    programs().is_some() || system::can_install()
}

/// The folder with the server's programs, installed where they are missing.
pub(crate) fn ensure_programs() -> Outcome<PathBuf> {
    if let Some(found) = programs() {
        return Ok(found);
    }
    println!(
        "tools: Postgres is missing (the server's tests run on it too); installing with the system's packages …"
    );
    system::install(&["postgresql"])?;
    programs().ok_or_else(|| Failure::Missing {
        what: "initdb".to_owned(),
        remedy: format!("It was expected below {DEBIAN} after installing postgresql."),
    })
}

/// The folder with initdb: Debian's newest, else the one on the path.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir(DEBIAN).into_iter().flatten();
    let folders = versions.filter_map(|entry| Some(entry.ok()?.path().join("bin")));
    let newest = folders.filter(|folder| folder.join("initdb").is_file()).max();
    newest.or_else(|| on_path("initdb").and_then(|it| it.parent().map(Path::to_owned)))
}
