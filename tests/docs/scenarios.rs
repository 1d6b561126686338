//! The tables of tests/browser/README.md: every option, method and callback and every case of the host page leads to
//! scenarios that are there and that use the name, or bear the id of the case.

use std::collections::BTreeSet;

use crate::markdown::{file, folder, root};
use crate::names::{Names, between, methods, options};

const README: &str = "tests/browser/README.md";
/// What stands beside `init` on `HaloAgents`, and `init` itself.
const STATICS: [&str; 4] = ["init", "getInstance", "version", "diagnose"];
/// The last of the cases of the host page, and the numbers that their list leaves out.
const LAST_CASE: u32 = 50;
const GAPS: [u32; 8] = [3, 9, 15, 21, 27, 33, 39, 45];

/// A row of a table: what is shown, as it is written, and the places that show it.
struct Row {
    what: String,
    places: Vec<String>,
}

fn spans(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The folder of a scenario or of a consumer of the package.
fn place(name: &str) -> String {
    if name.contains('/') { name.to_owned() } else { format!("tests/browser/{name}") }
}

fn is_place(name: &str) -> bool {
    root().join(place(name)).is_dir()
}

/// The rows of the table below a heading.
fn rows(heading: &str) -> Vec<Row> {
    let readme = file(README) + "\n## ";
    let table = between(&readme, &format!("## {heading}\n"), "\n## ").to_owned();
    let cells = |line: &str| {
        let (what, shown) = line.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | ")?;
        let places = spans(shown).filter(|name| !name.contains(['(', '.'])).map(str::to_owned).collect();
        Some(Row { what: what.to_owned(), places })
    };
    table.lines().filter_map(cells).filter(|row| row.what != "what" && row.what != "case").collect()
}

/// Whether a name stands in a text as a word of its own.
fn uses(text: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    text.match_indices(name)
        .any(|(at, _)| !text[..at].ends_with(is_part) && !text[at + name.len()..].starts_with(is_part))
}

fn source(row: &Row) -> String {
    let endings = [".mjs", ".js", ".jsx", ".html", ".vue"];
    row.places.iter().map(|name| folder(&place(name), &endings)).collect()
}

#[test]
fn every_row_leads_to_scenarios_that_are_there() {
    let readme = file(README);
    for line in readme.lines().filter(|line| line.starts_with("| ") && line.ends_with(" |")) {
        let shown = line.trim_end_matches(" |").rsplit(" | ").next().unwrap_or_default();
        for name in spans(shown).filter(|name| !name.contains(['(', '.'])) {
            assert!(is_place(name), "{README} names {name}, which is not there: {line}");
        }
    }
}

#[test]
fn every_option_method_and_callback_has_scenarios_that_use_it() {
    let known: Names = options().into_iter().chain(methods()).chain(STATICS.map(str::to_owned)).collect();
    let mut shown = Names::new();
    for row in rows("Options, methods and callbacks") {
        let text = source(&row);
        for name in spans(&row.what) {
            assert!(known.contains(name), "{README} lists {name}, which the code does not know");
            assert!(uses(&text, name), "none of {:?} uses {name}", row.places);
            shown.insert(name.to_owned());
        }
    }
    let missing: Vec<_> = known.difference(&shown).collect();
    assert!(missing.is_empty(), "{README} does not say which scenario shows {missing:?}");
}

#[test]
fn every_case_of_the_host_page_has_a_scenario_that_bears_its_id() {
    let mut shown = BTreeSet::new();
    for row in rows("Cases of the host page") {
        let text = source(&row);
        let ids = row.what.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| {
            word.len() == 3 && word.starts_with('H') && word[1..].chars().all(|c| c.is_ascii_digit())
        });
        for id in ids {
            assert!(uses(&text, id), "none of {:?} bears {id}", row.places);
            shown.insert(id[1..].parse::<u32>().unwrap());
        }
    }
    let known: BTreeSet<u32> = (1..=LAST_CASE).filter(|id| !GAPS.contains(id)).collect();
    assert_eq!(shown, known, "cases of {README}, and those there are");
}

#[test]
fn every_scenario_is_in_a_table() {
    let readme = file(README);
    let entries = std::fs::read_dir(root().join("tests/browser")).unwrap();
    for entry in entries.map(Result::unwrap).filter(|entry| entry.path().join("scenario.mjs").exists()) {
        let name = entry.file_name().to_string_lossy().into_owned();
        assert!(readme.contains(&format!("`{name}`")), "{README} does not say what {name} shows");
    }
}

#[test]
fn a_name_is_used_where_it_stands_alone() {
    assert!(uses("chat.track(1)", "track") && uses("{ nonce: 1 }", "nonce"));
    assert!(!uses("tracking: false", "track") && !uses("data-nonces", "nonce"));
}
