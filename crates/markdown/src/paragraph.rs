//! The open paragraph: it gathers its lines until something else begins, for it may yet turn out to be a heading, a
//! table's header or the definition of a link. What of it is safe meanwhile is drawn under a mark of its own.

use super::block::{Blocks, Leaf, Mode};
use super::chars::{byte, cut, has, put, rest, skip, trim_end};
use super::inline::{self, Scope};
use super::limits::{STEP, WHOLE_LINE, WINDOW};
use super::link::{self, Definition};
use super::sink::{Sink, Tag};
use super::start;

/// Re-reading stops when this much of a paragraph is not safe to draw (only a text made to be so comes to that): the
/// rest is shown when the paragraph ends.
const HOPELESS: usize = 8 * WINDOW;

/// The open paragraph. Places are in `Blocks::text`.
#[derive(Clone, Copy)]
pub(super) struct Paragraph {
    /// Where its text starts, definitions taken off.
    pub(super) start: usize,
    /// Where its last line starts.
    pub(super) line: usize,
    /// How far it is drawn.
    drawn: usize,
    /// It is open in the sink, under a mark.
    pub(super) shown: bool,
    /// It may still begin with definitions.
    defining: bool,
    /// Nothing more is safe before the text is as long as this.
    retry: usize,
}

impl Blocks {
    pub(super) fn begin_paragraph(&mut self, body: &str) {
        let at = self.text.len();
        let defining = byte(body, 0) == b'[';
        self.state.blank = None;
        self.state.leaf =
            Leaf::Paragraph(Paragraph { start: at, line: at, drawn: at, shown: false, defining, retry: 0 });
        self.text.push_str(body);
        self.end_paragraph_line();
    }

    pub(super) fn add_to_paragraph(&mut self, body: &str) {
        let Leaf::Paragraph(paragraph) = &mut self.state.leaf else { return };
        if paragraph.start == self.text.len() {
            paragraph.defining = byte(body, 0) == b'[';
        } else {
            self.text.push('\n');
        }
        paragraph.line = self.text.len();
        self.text.push_str(body);
        self.state.blank = None;
        self.end_paragraph_line();
    }

    /// A line of the paragraph is whole: definitions that cannot change any more are taken from its beginning.
    pub(super) fn end_paragraph_line(&mut self) {
        if let Leaf::Paragraph(mut paragraph) = self.state.leaf
            && self.mode == Mode::Whole
        {
            self.define(&mut paragraph, false);
            self.state.leaf = Leaf::Paragraph(paragraph);
        }
    }

    /// Takes definitions from the paragraph's beginning. `last`: its text is all there. False while what stands
    /// there is more likely a definition than anything else.
    fn define(&mut self, paragraph: &mut Paragraph, last: bool) -> bool {
        paragraph.defining = paragraph.defining && !self.references.full();
        while paragraph.defining {
            let text = rest(&self.text, paragraph.start);
            match link::definition(text, last) {
                Definition::Yes(_, target)
                    if target.end == text.len() && !last && self.mode != Mode::Whole =>
                {
                    return false;
                }
                Definition::Yes(name, target) => {
                    let end = target.end;
                    if self.mode != Mode::Tail {
                        self.references.add(name, target);
                    }
                    paragraph.start = skip(&self.text, paragraph.start + end, |b| b == b'\n');
                    paragraph.drawn = paragraph.start;
                    paragraph.defining = byte(&self.text, paragraph.start) == b'[' && !self.references.full();
                }
                Definition::More { shown } => return shown,
                Definition::No => paragraph.defining = false,
            }
        }
        true
    }

    /// Draws, to stay, what of the open paragraph is safe.
    pub(super) fn advance(&mut self, sink: &mut dyn Sink) {
        let Leaf::Paragraph(mut paragraph) = self.state.leaf else { return };
        self.mode = Mode::Begun;
        self.define(&mut paragraph, false);
        let waiting = self.text.len() - paragraph.drawn;
        if !paragraph.defining && waiting >= STEP && self.text.len() >= paragraph.retry {
            let text = rest(&self.text, paragraph.start);
            let (from, line) =
                (paragraph.drawn - paragraph.start, paragraph.line.saturating_sub(paragraph.start));
            let limit = if may_be_header(rest(text, line)) { line } else { text.len() };
            let mut scope = Scope { references: &mut self.references, policy: self.policy, is_cell: false };
            let inline = inline::read(text, from, true, &mut scope);
            let to = inline.safe(limit);
            if to >= from + STEP {
                if !paragraph.shown {
                    sink.mark();
                    sink.open(Tag::Paragraph);
                    paragraph.shown = true;
                }
                inline.draw(from, to, sink);
                paragraph.drawn = paragraph.start + to;
            } else if waiting > 2 * WINDOW {
                paragraph.retry = self.text.len() + waiting;
            }
        }
        self.state.leaf = Leaf::Paragraph(paragraph);
    }

    /// The bytes of the open paragraph that are not drawn to stay.
    pub(super) fn unread(&self) -> usize {
        if let Leaf::Paragraph(paragraph) = self.state.leaf { self.text.len() - paragraph.drawn } else { 0 }
    }

    /// Draws, to be taken back, what follows of the open paragraph. `ended`: its last line is whole.
    pub(super) fn draw_rest(&mut self, ended: bool, sink: &mut dyn Sink) {
        self.mode = Mode::Tail;
        let Leaf::Paragraph(mut paragraph) = self.state.leaf else { return };
        if !self.define(&mut paragraph, false) || self.text.len() - paragraph.drawn > HOPELESS {
            return;
        }
        let mut text = core::mem::take(&mut self.text);
        let header = rest(&text, paragraph.line);
        let doubtful = paragraph.line >= paragraph.start && may_be_header(header);
        let policy = self.policy;
        if doubtful {
            self.policy = |_| None;
        }
        if doubtful && byte(header, 0) == b'|' {
            let before = cut(&text, paragraph.start, paragraph.line);
            self.draw_paragraph(&paragraph, before, true, sink);
            if !before.is_empty() {
                sink.close();
            }
            self.draw_likely_header(header, sink);
        } else {
            let length = text.len();
            put(&mut text, if ended { "\n" } else { "" });
            self.draw_paragraph(&paragraph, rest(&text, paragraph.start), true, sink);
            text.truncate(length);
        }
        self.policy = policy;
        self.text = text;
    }

    /// Draws the paragraph's text from where it is drawn already, and closes it unless more may follow.
    fn draw_paragraph(&mut self, paragraph: &Paragraph, text: &str, more: bool, sink: &mut dyn Sink) {
        let text = if more { text } else { trim_end(text) };
        if text.is_empty() {
            return;
        }
        if !paragraph.shown {
            sink.open(Tag::Paragraph);
        }
        let from = paragraph.drawn.saturating_sub(paragraph.start);
        let mut scope = Scope { references: &mut self.references, policy: self.policy, is_cell: false };
        inline::read(text, from, more, &mut scope).draw(from, text.len(), sink);
        if !more {
            sink.close();
        }
    }

    pub(super) fn end_paragraph(&mut self, mut paragraph: Paragraph, sink: &mut dyn Sink) {
        self.define(&mut paragraph, true);
        let text = core::mem::take(&mut self.text);
        self.draw_paragraph(&paragraph, rest(&text, paragraph.start), false, sink);
        self.text = text;
        if paragraph.shown && self.mode != Mode::Tail {
            sink.settle();
        }
    }

    /// A line under the paragraph makes it a heading; false when it is no such line.
    pub(super) fn underline(&mut self, body: &str, sink: &mut dyn Sink) -> bool {
        let level = start::underline(body);
        let Leaf::Paragraph(mut paragraph) = self.state.leaf else { return false };
        if level == 0 {
            return false;
        }
        self.define(&mut paragraph, true);
        self.state.leaf = Leaf::Paragraph(paragraph);
        let text = core::mem::take(&mut self.text);
        let heading = trim_end(rest(&text, paragraph.start));
        if heading.is_empty() {
            self.text = text;
            self.add_to_paragraph(body);
            return true;
        }
        if paragraph.shown {
            sink.rewind();
        }
        self.state.leaf = Leaf::None;
        self.state.blank = None;
        sink.open(Tag::Heading(level));
        self.inline(heading, false, sink);
        sink.close();
        true
    }

    /// Draws the paragraph anew with this text, its last line having become the header of a table.
    pub(super) fn redraw(&mut self, mut paragraph: Paragraph, text: &str, sink: &mut dyn Sink) {
        if paragraph.shown {
            sink.rewind();
        }
        paragraph.shown = false;
        paragraph.drawn = paragraph.start;
        self.draw_paragraph(&paragraph, text, false, sink);
    }
}

/// A line that may turn out to be the header of a table, whose cells part what now seems to belong together: no link
/// in it is final. If it starts with a pipe, it is drawn as a header before the next line tells.
fn may_be_header(line: &str) -> bool {
    line.len() <= WHOLE_LINE && has(line, "|")
}
