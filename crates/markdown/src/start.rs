//! What the rest of a line can begin: the recognisers of headings, rules, fences and list markers. They look at
//! text and change nothing.

use super::chars::{byte, cut, has, is_blank, rest, run_end, skip, skip_back, trim, trim_end};
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
    let mut count = 0;
    for b in body.bytes() {
        if b == mark {
            count += 1;
        } else if !is_blank(b) {
            return false;
        }
    }
    matches!(mark, b'*' | b'-' | b'_') && count >= 3
}

/// The level of the heading that this line makes of the paragraph above it, or 0.
pub(super) fn underline(body: &str) -> u8 {
    let mark = byte(body, 0);
    let whole = run_end(body, 0, mark) == trim_end(body).len();
    match mark {
        b'=' if whole => 1,
        b'-' if whole => 2,
        _ => 0,
    }
}

/// The level and text of a heading.
pub(super) fn heading(body: &str) -> Option<(u8, &str)> {
    let level = run_end(body, 0, b'#');
    let text = rest(body, level);
    if !(1..=6).contains(&level) || !(text.is_empty() || is_blank(byte(text, 0))) {
        return None;
    }
    let text = trim_end(text);
    let shut = cut(text, 0, skip_back(text, text.len(), |b| b == b'#'));
    let closed = shut.is_empty() || is_blank(byte(shut, shut.len() - 1));
    Some((level as u8, trim(if closed { shut } else { text })))
}

/// The length and information of an opening fence.
pub(super) fn fence(body: &str) -> Option<(usize, &str)> {
    let mark = byte(body, 0);
    let length = run_end(body, 0, mark);
    let words = trim(rest(body, length));
    let allowed = mark == b'~' || mark == b'`' && !has(words, "`");
    (length >= 3 && allowed).then_some((length, words))
}

/// The line closes a fence of this mark and length.
pub(super) fn closes_fence(body: &str, mark: u8, length: usize) -> bool {
    let end = run_end(body, 0, mark);
    end >= length && end == trim_end(body).len()
}

/// The list marker at the beginning of the body. `within`: it would interrupt a paragraph.
pub(super) fn marker(body: &str, within: bool) -> Option<Marker> {
    let digits = skip(body, 0, |b| b.is_ascii_digit());
    let kind = byte(body, digits);
    let fits = match kind {
        b'-' | b'+' | b'*' => digits == 0,
        b'.' | b')' => (1..=DIGITS).contains(&digits),
        _ => false,
    };
    let width = digits + 1;
    if !fits || !(width == body.len() || is_blank(byte(body, width))) {
        return None;
    }
    let mut start = 0;
    for digit in cut(body, 0, digits).bytes() {
        start = start * 10 + u32::from(digit - b'0');
    }
    let empty = trim_end(body).len() == width;
    let interrupts = !empty && (digits == 0 || start == 1);
    (!within || interrupts).then_some(Marker { kind, start, width })
}

/// Goes past a list marker and the white space that belongs to it; the indent that the item's content needs.
pub(super) fn enter_item(cursor: &mut Cursor<'_>, width: usize) -> usize {
    let indent = cursor.indent();
    cursor.skip_ink(width);
    let spaces = cursor.indent();
    let padding = if cursor.blank() || spaces > CODE_INDENT { 1 } else { spaces };
    cursor.skip_columns(padding);
    indent + width + padding
}

/// The bytes of a task's box.
pub(super) const TASK_WIDTH: usize = 3;

/// A task's box at the beginning of an item: ticked or not.
pub(super) fn task(body: &str) -> Option<bool> {
    let boxed = is_box(cut(body, 0, TASK_WIDTH)) && is_blank(byte(body, TASK_WIDTH));
    (boxed && trim_end(body).len() > TASK_WIDTH).then_some(byte(body, 1) != b' ')
}

/// The text is a task's box, or the beginning of one.
fn is_box(text: &str) -> bool {
    ["[ ]", "[x]", "[X]"].iter().any(|task| task.starts_with(text))
}

/// The text, at the beginning of an item, could still become a task's box.
pub(super) fn is_undecided_task(body: &str) -> bool {
    is_box(trim_end(body))
}

/// The body could still become a block's marker, or is one without content: nothing of it shows until more is known.
pub(super) fn is_undecided(body: &str) -> bool {
    let body = trim(body);
    let signs = skip(body, 0, |b| b"-=*_+|:>#~`<![\\& \t".contains(&b));
    let digits = skip(body, 0, |b| b.is_ascii_digit());
    let number = digits + usize::from(matches!(byte(body, digits), b'.' | b')'));
    let counted = (1..=DIGITS).contains(&digits) && number == body.len();
    signs == body.len() || counted || matches!(byte(body, 0), b'`' | b'~') && fence(body).is_some()
}
