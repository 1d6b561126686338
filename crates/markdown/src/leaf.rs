//! Leaves that take their lines as they are: fenced and indented code, raw HTML; and headings and rules, which are
//! one line.

use super::block::{Blocks, Leaf, Mode};
use super::chars::{byte, cut, is_ink, put, run_end, skip};
use super::cursor::Cursor;
use super::entity;
use super::html;
use super::inline::{self, Scope};
use super::limits::{CODE_INDENT, WHOLE_LINE};
use super::sink::{Sink, Tag};
use super::start;

impl Blocks {
    /// The open leaf takes the line, its containers all being continued: false when it does not.
    pub(super) fn continue_leaf(&mut self, cursor: &mut Cursor<'_>, sink: &mut dyn Sink) -> bool {
        let blank = cursor.blank();
        self.body_at = cursor.ink();
        match self.state.leaf {
            Leaf::Fenced(mark, length, indent) => {
                let near = cursor.indent() < CODE_INDENT && cursor.text.len() <= WHOLE_LINE;
                let tail = self.mode == Mode::Tail;
                if near && tail && run_end(cursor.body(), 0, mark) == cursor.body().len() {
                    self.withheld = true;
                } else if near && !tail && start::closes_fence(cursor.body(), mark, length) {
                    self.close_leaf(sink);
                } else {
                    cursor.skip_columns(indent);
                    self.code(cursor, sink);
                }
                self.state.blank = None;
                true
            }
            Leaf::Html(html::Ending::Blank) if blank => false,
            Leaf::Html(_) => {
                self.code(cursor, sink);
                self.end_html(cursor.text, sink);
                if blank {
                    self.note_blank()
                } else {
                    self.state.blank = None
                }
                true
            }
            Leaf::Indented if blank && self.mode == Mode::Tail => {
                self.withheld = true;
                true
            }
            Leaf::Indented if blank => {
                cursor.skip_columns(CODE_INDENT);
                let (spaces, text) = cursor.raw();
                for part in [spaces, text, "\n"] {
                    put(&mut self.text, part);
                }
                self.note_blank();
                true
            }
            Leaf::Indented if cursor.indent() >= CODE_INDENT => {
                self.flush_blank_lines(sink);
                cursor.skip_columns(CODE_INDENT);
                self.code(cursor, sink);
                self.state.blank = None;
                true
            }
            _ => false,
        }
    }

    /// Draws the rest of a line as it stands.
    fn code(&mut self, cursor: &Cursor<'_>, sink: &mut dyn Sink) {
        let (spaces, text) = cursor.raw();
        let mut line = String::from(spaces);
        put(&mut line, text);
        put(&mut line, if self.mode == Mode::Whole { "\n" } else { "" });
        write(&line, sink);
    }

    fn flush_blank_lines(&mut self, sink: &mut dyn Sink) {
        write(&self.text, sink);
        if self.mode != Mode::Tail {
            self.text.clear();
        }
    }

    /// Closes the block of raw HTML if this line, now whole, ends it.
    pub(super) fn end_html(&mut self, line: &str, sink: &mut dyn Sink) {
        if let Leaf::Html(ending) = self.state.leaf
            && self.mode == Mode::Whole
            && html::ends(ending, line)
        {
            self.close_leaf(sink);
        }
    }

    pub(super) fn indented(&mut self, cursor: &mut Cursor<'_>, matched: usize, sink: &mut dyn Sink) {
        self.place(matched, sink);
        self.state.leaf = Leaf::Indented;
        sink.open(Tag::Code { language: "" });
        cursor.skip_columns(CODE_INDENT);
        self.code(cursor, sink);
    }

    /// Starts the leaf that the body begins; false when it begins none.
    pub(super) fn leaf_start(
        &mut self,
        body: &str,
        matched: usize,
        within: bool,
        inside: bool,
        cursor: &Cursor<'_>,
        sink: &mut dyn Sink,
    ) -> bool {
        let whole = cursor.text.len() <= WHOLE_LINE;
        let interrupts = within && inside;
        if let Some((level, text)) = start::heading(body).filter(|_| whole) {
            self.place(matched, sink);
            sink.open(Tag::Heading(level));
            self.inline(text, self.mode == Mode::Tail, sink);
            sink.close();
        } else if let Some((length, words)) = start::fence(body).filter(|_| whole) {
            let language = entity::unescape(cut(words, 0, skip(words, 0, is_ink)), true);
            self.place(matched, sink);
            self.state.leaf = Leaf::Fenced(byte(body, 0), length, cursor.indent());
            sink.open(Tag::Code { language: &language });
        } else if let Some(ending) = html::block(body, interrupts) {
            self.place(matched, sink);
            self.state.leaf = Leaf::Html(ending);
            sink.open(Tag::Plain);
            self.code(cursor, sink);
            self.end_html(body, sink);
        } else if whole && interrupts && self.underline(body, sink) {
        } else if whole && start::is_rule(body) {
            self.place(matched, sink);
            sink.open(Tag::Rule);
            sink.close();
        } else {
            return whole && interrupts && self.begin_table(body, sink);
        }
        true
    }

    /// Draws inline content, of which `more` may follow.
    pub(super) fn inline(&mut self, text: &str, more: bool, sink: &mut dyn Sink) {
        let is_cell = matches!(self.state.leaf, Leaf::Table);
        let mut scope = Scope { references: &mut self.references, policy: self.policy, is_cell };
        inline::read(text, 0, more, &mut scope).draw(0, text.len(), sink);
    }

    /// Closes the open leaf.
    pub(super) fn close_leaf(&mut self, sink: &mut dyn Sink) {
        match core::mem::replace(&mut self.state.leaf, Leaf::None) {
            Leaf::None => {}
            Leaf::Paragraph(paragraph) => self.end_paragraph(paragraph, sink),
            _ => sink.close(),
        }
        if self.mode != Mode::Tail {
            self.text.clear();
        }
    }
}

fn write(text: &str, sink: &mut dyn Sink) {
    if !text.is_empty() {
        sink.text(text);
    }
}
