//! Who may name whom in the server: reads every source file and holds its `crate::…` paths to the order of the house
//! (ARCHITECTURE.md).

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that panics has failed, which is its job")]

use std::fs;
use std::path::{Path, PathBuf};

/// From the command line down. A module names only what stands further down, and itself.
const ORDER: [&str; 30] = [
    "command",
    "cli",
    "settings",
    "demo",
    "routes",
    "serve",
    "memory",
    "outbox",
    "answer",
    "conversation",
    "auth",
    "state",
    "agent",
    "config",
    "limits",
    "origin",
    "metrics",
    "telemetry",
    "deltas",
    "assets",
    "knowledge",
    "answer_log",
    "fault",
    "store",
    "picture",
    "error",
    "listener",
    "tls",
    "ids",
    "clock",
];

/// What only ties the modules together.
const OUTSIDE: [&str; 2] = ["lib", "main"];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

/// The modules that a line names: one after `crate::`, or several in braces.
fn named(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let several = rest.strip_prefix('{').map_or(rest, |rest| rest.split('}').next().unwrap_or_default());
        let parts: Vec<&str> = if rest.starts_with('{') { several.split(',').collect() } else { vec![rest] };
        for part in parts {
            let name: String =
                part.trim().chars().take_while(|it| it.is_ascii_lowercase() || *it == '_').collect();
            names.push(name);
        }
    }
    names
}

#[test]
fn a_module_names_only_modules_in_lower_places() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let place = |module: &str| ORDER.iter().position(|it| *it == module);
    for file in sources(&src) {
        let relative = file.strip_prefix(&src).unwrap();
        let first = relative.components().next().unwrap().as_os_str().to_string_lossy();
        let module = first.trim_end_matches(".rs").to_owned();
        if OUTSIDE.contains(&module.as_str()) {
            continue;
        }
        let own = place(&module).unwrap_or_else(|| panic!("{module} has no place in the order"));
        for line in fs::read_to_string(&file).unwrap().lines() {
            let code = line.split("//").next().unwrap_or_default();
            for name in named(code) {
                let allowed = name == module || place(&name).is_none_or(|other| other > own);
                assert!(allowed, "{}: {module} may not name {name}: {code}", file.display());
            }
        }
    }
}
