//! Cuts a byte stream into lines as the event-stream format has them: one byte order mark stripped at the start, lines
//! ended by CR, LF or CRLF, however the chunks are cut. What a line says is `sse.rs`'s business.

use std::mem;

/// The longest line, in bytes without its end: a token event is under 1 KiB, so this is room for a large action
/// while a stream that never ends a line cannot grow without bound.
pub const MAX_LINE_BYTES: usize = 1024 * 1024;

/// The byte order mark that UTF-8 decoding strips once, at the very start.
const BOM: [u8; 3] = [0xEF, 0xBB, 0xBF];

const LF: u8 = b'\n';
const CR: u8 = b'\r';
const COLON: u8 = b':';

#[derive(Debug, Clone, Copy)]
pub(super) enum Line<'a> {
    Whole(&'a [u8]),
    /// Said once, when the line passes its limit; the rest of it is dropped.
    TooLong {
        is_comment: bool,
    },
}

/// Holds at most one line.
#[derive(Debug, Default)]
pub(super) struct Lines {
    bom: Start,
    /// The last line ended in CR. An LF that follows, in this chunk or the next, belongs to the same line end; without
    /// this flag a CRLF cut in the middle would end a second, blank line and dispatch half an event.
    is_after_cr: bool,
    /// The line begun in earlier chunks. Lines that lie within one chunk are read in place.
    begun: Vec<u8>,
    /// The current line passed its limit: its bytes are dropped until it ends.
    skips: bool,
}

/// How much of the byte order mark the stream has shown. The mark may be cut as well, and a second one is text.
#[derive(Debug, Clone, Copy, Default)]
enum Start {
    #[default]
    Nothing,
    One,
    Two,
    Past,
}

impl Lines {
    pub(super) fn push(&mut self, bytes: &[u8], on_line: &mut dyn FnMut(Line<'_>)) {
        let mut rest = self.strip_bom(bytes);
        while let Some((first, after_first)) = rest.split_first() {
            if mem::take(&mut self.is_after_cr) && *first == LF {
                rest = after_first;
                continue;
            }
            let Some(end) = rest.iter().position(|byte| matches!(*byte, CR | LF)) else {
                self.extend(rest, on_line);
                return;
            };
            let (line, from_end) = rest.split_at_checked(end).unwrap_or((rest, &[]));
            let (ending, after_line) = from_end.split_first().unwrap_or((&LF, &[]));
            self.is_after_cr = *ending == CR;
            self.end(line, on_line);
            rest = after_line;
        }
    }

    fn strip_bom<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let mut rest = bytes;
        loop {
            let (met, next) = match self.bom {
                Start::Nothing => (0, Start::One),
                Start::One => (1, Start::Two),
                Start::Two => (2, Start::Past),
                Start::Past => return rest,
            };
            let Some((first, after_first)) = rest.split_first() else { return rest };
            if BOM.get(met) != Some(first) {
                self.bom = Start::Past;
                self.begun.extend(BOM.iter().take(met));
                return rest;
            }
            self.bom = next;
            rest = after_first;
        }
    }

    fn extend(&mut self, part: &[u8], on_line: &mut dyn FnMut(Line<'_>)) {
        if self.skips {
            return;
        }
        if self.begun.len() + part.len() <= MAX_LINE_BYTES {
            self.begun.extend_from_slice(part);
            return;
        }
        let is_comment = self.begun.first().or(part.first()) == Some(&COLON);
        self.skips = true;
        self.begun = Vec::new();
        on_line(Line::TooLong { is_comment });
    }

    fn end(&mut self, end: &[u8], on_line: &mut dyn FnMut(Line<'_>)) {
        if self.begun.is_empty() && !self.skips && end.len() <= MAX_LINE_BYTES {
            on_line(Line::Whole(end));
            return;
        }
        self.extend(end, on_line);
        if !mem::take(&mut self.skips) {
            on_line(Line::Whole(&self.begun));
            self.begun.clear();
        }
    }
}
