//! Every failure case of the event queue, E01 to E69, is shown by a test that has its id in its name (`e04_…` in Rust,
//! `E04` in the name of a browser scenario or of one of its cases), or stands here with the reason why it is none of
//! ours. Run with `--nocapture`, it prints where each is shown.

#![allow(clippy::unwrap_used, reason = "a file that cannot be read ends the test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const LAST: u32 = 69;
/// Numbers that the list of cases leaves out: a gap stays a gap, so that ids keep their meaning.
const GAPS: [u32; 11] = [6, 12, 18, 24, 30, 36, 42, 48, 54, 60, 66];
/// Cases that the design does not have, each with the reason.
const NOT_OURS: [(u32, &str); 2] = [
    (40, "no lock is held or waited for: each page writes a key of its own"),
    (45, "no beacon is used: a keepalive fetch has at most 48 KiB, the rest is stored (E46, E47)"),
];

/// Where tests are: Rust sources of queue and server, and the browser scenarios.
const PLACES: [(&str, &str); 3] =
    [("src/core/queue/tests", "rs"), ("crates/server/tests", "rs"), ("tests/browser", "mjs")];

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|it| it == ending) {
            found.push(path);
        }
    }
    found
}

/// The ids in a line: of a Rust test all that begin its name (`fn e46_e47_…`), of a scenario those in a quoted name.
fn ids(line: &str) -> Vec<u32> {
    let line = line.trim();
    let words: Vec<&str> = match line.strip_prefix("fn ") {
        Some(name) => name.split('_').take_while(|word| word.starts_with('e')).collect(),
        None if line.starts_with("name:") || line.starts_with("one(\"") || line.starts_with("id:") => line
            .split(|mark: char| !mark.is_ascii_alphanumeric())
            .filter(|word| word.starts_with('E'))
            .collect(),
        None => Vec::new(),
    };
    let number = |word: &str| word.get(1..).filter(|it| it.len() == 2).and_then(|it| it.parse().ok());
    words.into_iter().filter_map(number).collect()
}

fn shown() -> BTreeMap<u32, Vec<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut shown = BTreeMap::<u32, Vec<String>>::new();
    for (folder, ending) in PLACES {
        for file in files(&root.join(folder), ending) {
            let name = file.strip_prefix(root).unwrap().display().to_string();
            for id in fs::read_to_string(&file).unwrap().lines().flat_map(ids) {
                let places = shown.entry(id).or_default();
                if !places.contains(&name) {
                    places.push(name.clone());
                }
            }
        }
    }
    shown
}

#[test]
fn every_case_of_the_event_queue_is_shown_by_a_test_or_excused() {
    let shown = shown();
    let mut missing = Vec::new();
    for id in (1..=LAST).filter(|id| !GAPS.contains(id)) {
        let excuse = NOT_OURS.iter().find(|(excused, _)| *excused == id);
        match (shown.get(&id), excuse) {
            (Some(places), _) => println!("E{id:02} {}", places.join(", ")),
            (None, Some((_, why))) => println!("E{id:02} not ours: {why}"),
            (None, None) => missing.push(id),
        }
    }
    let cases = LAST as usize - GAPS.len();
    println!("{cases} cases: {} shown by tests, {} excused", cases - NOT_OURS.len(), NOT_OURS.len());
    assert!(missing.is_empty(), "no test shows {missing:?}");
    for (id, why) in NOT_OURS {
        assert!(!shown.contains_key(&id), "E{id:02} is shown by {:?}, and excused: {why}", shown.get(&id));
    }
}

#[test]
fn ids_are_read_from_names_alone() {
    assert_eq!(ids("fn e46_e47_keepalive_bodies_stay_under() {"), [46, 47]);
    assert_eq!(ids("name: \"E28 E31: storage that throws\","), [28, 31]);
    assert_eq!(ids("  one(\"E04 E13\", \"holds\","), [4, 13]);
    assert!(ids("// E01 is elsewhere").is_empty() && ids("fn every_case_is_shown() {").is_empty());
}
