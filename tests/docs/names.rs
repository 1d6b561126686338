//! Names that the guides list are those of the code: options, methods, error codes, parts, custom properties. The
//! package's README is held to them by tests/public_api.rs.

use std::collections::BTreeSet;

use crate::markdown::{Page, file, folder, page};

pub(crate) type Names = BTreeSet<String>;

/// The texts in quotes of a piece of code.
fn quoted(code: &str, quote: char) -> Names {
    code.split(quote).skip(1).step_by(2).map(str::to_owned).collect()
}

/// What stands in `text` between two marks.
pub(crate) fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let from = text.find(start).unwrap_or_else(|| panic!("no {start}")) + start.len();
    let rest = &text[from..];
    &rest[..rest.find(end).unwrap_or_else(|| panic!("no {end} after {start}"))]
}

/// Every option of `init`: those of src/config.rs, and those that the door alone knows.
pub(crate) fn options() -> Names {
    let config = file("src/config.rs");
    let mut names = Names::new();
    for list in ["DOOR_OPTIONS", "CALLBACK_OPTIONS", "WIDGET_OPTIONS"] {
        names.extend(quoted(between(&config, &format!("const {list}"), "];"), '"'));
    }
    let door = file("npm/options.js");
    let types = between(&door, "const TYPES = {", "\n};");
    names.extend(types.lines().filter_map(|line| Some(line.trim().split_once(':')?.0.to_owned())));
    names
}

/// The methods of an instance.
pub(crate) fn methods() -> Names {
    let door = file("npm/instance.js");
    let list = between(&door, "const METHODS =", ".split");
    list.trim().trim_matches('\'').split_whitespace().map(str::to_owned).collect()
}

/// The words of code spans, also of those that call or assign.
fn named(spans: &[String]) -> Names {
    let word = |span: &String| span.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    spans.iter().map(word).collect()
}

/// Code spans in the first column of a page's tables, where the heading of the table begins like this.
fn first_column(page: &Page, heading: &str) -> Names {
    let mut names = Names::new();
    let mut is_meant = false;
    for line in page.text.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            is_meant = title.starts_with(heading);
        }
        if let Some(row) = line.strip_prefix('|').filter(|_| is_meant) {
            let cell = row.split('|').next().unwrap_or_default();
            names.extend(named(&quoted(cell, '`').into_iter().collect::<Vec<_>>()));
        }
    }
    names
}

fn assert_covers(page: &str, documented: &Names, known: &Names) {
    let missing: Vec<_> = known.difference(documented).collect();
    assert!(missing.is_empty(), "{page} does not name {missing:?}");
}

#[test]
fn install_lists_every_option_and_no_other() {
    let install = page("docs/install.md");
    let known = options();
    let listed = first_column(&install, "Options");
    let unknown: Vec<_> = listed.difference(&known).collect();
    assert!(unknown.is_empty(), "docs/install.md lists {unknown:?}, which the code does not know");
    assert_covers("docs/install.md", &named(&install.spans), &known);
}

#[test]
fn the_api_guide_names_every_method_and_callback() {
    let guide = named(&page("docs/javascript-api.md").spans);
    assert_covers("docs/javascript-api.md", &guide, &methods());
    let config = file("src/config.rs");
    let callbacks = quoted(between(&config, "const CALLBACK_OPTIONS", "];"), '"');
    let told = callbacks.into_iter().filter(|name| name.starts_with("on") && name != "onIdentityExpired");
    assert_covers("docs/javascript-api.md", &guide, &told.collect());
}

#[test]
fn the_api_guide_lists_every_error_code() {
    let listed = first_column(&page("docs/javascript-api.md"), "Which error codes");
    let errors = file("src/error.rs");
    let mut known: Names = quoted(between(&errors, "pub fn code", "\n    }\n"), '"')
        .into_iter()
        .filter(|it| !it.contains(' '))
        .collect();
    let door = folder("npm", &["check.js", "boot.js", "instance.js"]);
    for mark in ["report('", "return ['", "wrong = ['"] {
        known.extend(door.split(mark).skip(1).filter_map(|rest| Some(rest.split_once('\'')?.0.to_owned())));
    }
    assert_eq!(listed, known);
}

#[test]
fn the_styling_guide_lists_every_part() {
    let listed = first_column(&page("docs/styling.md"), "Which parts");
    let mut parts = Names::from(["launcher".to_owned()]);
    let code = folder("src/ui", &[".rs"]);
    for rest in code.split("(\"part\", \"").skip(1) {
        parts.extend(rest.split('"').next().unwrap_or_default().split_whitespace().map(str::to_owned));
    }
    assert_eq!(listed, parts);
}

#[test]
fn the_styling_guide_lists_every_custom_property() {
    let guide = page("docs/styling.md");
    let listed: Names = guide.spans.iter().filter(|span| span.starts_with("--halo-")).cloned().collect();
    let code = folder("style", &[".css"]) + &folder("npm", &["launcher.js"]);
    let name =
        |rest: &str| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect::<String>();
    let known: Names = code
        .match_indices("--halo-")
        .map(|(at, _)| name(&code[at..]))
        // The door builds some names from a prefix.
        .filter(|name| name != "--halo-")
        .collect();
    let listed: Names = listed.into_iter().filter(|name| name != "--halo-").collect();
    assert_eq!(listed, known);
}

#[test]
fn the_styling_guide_lists_every_setting_of_an_agent_that_is_read() {
    let listed = first_column(&page("docs/styling.md"), "What else can be set");
    let code = file("src/config.rs");
    let resolve = between(&code, "pub fn resolve(", "\n    }\n}");
    let mut known = Names::new();
    for mark in ["wish(\"", "style(answer, \""] {
        let rest = resolve.split(mark).skip(1);
        known.extend(rest.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
    }
    known.extend(quoted(between(resolve, "Notices::new(", ".map"), '"'));
    assert_eq!(listed, known);
}

#[test]
fn the_language_guide_lists_every_locale() {
    let guide = page("docs/languages.md");
    let table = between(&guide.text, "## Which languages", "\n## ");
    let listed: Names = quoted(table, '`');
    let code = file("src/i18n/negotiate.rs");
    let known = between(&code, "pub const LOCALES: &str = \"", "\"");
    assert_eq!(listed, known.split_whitespace().filter(|it| *it != "\\").map(str::to_owned).collect());
}
