//! The widget's source files as modules, and the modules that each of them names: by `use`, braces within braces, and
//! by paths in the midst of code.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A module's path below the crate, `["core", "talk", "record"]`.
pub(crate) type Module = Vec<String>;

/// One source file without its tests.
pub(crate) struct Source {
    /// Below `src/`.
    pub(crate) file: PathBuf,
    pub(crate) module: Module,
    /// Without comments, and without what only tests compile.
    pub(crate) code: String,
}

/// Every source file of the widget but its tests.
pub(crate) fn sources() -> Vec<Source> {
    // `cargo xtask plant` names a copy with a fault in it.
    let tree = std::env::var_os("HALO_TREE").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    let src = tree.join("src");
    let mut found = Vec::new();
    collect(&src, &src, &mut found);
    found
}

fn collect(src: &Path, folder: &Path, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && path.file_name().unwrap() != "tests" {
            collect(src, &path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
            let file = path.strip_prefix(src).unwrap().to_owned();
            let code = code(&fs::read_to_string(&path).unwrap());
            found.push(Source { module: module(&file), file, code });
        }
    }
}

fn module(file: &Path) -> Module {
    let mut module: Module =
        file.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if module.last().is_some_and(|last| last == "mod") {
        module.pop();
    }
    module
}

fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let text = text.split("#[cfg(test)]\npub(in crate::core) mod tests").next().unwrap_or_default();
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// Every path that a file names, from the crate down: `crate::…` and `super::…`, with what stands in braces. A name
/// that is no module of ours is part of a path all the same; [`arrows`] cuts it off.
pub(crate) fn paths(source: &Source) -> BTreeSet<Module> {
    let mut found = BTreeSet::new();
    for start in ["crate::", "super::", "self::"] {
        for (at, _) in source.code.match_indices(start) {
            let before = source.code[..at].chars().next_back().unwrap_or(' ');
            // In the midst of a longer path, `super::super::…` say, or of a name.
            if before == ':' || before == '_' || before.is_alphanumeric() {
                continue;
            }
            let mut base = if start == "crate::" { Vec::new() } else { source.module.clone() };
            if start == "super::" {
                base.pop();
            }
            expand(&source.code[at + start.len()..], base, &mut found);
        }
    }
    found
}

/// Reads `a::b::{c, d::{e, f}}`; how much of the text that was.
fn expand(text: &str, mut path: Module, found: &mut BTreeSet<Module>) -> usize {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        if let Some(inner) = rest.strip_prefix('{') {
            return at + 1 + list(inner, &path, found);
        }
        let name = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        match &rest[..name] {
            "super" => _ = path.pop(),
            "" | "self" => {}
            name => path.push(name.to_owned()),
        }
        at += name;
        if !text[at..].starts_with("::") {
            found.insert(path);
            return at;
        }
        at += 2;
    }
}

/// Reads what stands in braces, up to the one that closes them.
fn list(text: &str, path: &Module, found: &mut BTreeSet<Module>) -> usize {
    let mut at = 0;
    while let Some(next) = text[at..].chars().next() {
        if next == '}' {
            return at + 1;
        }
        let is_name = next == '_' || next.is_ascii_alphanumeric();
        at += if is_name { expand(&text[at..], path.clone(), found) } else { next.len_utf8() };
    }
    at
}

/// Which modules each module leans on. A module that opens onto its own children is the door of their room: what it
/// names of them is no arrow.
pub(crate) fn arrows(sources: &[Source]) -> BTreeMap<Module, BTreeSet<Module>> {
    let modules: BTreeSet<&Module> = sources.iter().map(|source| &source.module).collect();
    let owner =
        |path: &Module| (1..=path.len()).rev().map(|n| path[..n].to_vec()).find(|it| modules.contains(it));
    sources
        .iter()
        .map(|source| {
            let named = paths(source).iter().filter_map(owner).collect::<BTreeSet<_>>();
            let others = named.into_iter().filter(|other| !other.starts_with(&source.module)).collect();
            (source.module.clone(), others)
        })
        .collect()
}
