//! Packages of the operating system. Only Debian and its kin are known; elsewhere the names are told.

use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::process::{on_path, printed, run, succeeds};

/// Installs Debian packages, as root or with a sudo that asks nothing.
pub(crate) fn install(packages: &[&str]) -> Outcome {
    let refusal = |remedy: String| Failure::Missing { what: packages.join(", "), remedy };
    if on_path("apt-get").is_none() {
        return Err(refusal(
            "This is no Debian system: install what corresponds to it and try again.".to_owned(),
        ));
    }
    let mut prefix = Vec::new();
    if !is_root() {
        if !has_sudo() {
            return Err(refusal(format!("Install it with: sudo apt-get install {}", packages.join(" "))));
        }
        prefix.extend(["sudo", "-n"]);
    }
    // A machine without package lists knows no package; with lists, one failed mirror is no reason to stop.
    let _ = run(&mut apt(&prefix, &["update", "-qq"]));
    let mut install = apt(&prefix, &["install", "-y", "-qq", "--no-install-recommends"]);
    run(install.args(packages))
}

fn apt(prefix: &[&str], arguments: &[&str]) -> Command {
    let mut words = prefix.iter().copied().chain(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    let mut command = Command::new(words.next().unwrap_or("apt-get"));
    command.args(words).args(arguments);
    command.stdin(std::process::Stdio::null());
    command
}

/// Whether [`install`] may work: a Debian system, and root or a sudo that asks nothing.
pub(crate) fn can_install() -> bool {
    on_path("apt-get").is_some() && (is_root() || has_sudo())
}

/// Whether these commands run as root.
pub(crate) fn is_root() -> bool {
    printed(Command::new("id").arg("-u")).is_ok_and(|id| id == "0")
}

fn has_sudo() -> bool {
    succeeds(Command::new("sudo").args(["-n", "true"]))
}
