//! The sentences of a long passage that answer a question: they are quoted first, and the rest is a link away. Only
//! running text is shortened; steps, tables and code stay whole.

use std::ops::Range;

use pulldown_cmark::{Event, Parser};

use super::dialect::markdown_options;
use super::document::{Block, BlockKind, Section};

/// A passage up to this is short enough to be quoted whole.
const SHORT_PASSAGE_CHARS: usize = 420;
/// Sentences are added until an excerpt has this: two or three of them, a few lines of the panel.
const EXCERPT_CHARS: usize = 240;
/// A word shorter than this before a full stop may be an abbreviation: "e.g.", "z. B.", "Dr.".
const SHORTEST_LAST_WORD: usize = 3;

/// Whole sentences of one block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The block, counted in its section.
    pub block: usize,
    /// Where they stand in its text.
    pub bytes: Range<usize>,
}

struct Sentence {
    bytes: Range<usize>,
    plain: String,
}

/// What to quote of a passage, if it is too long to be quoted whole. `worth` says how much of the question a text meets;
/// where no sentence meets anything the passage answers by its heading, and its beginning is quoted.
pub(super) fn of(section: &Section, passage: &Range<usize>, worth: impl Fn(&str) -> f64) -> Option<Excerpt> {
    let blocks = section.blocks.get(passage.clone())?;
    let chars = |block: &Block| block.plain.chars().count();
    let is_long = blocks.iter().map(chars).sum::<usize>() > SHORT_PASSAGE_CHARS;
    if !is_long || blocks.iter().any(|it| it.kind != BlockKind::Prose) {
        return None;
    }
    let mut best: Option<(f64, usize, usize, Vec<Sentence>)> = None;
    for (block, it) in passage.clone().zip(blocks) {
        let sentences = sentences(&it.text);
        let most = sentences.iter().enumerate().map(|(at, it)| (worth(&it.plain), at));
        let most = most.reduce(|one, two| if two.0 > one.0 { two } else { one });
        if let Some((worth, at)) = most
            && best.as_ref().is_none_or(|(other, ..)| worth > *other)
        {
            best = Some((worth, block, at, sentences));
        }
    }
    let (_, block, at, sentences) = best?;
    let mut taken = sentences.iter().skip(at);
    let first = taken.next()?;
    let (mut bytes, mut length) = (first.bytes.clone(), first.plain.chars().count());
    for next in taken {
        length += next.plain.chars().count();
        if length > EXCERPT_CHARS {
            break;
        }
        bytes.end = next.bytes.end;
    }
    Some(Excerpt { block, bytes })
}

/// A text's sentences, as far as their ends are marked.
pub fn marked_sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['.', '!', '?', '。', '！', '？', '।', '؟', '\n'])
}

/// The sentences of a visitor's message, without the space around them.
pub(super) fn of_message(message: &str) -> Vec<&str> {
    marked_sentences(message).map(str::trim).filter(|it| !it.is_empty()).collect()
}

/// The sentences of a paragraph. None ends inside of a link or of emphasis, so each stands alone as Markdown.
fn sentences(markdown: &str) -> Vec<Sentence> {
    let (mut out, mut plain, mut start, mut depth) = (Vec::new(), String::new(), 0, 0_usize);
    for (event, range) in Parser::new_ext(markdown, markdown_options()).into_offset_iter() {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::SoftBreak | Event::HardBreak => plain.push(' '),
            Event::Text(text) if depth == 1 && markdown.get(range.clone()) == Some(&*text) => {
                for (at, letter) in text.char_indices() {
                    plain.push(letter);
                    let end = range.start + at + letter.len_utf8();
                    if is_end(letter, &plain, markdown.get(end..).unwrap_or_default()) {
                        out.push(Sentence { bytes: start..end, plain: std::mem::take(&mut plain) });
                        start = end;
                    }
                }
            }
            Event::Text(text) | Event::Code(text) => plain.push_str(&text),
            _ => {}
        }
    }
    if !plain.trim().is_empty() {
        out.push(Sentence { bytes: start..markdown.len(), plain });
    }
    out
}

/// Whether a sentence ends with this letter, by what stands before and after it.
fn is_end(letter: char, before: &str, after: &str) -> bool {
    match letter {
        '。' | '！' | '？' | '।' | '؟' => true,
        '.' | '!' | '?' => {
            let is_followed = after.is_empty() || after.starts_with(char::is_whitespace);
            let next = after.trim_start().chars().next();
            let goes_on = next.is_some_and(|it| it.is_lowercase() || it.is_numeric());
            let word = before.trim_end_matches(letter).rsplit(char::is_whitespace).next().unwrap_or_default();
            let is_word =
                letter != '.' || (word.chars().count() >= SHORTEST_LAST_WORD && !word.contains('.'));
            is_followed && !goes_on && is_word
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(markdown: &str) -> Vec<&str> {
        sentences(markdown).into_iter().map(|it| markdown[it.bytes].trim()).collect()
    }

    #[test]
    fn sentences_end_neither_in_abbreviations_nor_inside_of_marks() {
        assert_eq!(
            texts("Use it, e.g. Monday. **Stop. It now.** See [it. That](x) or v1.2. Then go!"),
            ["Use it, e.g. Monday.", "**Stop. It now.** See [it. That](x) or v1.2. Then go!"]
        );
        assert_eq!(
            texts("Es kostet z. B. Geld. Bis\nmorgen. Ja?"),
            ["Es kostet z. B. Geld.", "Bis\nmorgen.", "Ja?"]
        );
        assert_eq!(texts("返品できます。三日です。"), ["返品できます。", "三日です。"]);
    }
}
