//! What cannot be drawn for good yet: the rest of the open paragraph and the part of a line that is there. It is
//! drawn to be taken back, or withheld where it would show markers that mean nothing yet.

use super::block::{Blocks, Leaf, Mode};
use super::chars::{byte, is_alnum, rest, run_end, skip, trim_end};
use super::limits::{STEP, WHOLE_LINE};
use super::sink::{Sink, Tag};
use super::start::TASK_WIDTH;

/// What is known of a line that is not whole.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Outlook {
    /// Nothing of it can be shown.
    Hidden,
    /// It shows as it is now, and may show as something else.
    Open,
    /// What it is cannot change: more of it is more of the leaf's text.
    Known,
}

/// A view that only finds whether anything would be seen in the last block.
struct Probe(bool);

impl Sink for Probe {
    fn open(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Rule | Tag::Image { .. } => self.0 = true,
            Tag::Quote | Tag::List { .. } | Tag::Item { .. } | Tag::Paragraph | Tag::Heading(_) => {
                self.0 = false
            }
            _ => {}
        }
    }
    fn close(&mut self) {}
    fn text(&mut self, _: &str) {
        self.0 = true;
    }
    fn loosen(&mut self) {}
    fn mark(&mut self) {}
    fn rewind(&mut self) {}
    fn settle(&mut self) {}
    fn reset(&mut self) {}
}

impl Blocks {
    /// What is known of the line, by drawing it where nobody sees it.
    pub(super) fn outlook(&mut self, line: &str) -> Outlook {
        let before = self.state.leaf;
        let mut probe = Probe(false);
        let mut outlook = Outlook::Hidden;
        self.attempt(line, &mut probe, |blocks| {
            if !blocks.withheld && blocks.is_known(line, before) {
                outlook = Outlook::Known;
            }
        });
        if outlook == Outlook::Hidden && probe.0 { Outlook::Open } else { outlook }
    }

    /// Draws the line, to be taken back.
    pub(super) fn draw_line(&mut self, line: &str, sink: &mut dyn Sink) {
        self.attempt(line, sink, |_| {});
    }

    /// Draws the line and forgets that it was there.
    fn attempt(&mut self, line: &str, sink: &mut dyn Sink, then: impl FnOnce(&mut Self)) {
        let (saved, length) = (self.state.clone(), self.text.len());
        self.line(line, Mode::Tail, sink);
        then(self);
        self.draw_rest(false, sink);
        self.state = saved;
        self.text.truncate(length);
    }

    fn is_known(&self, line: &str, before: Leaf) -> bool {
        if line.len() > WHOLE_LINE {
            return true;
        }
        let body = rest(line, self.body_at);
        let mark = byte(body, 0);
        match (self.state.leaf, before) {
            (Leaf::Paragraph(_), _) => {
                let sure = match mark {
                    b'<' | b'|' => false,
                    b'`' | b'~' => run_end(body, 0, mark) < 3,
                    b'[' => trim_end(body).len() > TASK_WIDTH + 1,
                    _ => true,
                };
                sure && skip(body, 0, |b| !is_alnum(b) && b < 0x80) < body.len()
            }
            (Leaf::Fenced(fence, ..), Leaf::Fenced(..)) => line.len() >= STEP && mark != fence,
            (Leaf::Html(_), Leaf::Html(_)) | (Leaf::Indented, _) => line.len() >= STEP,
            _ => false,
        }
    }

    /// More of a line whose kind is known.
    pub(super) fn extend(&mut self, more: &str, sink: &mut dyn Sink) {
        match self.state.leaf {
            _ if more.is_empty() => {}
            Leaf::Paragraph(_) => self.text.push_str(more),
            _ => sink.text(more),
        }
    }

    /// The end of a line whose kind was known before.
    pub(super) fn end_line(&mut self, line: &str, sink: &mut dyn Sink) {
        self.mode = Mode::Whole;
        if let Leaf::Paragraph(_) = self.state.leaf {
            self.end_paragraph_line();
        } else {
            sink.text("\n");
            self.end_html(line, sink);
        }
    }
}
