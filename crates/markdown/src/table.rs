//! Tables: the delimiter row that makes one of the line above it, and the rows below.

use super::block::{Blocks, Leaf, Mode};
use super::chars::{NO, byte, cut, find, has, put, rest, run_end, trim};
use super::cursor::Cursor;
use super::limits::{TABLE_CELLS, WHOLE_LINE};
use super::sink::{Align, Sink, Tag};

/// The columns that a delimiter row asks for.
fn delimiter(row: &str) -> Option<Vec<Align>> {
    let mut columns = Vec::new();
    for cell in cells(row).0 {
        let left = byte(cell, 0) == b':';
        let from = usize::from(left);
        let to = run_end(cell, from, b'-');
        let right = byte(cell, to) == b':';
        if to == from || to + usize::from(right) != cell.len() {
            return None;
        }
        columns.push(match (left, right) {
            (true, true) => Align::Center,
            (true, false) => Align::Left,
            (false, true) => Align::Right,
            (false, false) => Align::Unset,
        });
    }
    Some(columns)
}

/// The cells of a row, and whether the last of them is closed by a pipe.
fn cells(row: &str) -> (Vec<&str>, bool) {
    let row = trim(row);
    let mut from = usize::from(byte(row, 0) == b'|');
    let mut found = Vec::new();
    let mut at = from;
    while at < row.len() {
        match byte(row, at) {
            b'\\' => at += 1,
            b'|' => {
                found.push(trim(cut(row, from, at)));
                from = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    let open = from < row.len();
    if open {
        found.push(trim(rest(row, from)));
    }
    (found, !open)
}

/// A cell's text: an escaped pipe is a pipe, within code too.
fn unescape_pipes(cell: &str) -> String {
    let mut out = String::new();
    let mut done = 0;
    let mut at = find(cell, "\\|", 0, cell.len());
    while at != NO {
        put(&mut out, cut(cell, done, at));
        done = at + 1;
        at = find(cell, "\\|", done + 1, cell.len());
    }
    put(&mut out, rest(cell, done));
    out
}

impl Blocks {
    /// The body is a delimiter row and makes a table of the paragraph's last line: false when it does not.
    pub(super) fn begin_table(&mut self, body: &str, sink: &mut dyn Sink) -> bool {
        let (Leaf::Paragraph(paragraph), Some(columns)) = (self.state.leaf, delimiter(body)) else {
            return false;
        };
        let text = core::mem::take(&mut self.text);
        let header = rest(&text, paragraph.line);
        let wide = columns.len();
        let fits = paragraph.line >= paragraph.start && header.len() <= WHOLE_LINE;
        let piped = has(body, "|") || has(header, "|");
        if !fits || !piped || cells(header).0.len() != wide || self.state.cells + wide > TABLE_CELLS {
            self.text = text;
            return false;
        }
        self.redraw(paragraph, cut(&text, paragraph.start, paragraph.line), sink);
        self.state.cells += wide;
        self.state.leaf = Leaf::Table;
        self.columns = columns;
        sink.open(Tag::Table);
        self.draw_row(header, wide, true, sink);
        true
    }

    /// Draws a line as a row of the open table; false when it is too long, or there are too many cells.
    pub(super) fn row(&mut self, cursor: &Cursor<'_>, sink: &mut dyn Sink) -> bool {
        let wide = self.columns.len();
        if cursor.text.len() > WHOLE_LINE || self.state.cells + wide > TABLE_CELLS {
            return false;
        }
        self.state.cells += wide;
        self.draw_row(cursor.body(), wide, false, sink);
        true
    }

    /// Draws a line that may turn out to be a table's header as what it would then be.
    pub(super) fn draw_likely_header(&mut self, line: &str, sink: &mut dyn Sink) {
        sink.open(Tag::Table);
        let wide = cells(line).0.len();
        let columns = core::mem::take(&mut self.columns);
        if self.state.cells + wide <= TABLE_CELLS {
            self.draw_row(line, wide, true, sink);
        }
        self.columns = columns;
    }

    fn draw_row(&mut self, line: &str, wide: usize, header: bool, sink: &mut dyn Sink) {
        let (cells, closed) = cells(line);
        if header {
            sink.open(Tag::TableHead);
        }
        sink.open(Tag::Row);
        for column in 0..wide {
            let align = self.columns.get(column).copied().unwrap_or_default();
            sink.open(Tag::Cell { align, header });
            if let Some(cell) = cells.get(column) {
                let more = self.mode == Mode::Tail && !closed && column + 1 == cells.len();
                self.inline(&unescape_pipes(cell), more, sink);
            }
            sink.close();
        }
        sink.close();
        if header {
            sink.close();
        }
    }
}
