//! Lays what the library takes in with `include_str!` into `$OUT_DIR`: its English texts, and its style sheets. By
//! itself it joins the sheets that style/index.css imports, so that plain cargo needs no node; `cargo xtask dist` names
//! a finished, minified sheet in `HALO_STYLE` instead. The sheets of a chunk go into a file of its name beside it,
//! without comments and indentation. With the feature `split` it also has the linker keep what the module is cut by.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Names a finished style sheet to be used as it is.
const FINISHED_SHEET: &str = "HALO_STYLE";
/// The list of sheets, in the order of the cascade.
const LIST: &str = "style/index.css";
/// The texts that are inside the module.
const ENGLISH: &str = "src/i18n/locales/en.json";
/// Chunks that bring sheets along; the list of each is style/<chunk>.css.
const CHUNKS: [&str; 5] = ["guide", "markdown", "menu", "person", "talk"];

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed={FINISHED_SHEET}");
    if env::var_os("CARGO_FEATURE_SPLIT").is_some() {
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
    }
    let sheet = match env::var_os(FINISHED_SHEET) {
        Some(path) => read(Path::new(&path))?,
        None => joined(Path::new(LIST))?,
    };
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo set no OUT_DIR"))?);
    fs::write(out.join("style.css"), sheet)?;
    for chunk in CHUNKS {
        let name = format!("{chunk}.css");
        let sheet = without_comments(&joined(&Path::new("style").join(&name))?);
        let sheet: String = sheet.lines().map(str::trim).map(compact).collect();
        fs::write(out.join(name), sheet.replace(";}", "}"))?;
    }
    fs::write(out.join("english.txt"), lines(&read(Path::new(ENGLISH))?)?)
}

/// A line of a sheet without what no browser needs: a block's opening, or one whole declaration.
fn compact(line: &str) -> String {
    let tight = |selector: &str| selector.replace(" > ", ">").replace(" + ", "+").replace(", ", ",");
    if let Some(selector) = line.strip_suffix(" {") {
        return tight(selector) + "{";
    }
    match line.split_once(": ") {
        Some((name, value)) if line.ends_with(';') => [name, ":", &value.replace(", ", ",")].concat(),
        _ if line.ends_with(',') => tight(line),
        _ if line.ends_with([';', '}', ',']) || line.is_empty() => line.to_owned(),
        _ => [line, "\n"].concat(),
    }
}

/// A locale file as lines of key, tab and text; the key of a counted text has a dot and the category after it.
fn lines(json: &str) -> io::Result<String> {
    let texts: serde_json::Map<String, serde_json::Value> = serde_json::from_str(json)?;
    let mut lines = String::new();
    for (key, text) in texts {
        let line =
            |key: &str, text: &serde_json::Value| format!("{key}\t{}\n", text.as_str().unwrap_or_default());
        match text.as_object() {
            Some(forms) => {
                forms.iter().for_each(|(form, text)| lines += &line(&format!("{key}.{form}"), text))
            }
            None => lines += &line(&key, &text),
        }
    }
    Ok(lines)
}

/// The imported sheets one after another.
fn joined(list: &Path) -> io::Result<String> {
    let mut sheet = String::new();
    for name in imports(&read(list)?)? {
        sheet += &read(&list.with_file_name(name))?;
    }
    Ok(sheet)
}

/// The file names of `@import "./name.css";` lines. Anything else in the list but comments is refused: it would be
/// in the bundled sheet and not in this one.
fn imports(list: &str) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for line in without_comments(list).lines().map(str::trim).filter(|line| !line.is_empty()) {
        let name = line.strip_prefix("@import \"./").and_then(|rest| rest.strip_suffix("\";"));
        let refusal = || {
            io::Error::other(format!(
                "{LIST}: met {line:?}; allowed are lines such as @import \"./base.css\";"
            ))
        };
        names.push(name.ok_or_else(refusal)?.to_owned());
    }
    Ok(names)
}

fn without_comments(css: &str) -> String {
    let mut rest = css;
    let mut kept = String::new();
    while let Some((before, comment)) = rest.split_once("/*") {
        kept += before;
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    kept + rest
}

fn read(path: &Path) -> io::Result<String> {
    println!("cargo::rerun-if-changed={}", path.display());
    fs::read_to_string(path).map_err(|error| io::Error::other(format!("{}: {error}", path.display())))
}
