//! Which blocks of a section answer a question.

use std::ops::Range;

use super::document::{BlockKind, Section};
use super::question::Question;
use super::rank::{join, weighted};

/// A passage shorter than this is filled up with what stands beside it.
const PASSAGE_CHARS: usize = 350;
/// A passage is not grown beyond this; a single block may be longer.
const LONGEST_PASSAGE_CHARS: usize = 1_400;
/// A procedure is quoted whole up to here.
const LONGEST_PROCEDURE_CHARS: usize = 4_000;

/// The blocks that answer: the one that covers most, with what belongs to it, filled up to a readable length. A procedure
/// is never cut before its end.
pub(super) fn passage(section: &Section, question: &Question, by_block: &[Vec<f64>]) -> Range<usize> {
    let blocks = &section.blocks;
    let chars = |range: &Range<usize>| -> usize {
        blocks.get(range.clone()).unwrap_or_default().iter().map(|block| block.text.len()).sum()
    };
    let kind = |at: usize| blocks.get(at).map(|block| block.kind);
    let has_steps = (0..blocks.len()).any(|at| kind(at) != Some(BlockKind::Prose));
    if has_steps && chars(&(0..blocks.len())) <= LONGEST_PROCEDURE_CHARS {
        return 0..blocks.len();
    }
    let covers = |at: usize| by_block.get(at).map_or(0.0, |strengths| weighted(question, strengths));
    let mut best = 0;
    for at in 1..blocks.len() {
        if covers(at) > covers(best) {
            best = at;
        }
    }
    let mut range = best..best + 1;
    let leads = |at: usize| blocks.get(at).is_some_and(|block| block.plain.trim_end().ends_with([':', '：']));
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
