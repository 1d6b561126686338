//! Who may name whom: reads every source file of the widget and holds its `crate::…` paths to the order of the house
//! (ARCHITECTURE.md), and the browser's crates to `web`.

#![allow(clippy::unwrap_used)] // Also in what the tests call: a file that cannot be read ends them.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules from the door down. A module names only modules further down, and itself; modules of one row never
/// name each other.
const ROWS: [&[&str]; 6] =
    [&["api"], &["app"], &["ui", "web"], &["i18n", "theme"], &["core"], &["config", "error", "on_demand"]];

/// Who beside `web` may name a browser crate: the door takes elements and values in and hands them on, `app` passes
/// values through.
const BROWSER_CRATES: [(&str, &[&str]); 4] = [
    ("web_sys::", &["web", "api"]),
    ("js_sys::", &["web"]),
    ("wasm_bindgen::", &["web", "api", "app"]),
    ("leptos::", &["ui", "app"]),
];

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

fn row(module: &str) -> Option<usize> {
    ROWS.iter().position(|row| row.contains(&module))
}

/// Every `(file, module, line of code)` of the widget below its top module.
fn lines() -> Vec<(PathBuf, String, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut lines = Vec::new();
    for file in sources(&src) {
        let relative = file.strip_prefix(&src).unwrap();
        let first = relative.components().next().unwrap().as_os_str().to_string_lossy();
        let module = first.trim_end_matches(".rs").to_owned();
        for line in fs::read_to_string(&file).unwrap().lines() {
            let code = line.split("//").next().unwrap_or_default();
            lines.push((relative.to_owned(), module.clone(), code.to_owned()));
        }
    }
    lines
}

#[test]
fn a_module_names_only_modules_in_lower_places() {
    for (file, module, code) in lines() {
        let Some(own) = row(&module) else { continue };
        for (at, _) in code.match_indices("crate::") {
            let rest = &code[at + "crate::".len()..];
            let named: String =
                rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '1' || *c == '8').collect();
            let Some(other) = row(&named) else { continue };
            let allowed = named == module || other > own;
            assert!(allowed, "{}: {module} may not name {named}: {code}", file.display());
        }
    }
}

#[test]
fn only_the_rooms_at_the_window_name_browser_crates() {
    for (file, module, code) in lines() {
        for (browser, rooms) in BROWSER_CRATES {
            // What Leptos passes through is Leptos' own.
            let own = code.replace(&format!("leptos::{browser}"), "");
            let allowed = rooms.contains(&module.as_str()) || !own.contains(browser);
            assert!(allowed, "{}: {module} may not name {browser}: {code}", file.display());
        }
    }
}

#[test]
fn every_module_has_its_row() {
    for (file, module, _) in lines() {
        let known = row(&module).is_some() || ["lib", "main"].contains(&module.as_str());
        assert!(known, "{}: {module} has no row in this test", file.display());
    }
}

#[test]
fn only_the_door_exports_to_javascript() {
    for (file, module, code) in lines() {
        // `web` may bind functions of the browser; those blocks are imports, and start with `extern`.
        let exports = code.contains("#[wasm_bindgen") && !matches!(module.as_str(), "api" | "web");
        assert!(!exports, "{}: {code}", file.display());
    }
}
