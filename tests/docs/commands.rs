//! Commands, flags and variables that the guides name are those of the programs, and sizes those of the budget.

use crate::markdown::{file, folder, page, pages};

#[test]
fn every_xtask_command_that_is_named_exists() {
    let program = file("crates/xtask/src/main.rs");
    for page in pages() {
        for (at, mark) in page.text.match_indices("cargo xtask ") {
            let rest = &page.text[at + mark.len()..];
            let name: String = rest.chars().take_while(char::is_ascii_lowercase).collect();
            assert!(
                program.contains(&format!("\"{name}\" =>")),
                "{}: there is no cargo xtask {name}",
                page.path
            );
        }
    }
}

#[test]
fn every_flag_and_variable_of_the_server_that_is_named_exists() {
    let server = folder("crates/server/src", &[".rs"]);
    for span in page("docs/self-hosting.md").spans {
        if let Some(flag) = span.strip_prefix("--").and_then(|flag| flag.split_whitespace().next()) {
            let field = format!("{}:", flag.replace('-', "_"));
            assert!(flag == "help" || server.contains(&field), "halo-server has no --{flag}");
        }
        if span.starts_with("HALO_") || span == "DATABASE_URL" {
            assert!(server.contains(&format!("\"{span}\"")), "halo-server reads no {span}");
        }
    }
}

#[test]
fn every_flag_of_serve_is_in_the_table() {
    let commands = file("crates/server/src/cli/mod.rs");
    let serve =
        commands.split("pub struct Serve {").nth(1).and_then(|rest| rest.split("\n}").next()).unwrap();
    let guide = page("docs/self-hosting.md");
    let place =
        commands.split("pub struct DataArgs {").nth(1).and_then(|rest| rest.split("\n}").next()).unwrap();
    let fields = place.lines().chain(serve.lines()).filter_map(|line| line.trim().strip_prefix("pub "));
    // The file with settings is told of above the table; the place of the data is a group of two flags.
    for line in fields.filter(|line| !line.starts_with("config:") && !line.starts_with("place:")) {
        let flag = format!("--{}", line.split(':').next().unwrap_or_default().replace('_', "-"));
        assert!(guide.text.contains(&format!("| `{flag}` |")), "docs/self-hosting.md does not list {flag}");
    }
}

#[test]
fn the_readme_gives_every_file_the_size_that_the_budget_allows() {
    let readme = file("README.md");
    let rows: Vec<&str> =
        readme.lines().filter(|line| line.starts_with('|') && line.ends_with("KB |")).collect();
    let budget = file("size-budget.toml");
    let mut count = 0;
    for entry in budget.split("\n[").skip(1) {
        let line = |name: &str| entry.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        let limit: f64 = line("limit = ").replace('_', "").parse().unwrap();
        let first = line("files = [\"").split('"').next().unwrap();
        if let Some(row) = rows.iter().find(|row| row.contains(&format!("`{first}`"))) {
            count += 1;
            assert!(
                row.contains(&format!("| {} KB |", limit / 1_000.0)),
                "{row}: the budget of {first} is {limit}"
            );
        }
    }
    assert_eq!(count, rows.len(), "a row of the README names no file of size-budget.toml");
}

#[test]
fn install_names_every_file_that_a_page_may_load() {
    let told = page("docs/install.md").spans;
    for line in file("size-budget.toml").lines().filter_map(|line| line.strip_prefix("files = [")) {
        for name in line.split('"').skip(1).step_by(2).map(|name| name.replace('*', "…")) {
            assert!(told.contains(&name), "docs/install.md does not say when {name} is fetched");
        }
    }
}
