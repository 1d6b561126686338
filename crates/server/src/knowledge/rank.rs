//! Whether a section answers a question, and which of its blocks do.
//!
//! The measure of fit is the share of the question's words, each by how telling it is, that stand in the passage or in
//! the headings above it. It means the same in a folder of three files and in one of three thousand, which a search
//! engine's score does not.

use std::collections::HashMap;
use std::ops::Range;

use super::document::{BlockKind, Section};
use super::library::{Entry, Library};
use super::question::Question;
use super::words::Term;

/// From this share on a passage is taken for an answer: more than half of what was asked stands in it.
pub const FITS: f64 = 0.55;
/// From this share on it is worth showing as the closest passage, named as no more than that.
pub const NEAR: f64 = 0.5;

/// What headings add beyond being met: a section is about its heading.
const HEAD_WEIGHT: f64 = 0.30;
/// What a heading adds that says nothing but what was asked.
const EXACT_HEAD_WEIGHT: f64 = 0.20;
/// What words add that stand together in question and passage.
const NEARNESS_WEIGHT: f64 = 0.20;
/// What the search engine's own order adds.
const SEARCH_WEIGHT: f64 = 0.20;
/// What a document adds that is about the question as a whole.
const ABOUT_WEIGHT: f64 = 0.30;

/// What a text on a problem adds for a question on a problem.
const TROUBLE_WEIGHT: f64 = 0.25;
/// A word that stands in code only is an example more often than a matter.
const CODE_STRENGTH: f64 = 0.7;
/// A word met in itself or in its family, not through a synonym only.
const SURE: f64 = 0.8;

/// Words within this many of each other stand together.
const NEAR_WORDS: usize = 5;
/// A passage shorter than this is filled up with what stands beside it.
const PASSAGE_CHARS: usize = 350;
/// A passage is not grown beyond this; a single block may be longer.
const LONGEST_PASSAGE_CHARS: usize = 1_400;

/// A passage and how well it fits.
#[derive(Debug)]
pub struct Hit<'a> {
    /// The section it stands in.
    pub entry: &'a Entry,
    /// Its blocks.
    pub blocks: Range<usize>,
    /// The share of the question that it covers, 0 to 1.
    pub fit: f64,
    /// What orders hits: fit and the smaller signs.
    pub score: f64,
}

/// The passages that come near the question, best first.
#[must_use]
pub fn hits<'a>(library: &'a Library, question: &Question) -> Vec<Hit<'a>> {
    let mut hits: Vec<Hit<'a>> = library
        .candidates(question)
        .into_iter()
        .filter_map(|(entry, search)| hit(library, entry, question, search))
        .filter(|hit| hit.fit >= NEAR)
        .collect();
    hits.sort_by(|one, two| two.score.total_cmp(&one.score));
    hits
}

fn hit<'a>(library: &'a Library, entry: &'a Entry, question: &Question, search: f64) -> Option<Hit<'a>> {
    let (_, section) = library.section(entry)?;
    let total = question.weight();
    if total <= 0.0 {
        return None;
    }
    let strength = |kind| if kind == BlockKind::Code { CODE_STRENGTH } else { 1.0 };
    let by_block: Vec<Vec<f64>> = entry
        .blocks
        .iter()
        .zip(&section.blocks)
        .map(|(terms, block)| {
            strengths(question, terms).into_iter().map(|it| it * strength(block.kind)).collect()
        })
        .collect();
    let heads = head_strengths(question, &entry.heads);
    let blocks = passage(section, question, &by_block);
    let mut met = heads.clone();
    for block in by_block.get(blocks.clone()).unwrap_or_default() {
        join(&mut met, block);
    }
    let share = |strengths: &[f64]| weighted(question, strengths) / total;
    // Synonyms alone are a guess, and so is a single word that is mentioned but named by no heading: "refund" is not
    // answered by a function that returns something, nor "what time is it?" by "at the same time".
    let is_named = heads.iter().any(|it| *it >= SURE);
    let is_guess = !is_named && (met.iter().all(|it| *it < SURE) || question.wanted().len() == 1);
    let fit = if is_guess { share(&met).min(FITS - f64::EPSILON) } else { share(&met) };
    let own = head_strengths(question, &entry.own_head);
    let score = fit
        + HEAD_WEIGHT * share(&heads)
        + EXACT_HEAD_WEIGHT * exactness(question, &entry.own_head) * share(&own).min(1.0)
        + NEARNESS_WEIGHT * nearness(question, entry.blocks.get(blocks.clone()).unwrap_or_default())
        + SEARCH_WEIGHT * search
        + if question.is_on_trouble() && entry.is_on_trouble { TROUBLE_WEIGHT } else { 0.0 }
        + ABOUT_WEIGHT * library.aboutness(entry.document, question);
    Some(Hit { entry, blocks, fit, score })
}

fn weighted(question: &Question, strengths: &[f64]) -> f64 {
    question.wanted().iter().zip(strengths).map(|(wanted, strength)| wanted.weight * strength).sum()
}

fn join(met: &mut [f64], other: &[f64]) {
    for (one, two) in met.iter_mut().zip(other) {
        *one = one.max(*two);
    }
}

/// How surely each word of the question stands among the terms.
fn strengths(question: &Question, terms: &[Term]) -> Vec<f64> {
    let held: HashMap<&str, ()> = terms.iter().map(|term| (term.stem.as_str(), ())).collect();
    met_in(question, |stem| held.contains_key(stem))
}

fn head_strengths(question: &Question, heads: &[String]) -> Vec<f64> {
    met_in(question, |stem| heads.iter().any(|head| head == stem))
}

fn met_in(question: &Question, holds: impl Fn(&str) -> bool) -> Vec<f64> {
    let best = |alternatives: &[super::vocabulary::Alternative]| {
        alternatives.iter().filter(|it| holds(&it.stem)).map(|it| it.strength).fold(0.0, f64::max)
    };
    question.wanted().iter().map(|wanted| best(&wanted.alternatives)).collect()
}

/// The share of a heading's words that were asked for.
fn exactness(question: &Question, head: &[String]) -> f64 {
    if head.is_empty() {
        return 0.0;
    }
    let asked = |stem: &&String| {
        question.wanted().iter().any(|wanted| wanted.alternatives.iter().any(|it| it.stem == **stem))
    };
    head.iter().filter(asked).count() as f64 / head.len() as f64
}

/// The share of the question's neighbouring words that also stand together in the passage.
fn nearness(question: &Question, blocks: &[Vec<Term>]) -> f64 {
    let pairs: Vec<_> = question.wanted().windows(2).collect();
    if pairs.is_empty() {
        return 0.0;
    }
    let near = pairs.iter().filter(|pair| match pair {
        [one, two] => blocks.iter().any(|terms| stand_together(terms, one, two)),
        _ => false,
    });
    near.count() as f64 / pairs.len() as f64
}

fn stand_together(terms: &[Term], one: &super::question::Wanted, two: &super::question::Wanted) -> bool {
    let positions = |wanted: &super::question::Wanted| -> Vec<usize> {
        let is_meant = |term: &&Term| wanted.alternatives.iter().any(|it| it.stem == term.stem);
        terms.iter().filter(is_meant).map(|term| term.position).collect()
    };
    let (ones, twos) = (positions(one), positions(two));
    ones.iter().any(|a| twos.iter().any(|b| a.abs_diff(*b) <= NEAR_WORDS))
}

/// The blocks that answer: the one that covers most, with what belongs to it, filled up to a readable length.
fn passage(section: &Section, question: &Question, by_block: &[Vec<f64>]) -> Range<usize> {
    let blocks = &section.blocks;
    let covers = |at: usize| by_block.get(at).map_or(0.0, |strengths| weighted(question, strengths));
    let mut best = 0;
    for at in 1..blocks.len() {
        if covers(at) > covers(best) {
            best = at;
        }
    }
    let mut range = best..best + 1;
    let kind = |at: usize| blocks.get(at).map(|block| block.kind);
    let leads = |at: usize| blocks.get(at).is_some_and(|block| block.plain.trim_end().ends_with(':'));
    let chars = |range: &Range<usize>| -> usize {
        blocks.get(range.clone()).unwrap_or_default().iter().map(|block| block.range.len()).sum()
    };
    let fits = |range: &Range<usize>| chars(range) <= LONGEST_PASSAGE_CHARS;
    // A list, a table or code belongs to the sentence that introduces it, and the other way round.
    if range.start > 0 && kind(best) != Some(BlockKind::Prose) && kind(best - 1) == Some(BlockKind::Prose) {
        range.start -= 1;
    }
    while range.end < blocks.len() && leads(range.end - 1) {
        range.end += 1;
    }
    while range.end < blocks.len()
        && fits(&(range.start..range.end + 1))
        && (chars(&range) < PASSAGE_CHARS
            || adds(question, by_block, &range, range.end)
            || leads(range.end - 1))
    {
        range.end += 1;
    }
    while range.start > 0
        && fits(&(range.start - 1..range.end))
        && (chars(&range) < PASSAGE_CHARS || adds(question, by_block, &range, range.start - 1))
    {
        range.start -= 1;
    }
    range
}

/// Whether a block covers a word of the question that the passage does not.
fn adds(question: &Question, by_block: &[Vec<f64>], passage: &Range<usize>, at: usize) -> bool {
    let mut met = vec![0.0; question.wanted().len()];
    for block in by_block.get(passage.clone()).unwrap_or_default() {
        join(&mut met, block);
    }
    by_block.get(at).is_some_and(|block| block.iter().zip(&met).any(|(new, old)| *new > *old + f64::EPSILON))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::document::Document;

    fn library() -> Library {
        let documents = [
            ("api", "# Methods\n\n## What do methods return?\n\nAll of them return a promise.\n"),
            ("keys", "# Keys\n\n## How do I rotate a key?\n\nTwo keys may be in force at the same time.\n"),
            (
                "button",
                "# Button\n\n## Can a button open the chat?\n\nGive it the attribute; a click on it works.\n",
            ),
            (
                "styling",
                "# Styling\n\n## How do I change the colours?\n\nSet the primary colour in the settings.\n",
            ),
        ];
        Library::new(documents.iter().map(|(name, text)| Document::parse(name, text)).collect()).unwrap()
    }

    /// The document that answers, if one does.
    fn answered(question: &str) -> Option<String> {
        let library = library();
        let question = Question::read(question, library.vocabulary());
        let found = hits(&library, &question);
        let best = found.first().filter(|hit| hit.fit >= FITS)?;
        Some(library.documents()[best.entry.document].name.clone())
    }

    #[test]
    fn a_word_that_is_only_mentioned_or_only_meant_otherwise_is_no_answer() {
        for question in ["refund", "What time is it?", "hours", "force", "promise"] {
            assert_eq!(answered(question), None, "{question}");
        }
    }

    #[test]
    fn a_word_that_a_heading_names_is_one() {
        for (question, name) in
            [("colours", "styling"), ("color", "styling"), ("rotate", "keys"), ("rotation", "keys")]
        {
            assert_eq!(answered(question).as_deref(), Some(name), "{question}");
        }
        assert_eq!(answered("How do I set the primary colour?").as_deref(), Some("styling"));
    }
}
