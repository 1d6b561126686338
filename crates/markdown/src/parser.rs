//! The parser as a view uses it: text in, drawing operations out. It cuts the text into lines, keeps the message
//! within its bound, and brackets what it draws for the moment between a mark and a rewind.

use super::block::{Blocks, Mode};
use super::budget::{Bounded, Budget};
use super::chars::{byte, cut, is_blank, put, rest, skip};
use super::limits::{MESSAGE_BYTES, READINGS, SHORT};
use super::reference::References;
use super::sink::{Sink, Tag};
use super::tail::Outlook;
use crate::url::safe_link;

/// Decides on a link's address: the address to use, or `None` to show the link as its text only.
pub type LinkPolicy = fn(&str) -> Option<String>;

/// One message being read.
///
/// Whatever the pieces are into which a text is cut, once [`finish`](Parser::finish) has returned the view shows the
/// same. A finished block is never drawn again, with one exception: when a link's address was defined below its
/// use, `finish` resets the view and draws the message once more.
pub struct Parser {
    blocks: Blocks,
    /// The message so far, up to its bound.
    source: String,
    /// The line that has no end yet.
    line: String,
    /// How much of it the open leaf has taken, its kind being known.
    taken: usize,
    /// It holds more than white space. Without it a line of nothing but spaces would be looked at again and again.
    inked: bool,
    /// The last byte was a carriage return: a line feed after it ends the same line.
    returned: bool,
    /// Something is drawn that has to be taken back.
    tail: bool,
    /// Bytes that were read to draw it.
    dear: usize,
    /// Bytes that have come since.
    late: usize,
    /// The bound is passed: what follows is shown as it is.
    full: bool,
    /// How much is drawn.
    budget: Budget,
}

impl Default for Parser {
    fn default() -> Self {
        Self::new()
    }
}

impl Parser {
    /// A parser whose links are those that [`safe_link`] lets through.
    pub fn new() -> Self {
        Self::with_policy(safe_link)
    }

    /// A parser whose links, image sources included, are decided on by `policy`.
    pub fn with_policy(policy: LinkPolicy) -> Self {
        Self::with_references(policy, References::default())
    }

    fn with_references(policy: LinkPolicy, references: References) -> Self {
        Self {
            blocks: Blocks::new(policy, references),
            source: String::new(),
            line: String::new(),
            taken: 0,
            inked: false,
            returned: false,
            tail: false,
            dear: 0,
            late: 0,
            full: false,
            budget: Budget::default(),
        }
    }

    /// Reads a piece and draws what is new; the view then shows the message so far, without markers that have yet
    /// to find their meaning and without any link that is not final.
    pub fn push(&mut self, text: &str, sink: &mut dyn Sink) {
        let mut budget = core::mem::take(&mut self.budget);
        let mut bounded = Bounded { sink, budget: &mut budget };
        self.draw_piece(text, &mut bounded);
        bounded.flush();
        self.budget = budget;
    }

    fn draw_piece(&mut self, text: &str, sink: &mut dyn Sink) {
        self.late += text.len();
        let ends = text.bytes().any(|b| b == b'\n' || b == b'\r');
        let waits = !ends && self.tail && self.dear > SHORT && self.late < self.dear / READINGS;
        if waits && self.source.len() + text.len() <= MESSAGE_BYTES {
            return self.read(text, sink);
        }
        self.take_back(sink);
        self.read(text, sink);
        if !self.full {
            self.draw_tail(sink);
        }
    }

    /// The message has ended: draws the rest of it. Nothing may be pushed after that.
    pub fn finish(&mut self, sink: &mut dyn Sink) {
        let mut budget = core::mem::take(&mut self.budget);
        let mut bounded = Bounded { sink, budget: &mut budget };
        self.draw_end(&mut bounded);
        bounded.end();
    }

    fn draw_end(&mut self, sink: &mut dyn Sink) {
        self.take_back(sink);
        if self.full {
            sink.close();
        } else {
            self.end(sink);
        }
        if self.blocks.references.late && !self.full {
            sink.reset();
            let mut again = Self::with_references(self.blocks.policy, self.blocks.references.again());
            again.read(&self.source, sink);
            again.end(sink);
        }
    }

    /// Reads and draws a whole message: no operation is ever undone, but a `reset` may come.
    pub fn render(text: &str, policy: LinkPolicy, sink: &mut dyn Sink) {
        let (mut parser, mut budget) = (Self::with_policy(policy), Budget::default());
        let mut bounded = Bounded { sink, budget: &mut budget };
        parser.read(text, &mut bounded);
        parser.draw_end(&mut bounded);
        bounded.end();
    }

    fn take_back(&mut self, sink: &mut dyn Sink) {
        if core::mem::take(&mut self.tail) {
            sink.rewind();
        }
    }

    fn read(&mut self, text: &str, sink: &mut dyn Sink) {
        let room = MESSAGE_BYTES.saturating_sub(self.source.len());
        let fits = if self.full { 0 } else { text.floor_char_boundary(room) };
        let (head, beyond) = (cut(text, 0, fits), rest(text, fits));
        self.source.push_str(head);
        self.lines(head, sink);
        if beyond.is_empty() {
            return;
        }
        if !core::mem::replace(&mut self.full, true) {
            self.end(sink);
            sink.open(Tag::Plain);
        }
        sink.text(beyond);
    }

    fn lines(&mut self, mut text: &str, sink: &mut dyn Sink) {
        if !text.is_empty() && core::mem::take(&mut self.returned) && byte(text, 0) == b'\n' {
            text = rest(text, 1);
        }
        loop {
            let end = skip(text, 0, |b| !matches!(b, b'\n' | b'\r' | 0));
            put(&mut self.line, cut(text, 0, end));
            self.inked = self.inked || skip(text, 0, is_blank) < end;
            let mark = text.as_bytes().get(end);
            text = rest(text, end + 1);
            match mark {
                None => return,
                Some(0) => {
                    self.line.push(char::REPLACEMENT_CHARACTER);
                    self.inked = true;
                }
                Some(mark) => {
                    self.end_line(sink);
                    let returned = *mark == b'\r';
                    self.returned = returned && text.is_empty();
                    if returned && byte(text, 0) == b'\n' {
                        text = rest(text, 1);
                    }
                }
            }
        }
    }

    fn end_line(&mut self, sink: &mut dyn Sink) {
        if self.taken == 0 {
            self.blocks.line(&self.line, Mode::Whole, sink);
        } else {
            self.blocks.extend(rest(&self.line, self.taken), sink);
            self.blocks.end_line(&self.line, sink);
        }
        self.line.clear();
        self.taken = 0;
        self.inked = false;
    }

    fn end(&mut self, sink: &mut dyn Sink) {
        if !self.line.is_empty() {
            self.end_line(sink);
        }
        self.blocks.end(sink);
    }

    fn draw_tail(&mut self, sink: &mut dyn Sink) {
        let blocks = &mut self.blocks;
        let mut outlook = Outlook::Hidden;
        if self.taken > 0 {
            blocks.extend(rest(&self.line, self.taken), sink);
            self.taken = self.line.len();
        } else if self.inked {
            outlook = blocks.outlook(&self.line);
            if outlook == Outlook::Known {
                blocks.line(&self.line, Mode::Begun, sink);
                self.taken = self.line.len();
            }
        }
        blocks.advance(sink);
        sink.mark();
        self.tail = true;
        self.late = 0;
        self.dear = blocks.unread() + self.line.len() - self.taken;
        if outlook == Outlook::Open {
            blocks.draw_line(&self.line, sink);
        } else {
            blocks.draw_rest(self.taken == 0, sink);
        }
    }
}
