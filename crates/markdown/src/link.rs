//! The parts of links: label, address, title; the parenthesis after a link's text; the definition of a reference.
//! What they mean (and whether they are safe) is decided elsewhere.
//!
//! A scanner takes the place where its part starts and returns the place where it ends, `NO` or `MORE`.

use super::chars::{MORE, NO, byte, cut, is_blank, is_gap, is_ink, skip, trim};
use super::entity::unescape;
use super::limits::{LABEL_BYTES, PARENTHESES, WINDOW};

/// An address and a title, and where the whole ends.
pub(super) struct Target {
    pub(super) href: String,
    pub(super) title: String,
    pub(super) end: usize,
}

/// A label in its brackets.
pub(super) fn label(text: &str, from: usize) -> usize {
    let mut at = from;
    if byte(text, at) != b'[' {
        return NO;
    }
    loop {
        at += 1;
        match byte(text, at) {
            0 => return MORE,
            b'[' => return NO,
            b']' => return at + 1,
            b'\\' if byte(text, at + 1).is_ascii_punctuation() => at += 1,
            _ => {}
        }
        if at - from > LABEL_BYTES {
            return NO;
        }
    }
}

/// An address, in angle brackets or bare; a bare one may end with the text.
fn address(text: &str, mut at: usize) -> usize {
    let pointed = byte(text, at) == b'<';
    at += usize::from(pointed);
    let mut open = 0;
    loop {
        let b = byte(text, at);
        match b {
            0 => return if pointed || open > 0 { MORE } else { at },
            b'\\' if byte(text, at + 1).is_ascii_punctuation() => at += 1,
            b'>' if pointed => return at + 1,
            b'<' | b'\n' if pointed => return NO,
            _ if pointed => {}
            b'(' if open == PARENTHESES => return NO,
            b'(' => open += 1,
            b')' if open > 0 => open -= 1,
            _ if b == b')' || !is_ink(b) => return if open > 0 { NO } else { at },
            _ => {}
        }
        at += 1;
    }
}

/// A title in its quotes or parentheses.
fn title(text: &str, mut at: usize) -> usize {
    let open = byte(text, at);
    let close = if open == b'(' { b')' } else { open };
    if !matches!(open, b'"' | b'\'' | b'(') {
        return NO;
    }
    loop {
        at += 1;
        match byte(text, at) {
            0 => return MORE,
            b'\\' => at += 1,
            b if b == close => return at + 1,
            b'(' if open == b'(' => return NO,
            _ => {}
        }
    }
}

/// The address between two places and the title between two others, as what they stand for.
fn target(text: &str, href: (usize, usize), title: (usize, usize), end: usize) -> Target {
    let pointed = usize::from(byte(text, href.0) == b'<');
    let href = cut(text, href.0 + pointed, href.1 - pointed);
    let title = if title.1 > title.0 { cut(text, title.0 + 1, title.1 - 1) } else { "" };
    Target { href: unescape(href, true), title: unescape(title, true), end }
}

/// What follows a link's text in parentheses. `Err` is [`NO`] or [`MORE`].
pub(super) fn parenthesis(text: &str, at: usize) -> Result<Target, usize> {
    if byte(text, at) != b'(' {
        return Err(NO);
    }
    let from = skip(text, at + 1, is_gap);
    let end = address(text, from);
    if end >= MORE {
        return Err(end);
    }
    let words = skip(text, end, is_gap);
    let mut words_end = words;
    if words > end && !matches!(byte(text, words), 0 | b')') {
        words_end = title(text, words);
        if words_end >= MORE {
            return Err(words_end);
        }
    }
    let at = skip(text, words_end, is_gap);
    match byte(text, at) {
        b')' => Ok(target(text, (from, end), (words, words_end), at + 1)),
        0 => Err(MORE),
        _ => Err(NO),
    }
}

/// What stands at the beginning of a paragraph that may define references.
pub(super) enum Definition<'a> {
    No,
    /// It may become one; `shown` as long as it may as well be a link's text.
    More {
        shown: bool,
    },
    Yes(&'a str, Target),
}

/// The definition at the beginning of `text`. `last`: nothing follows the text; else a title may.
pub(super) fn definition(text: &str, last: bool) -> Definition<'_> {
    let more = |shown| if last { Definition::No } else { Definition::More { shown } };
    let named = label(text, 0);
    if named == MORE || named == text.len() {
        return more(true);
    }
    let name = cut(text, 1, named.saturating_sub(1));
    if named == NO || byte(text, named) != b':' || trim(name).is_empty() {
        return Definition::No;
    }
    let from = skip(text, named + 1, is_gap);
    let end = address(text, from);
    if from == text.len() || end == MORE {
        return more(false);
    }
    if end == from || end > WINDOW {
        return Definition::No;
    }
    let words = skip(text, end, is_gap);
    let words_end = if words > end { title(text, words) } else { NO };
    if words_end == MORE && !last && text.len() <= WINDOW {
        return more(false);
    }
    let line_end = skip(text, words_end.min(text.len()), is_blank);
    if words_end <= WINDOW && matches!(byte(text, line_end), 0 | b'\n') {
        return Definition::Yes(name, target(text, (from, end), (words, words_end), line_end));
    }
    let line_end = skip(text, end, is_blank);
    if !matches!(byte(text, line_end), 0 | b'\n') {
        return Definition::No;
    }
    if words == text.len() && !last {
        return more(false);
    }
    Definition::Yes(name, target(text, (from, end), (0, 0), line_end))
}
