//! Puts what a single binary must carry into it: the widget's files, the demo page and the documentation, as far as they
//! are there. A debug build reads them from the repository instead, so that an edit shows without a rebuild.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../..");
    println!("cargo:rerun-if-changed=build.rs");
    // The macro that reads them does not say so itself.
    println!("cargo:rerun-if-changed=migrations");
    name_stemmers(&root)?;
    gather_locales(&root)?;
    let mut rows = String::new();
    if env::var("PROFILE").is_ok_and(|profile| profile != "debug") {
        for (folder, suffix) in [("dist/sdk", ""), ("docs", ".md")] {
            add_folder(&mut rows, &root, folder, suffix)?;
        }
        // What is made there later belongs in too.
        println!("cargo:rerun-if-changed={}", root.join("dist").display());
        if !root.join("dist/sdk/manifest.json").is_file() {
            println!(
                "cargo:warning=there is no dist/sdk: this server brings no widget along; run `cargo xtask dist` before, \
                 or name the files with --sdk"
            );
        }
        // A release makes it before; otherwise `halo-server licenses` says that it is missing.
        for file in ["README.md", "index.html", "dist/THIRD-PARTY-server.txt"] {
            add_file(&mut rows, &root, file);
        }
    }
    let text = format!("pub(super) static FILES: &[(&str, &[u8])] = &[\n{rows}];\n");
    fs::write(PathBuf::from(env::var("OUT_DIR").unwrap_or_default()).join("embedded.rs"), text)
}

/// The version of the stemmers, which an index on disk must name: another one may stem otherwise. Cargo tells a crate
/// nothing of its dependencies, so the lock file does.
fn name_stemmers(root: &Path) -> io::Result<()> {
    let lock = root.join("Cargo.lock");
    println!("cargo:rerun-if-changed={}", lock.display());
    let text = fs::read_to_string(lock)?;
    let version = text
        .split("[[package]]")
        .find(|it| it.contains("name = \"frostem\""))
        .and_then(|it| it.split("version = \"").nth(1))
        .and_then(|it| it.split('"').next());
    let version = version.ok_or_else(|| io::Error::other("Cargo.lock names no version of frostem"))?;
    println!("cargo:rustc-env=HALO_STEMMERS={version}");
    Ok(())
}

/// The texts of the agent with, of each locale of the widget, the label of the button that leads to a person.
fn gather_locales(root: &Path) -> io::Result<()> {
    let folder = root.join("crates/server/locales");
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut names: Vec<String> = fs::read_dir(&folder)?
        .filter_map(|entry| {
            entry.ok()?.file_name().to_string_lossy().strip_suffix(".json").map(str::to_owned)
        })
        .collect();
    names.sort();
    let mut rows = String::new();
    for name in names {
        let widget = root.join("src/i18n/locales").join(format!("{name}.json"));
        println!("cargo:rerun-if-changed={}", widget.display());
        let text = fs::read_to_string(&widget)?;
        let label = text.split("\"talk_to_person\": \"").nth(1).and_then(|it| it.split('"').next());
        let label = label.ok_or_else(|| io::Error::other(format!("{name}.json lacks talk_to_person")))?;
        let own = folder.join(format!("{name}.json")).display().to_string();
        let _ = writeln!(rows, "    ({name:?}, include_str!({own:?}), {label:?}),");
    }
    let text = format!("static LOCALES: &[(&str, &str, &str)] = &[\n{rows}];\n");
    fs::write(PathBuf::from(env::var("OUT_DIR").unwrap_or_default()).join("locales.rs"), text)
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
