//! How well and how fast the agent without a model answers. `cargo xtask bench knowledge` runs it beside other searches.
//!
//! `quality FOLDER`: every `*.json` in the folder is a set of paragraphs and questions of one language (SQuAD 1.1's form).
//! Each quarter of the articles is left out once: its questions have no answer in the documents then, all others do.
//! It fails where a language falls below what must hold. `--evidence` prints what speaks for the best section of each
//! question, from which the thresholds are fitted.
//! `answers FOLDER LOCALE FILE`: the whole answers to the questions of a file, one a line, to be read.
//! `speed SECTIONS`: makes so many sections, reads them, changes one file, and asks.

// A bench that cannot measure has nothing to say.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a bench that cannot measure has nothing to say")]

#[path = "knowledge/answers.rs"]
mod answers;
#[path = "knowledge/quality.rs"]
mod quality;
#[path = "knowledge/speed.rs"]
mod speed;

use std::path::Path;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|it| it != "--bench").collect();
    let has = |flag: &str| arguments.iter().any(|it| it == flag);
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["quality", folder, ..] => quality(folder.as_ref(), has("--evidence"), has("--whole")),
        ["answers", folder, locale, file] => answers::print(folder.as_ref(), locale, file.as_ref()),
        ["speed", sections, ..] => speed::print(sections.parse().unwrap()),
        _ => println!(
            "knowledge: quality FOLDER [--evidence] [--whole] | answers FOLDER LOCALE FILE | speed SECTIONS"
        ),
    }
}

fn quality(folder: &Path, shows_evidence: bool, is_whole: bool) {
    let scores = quality::measure(folder, shows_evidence, is_whole);
    if shows_evidence {
        return;
    }
    println!("| language | sections | right | false | hit@1 | hit@3 |\n|---|---|---|---|---|---|");
    for it in &scores {
        println!(
            "| {} | {} | {:.1} | {:.1} | {:.1} | {:.1} |",
            it.language, it.sections, it.right, it.wrongly, it.first, it.third
        );
    }
    let faults: Vec<String> = scores.iter().flat_map(quality::Score::faults).collect();
    // Whole folders have no question that is on something else.
    if !is_whole && !faults.is_empty() {
        faults.iter().for_each(|it| eprintln!("{it}"));
        std::process::exit(1);
    }
}
