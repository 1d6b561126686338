//! A place in one line, counted in bytes and in columns: tabs reach to the next multiple of four, and a block
//! structure may eat a part of one.

use super::chars::{byte, is_blank, rest, skip};
use super::limits::CODE_INDENT;

/// A place in a line.
pub(super) struct Cursor<'a> {
    pub(super) text: &'a str,
    at: usize,
    column: usize,
    /// The byte at `at` is a tab of which some columns are eaten already: what is left of it counts as spaces.
    split: bool,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, column: 0, split: false }
    }

    /// Where the next byte is that is neither space nor tab.
    #[inline(never)]
    pub(super) fn ink(&self) -> usize {
        skip(self.text, self.at, is_blank)
    }

    /// Nothing but white space is left.
    pub(super) fn blank(&self) -> bool {
        self.ink() == self.text.len()
    }

    /// The columns of white space before the next ink.
    #[inline(never)]
    pub(super) fn indent(&self) -> usize {
        let mut column = self.column;
        for at in self.at..self.ink() {
            column += width(byte(self.text, at), column);
        }
        column - self.column
    }

    /// What follows the white space.
    #[inline(never)]
    pub(super) fn body(&self) -> &'a str {
        rest(self.text, self.ink())
    }

    /// Goes past the white space and `bytes` bytes of ink.
    #[inline(never)]
    pub(super) fn skip_ink(&mut self, bytes: usize) {
        self.column += self.indent() + bytes;
        self.at = self.ink() + bytes;
        self.split = false;
    }

    /// Goes on by at most `columns` columns of white space.
    #[inline(never)]
    pub(super) fn skip_columns(&mut self, mut columns: usize) {
        while columns > 0 && is_blank(byte(self.text, self.at)) {
            let width = width(byte(self.text, self.at), self.column);
            let eaten = width.min(columns);
            self.split = width > columns;
            self.column += eaten;
            columns -= eaten;
            self.at += usize::from(!self.split);
        }
    }

    /// What is left of the line as it stands, a split tab as the spaces that are left of it.
    pub(super) fn raw(&self) -> (&'static str, &'a str) {
        let left = if self.split { width(b'\t', self.column) } else { 0 };
        (rest("    ", CODE_INDENT - left), rest(self.text, self.at + usize::from(self.split)))
    }
}

fn width(b: u8, column: usize) -> usize {
    if b == b'\t' { CODE_INDENT - column % CODE_INDENT } else { 1 }
}
