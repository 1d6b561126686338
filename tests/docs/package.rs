//! What npm/package.json promises: where the package comes from, that every address it exports is among its files, and that
//! only the script tag's file does something when it is merely imported. What is packed is tested by tests/package.

use std::path::Path;

use serde_json::Value;

use crate::markdown::{file, root};

fn manifest() -> Value {
    serde_json::from_str(&file("npm/package.json")).unwrap()
}

/// The texts of a list, or one text.
fn texts(value: &Value) -> Vec<&str> {
    value.as_array().map_or_else(
        || value.as_str().into_iter().collect(),
        |list| list.iter().filter_map(Value::as_str).collect(),
    )
}

/// The files that the exports lead to, by whatever condition.
fn targets(exports: &Value, found: &mut Vec<String>) {
    match exports {
        Value::String(target) => found.push(target.trim_start_matches("./").to_owned()),
        Value::Object(conditions) => conditions.values().for_each(|one| targets(one, found)),
        _ => panic!("{exports} leads nowhere"),
    }
}

/// Whether a name with at most one `*` covers another, which may have one too.
fn covers(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        Some((start, end)) => name.ends_with(end) && (name.starts_with(start) || name.starts_with('*')),
        None => pattern == name,
    }
}

#[test]
fn the_package_says_where_it_comes_from_as_provenance_needs_it() {
    let package = manifest();
    let repository = &package["repository"];
    let home = env!("CARGO_PKG_REPOSITORY");
    assert_eq!(repository["url"], format!("git+{home}.git"));
    assert_eq!(repository["directory"], "npm", "the folder of package.json");
    assert!(root().join("npm/package.json").exists());
    assert_eq!(package["publishConfig"]["provenance"], true);
    assert_eq!(package["license"], env!("CARGO_PKG_LICENSE"));
}

#[test]
fn everything_that_is_exported_is_packed() {
    let package = manifest();
    let files = texts(&package["files"]);
    let mut exported = Vec::new();
    targets(&package["exports"], &mut exported);
    exported.extend(
        ["main", "module", "types", "unpkg", "jsdelivr"]
            .map(|key| package[key].as_str().unwrap().trim_start_matches("./").to_owned()),
    );
    for target in exported.iter().filter(|name| *name != "package.json") {
        assert!(files.iter().any(|pattern| covers(pattern, target)), "{target} is exported and not packed");
    }
}

#[test]
fn every_type_declaration_lies_beside_its_module() {
    // TypeScript takes the first condition that fits: `types` stands before `default`.
    let text = file("npm/package.json");
    assert_eq!(text.matches("\"types\": \"./").count(), 4);
    for (at, _) in text.match_indices("\"default\": ") {
        assert!(text[..at].trim_end().ends_with(".d.ts\","), "a module without types before it");
    }
    for (name, conditions) in manifest()["exports"].as_object().unwrap() {
        let Some(types) = conditions["types"].as_str() else { continue };
        let module = conditions["default"].as_str().unwrap();
        assert_eq!(Path::new(types).with_extension("").with_extension("js"), Path::new(module), "{name}");
        assert!(root().join("npm").join(types).exists() && root().join("npm").join(module).exists());
    }
}

#[test]
fn only_the_file_of_the_script_tag_does_something_when_it_is_imported() {
    assert_eq!(texts(&manifest()["sideEffects"]), ["./haloagents.umd.js"]);
    for name in ["index.js", "react.js", "vue.js"] {
        let code = file(&format!("npm/{name}"));
        assert!(!code.contains("window.HaloAgents ="), "{name} leaves a global behind");
        assert!(!code.lines().any(|line| line.starts_with("import '")), "{name} imports for an effect");
    }
}
