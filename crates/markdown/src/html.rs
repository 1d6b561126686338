//! Raw HTML, recognised only to be left alone: its text is shown, and no Markdown is read within it.

use super::chars::{MORE, NO, byte, cut, find, is_alnum, is_gap, listed, rest, skip, trim};
use super::limits::{WHOLE_LINE, WINDOW};

/// Elements that hold text up to their end tag.
const RAW: &str = " script pre style textarea ";

/// Elements that start a block up to the next blank line.
const BLOCK: &str = " address article aside base basefont blockquote body caption center col colgroup dd details \
    dialog dir div dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html \
    iframe legend li link main menu menuitem nav noframes ol optgroup option p param search section summary table \
    tbody td tfoot th thead title tr track ul ";

/// How comments, instructions, CDATA sections and declarations begin and end.
const MARKS: [(&str, &str); 4] = [("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"), ("<!", ">")];

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

/// Which of the marks the text at `at` begins with.
fn mark(text: &str, at: usize) -> Option<usize> {
    let here = rest(text, at);
    let begins =
        |start: &str| here.starts_with(start) && (start != "<!" || byte(here, 2).is_ascii_alphabetic());
    MARKS.iter().position(|(start, _)| begins(start))
}

/// The block of HTML that the line's body starts. `within`: it would interrupt a paragraph.
pub(super) fn block(body: &str, within: bool) -> Option<Ending> {
    if byte(body, 0) != b'<' {
        return None;
    }
    if let Some((_, end)) = mark(body, 0).and_then(|number| MARKS.get(number)) {
        return Some(Ending::Mark(end));
    }
    let closing = byte(body, 1) == b'/';
    let from = 1 + usize::from(closing);
    let to = skip(body, from, is_alnum);
    let name = cut(body, from, to);
    let ended = matches!(byte(body, to), 0 | b' ' | b'\t' | b'>');
    if ended && !closing && is_one_of(name, RAW) {
        return Some(Ending::RawTag);
    }
    let block = (ended || rest(body, to).starts_with("/>")) && is_one_of(name, BLOCK);
    let end = if block || within || body.len() > WHOLE_LINE { NO } else { tag(body, 0) };
    (block || end < MORE && trim(rest(body, end)).is_empty()).then_some(Ending::Blank)
}

/// Whether a tag is `<br>`, in any of the ways it is written.
pub(super) fn is_break(tag: &str) -> bool {
    let inside = tag.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/');
    trim(inside).eq_ignore_ascii_case("br")
}

/// The block ends with this line.
pub(super) fn ends(ending: Ending, line: &str) -> bool {
    let mark = match ending {
        Ending::Blank => return false,
        Ending::Mark(mark) => mark,
        Ending::RawTag => "</",
    };
    let mut at = find(line, mark, 0, line.len());
    while at != NO && ending == Ending::RawTag {
        let end = skip(line, at + mark.len(), is_alnum);
        if byte(line, end) == b'>' && is_one_of(cut(line, at + mark.len(), end), RAW) {
            break;
        }
        at = find(line, mark, end, line.len());
    }
    at != NO
}

fn is_one_of(name: &str, list: &str) -> bool {
    listed(list, &name.to_ascii_lowercase()) != NO
}

/// How far each mark's end has been looked for in vain: no stretch of text is searched twice for the same one.
#[derive(Default)]
pub(super) struct Searched([usize; 4]);

/// The tag, comment, instruction, declaration or CDATA section that starts at `at`: where it ends, `NO` or `MORE`.
pub(super) fn inline(text: &str, at: usize, searched: &mut Searched) -> usize {
    for short in ["<!-->", "<!--->"] {
        if rest(text, at).starts_with(short) {
            return at + short.len();
        }
    }
    let Some(number) = mark(text, at) else { return tag(text, at) };
    let (Some((start, end)), Some(seen)) = (MARKS.get(number), searched.0.get_mut(number)) else { return NO };
    let limit = at + WINDOW;
    let found = find(text, end, (at + start.len()).max(*seen), limit);
    if found != NO {
        return found + end.len();
    }
    *seen = limit.min(text.len()).saturating_sub(end.len());
    if text.len() <= limit { MORE } else { NO }
}

/// The open or closing tag that starts at `at`.
fn tag(text: &str, at: usize) -> usize {
    let closing = byte(text, at + 1) == b'/';
    let from = at + 1 + usize::from(closing);
    if !byte(text, from).is_ascii_alphabetic() {
        return if from == text.len() { MORE } else { NO };
    }
    let mut at = skip(text, from, |b| is_alnum(b) || b == b'-');
    let limit = at + WINDOW;
    while at <= limit {
        let next = skip(text, at, is_gap);
        let spaced = next > at;
        at = next;
        let b = byte(text, at);
        match b {
            b'>' => return at + 1,
            b'/' if !closing && byte(text, at + 1) == b'>' => return at + 2,
            b'/' if !closing && at + 1 == text.len() => return MORE,
            _ if b.is_ascii_alphabetic() || b == b'_' || b == b':' => {
                if closing || !spaced {
                    return NO;
                }
                at = attribute(text, at, limit);
            }
            _ => return if b == 0 { MORE } else { NO },
        }
    }
    if at < MORE { NO } else { at }
}

/// The attribute that starts at `at`, with its value if it has one.
fn attribute(text: &str, at: usize, limit: usize) -> usize {
    let end = skip(text, at, |b| is_alnum(b) || matches!(b, b'_' | b':' | b'.' | b'-'));
    let equals = skip(text, end, is_gap);
    if byte(text, equals) != b'=' {
        return end;
    }
    let from = skip(text, equals + 1, is_gap);
    let quote = cut(text, from, from + 1);
    if quote == "\"" || quote == "'" {
        return match find(text, quote, from + 1, limit) {
            NO if text.len() <= limit => MORE,
            NO => NO,
            at => at + 1,
        };
    }
    let to = skip(text, from, |b| !is_gap(b) && !matches!(b, b'"' | b'\'' | b'=' | b'<' | b'>' | b'`'));
    if to == text.len() {
        MORE
    } else if to > from {
        to
    } else {
        NO
    }
}
