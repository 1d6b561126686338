//! The parts of links: label, address, title; the parenthesis after a link's text; the definition of a reference.
//! What they mean (and whether they are safe) is decided elsewhere.

use super::chars::{byte, cut, is_blank, is_gap, skip};
use super::limits::{LABEL_BYTES, PARENTHESES, WINDOW};

/// The answer of a scanner. `More`: the text ended before it could tell.
pub(super) enum Scan<T> {
    Yes(T),
    No,
    More,
}

/// An address and a title as they are written, and where the whole ends.
pub(super) struct Target<'a> {
    pub(super) href: &'a str,
    pub(super) title: &'a str,
    pub(super) end: usize,
}

/// A label in brackets, starting at `at`: where it ends.
pub(super) fn label(text: &str, mut at: usize) -> Scan<usize> {
    if byte(text, at) != b'[' {
        return Scan::No;
    }
    let limit = at + LABEL_BYTES;
    loop {
        at += 1;
        if at >= text.len() {
            return Scan::More;
        }
        match byte(text, at) {
            _ if at > limit => return Scan::No,
            b'\\' if byte(text, at + 1).is_ascii_punctuation() => at += 1,
            b'[' => return Scan::No,
            b']' => return Scan::Yes(at + 1),
            _ => {}
        }
    }
}

/// An address starting at `at`: the address and where it ends. A bare one may end with the text.
fn address(text: &str, at: usize) -> Scan<(&str, usize)> {
    let pointed = byte(text, at) == b'<';
    let from = at + usize::from(pointed);
    let mut at = from;
    let mut open = 0;
    while at < text.len() {
        let b = byte(text, at);
        match b {
            b'\\' if byte(text, at + 1).is_ascii_punctuation() => at += 1,
            b'>' if pointed => return Scan::Yes((cut(text, from, at), at + 1)),
            b'<' | b'\n' if pointed => return Scan::No,
            _ if pointed => {}
            b'(' if open == PARENTHESES => return Scan::No,
            b'(' => open += 1,
            b')' if open == 0 => break,
            b')' => open -= 1,
            _ if b <= b' ' || b == 0x7f => break,
            _ => {}
        }
        at += 1;
    }
    match (pointed, open) {
        (false, 0) => Scan::Yes((cut(text, from, at), at)),
        (false, _) if at < text.len() => Scan::No,
        _ => Scan::More,
    }
}

/// A title starting at `at`: the title and where it ends.
fn title(text: &str, at: usize) -> Scan<(&str, usize)> {
    let open = byte(text, at);
    let close = match open {
        b'"' | b'\'' => open,
        b'(' => b')',
        _ => return Scan::No,
    };
    let from = at + 1;
    let mut at = from;
    while at < text.len() {
        match byte(text, at) {
            b'\\' => at += 1,
            b if b == close => return Scan::Yes((cut(text, from, at), at + 1)),
            b'(' if open == b'(' => return Scan::No,
            _ => {}
        }
        at += 1;
    }
    Scan::More
}

/// The parenthesis of a link or image, starting at `at`.
pub(super) fn parenthesis(text: &str, at: usize) -> Scan<Target<'_>> {
    if byte(text, at) != b'(' {
        return Scan::No;
    }
    let from = skip(text, at + 1, is_gap);
    let (href, end) = match address(text, from) {
        Scan::Yes(found) => found,
        Scan::No => return Scan::No,
        Scan::More => return Scan::More,
    };
    let mut at = skip(text, end, is_gap);
    let mut words = "";
    if at > end && at < text.len() && byte(text, at) != b')' {
        match title(text, at) {
            Scan::Yes((found, end)) => {
                words = found;
                at = skip(text, end, is_gap);
            }
            Scan::No => return Scan::No,
            Scan::More => return Scan::More,
        }
    }
    match byte(text, at) {
        b')' => Scan::Yes(Target { href, title: words, end: at + 1 }),
        0 => Scan::More,
        _ => Scan::No,
    }
}

/// What stands at the beginning of a paragraph that may define references.
pub(super) enum Definition<'a> {
    No,
    /// It may become one; `shown` as long as it may as well be a link's text.
    More {
        shown: bool,
    },
    Yes(&'a str, Target<'a>),
}

/// The definition at the beginning of `text`. `last`: nothing follows the text; else a title may.
pub(super) fn definition(text: &str, last: bool) -> Definition<'_> {
    let hidden = if last { Definition::No } else { Definition::More { shown: false } };
    let named = match label(text, 0) {
        Scan::Yes(end) => end,
        Scan::More if !last => return Definition::More { shown: true },
        _ => return Definition::No,
    };
    match byte(text, named) {
        b':' => {}
        0 if !last => return Definition::More { shown: true },
        _ => return Definition::No,
    }
    let name = cut(text, 1, named - 1);
    let from = skip(text, named + 1, is_gap);
    if from == text.len() {
        return hidden;
    }
    let (href, end) = match address(text, from) {
        Scan::Yes(found) if found.1 > from => found,
        Scan::More => return hidden,
        _ => return Definition::No,
    };
    if end > WINDOW || name.trim_ascii().is_empty() {
        return Definition::No;
    }
    entitled(text, name, href, end, last)
}

/// The rest of a definition whose address ends at `end`.
fn entitled<'a>(text: &'a str, name: &'a str, href: &'a str, end: usize, last: bool) -> Definition<'a> {
    let plain_end = skip(text, end, is_blank);
    let plain = plain_end == text.len() || byte(text, plain_end) == b'\n';
    let from = skip(text, end, is_gap);
    let found = if from > end { title(text, from) } else { Scan::No };
    match found {
        Scan::Yes((words, end)) => {
            let end = skip(text, end, is_blank);
            if end <= WINDOW && (end == text.len() || byte(text, end) == b'\n') {
                return Definition::Yes(name, Target { href, title: words, end });
            }
        }
        Scan::More if !last && text.len() <= WINDOW => return Definition::More { shown: false },
        _ => {}
    }
    if !plain {
        return Definition::No;
    }
    if from == text.len() && !last {
        return Definition::More { shown: false };
    }
    Definition::Yes(name, Target { href, title: "", end: plain_end })
}
