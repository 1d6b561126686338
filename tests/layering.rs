//! Who may name whom: reads every source file of the widget and holds what it names to the order of the house
//! (ARCHITECTURE.md), and the browser's crates to `web`. Run with `--no-capture` it prints the floors of `core`.

#![allow(clippy::unwrap_used)] // Also in what the tests call: a file that cannot be read ends them.

#[path = "layering/source.rs"]
mod source;

use std::collections::{BTreeMap, BTreeSet};

use source::{Module, Source, arrows, paths, sources};

/// The modules from the door down. A module names only modules further down, and itself; modules of one row never
/// name each other.
const ROWS: [&[&str]; 6] =
    [&["api"], &["app"], &["ui", "web"], &["i18n", "theme"], &["core"], &["config", "error", "on_demand"]];

/// The same inside `core`: what decides above what is decided about.
const ROWS_OF_CORE: [&[&str]; 10] = [
    &["update", "snapshot"],
    &["state"],
    &["input"],
    &["live"],
    &["talk"],
    &["conversation"],
    &["effect", "queue", "guide", "behaviour"],
    &["transcript", "timer", "session", "backoff"],
    &[
        "turn",
        "identity",
        "ticket",
        "calls",
        "live_call",
        "live_state",
        "chunk",
        "part",
        "moment",
        "ui_flags",
        "belongings",
    ],
    &["http_date"],
];

/// Who beside `web` may name a browser crate: the door takes elements and values in and hands them on, `app` passes
/// values through.
const BROWSER_CRATES: [(&str, &[&str]); 4] = [
    ("web_sys::", &["web", "api"]),
    ("js_sys::", &["web"]),
    ("wasm_bindgen::", &["web", "api", "app"]),
    ("leptos::", &["ui", "app"]),
];

fn row(rows: &[&[&str]], module: &str) -> Option<usize> {
    rows.iter().position(|row| row.contains(&module))
}

fn top(source: &Source) -> &str {
    source.module.first().map_or("", String::as_str)
}

/// What a file names further up than it stands, or beside itself.
fn upward(source: &Source, rows: &[&[&str]], depth: usize) -> Vec<Module> {
    let Some(name) = source.module.get(depth) else { return Vec::new() };
    let Some(own) = row(rows, name) else { return Vec::new() };
    let is_upward = |path: &Module| {
        let inside = path.starts_with(&source.module[..depth]);
        let other = path.get(depth).filter(|other| inside && *other != name);
        other.and_then(|other| row(rows, other)).is_some_and(|other| other <= own)
    };
    paths(source).into_iter().filter(is_upward).collect()
}

#[test]
fn a_module_names_only_modules_in_lower_places() {
    for source in sources() {
        let up = upward(&source, &ROWS, 0);
        assert!(up.is_empty(), "{} names {up:?}", source.file.display());
    }
}

#[test]
fn inside_the_core_too_a_module_names_only_modules_in_lower_places() {
    for source in sources().iter().filter(|source| top(source) == "core" && source.module.len() > 1) {
        let name = &source.module[1];
        assert!(row(&ROWS_OF_CORE, name).is_some(), "core::{name} has no row in this test");
        let up = upward(source, &ROWS_OF_CORE, 1);
        assert!(up.is_empty(), "{} names {up:?}", source.file.display());
    }
}

#[test]
fn no_files_name_each_other_in_a_circle() {
    let circles = circles(&arrows(&sources()));
    assert!(circles.is_empty(), "{circles:#?}");
}

#[test]
fn the_floors_of_the_core_are_printed() {
    let sources = sources();
    let rooms: BTreeMap<Module, BTreeSet<Module>> = arrows(&sources)
        .into_iter()
        .filter(|(module, _)| module.len() > 1 && module[0] == "core")
        .fold(BTreeMap::new(), |mut rooms, (module, others)| {
            let room = |module: &Module| module[..2].to_vec();
            let own = room(&module);
            let others = others.iter().filter(|other| other.len() > 1 && other[0] == "core").map(room);
            let others: Vec<_> = others.filter(|other| *other != own).collect();
            rooms.entry(own).or_insert_with(BTreeSet::new).extend(others);
            rooms
        });
    let mut floors: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for room in rooms.keys() {
        floors.entry(height(room, &rooms)).or_default().push(&room[1]);
    }
    for (floor, rooms) in floors.iter().rev() {
        println!("floor {floor}: {}", rooms.join(" "));
    }
    println!("arrows: {}", rooms.values().map(BTreeSet::len).sum::<usize>());
    assert!(floors.len() > 1);
}

fn height(room: &Module, rooms: &BTreeMap<Module, BTreeSet<Module>>) -> usize {
    let below = rooms.get(room).into_iter().flatten();
    below.map(|other| height(other, rooms) + 1).max().unwrap_or(1)
}

/// Groups of modules that reach each other.
fn circles(arrows: &BTreeMap<Module, BTreeSet<Module>>) -> BTreeSet<BTreeSet<String>> {
    let reached = |from: &Module| {
        let mut seen = BTreeSet::new();
        let mut next: Vec<&Module> = arrows.get(from).into_iter().flatten().collect();
        while let Some(module) = next.pop() {
            if seen.insert(module) {
                next.extend(arrows.get(module).into_iter().flatten());
            }
        }
        seen
    };
    let all: BTreeMap<&Module, BTreeSet<&Module>> =
        arrows.keys().map(|module| (module, reached(module))).collect();
    let in_circle = all.iter().filter(|(module, reached)| reached.contains(*module));
    in_circle
        .map(|(module, reached)| {
            let back = reached.iter().filter(|other| all.get(*other).is_some_and(|it| it.contains(module)));
            back.map(|other| other.join("::")).collect()
        })
        .collect()
}

#[test]
fn what_stands_in_braces_after_super_and_with_digits_is_read() {
    let source = Source {
        file: "core/a_1/b.rs".into(),
        module: ["core", "a_1", "b"].map(str::to_owned).into(),
        code: "use crate::core::{c2::D, e_f::{self, g::H}};\nuse super::{i};\nuse super::super::j::K;\nfn l() { super::m::n() }"
            .to_owned(),
    };
    let joined: Vec<String> = paths(&source).iter().map(|path| path.join("::")).collect();
    let all =
        ["core::a_1::i", "core::a_1::m::n", "core::c2::D", "core::e_f", "core::e_f::g::H", "core::j::K"];
    assert_eq!(joined, all);
}

#[test]
fn a_circle_is_found_wherever_it_closes() {
    let arrows = [("a", "b"), ("b", "c"), ("c", "a"), ("d", "a")];
    let arrows = arrows.map(|(from, to)| (vec![from.to_owned()], BTreeSet::from([vec![to.to_owned()]])));
    let circle = BTreeSet::from(["a", "b", "c"].map(str::to_owned));
    assert_eq!(circles(&arrows.into()), BTreeSet::from([circle]));
}

#[test]
fn only_the_rooms_at_the_window_name_browser_crates() {
    for source in sources() {
        for (browser, rooms) in BROWSER_CRATES {
            // What Leptos passes through is Leptos' own.
            let own = source.code.replace(&format!("leptos::{browser}"), "");
            let allowed = rooms.contains(&top(&source)) || !own.contains(browser);
            assert!(allowed, "{} may not name {browser}", source.file.display());
        }
    }
}

#[test]
fn every_module_has_its_row() {
    for source in sources() {
        let known = row(&ROWS, top(&source)).is_some() || ["lib", "main"].contains(&top(&source));
        assert!(known, "{} has no row in this test", source.file.display());
    }
}

#[test]
fn only_the_door_exports_to_javascript() {
    for source in sources() {
        // `web` may bind functions of the browser; those blocks are imports, and start with `extern`.
        let exports = source.code.contains("#[wasm_bindgen") && !matches!(top(&source), "api" | "web");
        assert!(!exports, "{}", source.file.display());
    }
}
