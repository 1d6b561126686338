//! Tools from PyPI, in an environment of their own below the target folder: nothing of the system's Python is changed.

use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

use crate::failure::{Failure, Outcome};
use crate::process::{run_quietly, succeeds};
use crate::{paths, system};

/// Puts an HTTP API to the test from its OpenAPI document. Pinned: a newer one may make other cases and other checks.
const SCHEMATHESIS: &str = "schemathesis==4.32.5";
/// Debian keeps venv, and the pip it brings, in packages of their own.
const PACKAGES: [&str; 2] = ["python3", "python3-venv"];

/// Whether this machine has what `ensure_schemathesis` needs, without installing a package of the system.
pub(crate) fn can_be_had() -> bool {
    program().is_ok_and(|path| path.is_file()) || has_python()
}

/// Installs the system's Python where it is missing.
pub(crate) fn ensure_python() -> Outcome {
    if has_python() {
        return Ok(());
    }
    println!(
        "tools: Python with venv is missing (schemathesis runs in it); installing with the system's packages …"
    );
    system::install(&PACKAGES)?;
    if has_python() {
        return Ok(());
    }
    Err(Failure::Missing {
        what: "python3 with venv".to_owned(),
        remedy: format!("Install it with: sudo apt-get install {}", PACKAGES.join(" ")),
    })
}

/// schemathesis; answers its path.
pub(crate) fn ensure_schemathesis() -> Outcome<PathBuf> {
    let (folder, program) = (folder()?, program()?);
    let mark = folder.join("version");
    if program.is_file() && fs::read_to_string(&mark).is_ok_and(|is| is == SCHEMATHESIS) {
        return Ok(program);
    }
    println!("tools: {SCHEMATHESIS} is missing; installing with pip into {} …", folder.display());
    run_quietly(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    let mut install = Command::new(folder.join("bin/pip"));
    install.args(["install", "--quiet", "--disable-pip-version-check", SCHEMATHESIS]);
    run_quietly(&mut install)?;
    fs::write(&mark, SCHEMATHESIS).map_err(Failure::at(&mark))?;
    Ok(program)
}

fn folder() -> Outcome<PathBuf> {
    Ok(paths::tools()?.join("schemathesis"))
}

fn program() -> Outcome<PathBuf> {
    Ok(folder()?.join("bin").join(format!("schemathesis{}", env::consts::EXE_SUFFIX)))
}

/// `import venv` alone succeeds on a Debian that cannot make one.
fn has_python() -> bool {
    succeeds(Command::new("python3").args(["-c", "import venv, ensurepip"]))
}
