//! What reading a folder and asking it costs, by the number of its sections.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use halo_server::knowledge::language::Language;
use halo_server::knowledge::question::Question;
use halo_server::knowledge::rank;
use halo_server::knowledge::shelf::{Shelf, Source};
use tokio_util::sync::CancellationToken;

/// Sections of one file.
const SECTIONS_OF_FILE: usize = 10;
/// Words of a section.
const WORDS: usize = 90;
/// Words that there are: as many as in documentations.
const VOCABULARY: usize = 20_000;
/// Questions that are asked.
const QUESTIONS: usize = 400;

pub(crate) fn print(sections: usize) {
    let folder = std::env::temp_dir().join(format!("halo-bench-{}", std::process::id()));
    let (documents, indexes) = (folder.join("documents"), folder.join("indexes"));
    std::fs::create_dir_all(&documents).unwrap();
    let mut chance = Chance(7);
    for file in 0..sections.div_ceil(SECTIONS_OF_FILE) {
        std::fs::write(documents.join(format!("f{file}.md")), text(file, &mut chance)).unwrap();
    }
    let first = start(&documents, &indexes);
    let again = start(&documents, &indexes);
    let shelf = open(&documents, &indexes);
    shelf.update(&CancellationToken::new()).unwrap();
    std::fs::write(documents.join("f0.md"), text(sections, &mut chance)).unwrap();
    let before = processor_seconds();
    shelf.update(&CancellationToken::new()).unwrap();
    let changed = processor_seconds() - before;
    let mut times = ask(&shelf, &mut chance);
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!(
        "{sections} sections: read in {first:.2} s of processor time, unchanged {again:.3} s, one changed file {changed:.3} s, \
         memory {:.0} MB at most, an answer {:.1} ms (p50) {:.1} ms (p99)",
        most_memory_megabytes(),
        at(0.5),
        at(0.99)
    );
    std::fs::remove_dir_all(&folder).unwrap();
}

fn open(documents: &Path, indexes: &Path) -> Shelf {
    Shelf::open(vec![Source::Path(PathBuf::from(documents))], Some(indexes)).unwrap()
}

/// Processor time until every section can be found.
fn start(documents: &Path, indexes: &Path) -> f64 {
    let before = processor_seconds();
    open(documents, indexes).update(&CancellationToken::new()).unwrap();
    processor_seconds() - before
}

fn ask(shelf: &Shelf, chance: &mut Chance) -> Vec<f64> {
    let library = shelf.library();
    (0..QUESTIONS)
        .map(|_| {
            let question: Vec<String> = (0..7).map(|_| word(chance.below(VOCABULARY))).collect();
            let started = Instant::now();
            let question = Question::read(&question.join(" "), Language::ENGLISH, &library);
            std::hint::black_box(rank::hits(&library, &question));
            started.elapsed().as_secs_f64() * 1_000.0
        })
        .collect()
}

fn text(file: usize, chance: &mut Chance) -> String {
    let mut out = format!("---\nlang: en\n---\n# File {file}\n\n");
    for section in 0..SECTIONS_OF_FILE {
        let _ = writeln!(out, "## {} {} {section}\n", word(chance.skewed()), word(chance.skewed()));
        for _ in 0..WORDS {
            let _ = write!(out, "{} ", word(chance.skewed()));
        }
        out.push_str(".\n\n");
    }
    out
}

/// A word by its rank: syllables, so that its pieces are those of words.
fn word(rank: usize) -> String {
    const SYLLABLES: [&str; 27] = [
        "ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "qui", "ro", "su", "ta",
        "ve", "wi", "xo", "yu", "za", "tre", "sta", "pli", "cro", "gre", "nd",
    ];
    let mut rest = rank + 3;
    let mut out = String::new();
    while rest > 0 {
        out.push_str(SYLLABLES[rest % SYLLABLES.len()]);
        rest /= SYLLABLES.len();
    }
    out.push('n');
    out
}

/// Chance that is the same in every run.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() as usize) % limit
    }

    /// Few words are often met, most of them seldom, as in any text.
    fn skewed(&mut self) -> usize {
        let share = self.below(1_000_000) as f64 / 1_000_000.0;
        ((VOCABULARY as f64).powf(share) - 1.0) as usize
    }
}

fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks = |at: usize| fields[at].parse::<f64>().unwrap();
    // User and system time, in hundredths.
    (ticks(11) + ticks(12)) / 100.0
}

fn most_memory_megabytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|it| it.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
}
