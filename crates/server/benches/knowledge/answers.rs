//! Whole answers, as a visitor would read them.

use std::path::Path;

use halo_server::agent::knowledge::preview;
use halo_server::knowledge::shelf::{Shelf, Source};
use halo_server::knowledge::speech::Voice;
use tokio_util::sync::CancellationToken;

pub(crate) fn print(folder: &Path, locale: &str, questions: &Path) {
    let shelf = Shelf::open(vec![Source::Path(folder.to_owned())], None).unwrap();
    shelf.update(&CancellationToken::new()).unwrap();
    let library = shelf.library();
    for question in std::fs::read_to_string(questions).unwrap().lines() {
        println!("### {question}\n\n{}\n", preview(&library, question, Voice::of_tag(locale)));
    }
}
