//! What the commands need on this machine. Each `ensure_*` looks first; when something is missing it says what and
//! why, installs it, and looks again.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::process::{on_path, printed, run, succeeds};
use crate::{paths, system};

/// The target of the widget.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";
/// The oldest node that Playwright runs on; the same as in package.json.
const OLDEST_NODE: u32 = 20;
/// The line of versions that Trunk.toml is written for, and the member of it that is installed.
const TRUNK_LINE: &str = "0.21.";
const TRUNK: &str = "0.21.14";
const MACHETE: &str = "0.9.2";
const ABOUT: &str = "0.8.4";
/// The name trunk looks for, and those of our own steps.
const BINDINGS_NAMES: [&str; 4] = ["wasm-bindgen", SPLITTER, FINISHER, LISTING];
/// Cuts the module into chunks.
pub(crate) const SPLITTER: &str = "wasm-split";
/// Puts the functions of a module in order and shortens its names.
pub(crate) const FINISHER: &str = "wasm-finish";
/// Says what a module consists of.
pub(crate) const LISTING: &str = "wasm-list";

/// The compiled standard library for the widget's target.
pub(crate) fn ensure_wasm_target() -> Outcome {
    let found = || {
        let folder = printed(Command::new("rustc").args(["--print", "target-libdir", "--target", WASM]));
        folder.is_ok_and(|folder| fs::read_dir(folder).is_ok_and(|mut files| files.next().is_some()))
    };
    if found() {
        return Ok(());
    }
    announce(WASM, "the widget compiles to WebAssembly", "rustup target add");
    run(Command::new("rustup").args(["target", "add", WASM]))?;
    verified(found(), WASM, "Install it with: rustup target add wasm32-unknown-unknown")
}

/// Whether the sources of the standard library are there, after an attempt to install them. The build can do without.
pub(crate) fn std_sources_are_there() -> bool {
    let found = || {
        let root = printed(Command::new("rustc").args(["--print", "sysroot"]));
        root.is_ok_and(|root| Path::new(&root).join("lib/rustlib/src/rust/library/std/Cargo.toml").is_file())
    };
    if found() {
        return true;
    }
    announce(
        "rust-src",
        "the shipped module is smaller with a standard library of its own",
        "rustup component add",
    );
    run(Command::new("rustup").args(["component", "add", "rust-src"])).is_ok() && found()
}

/// Node and npm, and the pinned packages of package-lock.json in node_modules.
pub(crate) fn ensure_node_modules() -> Outcome {
    ensure_packages(paths::root(), "esbuild, wasm-opt and the browser drivers come from npm")
}

/// What bench/ compares the widget with, in versions of its own.
pub(crate) fn ensure_peers() -> Outcome {
    ensure_packages(&paths::root().join("bench"), "the peers come from npm, some 600 MB of them")
}

/// The libraries that the pages of tests/hosts/ are made with.
pub(crate) fn ensure_hosts() -> Outcome {
    ensure_packages(&paths::root().join("tests/hosts"), "the libraries of customers' pages come from npm")
}

/// What tests/wires/ runs against the server.
pub(crate) fn ensure_wires() -> Outcome {
    ensure_packages(
        &paths::root().join("tests/wires"),
        "what calls the server, or is called by it, comes from npm",
    )
}

/// The packages of a folder's package-lock.json, beside it.
fn ensure_packages(folder: &Path, why: &str) -> Outcome {
    ensure_node()?;
    let found = || succeeds(Command::new("node").arg(paths::script("installed.mjs")).current_dir(folder));
    if found() {
        return Ok(());
    }
    let what = format!("a package of {}", folder.join("package-lock.json").display());
    announce(&what, why, "npm ci");
    run(Command::new("npm").args(["ci", "--no-fund", "--no-audit"]).current_dir(folder))?;
    verified(found(), &what, "npm ci did not install it; remove node_modules and try again.")
}

/// Node itself.
pub(crate) fn ensure_node() -> Outcome {
    let found = || {
        let version = printed(Command::new("node").arg("--version")).unwrap_or_default();
        let major = version.trim_start_matches('v').split('.').next().unwrap_or_default().parse::<u32>();
        major.is_ok_and(|major| major >= OLDEST_NODE) && on_path("npm").is_some()
    };
    let what = format!("node {OLDEST_NODE} or newer, with npm,");
    if found() {
        return Ok(());
    }
    announce(&what, "the shipped files are finished by scripts", "the system's packages");
    system::install(&["nodejs", "npm"])?;
    verified(found(), &what, "Install it from https://nodejs.org.")
}

/// The bindings step, built from crates/bindgen. Answers the folder that holds it under the names others look for.
pub(crate) fn ensure_bindings() -> Outcome<PathBuf> {
    run(Command::new("cargo").args(["build", "--quiet", "--package", "bindgen"]).current_dir(paths::root()))?;
    let program = paths::target()?.join("debug").join(format!("bindgen{}", std::env::consts::EXE_SUFFIX));
    let tools = paths::tools()?;
    fs::create_dir_all(&tools).map_err(Failure::at(&tools))?;
    for name in BINDINGS_NAMES {
        let called = tools.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
        // Renamed into place: the edit loop may be calling the old one at this moment.
        let part = tools.join(format!("{name}.part"));
        let _ = fs::remove_file(&part);
        let linked = fs::hard_link(&program, &part).or_else(|_| fs::copy(&program, &part).map(drop));
        linked.and_then(|()| fs::rename(&part, &called)).map_err(Failure::at(&called))?;
        let _ = fs::remove_file(&part);
    }
    Ok(tools)
}

/// Trunk, of the line that Trunk.toml is written for. Answers its path.
pub(crate) fn ensure_trunk() -> Outcome<PathBuf> {
    let own = paths::tools()?.join("bin").join(format!("trunk{}", std::env::consts::EXE_SUFFIX));
    let fits = |path: &PathBuf| {
        printed(Command::new(path).arg("--version"))
            .is_ok_and(|text| text.contains(&format!("trunk {TRUNK_LINE}")))
    };
    let found =
        || on_path("trunk").into_iter().chain(Some(own.clone())).filter(|path| path.is_file()).find(fits);
    if let Some(path) = found() {
        return Ok(path);
    }
    let what = format!("trunk {TRUNK_LINE}x");
    announce(&what, "the edit loop serves index.html with it", "cargo install, some three minutes");
    let mut install = Command::new("cargo");
    install.args(["install", "trunk", "--locked", "--version", TRUNK, "--debug", "--no-default-features"]);
    if on_path("trunk").is_some() {
        // Another version is somebody's own: it stays.
        install.arg("--root").arg(paths::tools()?);
    }
    run(&mut install)?;
    found().ok_or_else(|| Failure::Missing { what, remedy: "Is cargo's bin folder on PATH?".to_owned() })
}

/// cargo-machete; answers its path.
pub(crate) fn ensure_machete() -> Outcome<PathBuf> {
    ensure_crate(
        "cargo-machete",
        MACHETE,
        "it finds dependencies that nothing uses",
        "a minute or two",
        &["--debug"],
    )
}

/// cargo-about; answers its path. Releases alone need it. Optimised: it compares texts of licences for minutes else.
pub(crate) fn ensure_about() -> Outcome<PathBuf> {
    ensure_crate("cargo-about", ABOUT, "it gathers the notices of third parties", "some five minutes", &[])
}

fn ensure_crate(name: &str, version: &str, why: &str, time: &str, profile: &[&str]) -> Outcome<PathBuf> {
    let own = paths::tools()?.join("bin").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    let found = || on_path(name).into_iter().chain(Some(own.clone())).find(|path| path.is_file());
    if let Some(path) = found() {
        return Ok(path);
    }
    announce(name, why, &format!("cargo install, {time}"));
    let mut install = Command::new("cargo");
    install.args(["install", name, "--locked", "--version", version, "--root"]).arg(paths::tools()?);
    run(install.args(profile))?;
    found().ok_or_else(|| Failure::Missing { what: name.to_owned(), remedy: String::new() })
}

/// Chromium, with the emoji the scenarios look at.
pub(crate) fn ensure_chromium() -> Outcome<PathBuf> {
    let programs = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
    ensure_browser("Chromium", "HALO_CHROMIUM", &programs, &["chromium", "fonts-noto-color-emoji"])
}

/// Firefox.
pub(crate) fn ensure_firefox() -> Outcome<PathBuf> {
    ensure_browser("Firefox", "HALO_FIREFOX", &["firefox-esr", "firefox"], &["firefox-esr"])
}

fn ensure_browser(name: &str, variable: &str, programs: &[&str], packages: &[&str]) -> Outcome<PathBuf> {
    let named = std::env::var_os(variable).map(PathBuf::from).filter(|path| path.is_file());
    let found = || programs.iter().find_map(|program| on_path(program));
    if let Some(path) = named.or_else(found) {
        return Ok(path);
    }
    announce(name, "the scenarios run the shipped files in a real browser", "the system's packages");
    system::install(packages)?;
    found().ok_or_else(|| Failure::Missing {
        what: name.to_owned(),
        remedy: format!("None of {} is on PATH; {variable} may name one elsewhere.", programs.join(", ")),
    })
}

/// A component of the Rust toolchain that is a cargo command.
pub(crate) fn ensure_component(name: &str) -> Outcome {
    let program = if name == "rustfmt" { "fmt" } else { name };
    let found = || succeeds(Command::new("cargo").args([program, "--version"]));
    if found() {
        return Ok(());
    }
    announce(name, "the code is checked with it", "rustup component add");
    run(Command::new("rustup").args(["component", "add", name]))?;
    verified(found(), name, &format!("Install it with: rustup component add {name}"))
}

fn announce(what: &str, why: &str, how: &str) {
    println!("tools: {what} is missing ({why}); installing with {how} …");
}

fn verified(found: bool, what: &str, remedy: &str) -> Outcome {
    if found {
        println!("tools: {what} is there now");
        return Ok(());
    }
    Err(Failure::Missing { what: what.to_owned(), remedy: remedy.to_owned() })
}
