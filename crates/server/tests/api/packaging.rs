//! The files under packaging/: every setting and command that they name is one.

use std::path::Path;

use clap::CommandFactory as _;
use halo_server::cli::Cli;
use halo_server::settings::SETTINGS;

const FILES: [&str; 3] = ["halo-server.service", "halo-server.socket", "Containerfile"];

fn read(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packaging");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

#[test]
fn every_variable_that_they_name_is_a_setting() {
    let is_letter = |it: char| it.is_ascii_uppercase() || it == '_';
    for name in FILES {
        let text = read(name);
        let named: Vec<&str> = text
            .split(|it| !is_letter(it))
            .filter(|it| it.starts_with("HALO_") || *it == "DATABASE_URL")
            .collect();
        assert!(!named.is_empty(), "{name} names none");
        for variable in named {
            assert!(SETTINGS.iter().any(|(_, known)| *known == variable), "{name} names {variable}");
        }
    }
}

#[test]
fn the_commands_that_they_run_are_the_programs() {
    let program = Cli::command();
    let unit = read("halo-server.service");
    let line = unit.lines().find_map(|line| line.strip_prefix("ExecStart=")).unwrap();
    let image = read("Containerfile");
    let words = [line, &image].concat().replace(['[', ']', '"', ','], " ");
    for command in ["serve", "healthcheck"] {
        assert!(words.split_whitespace().any(|it| it == command), "nothing runs {command}");
        assert!(program.find_subcommand(command).is_some(), "{command}");
    }
}
