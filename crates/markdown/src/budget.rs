//! Holds what is drawn within a number of nodes, so that no message makes a page slow: beyond it text stays text. It stands
//! between the parser and a view, and joins texts that follow each other, each of which would be a node of its own.

use super::limits::NODES;
use super::sink::{Sink, Tag};

/// What became of an element that the parser opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// It is drawn.
    Drawn,
    /// Its text is drawn without it.
    Text,
    /// The first block beyond the bound: it and the blocks after it share one element of plain text.
    Rest,
}

/// How much is drawn, and within what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Account {
    nodes: usize,
    open: Vec<Fate>,
    /// The element of plain text is open in the view, in the element that this many are open around.
    rest: Option<usize>,
}

/// What is known between one piece of a message and the next.
#[derive(Debug, Default)]
pub(super) struct Budget {
    account: Account,
    /// The accounts to go back to.
    marks: Vec<Account>,
    /// Text that is not handed on yet.
    text: String,
}

/// A view within its budget.
pub(super) struct Bounded<'a> {
    pub(super) sink: &'a mut dyn Sink,
    pub(super) budget: &'a mut Budget,
}

/// Nodes that come with an element: itself, its text, and for one within a line the text after it; a code block has its
/// language and a button. Texts are not counted as they come, or the bound would fall elsewhere in a message that streams.
fn cost(tag: Tag<'_>) -> usize {
    match tag {
        Tag::Code { .. } => 10,
        tag if is_inline(tag) => 3,
        Tag::Paragraph | Tag::Heading(_) | Tag::Cell { .. } | Tag::Plain | Tag::Table => 2,
        Tag::Item { .. } => 2,
        _ => 1,
    }
}

fn is_inline(tag: Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::InlineCode
            | Tag::Link { .. }
            | Tag::Image { .. }
            | Tag::LineBreak
    )
}

impl Bounded<'_> {
    /// Hands on the text that was held back to be joined with what follows it.
    pub(super) fn flush(&mut self) {
        if !self.budget.text.is_empty() {
            self.sink.text(&self.budget.text);
            self.budget.text.clear();
        }
    }

    /// The message is over: what is still open of the rest is closed.
    pub(super) fn end(&mut self) {
        self.flush();
        self.close_rest(0);
    }

    fn close_rest(&mut self, depth: usize) {
        if self.budget.account.rest == Some(depth) {
            self.budget.account.rest = None;
            self.sink.close();
        }
    }

    /// Opens an element for which there is no room: its text is to be seen all the same.
    fn open_beyond(&mut self, tag: Tag<'_>) {
        let depth = self.budget.account.open.len();
        let fate = match tag {
            Tag::Image { alt, .. } => {
                self.budget.text.push_str(alt);
                Fate::Text
            }
            Tag::LineBreak => {
                self.budget.text.push('\n');
                Fate::Text
            }
            tag if is_inline(tag) => Fate::Text,
            _ if self.budget.account.rest.is_some() => {
                self.budget.text.push('\n');
                if self.budget.account.rest == Some(depth) { Fate::Rest } else { Fate::Text }
            }
            _ => {
                self.flush();
                self.sink.open(Tag::Plain);
                self.budget.account.rest = Some(depth);
                Fate::Rest
            }
        };
        self.budget.account.open.push(fate);
    }
}

impl Sink for Bounded<'_> {
    fn open(&mut self, tag: Tag<'_>) {
        let cost = cost(tag);
        if self.budget.account.rest.is_some() || self.budget.account.nodes + cost > NODES {
            return self.open_beyond(tag);
        }
        self.flush();
        self.budget.account.nodes += cost;
        self.budget.account.open.push(Fate::Drawn);
        self.sink.open(tag);
    }

    fn close(&mut self) {
        if self.budget.account.open.pop() == Some(Fate::Drawn) {
            self.flush();
            self.close_rest(self.budget.account.open.len() + 1);
            self.sink.close();
        }
    }

    fn text(&mut self, text: &str) {
        self.budget.text.push_str(text);
    }

    fn loosen(&mut self) {
        if self.budget.account.rest.is_none() {
            self.flush();
            self.sink.loosen();
        }
    }

    fn mark(&mut self) {
        self.flush();
        self.budget.marks.push(self.budget.account.clone());
        self.sink.mark();
    }

    fn rewind(&mut self) {
        self.budget.text.clear();
        self.budget.account = self.budget.marks.pop().unwrap_or_default();
        self.sink.rewind();
    }

    fn settle(&mut self) {
        self.flush();
        self.budget.marks.clear();
        self.sink.settle();
    }

    fn reset(&mut self) {
        *self.budget = Budget::default();
        self.sink.reset();
    }
}
