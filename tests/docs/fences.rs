//! No snippet of the guides is left to itself: each is run by one of the tests, or a line before it says why it cannot be.
//! `tests/browser/harness/fences.mjs` knows who runs which; the browser scenarios `guide-…` and `tests/package/guides` run
//! theirs, `samples.rs` the token samples, and the map of the README is followed here.

use std::process::Command;

use crate::markdown::{page, root};

#[test]
fn every_snippet_of_the_guides_is_run_by_a_test_or_says_why_not() {
    let list =
        Command::new("node").arg("tests/browser/harness/fences.mjs").current_dir(root()).output().unwrap();
    let lines = String::from_utf8_lossy(&list.stdout);
    let lost: Vec<&str> = lines.lines().filter(|line| line.contains("NEITHER RUN NOR EXCUSED")).collect();
    assert!(list.status.success(), "{lost:?} {}", String::from_utf8_lossy(&list.stderr));
    assert!(lines.lines().count() > 50, "the snippets were found");
}

#[test]
fn every_place_on_the_map_of_the_readme_is_there() {
    let readme = page("README.md");
    for (_, map) in readme.fences.iter().filter(|(language, _)| language == "text") {
        for place in map.lines().filter_map(|line| line.split_whitespace().next()) {
            assert!(root().join(place).exists(), "README.md shows the way to {place}, which is not there");
        }
    }
}
