//! What the agent without a model makes of folders, and how well it answers, on the project's own questions in every
//! language that there are some for. `cargo xtask bench knowledge` holds the same on public questions, too many for a test.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where what it needs is not there")]

use std::fs;
use std::path::{Path, PathBuf};

use halo_server::knowledge::shelf::{Shelf, Source};
use tokio_util::sync::CancellationToken;

#[allow(dead_code, reason = "the bench prints more of it")]
#[path = "../benches/knowledge/quality.rs"]
mod quality;

#[test]
fn of_twenty_questions_at_most_one_is_answered_falsely_in_any_language() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/knowledge/questions");
    let scores = quality::measure(&folder, false, false);
    assert!(scores.len() >= 14, "{}", scores.len());
    let faults: Vec<String> = scores.iter().flat_map(quality::Score::faults).collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

/// A folder that goes with its test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("halo-knowledge-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_page_without_a_title_is_called_as_the_list_of_contents_calls_it_and_anew_when_that_changes() {
    let folder = Folder::new("titles");
    folder.write("mkdocs.yml", "nav:\n  - Set it up: a.md\n  - Own: b.md\n");
    folder.write("docs/a.md", "Put the script into the page.\n");
    folder.write("docs/b.md", "# Named\n\nIt names itself.\n");
    folder.write("book/SUMMARY.md", "# Summary\n\n- [Ask a person](c.md)\n");
    folder.write("book/c.md", "Press the button.\n");
    let shelf = Shelf::open(vec![Source::Path(folder.0.clone())], None).unwrap();
    let titles = || {
        shelf.update(&CancellationToken::new()).unwrap();
        let library = shelf.library();
        library.documents().map(|(name, it)| (name.clone(), it.title.clone())).collect::<Vec<_>>()
    };
    let pair = |name: &str, title: &str| (name.to_owned(), title.to_owned());
    assert_eq!(
        titles(),
        [pair("book/c", "Ask a person"), pair("docs/a", "Set it up"), pair("docs/b", "Named")]
    );
    folder.write("mkdocs.yml", "nav:\n  - Begin: a.md\n");
    assert_eq!(titles()[1], pair("docs/a", "Begin"));
    assert_eq!(shelf.library().document("docs/a").unwrap().title, "Begin");
}
