//! One word, one meaning, in every crate: no two types that others can name have the same name, unless the glossary in
//! ARCHITECTURE.md says where and why, and every file and every such type is called by a word of the glossary.

#![allow(clippy::unwrap_used)] // Also in what the tests call: a file that cannot be read ends them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Begins the words, and what follows them.
const GLOSSARY: (&str, &str) = ("## Glossary", "\n## ");
/// Begins the table of names that two types share.
const SHARED: &str = "### Names that two types share";
/// What a file is called that speaks for its folder or its crate.
const UNNAMED: [&str; 3] = ["mod", "lib", "main"];

/// The tree that is looked at: `cargo xtask plant` names a copy with a fault in it.
fn root() -> PathBuf {
    std::env::var_os("HALO_TREE").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from)
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Every source file of every crate, by its path from the root. Tests name nothing for others.
fn sources() -> Vec<String> {
    let crates = fs::read_dir(root().join("crates")).unwrap().map(|entry| entry.unwrap().path().join("src"));
    let mut found = Vec::new();
    for folder in crates.filter(|folder| folder.is_dir()).chain([root().join("src")]) {
        files(&folder, &mut found);
    }
    let relative = |path: PathBuf| path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
    let is_test = |path: &String| {
        path.contains("/tests/") || path.ends_with("/tests.rs") || path.ends_with("_tests.rs")
    };
    let sources: Vec<String> = found.into_iter().map(relative).filter(|path| !is_test(path)).collect();
    assert!(sources.len() > 300, "only {} files were found", sources.len());
    sources
}

/// The type that a line declares for others: those of its crate, or all.
fn declared(line: &str) -> Option<String> {
    let line = line.trim_start();
    let rest = line.strip_prefix("pub ").or_else(|| line.strip_prefix("pub(crate) "))?;
    let rest =
        ["struct ", "enum ", "trait ", "type ", "union "].iter().find_map(|kind| rest.strip_prefix(kind))?;
    let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    // A macro names it where it is called.
    (!name.is_empty()).then_some(name)
}

/// Every type with the files that declare it.
fn types() -> BTreeMap<String, Vec<String>> {
    let mut types: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in sources() {
        let text = fs::read_to_string(root().join(&file)).unwrap();
        for name in text.lines().filter_map(declared) {
            types.entry(name).or_default().push(file.clone());
        }
    }
    types
}

fn glossary() -> String {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let (_, rest) = text.split_once(GLOSSARY.0).unwrap();
    rest.split_once(GLOSSARY.1).unwrap().0.to_owned()
}

/// The cells of every row of the tables in a text.
fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    let rows = text.lines().filter(|line| line.starts_with("| "));
    rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>())
        .filter(|cells: &Vec<&str>| !["word", "name"].contains(&cells[0]))
}

fn parts(cell: &str) -> impl Iterator<Item = String> {
    cell.split(',').map(|part| part.trim().trim_matches('`').to_owned())
}

/// The names that the glossary lets types share, with the files that may declare each.
fn shared() -> BTreeMap<String, BTreeSet<String>> {
    let glossary = glossary();
    let (_, table) = glossary.split_once(SHARED).unwrap();
    let named = rows(table).flat_map(|cells| {
        let files: BTreeSet<String> = parts(cells[1]).collect();
        parts(cells[0]).map(move |name| (name, files.clone())).collect::<Vec<_>>()
    });
    named.collect()
}

/// Every word that the glossary explains, as often as it does.
fn words() -> Vec<String> {
    let glossary = glossary();
    let (tables, _) = glossary.split_once(SHARED).unwrap();
    rows(tables).flat_map(|cells| parts(cells[0]).collect::<Vec<_>>()).collect()
}

/// `TicketForm` and `ticket_form` as the glossary writes them.
fn phrase(name: &str) -> String {
    let mut phrase = String::new();
    for letter in name.chars() {
        if (letter.is_uppercase() && !phrase.is_empty()) || letter == '_' {
            phrase.push(' ');
        }
        phrase.extend(letter.to_lowercase().filter(|letter| *letter != '_'));
    }
    phrase
}

/// Whether the glossary has a name: all of it, or the noun that stands last and that the rest tells from others; as it
/// is or as one of several.
fn is_explained(phrase: &str, words: &BTreeSet<String>) -> bool {
    let noun = phrase.rsplit(' ').next().unwrap_or_default();
    [phrase, noun].iter().any(|name| {
        let one_of = |ending: &str, one: &str| {
            name.strip_suffix(ending).is_some_and(|stem| words.contains(&[stem, one].concat()))
        };
        words.contains(*name)
            || [("s", ""), ("es", ""), ("ies", "y"), ("ves", "f")].iter().any(|it| one_of(it.0, it.1))
    })
}

/// What a file is called after: its name, or its folder's.
fn called(file: &str) -> Option<&str> {
    let mut parts = file.strip_suffix(".rs")?.rsplit('/');
    let name = parts.next()?;
    let called = if name == "mod" { parts.next()? } else { name };
    (!UNNAMED.contains(&called)).then_some(called)
}

#[test]
fn no_two_public_types_share_a_name_unless_the_glossary_says_where_and_why() {
    let shared = shared();
    let allows = |name: &String, files: &Vec<String>| {
        let distinct: BTreeSet<String> = files.iter().cloned().collect();
        distinct.len() == files.len() && shared.get(name) == Some(&distinct)
    };
    let twice: Vec<_> =
        types().into_iter().filter(|(name, files)| files.len() > 1 && !allows(name, files)).collect();
    assert!(twice.is_empty(), "{twice:#?}");
}

#[test]
fn the_glossary_excuses_no_name_that_is_not_shared() {
    let types = types();
    let alone: Vec<_> =
        shared().into_keys().filter(|name| types.get(name).is_none_or(|files| files.len() < 2)).collect();
    assert!(alone.is_empty(), "{alone:?}");
}

#[test]
fn every_file_and_every_public_type_is_called_by_a_word_of_the_glossary() {
    let words: BTreeSet<String> = words().into_iter().collect();
    let is_unknown = |name: &str| !is_explained(&phrase(name), &words);
    let files = sources().into_iter().filter(|file| called(file).is_some_and(is_unknown));
    let types = types().into_iter().filter(|(name, _)| is_unknown(name));
    let unknown: Vec<String> =
        files.chain(types.map(|(name, files)| format!("{name} of {}", files.join(", ")))).collect();
    assert!(unknown.is_empty(), "the glossary of ARCHITECTURE.md explains no word of {unknown:#?}");
}

#[test]
fn the_glossary_explains_each_word_once() {
    let mut seen = BTreeSet::new();
    let again: Vec<String> = words().into_iter().filter(|word| !seen.insert(word.clone())).collect();
    assert!(again.is_empty(), "{again:?}");
    assert!(seen.len() > 300, "only {} words were read", seen.len());
}

#[test]
fn every_word_of_a_public_type_is_read() {
    assert_eq!(declared("pub struct A1_b<'a> {").as_deref(), Some("A1_b"));
    assert_eq!(declared("    pub trait Draw {").as_deref(), Some("Draw"));
    assert_eq!(declared("pub(crate) enum Check {").as_deref(), Some("Check"));
    assert_eq!(declared("pub(super) struct Own;"), None);
    assert_eq!(declared("pub fn a() {"), None);
}

#[test]
fn a_name_is_explained_by_its_noun_or_as_a_whole() {
    let words = BTreeSet::from(["form", "shelf", "too long"].map(str::to_owned));
    let known =
        ["TicketForm", "ticket_forms", "Shelves", "TooLong"].map(|name| is_explained(&phrase(name), &words));
    assert_eq!(known, [true; 4]);
    assert_eq!(["FormTicket", "long"].map(|name| is_explained(&phrase(name), &words)), [false; 2]);
    assert_eq!(called("src/ui/mod.rs"), Some("ui"));
    assert_eq!(called("crates/server/src/lib.rs"), None);
}
