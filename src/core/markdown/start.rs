//! What the rest of a line can begin: the recognisers of headings, rules, fences and list markers. They look at
//! text and change nothing.

use super::chars::{byte, cut, is_blank, rest, run_end, skip};
use super::cursor::Cursor;
use super::limits::CODE_INDENT;

/// Most digits of an ordered list's number.
const DIGITS: usize = 9;

/// A list marker.
pub(super) struct Marker {
    /// The bullet, or the character after the number: lists of different kinds do not mix.
    pub(super) kind: u8,
    pub(super) start: u32,
    pub(super) width: usize,
}

/// Three or more of one mark, with nothing but spaces between them.
pub(super) fn is_rule(body: &str) -> bool {
    let mark = byte(body, 0);
    matches!(mark, b'*' | b'-' | b'_')
        && body.bytes().all(|b| b == mark || is_blank(b))
        && body.bytes().filter(|&b| b == mark).count() >= 3
}

/// The level of the heading that this line makes of the paragraph above it.
pub(super) fn underline(body: &str) -> Option<u8> {
    let mark = byte(body, 0);
    let level = match mark {
        b'=' => 1,
        b'-' => 2,
        _ => return None,
    };
    (skip(body, run_end(body, 0, mark), is_blank) == body.len()).then_some(level)
}

/// The level and text of a heading.
pub(super) fn heading(body: &str) -> Option<(u8, &str)> {
    let end = run_end(body, 0, b'#');
    let spaced = end == body.len() || is_blank(byte(body, end));
    if !(1..=6).contains(&end) || !spaced {
        return None;
    }
    let text = rest(body, end).trim_ascii();
    let shut = text.trim_end_matches('#');
    let text = if shut.is_empty() || shut.ends_with([' ', '\t']) { shut.trim_ascii_end() } else { text };
    Some((end as u8, text))
}

/// The mark, length and information of an opening fence.
pub(super) fn fence(body: &str) -> Option<(u8, usize, &str)> {
    let mark = byte(body, 0);
    let length = run_end(body, 0, mark);
    let words = rest(body, length).trim_ascii();
    let allowed = mark == b'~' || mark == b'`' && !words.contains('`');
    (length >= 3 && allowed).then_some((mark, length, words))
}

/// The line closes a fence of this mark and length.
pub(super) fn closes_fence(body: &str, mark: u8, length: usize) -> bool {
    let end = run_end(body, 0, mark);
    end >= length && skip(body, end, is_blank) == body.len()
}

/// The list marker at the beginning of the body. `within`: it would interrupt a paragraph.
pub(super) fn marker(body: &str, within: bool) -> Option<Marker> {
    let digits = skip(body, 0, |b| b.is_ascii_digit());
    let kind = byte(body, digits);
    let fits = if digits == 0 {
        matches!(kind, b'-' | b'+' | b'*')
    } else {
        digits <= DIGITS && matches!(kind, b'.' | b')')
    };
    let width = digits + 1;
    let next = byte(body, width);
    if !fits || !(next == 0 || is_blank(next)) {
        return None;
    }
    let start = cut(body, 0, digits).bytes().fold(0, |number, digit| number * 10 + u32::from(digit - b'0'));
    let empty = skip(body, width, is_blank) == body.len();
    if within && (empty || digits > 0 && start != 1) {
        return None;
    }
    Some(Marker { kind, start, width })
}

/// Goes past a list marker and the white space that belongs to it; the indent that the item's content needs.
pub(super) fn enter_item(cursor: &mut Cursor<'_>, width: usize) -> usize {
    let indent = cursor.indent();
    cursor.skip_indent();
    cursor.skip_ink(width);
    let spaces = cursor.indent();
    let wide = cursor.blank() || spaces > CODE_INDENT;
    let padding = if wide { 1 } else { spaces };
    cursor.skip_columns(padding);
    indent + width + padding
}

/// A task's box at the beginning of an item: ticked or not.
pub(super) fn task(body: &str) -> Option<bool> {
    let ticked = match byte(body, 1) {
        b' ' | b'\t' => false,
        b'x' | b'X' => true,
        _ => return None,
    };
    let boxed = byte(body, 0) == b'[' && byte(body, 2) == b']' && is_blank(byte(body, 3));
    (boxed && skip(body, 3, is_blank) < body.len()).then_some(ticked)
}

/// The bytes of a task's box.
pub(super) const TASK_WIDTH: usize = 3;

/// The body could still become a block's marker, or is one without content: nothing of it shows until more is known.
pub(super) fn is_undecided(body: &str) -> bool {
    let body = body.trim_ascii();
    let digits = skip(body, 0, |b| b.is_ascii_digit());
    let number =
        digits == body.len() || digits + 1 == body.len() && matches!(byte(body, digits), b'.' | b')');
    let fenced = body.starts_with("~~~") || body.starts_with("```") && fence(body).is_some();
    body.bytes().all(|b| b"-=*_+|:>#~`<![\\& \t".contains(&b))
        || digits > 0 && digits <= DIGITS && number
        || fenced
}

/// The text, at the beginning of an item, could still become a task's box.
pub(super) fn is_undecided_task(body: &str) -> bool {
    let body = body.trim_ascii_end();
    ["[ ]", "[x]", "[X]"].iter().any(|task| task.starts_with(body))
}
