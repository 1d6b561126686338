//! Puts what a single binary must carry into it: the widget's files, the demo page and the documentation, as far as they
//! are there. A debug build reads them from the repository instead, so that an edit shows without a rebuild.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../..");
    println!("cargo:rerun-if-changed=build.rs");
    let mut rows = String::new();
    if env::var("PROFILE").is_ok_and(|profile| profile != "debug") {
        for (folder, suffix) in [("dist/sdk", ""), ("docs", ".md")] {
            add_folder(&mut rows, &root, folder, suffix)?;
        }
        for file in ["README.md", "index.html"] {
            add_file(&mut rows, &root, file);
        }
    }
    let text = format!("pub(super) static FILES: &[(&str, &[u8])] = &[\n{rows}];\n");
    fs::write(PathBuf::from(env::var("OUT_DIR").unwrap_or_default()).join("embedded.rs"), text)
}

fn add_folder(rows: &mut String, root: &Path, folder: &str, suffix: &str) -> io::Result<()> {
    let path = root.join(folder);
    if !path.is_dir() {
        return Ok(());
    }
    println!("cargo:rerun-if-changed={}", path.display());
    let mut names: Vec<String> = fs::read_dir(&path)?
        .filter_map(|entry| entry.ok().filter(|entry| entry.path().is_file()))
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(suffix) && !name.starts_with('.'))
        .collect();
    names.sort();
    for name in names {
        add_file(rows, root, &format!("{folder}/{name}"));
    }
    Ok(())
}

fn add_file(rows: &mut String, root: &Path, name: &str) {
    let path = root.join(name);
    if path.is_file() {
        println!("cargo:rerun-if-changed={}", path.display());
        let _ = writeln!(rows, "    ({name:?}, include_bytes!({:?})),", path.display().to_string());
    }
}
