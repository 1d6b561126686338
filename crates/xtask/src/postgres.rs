//! A Postgres server of our own, from Debian's package: on a free port, in a folder of the temporary directory, gone when
//! the command ends. The tests make their databases on it themselves.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use crate::failure::{Failure, Outcome};
use crate::process::{on_path, printed, run_quietly};
use crate::system;

/// The variable that names the server to the tests.
pub(crate) const VARIABLE: &str = "HALO_TEST_POSTGRES";

/// Where Debian puts the programs of each version.
const DEBIAN: &str = "/usr/lib/postgresql";
/// The server refuses to run as root; Debian's package makes this user.
const USER: &str = "postgres";
/// Many test servers at once, each with a pool. What a crash of this machine would lose is not missed.
const SETTINGS: &str = "-c fsync=off -c max_connections=400 -c listen_addresses=127.0.0.1";

/// A running server.
pub(crate) struct Postgres {
    folder: PathBuf,
    programs: PathBuf,
    /// Its address.
    pub(crate) url: String,
}

impl Postgres {
    /// Installs what is missing and starts a server.
    pub(crate) fn start() -> Outcome<Self> {
        let programs = ensure_programs()?;
        let port = free_port()?;
        let folder = env::temp_dir().join(format!("halo-postgres-{}", std::process::id()));
        fs::create_dir_all(&folder).map_err(Failure::at(&folder))?;
        let server = Self { url: format!("postgres://halo@127.0.0.1:{port}/postgres"), folder, programs };
        if is_root()? {
            run_quietly(Command::new("chown").arg(USER).arg(&server.folder))?;
        }
        let (data, folder) = (server.data(), server.folder.display().to_string());
        server.tool("initdb", &format!("--pgdata={data} --auth=trust --username=halo"))?;
        let options = format!("-p {port} -k {folder} {SETTINGS}");
        server.tool("pg_ctl", &format!("--pgdata={data} --log={folder}/log --wait -o '{options}' start"))?;
        Ok(server)
    }

    fn data(&self) -> String {
        self.folder.join("data").display().to_string()
    }

    /// Runs one of the server's own programs, as the user that may.
    fn tool(&self, name: &str, arguments: &str) -> Outcome {
        let line = format!("{} {arguments}", self.programs.join(name).display());
        let mut command = if is_root()? {
            let mut command = Command::new("su");
            command.args([USER, "-s", "/bin/sh", "-c", &line]);
            command
        } else {
            let mut command = Command::new("/bin/sh");
            command.args(["-c", &line]);
            command
        };
        // The server keeps its parent's output open, and whoever reads that to its end would wait for the server's.
        run_quietly(command.current_dir(&self.folder)).or_else(|failure| {
            let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            eprintln!("{log}");
            Err(failure)
        })
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let data = self.data();
        if let Err(failure) = self.tool("pg_ctl", &format!("--pgdata={data} --mode=immediate stop")) {
            eprintln!("postgres: {failure}");
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn is_root() -> Outcome<bool> {
    Ok(printed(Command::new("id").arg("-u"))? == "0")
}

fn free_port() -> Outcome<u16> {
    let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    Ok(free.map_err(Failure::at(Path::new("a free port")))?.port())
}

fn ensure_programs() -> Outcome<PathBuf> {
    if let Some(found) = programs() {
        return Ok(found);
    }
    println!("tools: installing Debian's postgresql");
    system::install(&["postgresql"])?;
    programs().ok_or_else(|| Failure::Missing {
        what: "initdb".to_owned(),
        remedy: format!("It was expected below {DEBIAN} after installing postgresql."),
    })
}

/// The folder with initdb: on the path, else Debian's newest.
fn programs() -> Option<PathBuf> {
    if let Some(folder) = on_path("initdb").and_then(|it| it.parent().map(Path::to_owned)) {
        return Some(folder);
    }
    let versions = fs::read_dir(DEBIAN).ok()?.filter_map(|entry| Some(entry.ok()?.path().join("bin")));
    versions.filter(|folder| folder.join("initdb").is_file()).max()
}
