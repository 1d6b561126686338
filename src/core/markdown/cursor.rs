//! A place in one line, counted in bytes and in columns: tabs reach to the next multiple of four, and a block
//! structure may eat a part of one.

use super::chars::{byte, is_blank, rest, skip};
use super::limits::CODE_INDENT;

/// A place in a line.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    pub(super) column: usize,
    /// The byte at `at` is a tab of which some columns are eaten already: what is left of it counts as spaces.
    split: bool,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, column: 0, split: false }
    }

    /// Where the next byte is that is neither space nor tab.
    pub(super) fn ink(&self) -> usize {
        skip(self.text, self.at, is_blank)
    }

    /// That byte, or 0 at the end of the line.
    pub(super) fn mark(&self) -> u8 {
        byte(self.text, self.ink())
    }

    /// Nothing but white space is left.
    pub(super) fn blank(&self) -> bool {
        self.ink() == self.text.len()
    }

    /// The columns of white space before the next ink.
    pub(super) fn indent(&self) -> usize {
        let mut column = self.column;
        for at in self.at..self.ink() {
            column += width(byte(self.text, at), column);
        }
        column - self.column
    }

    /// What follows the white space.
    pub(super) fn body(&self) -> &'a str {
        rest(self.text, self.ink())
    }

    /// Goes on to the next ink.
    pub(super) fn skip_indent(&mut self) {
        self.column += self.indent();
        self.at = self.ink();
        self.split = false;
    }

    /// Goes on by `bytes` bytes that are neither tabs nor spaces.
    pub(super) fn skip_ink(&mut self, bytes: usize) {
        self.at += bytes;
        self.column += bytes;
    }

    /// Goes on by at most `columns` columns of white space.
    pub(super) fn skip_columns(&mut self, mut columns: usize) {
        while columns > 0 && is_blank(byte(self.text, self.at)) {
            let width = width(byte(self.text, self.at), self.column);
            self.split = width > columns;
            let eaten = width.min(columns);
            self.column += eaten;
            columns -= eaten;
            if !self.split {
                self.at += 1;
            }
        }
    }

    /// What is left of the line as it stands, a split tab as the spaces that are left of it.
    pub(super) fn raw(&self) -> (&'static str, &'a str) {
        if !self.split {
            return ("", rest(self.text, self.at));
        }
        let spaces = "    ";
        let left = width(b'\t', self.column);
        (spaces.get(..left).unwrap_or(spaces), rest(self.text, self.at + 1))
    }
}

fn width(b: u8, column: usize) -> usize {
    if b == b'\t' { CODE_INDENT - column % CODE_INDENT } else { 1 }
}
