//! Raw HTML, recognised only to be left alone: its text is shown, and no Markdown is read within it.

use super::chars::{byte, cut, find, is_alnum, is_gap, rest, skip};
use super::limits::{WHOLE_LINE, WINDOW};
use super::link::Scan;

/// Elements that hold text up to their end tag.
const RAW: &str = "script pre style textarea";

/// Elements that start a block up to the next blank line.
const BLOCK: &str = "address article aside base basefont blockquote body caption center col colgroup dd details dialog \
    dir div dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe \
    legend li link main menu menuitem nav noframes ol optgroup option p param search section summary table tbody td \
    tfoot th thead title tr track ul";

/// How a block of HTML ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// With the line that holds the end tag of a raw text element.
    RawTag,
    /// With the line that holds this.
    Mark(&'static str),
    /// Before a blank line.
    Blank,
}

/// The block of HTML that the line's body starts. `within`: it would interrupt a paragraph.
pub(super) fn block(body: &str, within: bool) -> Option<Ending> {
    for (start, end) in MARKS {
        if body.starts_with(start) && (start != "<!" || byte(body, 2).is_ascii_alphabetic()) {
            return Some(Ending::Mark(end));
        }
    }
    let closing = byte(body, 1) == b'/';
    let from = 1 + usize::from(closing);
    let to = skip(body, from, is_alnum);
    let name = cut(body, from, to);
    let next = byte(body, to);
    let ended = matches!(next, 0 | b' ' | b'\t' | b'>');
    if ended && !closing && is_one_of(name, RAW) {
        return Some(Ending::RawTag);
    }
    if (ended || rest(body, to).starts_with("/>")) && is_one_of(name, BLOCK) {
        return Some(Ending::Blank);
    }
    match tag(body, 0) {
        Scan::Yes(end) if !within && body.len() <= WHOLE_LINE && rest(body, end).trim_ascii().is_empty() => {
            Some(Ending::Blank)
        }
        _ => None,
    }
}

/// The block ends with this line.
pub(super) fn ends(ending: Ending, line: &str) -> bool {
    match ending {
        Ending::Blank => false,
        Ending::Mark(mark) => find(line, mark, 0, line.len()).is_some(),
        Ending::RawTag => line.split("</").skip(1).any(|part| {
            let end = skip(part, 0, is_alnum);
            byte(part, end) == b'>' && is_one_of(cut(part, 0, end), RAW)
        }),
    }
}

fn is_one_of(name: &str, list: &str) -> bool {
    list.split_ascii_whitespace().any(|known| known.eq_ignore_ascii_case(name))
}

/// The marks that end a comment, an instruction, a CDATA section and a declaration.
const MARKS: [(&str, &str); 4] = [("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"), ("<!", ">")];

/// How far each mark has been looked for in vain: no stretch of text is searched twice for the same one.
#[derive(Default)]
pub(super) struct Searched([usize; 4]);

/// The tag, comment, instruction, declaration or CDATA section that starts at `at`: where it ends.
pub(super) fn inline(text: &str, at: usize, searched: &mut Searched) -> Scan<usize> {
    let here = rest(text, at);
    for short in ["<!-->", "<!--->"] {
        if here.starts_with(short) {
            return Scan::Yes(at + short.len());
        }
    }
    for ((start, end), seen) in MARKS.iter().zip(&mut searched.0) {
        if here.starts_with(start) && (*start != "<!" || byte(text, at + 2).is_ascii_alphabetic()) {
            let limit = at + WINDOW;
            return match find(text, end, (at + start.len()).max(*seen), limit) {
                Some(found) => Scan::Yes(found + end.len()),
                None => {
                    *seen = limit.min(text.len()).saturating_sub(end.len());
                    if text.len() <= limit { Scan::More } else { Scan::No }
                }
            };
        }
    }
    tag(text, at)
}

/// The open or closing tag that starts at `at`: where it ends.
fn tag(text: &str, at: usize) -> Scan<usize> {
    let closing = byte(text, at + 1) == b'/';
    let from = at + 1 + usize::from(closing);
    if !byte(text, from).is_ascii_alphabetic() {
        return if from == text.len() { Scan::More } else { Scan::No };
    }
    let mut at = skip(text, from, |b| is_alnum(b) || b == b'-');
    let limit = at + WINDOW;
    loop {
        let next = skip(text, at, is_gap);
        let spaced = next > at;
        at = next;
        match byte(text, at) {
            b'>' => return Scan::Yes(at + 1),
            0 => return Scan::More,
            _ if closing || at > limit => return Scan::No,
            b'/' => match byte(text, at + 1) {
                b'>' => return Scan::Yes(at + 2),
                0 => return Scan::More,
                _ => return Scan::No,
            },
            b if spaced && (b.is_ascii_alphabetic() || b == b'_' || b == b':') => {
                match attribute(text, at, limit) {
                    Scan::Yes(end) => at = end,
                    other => return other,
                }
            }
            _ => return Scan::No,
        }
    }
}

/// The attribute that starts at `at`, with its value if it has one: where it ends.
fn attribute(text: &str, at: usize, limit: usize) -> Scan<usize> {
    let end = skip(text, at, |b| is_alnum(b) || matches!(b, b'_' | b':' | b'.' | b'-'));
    let equals = skip(text, end, is_gap);
    if byte(text, equals) != b'=' {
        return Scan::Yes(end);
    }
    let from = skip(text, equals + 1, is_gap);
    let quote = byte(text, from);
    if quote == b'"' || quote == b'\'' {
        let mark = if quote == b'"' { "\"" } else { "'" };
        return match find(text, mark, from + 1, limit) {
            Some(at) => Scan::Yes(at + 1),
            None if text.len() <= limit => Scan::More,
            None => Scan::No,
        };
    }
    let to = skip(text, from, |b| !is_gap(b) && !matches!(b, b'"' | b'\'' | b'=' | b'<' | b'>' | b'`'));
    match (to > from, to == text.len()) {
        (_, true) => Scan::More,
        (true, _) => Scan::Yes(to),
        _ => Scan::No,
    }
}
