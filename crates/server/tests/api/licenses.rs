//! `halo-server licenses`, as whoever has only the program meets it.

use std::path::Path;
use std::process::Command;

use crate::support::run;

/// Made by `cargo xtask release` alone.
const NOTICES: [&str; 2] = ["dist/THIRD-PARTY-server.txt", "dist/sdk/THIRD-PARTY.txt"];

#[test]
fn the_notices_are_printed_or_it_is_said_how_they_are_made() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let made = NOTICES.map(|name| std::fs::read_to_string(root.join(name)));
    match (run(&["licenses"], &[]), made) {
        (Ok(printed), [Ok(server), widget]) => {
            assert!(server.contains("axum") && printed.starts_with(&server));
            assert!(widget.is_ok_and(|it| printed.ends_with(&it)) || printed == server);
        }
        (Err(told), _) => {
            let sentence = "halo-server: no notices of third parties are in this program: `cargo xtask release --build` makes \
                            one that has them\n";
            assert_eq!(told, sentence);
        }
        (Ok(printed), _) => panic!("notices that nobody made were printed: {printed}"),
    }
}

#[test]
fn a_program_without_notices_ends_with_status_1_and_prints_none() {
    let out = Command::new(env!("CARGO_BIN_EXE_halo-server")).arg("licenses").output().unwrap();
    assert_eq!(out.status.code(), Some(i32::from(out.stdout.is_empty())));
}
