//! One list of names: the widget's options and methods, the types, the door's queue, its check of options and the
//! package's README name the same, and all say the same version.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that panics has failed, which is its job")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use halo_widget::config::{CALLBACK_OPTIONS, DOOR_OPTIONS, WIDGET_OPTIONS};

/// Options of the door that never reach the widget's own list: one for pinned scripts, one for bundlers.
const LOADING_OPTIONS: [&str; 2] = ["integrity", "wasmUrl"];

/// Methods that the door queues and the widget does not carry out yet: calls are rejected.
const TO_COME: [&str; 0] = [];

type Names = BTreeSet<String>;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn names<'a>(given: impl IntoIterator<Item = &'a str>) -> Names {
    given.into_iter().map(str::to_owned).collect()
}

/// What stands between `start` and the next line that begins with `end`.
fn section<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let rest = text.split_once(start).unwrap_or_else(|| panic!("{start} was not found")).1;
    rest.split_once(&format!("\n{end}")).unwrap().0
}

/// The names at the beginning of the lines of an interface, before `?:`, `:` or `(`.
fn members(interface: &str) -> Names {
    let name_of = |line: &'_ str| Some(line.strip_prefix("  ")?.split(['?', ':', '(']).next()?.to_owned());
    let is_name = |name: &String| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric());
    interface.lines().filter_map(name_of).filter(is_name).collect()
}

fn typed_options() -> Names {
    members(section(&read("npm/index.d.ts"), "export interface HaloAgentsConfig {", "}"))
}

fn typed_methods() -> Names {
    members(section(&read("npm/index.d.ts"), "export interface HaloAgentsInstance {", "}"))
}

#[test]
fn the_types_have_every_option_of_the_widget_and_no_other() {
    let known = [&DOOR_OPTIONS[..], &CALLBACK_OPTIONS, &WIDGET_OPTIONS, &LOADING_OPTIONS].concat();
    assert_eq!(typed_options(), names(known));
}

#[test]
fn the_doors_check_of_options_knows_the_same() {
    assert_eq!(members(section(&read("npm/options.js"), "const TYPES = {", "};")), typed_options());
}

#[test]
fn every_option_and_method_says_what_it_does_and_every_option_its_default() {
    let types = read("npm/index.d.ts");
    for interface in ["HaloAgentsConfig", "HaloAgentsInstance"] {
        let text = section(&types, &format!("export interface {interface} {{"), "}");
        for member in members(text) {
            let before = text.split(&format!("\n  {member}")).next().unwrap();
            let comment = before.rsplit("/**").next().unwrap();
            assert!(comment.trim_end().ends_with("*/"), "{interface}.{member} has no comment");
            let has_default = comment.contains("@default") || comment.contains("Required.");
            assert!(interface == "HaloAgentsInstance" || has_default, "{member} has no @default");
        }
    }
}

#[test]
fn the_doors_queue_has_every_method_of_the_types() {
    let queue = read("npm/instance.js");
    let list = queue.split_once("const METHODS =\n  '").unwrap().1.split_once('\'').unwrap().0;
    assert_eq!(names(list.split(' ')), typed_methods());
}

#[test]
fn the_widget_has_every_method_of_the_types() {
    let api = read("src/api.rs");
    let widget = api.split_once("impl Widget {").unwrap().1;
    let mut own = Names::new();
    let mut renamed = None;
    for line in widget.lines().map(str::trim) {
        if let Some((_, rest)) = line.split_once("js_name = ") {
            renamed = rest.split(')').next().map(str::to_owned);
        } else if let Some(rest) = line.strip_prefix("pub fn ") {
            let name = rest.split('(').next().unwrap_or_default().to_owned();
            own.insert(renamed.take().unwrap_or(name));
        }
    }
    let missing: Names = typed_methods().difference(&own).cloned().collect();
    let unknown: Names = own.difference(&typed_methods()).cloned().collect();
    assert_eq!((missing, unknown), (names(TO_COME), Names::new()));
}

#[test]
fn the_packages_readme_names_every_option_and_method() {
    let readme = read("npm/README.md");
    let told: Names =
        readme.split('`').skip(1).step_by(2).map(|code| code.split('(').next().unwrap().to_owned()).collect();
    for name in typed_options().union(&typed_methods()) {
        assert!(told.contains(name), "npm/README.md does not name {name}");
    }
}

#[test]
fn crate_package_and_door_have_one_version() {
    let version = env!("CARGO_PKG_VERSION");
    assert!(read("npm/boot.js").contains(&format!("export const version = '{version}';")));
    assert!(read("npm/package.json").contains(&format!("\"version\": \"{version}\"")));
}
