//! An answer made of quotations: which passages are quoted, which only linked, and what is said when none fits. It is
//! planned first and written step by step, so that its beginning can leave before its end is made.

use super::library::Library;
use super::question::Question;
use super::quote;
use super::rank::{self, FITS, Hit};

/// Passages quoted in full.
const MOST_QUOTES: usize = 2;
/// Passages that are only linked to.
const MOST_LINKS: usize = 2;
/// A second passage must be nearly as good as the first.
const SECOND_SHARE: f64 = 0.9;
/// A link must not be much worse than the first passage.
const LINK_SHARE: f64 = 0.75;
/// A second passage that shares more of its words with the first than this says the same.
const SAME_SHARE: f64 = 0.5;
/// A question with fewer telling words than this may be one that leans on the one before.
const SHORT_QUESTION_WORDS: usize = 3;

const NOTHING: &str = "I could not find anything about that in the documentation, and I do not guess. \
     Choose “Talk to a person” to leave a message: someone will read your question and answer you.";
const NEAR_ONLY: &str = "I did not find a clear answer to that. This is the closest passage:\n\n";
const STILL_UNSURE: &str = "\n\nIf that does not answer it, choose “Talk to a person” to leave a message.";

enum Step<'a> {
    Say(String),
    Quote(Hit<'a>),
    Links(Vec<Hit<'a>>),
}

/// A planned answer; iterating writes it.
pub struct Reply<'a> {
    library: &'a Library,
    base: &'a str,
    steps: std::vec::IntoIter<Step<'a>>,
}

impl<'a> Reply<'a> {
    /// Plans the answer to a question. `before` is the visitor's question before this one, which a short one may lean on;
    /// `base` is where documents are served, ending in `/`.
    #[must_use]
    pub fn plan(library: &'a Library, message: &str, before: Option<&str>, base: &'a str) -> Self {
        let steps = steps(library, find(library, message, before));
        Self { library, base, steps: steps.into_iter() }
    }
}

impl Iterator for Reply<'_> {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        Some(match self.steps.next()? {
            Step::Say(text) => text,
            Step::Quote(hit) => format!(
                "{}\nSource: {}",
                quote::passage(self.library, &hit, self.base),
                quote::source(self.library, &hit, self.base)
            ),
            Step::Links(hits) => {
                let links: Vec<String> =
                    hits.iter().map(|hit| quote::source(self.library, hit, self.base)).collect();
                format!("\n\nSee also: {}", links.join(", "))
            }
        })
    }
}

fn steps<'a>(library: &'a Library, hits: Vec<Hit<'a>>) -> Vec<Step<'a>> {
    let mut hits = hits.into_iter();
    let Some(best) = hits.next() else { return vec![Step::Say(NOTHING.to_owned())] };
    if best.fit < FITS {
        return vec![Step::Say(NEAR_ONLY.to_owned()), Step::Quote(best), Step::Say(STILL_UNSURE.to_owned())];
    }
    let title = library.section(best.entry).map_or("", |(document, _)| document.title.as_str());
    let mut steps = vec![Step::Say(format!("Here is what **{}** says:\n\n", quote::escaped_label(title)))];
    let score = best.score;
    let (mut quoted, mut links) = (vec![best], Vec::new());
    for hit in hits.filter(|hit| hit.fit >= FITS) {
        let is_new = quoted.iter().all(|it| shared(it, &hit) <= SAME_SHARE);
        if !is_new {
            continue;
        }
        if quoted.len() < MOST_QUOTES && links.is_empty() && hit.score >= score * SECOND_SHARE {
            quoted.push(hit);
        } else if links.len() < MOST_LINKS && hit.score >= score * LINK_SHARE {
            links.push(hit);
        }
    }
    for (at, hit) in quoted.into_iter().enumerate() {
        if at > 0 {
            steps.push(Step::Say("\n\nAlso:\n\n".to_owned()));
        }
        steps.push(Step::Quote(hit));
    }
    if !links.is_empty() {
        steps.push(Step::Links(links));
    }
    steps
}

/// The share of the shorter passage's words that stand in the other too.
fn shared(one: &Hit<'_>, two: &Hit<'_>) -> f64 {
    let stems = |hit: &Hit<'_>| -> std::collections::BTreeSet<String> {
        let blocks = hit.entry.blocks.get(hit.blocks.clone()).unwrap_or_default();
        blocks.iter().flatten().map(|term| term.stem.clone()).collect()
    };
    let (one, two) = (stems(one), stems(two));
    let least = one.len().min(two.len()).max(1);
    one.intersection(&two).count() as f64 / least as f64
}

/// The passages for the question; a short one that finds nothing is read together with the one before it.
fn find<'a>(library: &'a Library, message: &str, before: Option<&str>) -> Vec<Hit<'a>> {
    let question = Question::read(message, library.vocabulary());
    let hits = rank::hits(library, &question);
    let is_short = question.wanted().len() < SHORT_QUESTION_WORDS;
    match before {
        Some(before) if is_short && hits.first().is_none_or(|hit| hit.fit < FITS) => {
            let both = format!("{message} {before}");
            rank::hits(library, &Question::read(&both, library.vocabulary()))
        }
        _ => hits,
    }
}
