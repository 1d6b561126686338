//! What is published of a version, in dist/release/: the server's archive and the npm package, with the hash of each.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::third_party;
use super::version::Version;
use crate::failure::{Failure, Outcome};
use crate::process::{printed, run};
use crate::{dist, paths};

/// What [`make`] does, in its order.
pub(super) const WORK: [&str; 5] = [
    "cargo xtask dist: the shipped files, into dist/sdk/",
    "cargo about: the notices of third parties, for the npm package, the server's archive and the server itself",
    "cargo build --release: the server, with the shipped files and all notices in it, as an archive in dist/release/",
    "npm pack: the package, into dist/release/",
    "dist/release/SHA256SUMS",
];
/// What lies beside the server in its archive.
const BESIDE: [&str; 5] =
    ["LICENSE", "LICENSE-MIT", "LICENSE-APACHE", "NOTICE", "packaging/halo-server.service"];

/// Makes all of it, of the version that stands.
pub(super) fn make() -> Outcome {
    dist::build(false)?;
    third_party::of_the_widget()?;
    let notices = third_party::of_the_server()?;
    let folder = paths::root().join("dist/release");
    // Nothing of a former release is published again.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).map_err(Failure::at(&folder))?;
    let files = [archive(&folder, &notices)?, package(&folder)?];
    let sums = printed(Command::new("sha256sum").args(&files).current_dir(&folder))?;
    let list = folder.join("SHA256SUMS");
    fs::write(&list, format!("{sums}\n")).map_err(Failure::at(&list))?;
    println!("release: {} holds {}, {} and SHA256SUMS", folder.display(), files[0], files[1]);
    Ok(())
}

/// The server for this machine's kind, packed; answers the archive's name.
fn archive(folder: &Path, notices: &Path) -> Outcome<String> {
    run(Command::new("cargo")
        .args(["build", "--release", "--package", "halo-server"])
        .current_dir(paths::root()))?;
    let name = format!("halo-server-{}-{}", Version::standing(), host()?);
    let inside = folder.join(&name);
    fs::create_dir_all(&inside).map_err(Failure::at(&inside))?;
    let program =
        paths::target()?.join("release").join(format!("halo-server{}", std::env::consts::EXE_SUFFIX));
    let beside = BESIDE.iter().map(|file| paths::root().join(file));
    for file in beside.chain([program]) {
        copy_into(&inside, &file)?;
    }
    fs::copy(notices, inside.join(third_party::NAME)).map_err(Failure::at(notices))?;
    let packed = format!("{name}.tar.gz");
    run(Command::new("tar").args(["-czf", &packed, &name]).current_dir(folder))?;
    fs::remove_dir_all(&inside).map_err(Failure::at(&inside))?;
    Ok(packed)
}

/// The package as tests/package/ packs and tries it; answers the name of its file.
fn package(folder: &Path) -> Outcome<String> {
    let script = "import { pack } from './tests/package/stage.mjs'; console.log(pack().tarball)";
    let mut node = Command::new("node");
    node.args(["--input-type=module", "--eval", script]).current_dir(paths::root());
    let made = PathBuf::from(printed(node.env("HALO_SDK", paths::sdk()))?);
    copy_into(folder, &made)?;
    if let Some(staged) = made.parent() {
        fs::remove_dir_all(staged).map_err(Failure::at(staged))?;
    }
    Ok(name_of(&made))
}

/// The kind of machine that rustc compiles for when nothing is said.
fn host() -> Outcome<String> {
    printed(Command::new("rustc").args(["--print", "host-tuple"]))
}

fn copy_into(folder: &Path, file: &Path) -> Outcome {
    fs::copy(file, folder.join(name_of(file))).map(drop).map_err(Failure::at(file))
}

fn name_of(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
