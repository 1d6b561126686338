//! The rules of CONTRIBUTING.md that no linter knows: how long a file may be, that it says what it is for, how it may be
//! called, that nothing pure asks a clock, and that Node's version and the repository's address stand in one place.

#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "rules/sleeping.rs"]
mod sleeping;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

const SOURCES: [&str; 6] = ["src", "crates", "tests", "npm", "bench", "findings"];
const SCRIPTS: [&str; 4] = ["js", "mjs", "jsx", "tsx"];
/// Made by others, or by a command.
const NOT_OURS: [&str; 4] = ["node_modules", "target", "built", "streams"];

const MOST_LINES: usize = 400;
/// Where everything comes together is where files grow.
const MOST_LINES_WHERE_ALL_MEET: usize = 300;
const WHERE_ALL_MEET: [&str; 2] = ["src/app.rs", "src/core/update/"];

/// The tree that is looked at: `cargo xtask plant` names a copy with a fault in it.
fn root() -> &'static Path {
    static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
        std::env::var_os("HALO_TREE").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from)
    });
    &ROOT
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.map(|entry| entry.unwrap().path()) {
        let name = entry.file_name().unwrap().to_string_lossy().into_owned();
        if entry.is_dir() {
            if !NOT_OURS.contains(&name.as_str()) && !name.starts_with('.') {
                collect(&entry, found);
            }
        } else {
            found.push(entry);
        }
    }
}

/// Every file of these endings, by its path from the root, with its text.
fn files(endings: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    SOURCES.iter().for_each(|folder| collect(&root().join(folder), &mut found));
    let wanted = |path: &PathBuf| path.extension().is_some_and(|it| endings.iter().any(|end| it == *end));
    let relative = |path: &Path| path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
    found
        .into_iter()
        .filter(wanted)
        .map(|path| (relative(&path), fs::read_to_string(&path).unwrap()))
        .collect()
}

fn code() -> Vec<(String, String)> {
    let code = files(&[&["rs"], &SCRIPTS[..]].concat());
    assert!(code.len() > 300, "only {} files were found", code.len());
    code
}

fn none(what: &str, found: &[String]) {
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
}

#[test]
fn no_file_is_too_long() {
    let most = |path: &str| {
        let meet = WHERE_ALL_MEET.iter().any(|start| path.starts_with(start)) && !path.contains("/tests");
        if meet { MOST_LINES_WHERE_ALL_MEET } else { MOST_LINES }
    };
    let long = |(path, text): (String, String)| {
        let lines = text.lines().count();
        (lines > most(&path)).then(|| format!("{path} has {lines} lines, allowed are {}", most(&path)))
    };
    none("split these", &code().into_iter().filter_map(long).collect::<Vec<_>>());
}

#[test]
fn every_file_says_at_its_top_what_it_is_for() {
    let silent = |(path, text): (String, String)| {
        let first = text.lines().find(|line| !line.starts_with("#!") && !line.is_empty()).unwrap_or_default();
        // What a consumer of the package writes is shown as they would write it.
        let is_shown = path.starts_with("tests/package/") && path.matches('/').count() > 2;
        (!is_shown && !first.starts_with("//")).then_some(path)
    };
    none("these begin with code", &code().into_iter().filter_map(silent).collect::<Vec<_>>());
}

#[test]
fn no_file_is_called_after_nothing() {
    let vague = ["util", "helper", "manager", "misc", "common"];
    let is_vague = |path: &String| {
        let name = path.rsplit('/').next().unwrap_or_default();
        vague.iter().any(|word| name.contains(word)) && !name.contains("commonmark")
    };
    none(
        "name these after what they hold",
        &code().into_iter().map(|it| it.0).filter(is_vague).collect::<Vec<_>>(),
    );
}

/// The number after `before`.
fn number(file: &str, before: &str) -> u32 {
    let text = fs::read_to_string(root().join(file)).unwrap();
    let rest = text.split_once(before).unwrap_or_else(|| panic!("{file} does not say {before}")).1;
    rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap()
}

#[test]
fn nodes_version_is_the_one_of_package_json_everywhere() {
    let wanted = number("package.json", "\"node\": \">=");
    assert_eq!(number("CONTRIBUTING.md", "Node "), wanted);
    assert_eq!(number("crates/xtask/src/tools.rs", "OLDEST_NODE: u32 = "), wanted);
    assert_eq!(number(".github/workflows/test.yml", "node-version: "), wanted);
}

#[test]
fn the_repositorys_address_is_the_one_of_cargo_toml_everywhere() {
    let home = env!("CARGO_PKG_REPOSITORY");
    let host = "https://github.com/";
    let owner = home.trim_start_matches(host).split('/').next().unwrap();
    for (path, text) in files(&["rs", "js", "mjs", "json", "md", "toml"]) {
        for (at, _) in text.match_indices(&format!("{host}{owner}")) {
            assert!(text[at..].starts_with(home), "{path} names another address of this repository");
        }
    }
}

/// What would ask the machine for the time, or for chance.
const OF_THE_MACHINE: [&str; 5] =
    ["Instant::now", "SystemTime::now", "Date::now", "getrandom", "Math::random"];

#[test]
fn the_core_the_protocol_and_the_parser_are_given_time_and_chance() {
    let mut askers = Vec::new();
    for (path, text) in files(&["rs"]) {
        let is_pure = ["src/core/", "crates/protocol/src/", "crates/markdown/src/"];
        if is_pure.iter().any(|start| path.starts_with(start)) && !path.contains("/tests") {
            let asked = OF_THE_MACHINE.iter().filter(|name| text.contains(*name));
            askers.extend(asked.map(|name| format!("{path} asks {name}")));
        }
    }
    none("take these as arguments", &askers);
}

#[test]
fn every_check_that_the_rules_name_is_there() {
    let contributing = fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    let (_, table) = contributing.split_once("## Which check holds which rule?").unwrap();
    let (table, _) = table.split_once("\n## ").unwrap();
    let steps = fs::read_to_string(root().join("crates/xtask/src/test.rs")).unwrap();
    let mut missing = Vec::new();
    let mut count = 0;
    for row in table.lines().filter(|line| line.starts_with("| ")).skip(1) {
        let held_by = row.split('|').nth(2).unwrap_or_default();
        for (at, name) in held_by.split('`').enumerate().filter(|(at, _)| at % 2 == 1) {
            let before = held_by.split('`').nth(at - 1).unwrap_or_default();
            let is_there = if name.contains('/') || name.ends_with(".toml") {
                root().join(name).exists()
            } else if before.contains("step") {
                steps.contains(&format!("name: \"{name}\""))
            } else if before.contains("scenario") {
                name.contains('…') || root().join("tests/browser").join(name).is_dir()
            } else {
                continue;
            };
            count += 1;
            missing.extend((!is_there).then(|| format!("{name} of{row}")));
        }
    }
    none("CONTRIBUTING.md names checks that are not there", &missing);
    assert!(count > 15, "only {count} checks were read");
}
