//! Right and false answers over a set of questions.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use halo_server::knowledge::document::Document;
use halo_server::knowledge::language::Language;
use halo_server::knowledge::library::Library;
use halo_server::knowledge::question::Question;
use halo_server::knowledge::rank::{self, Fit};
use serde_json::Value;

/// Each of so many parts of the articles is left out once.
const PARTS: usize = 4;

/// Paragraphs of one article, each with its questions.
type Article = Vec<(String, Vec<String>)>;

#[derive(Default)]
struct Counts {
    asked: u32,
    right: u32,
    first: u32,
    third: u32,
    off: u32,
    wrongly: u32,
}

/// What came of a language's questions, in percent.
pub(crate) struct Score {
    pub(crate) language: String,
    pub(crate) sections: usize,
    /// The first quote is the right one, given as an answer.
    pub(crate) right: f64,
    /// Answered although nothing is there on it.
    pub(crate) wrongly: f64,
    pub(crate) first: f64,
    pub(crate) third: f64,
}

/// What must hold in every language: the share of right answers at least, that of false ones at most.
#[derive(Clone, Copy)]
pub(crate) struct Bounds {
    pub(crate) right_in_english: f64,
    pub(crate) right: f64,
    pub(crate) wrongly: f64,
}

/// Hundreds of questions on long paragraphs.
pub(crate) const OF_MANY: Bounds = Bounds { right_in_english: 90.0, right: 85.0, wrongly: 5.0 };
/// A dozen questions on short ones.
pub(crate) const OF_FEW: Bounds = Bounds { right_in_english: 55.0, right: 80.0, wrongly: 5.0 };
/// Languages whose few questions were asked in other words than those of the text, like the English ones: what is found then
/// is given as a guess.
const REWORDED: [&str; 2] = ["de", "fr"];
/// A set of fewer sections is a small one.
const MANY_SECTIONS: usize = 50;

impl Score {
    /// What does not hold of it.
    pub(crate) fn faults(&self) -> Vec<String> {
        let bounds = if self.sections < MANY_SECTIONS { OF_FEW } else { OF_MANY };
        let is_reworded = self.sections < MANY_SECTIONS && REWORDED.contains(&self.language.as_str());
        let least = if self.language == "en" || is_reworded { bounds.right_in_english } else { bounds.right };
        let mut faults = Vec::new();
        if self.right < least {
            faults
                .push(format!("{}: {:.1} % are right; at least {least} must be", self.language, self.right));
        }
        if self.wrongly > bounds.wrongly {
            let most = bounds.wrongly;
            faults.push(format!("{}: {:.1} % are false; at most {most} may be", self.language, self.wrongly));
        }
        faults
    }
}

/// Asks the questions of every language in a folder.
pub(crate) fn measure(folder: &Path, shows_evidence: bool, is_whole: bool) -> Vec<Score> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().path())
        .filter(|it| it.extension().is_some_and(|it| it == "json"))
        .collect();
    files.sort();
    files.iter().map(|file| measure_file(file, shows_evidence, is_whole)).collect()
}

fn measure_file(file: &Path, shows_evidence: bool, is_whole: bool) -> Score {
    let code = file.file_stem().unwrap().to_string_lossy().rsplit('.').next().unwrap().to_owned();
    let articles = read(file);
    let language = Language::of_tag(&code).unwrap();
    let mut counts = Counts::default();
    let mut sections = 0;
    for part in 0..PARTS {
        let (here, elsewhere): (Vec<_>, Vec<_>) =
            articles.iter().enumerate().partition(|(at, _)| is_whole || at % PARTS != part);
        sections += ask(&code, language, &here, &elsewhere, shows_evidence, &mut counts);
        if is_whole {
            break;
        }
    }
    let of = |part: u32, all: u32| 100.0 * f64::from(part) / f64::from(all.max(1));
    Score {
        language: code,
        sections: sections / if is_whole { 1 } else { PARTS },
        right: of(counts.right, counts.asked),
        wrongly: of(counts.wrongly, counts.off),
        first: of(counts.first, counts.asked),
        third: of(counts.third, counts.asked),
    }
}

fn read(file: &Path) -> Vec<Article> {
    let whole: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let paragraph = |it: &Value| {
        (text(&it["context"]), list(&it["qas"]).iter().map(|it| text(&it["question"])).collect())
    };
    list(&whole["data"]).iter().map(|it| list(&it["paragraphs"]).iter().map(paragraph).collect()).collect()
}

/// Asks about articles that are there and about those that are not; says how many sections there are.
fn ask(
    code: &str,
    language: Language,
    here: &[(usize, &Article)],
    elsewhere: &[(usize, &Article)],
    shows_evidence: bool,
    counts: &mut Counts,
) -> usize {
    let mut documents = Vec::new();
    let mut asked: BTreeMap<String, Vec<&String>> = BTreeMap::new();
    for (at, article) in here {
        let name = format!("a{at}.{code}");
        let mut text = String::new();
        for (number, (paragraph, questions)) in article.iter().enumerate() {
            text.push_str(&format!("## {number}\n\n{paragraph}\n\n"));
            asked.insert(format!("{name}#{number}"), questions.iter().collect());
        }
        documents.push(Document::parse(&name, &text));
    }
    let library = Library::of(&documents).unwrap();
    let hits = |question: &str| rank::hits(&library, &Question::read(question, language, &library));
    for (gold, questions) in &asked {
        for question in questions {
            let hits = hits(question);
            let place = hits
                .iter()
                .position(|hit| format!("{}#{}", hit.row.document, hit.row.section.anchor) == *gold);
            counts.asked += 1;
            counts.first += u32::from(place == Some(0));
            counts.third += u32::from(place.is_some_and(|it| it < 3));
            let is_right = place == Some(0) && hits.first().is_some_and(|it| it.fit == Fit::Answers);
            counts.right += u32::from(is_right);
            if shows_evidence {
                evidence(code, if place == Some(0) { "right" } else { "wrong" }, gold, hits.first());
            }
        }
    }
    for (at, article) in elsewhere {
        for question in article.iter().flat_map(|(_, questions)| questions) {
            let hits = hits(question);
            counts.off += 1;
            counts.wrongly += u32::from(hits.first().is_some_and(|it| it.fit == Fit::Answers));
            if shows_evidence {
                evidence(code, "off", &format!("a{at}"), hits.first());
            }
        }
    }
    documents.iter().map(|it| it.sections.len()).sum()
}

fn evidence(code: &str, kind: &str, gold: &str, hit: Option<&rank::Hit>) {
    let parts = hit.map_or([0.0; 6], |it| it.evidence.parts());
    let parts: Vec<String> = parts.iter().map(|it| format!("{it:.4}")).collect();
    let fit = hit.map_or("None".to_owned(), |it| format!("{:?}", it.fit));
    println!("{code}\t{kind}\t{gold}\t{fit}\t{:.3}\t{}", hit.map_or(0.0, |it| it.coverage), parts.join("\t"));
}
