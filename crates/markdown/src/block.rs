//! The block structure: one line at a time through the containers that are open, into a leaf. Whatever is drawn for
//! a whole line is drawn for good.

use super::chars::byte;
use super::cursor::Cursor;
use super::html;
use super::limits::{CODE_INDENT, NESTING, WHOLE_LINE};
use super::paragraph::Paragraph;
use super::parser::LinkPolicy;
use super::reference::References;
use super::sink::{Align, Sink, Tag};
use super::start;

/// A container that is open.
#[derive(Clone, Copy)]
pub(super) enum Container {
    Quote,
    /// Its kind of marker, and whether it is known to be loose.
    List(u8, bool),
    /// The indent its content needs, and whether it has any yet.
    Item {
        indent: usize,
        empty: bool,
    },
}

/// The leaf that is open.
#[derive(Clone, Copy)]
pub(super) enum Leaf {
    None,
    Paragraph(Paragraph),
    /// Its mark, its length, and the indent to take from its lines.
    Fenced(u8, usize, usize),
    Indented,
    Html(html::Ending),
    Table,
}

/// How much of a line is there, and whether what is drawn stays.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// All of it.
    Whole,
    /// Enough to know what it is: more of it follows as the leaf's text.
    Begun,
    /// A part, drawn to be taken back.
    Tail,
}

/// What a line in `Tail` mode may change and what is put back after it.
#[derive(Clone)]
pub(super) struct State {
    pub(super) open: Vec<Container>,
    pub(super) leaf: Leaf,
    /// The last line was blank, for lists from this place in `open` on (a blank line in a quote is nothing to a list
    /// around the quote). Without it a list would not know that it is loose.
    pub(super) blank: Option<usize>,
    /// Table cells of the message so far.
    pub(super) cells: usize,
}

/// The blocks of a message.
pub(super) struct Blocks {
    pub(super) state: State,
    /// The text of the open paragraph, or the blank lines that an indented code block may yet hold.
    pub(super) text: String,
    /// The columns of the open table.
    pub(super) columns: Vec<Align>,
    pub(super) references: References,
    pub(super) policy: LinkPolicy,
    pub(super) mode: Mode,
    /// Nothing of the line in `Tail` mode can be shown yet.
    pub(super) withheld: bool,
    /// Where the leaf's text begins in the line.
    pub(super) body_at: usize,
}

impl Blocks {
    pub(super) fn new(policy: LinkPolicy, references: References) -> Self {
        let state = State { open: Vec::new(), leaf: Leaf::None, blank: None, cells: 0 };
        let (text, columns) = (String::new(), Vec::new());
        Self { state, text, columns, references, policy, mode: Mode::Whole, withheld: false, body_at: 0 }
    }

    /// Takes a line, without its end.
    pub(super) fn line(&mut self, line: &str, mode: Mode, sink: &mut dyn Sink) {
        self.mode = mode;
        self.withheld = false;
        let mut cursor = Cursor::new(line);
        let matched = self.enter(&mut cursor);
        let inside = matched == self.state.open.len();
        if inside && self.continue_leaf(&mut cursor, sink) {
            return;
        }
        self.blocks(&mut cursor, matched, sink);
    }

    /// Goes into the open containers as far as the line continues them: how many.
    fn enter(&self, cursor: &mut Cursor<'_>) -> usize {
        for (depth, container) in self.state.open.iter().enumerate() {
            match *container {
                Container::Quote if byte(cursor.body(), 0) == b'>' && cursor.indent() < CODE_INDENT => {
                    enter_quote(cursor)
                }
                Container::List(..) => {}
                Container::Item { indent, .. } if !cursor.blank() && cursor.indent() >= indent => {
                    cursor.skip_columns(indent);
                }
                Container::Item { indent, empty: false } if cursor.blank() => cursor.skip_columns(indent),
                _ => return depth,
            }
        }
        self.state.open.len()
    }

    /// Opens the blocks that the rest of the line starts, and gives what is left to a leaf.
    fn blocks(&mut self, cursor: &mut Cursor<'_>, mut matched: usize, sink: &mut dyn Sink) {
        let mut fresh = false;
        loop {
            let body = cursor.body();
            self.body_at = cursor.ink();
            let whole = cursor.text.len() <= WHOLE_LINE;
            let code = cursor.indent() >= CODE_INDENT;
            let within = !fresh && matches!(self.state.leaf, Leaf::Paragraph(_));
            let inside = matched == self.state.open.len();
            if self.mode == Mode::Tail && (cursor.blank() || !code && whole && start::is_undecided(body)) {
                self.withheld = true;
                return;
            }
            if cursor.blank() {
                return self.blank(matched, fresh, sink);
            }
            if code && within {
                break;
            }
            if code {
                return self.indented(cursor, matched, sink);
            }
            let deep = self.nesting(matched) >= NESTING;
            if byte(body, 0) == b'>' && !deep {
                self.place(matched, sink);
                enter_quote(cursor);
                self.state.open.push(Container::Quote);
                sink.open(Tag::Quote);
            } else if self.leaf_start(body, matched, within, inside, cursor, sink) {
                return;
            } else if let Some(marker) = start::marker(body, within && inside).filter(|_| !deep) {
                self.item(cursor, matched, &marker, sink);
                let body = cursor.body();
                if self.mode == Mode::Tail && start::is_undecided_task(body) {
                    self.withheld = true;
                    return;
                }
                if start::task(body).is_some() && cursor.indent() < CODE_INDENT {
                    cursor.skip_ink(start::TASK_WIDTH);
                    self.body_at = cursor.ink();
                    return self.begin_paragraph(cursor.body());
                }
            } else {
                break;
            }
            fresh = true;
            matched = self.state.open.len();
        }
        self.words(cursor, matched, fresh, sink);
    }

    /// Gives the rest of the line to the open paragraph or table, or to a new paragraph.
    fn words(&mut self, cursor: &Cursor<'_>, matched: usize, fresh: bool, sink: &mut dyn Sink) {
        let inside = matched == self.state.open.len();
        if !fresh {
            if let Leaf::Paragraph(_) = self.state.leaf {
                return self.add_to_paragraph(cursor.body());
            }
            if matches!(self.state.leaf, Leaf::Table) && inside && self.row(cursor, sink) {
                self.state.blank = None;
                return;
            }
        }
        self.place(matched, sink);
        self.begin_paragraph(cursor.body());
    }

    /// A blank line, after `fresh` markers or alone.
    fn blank(&mut self, matched: usize, fresh: bool, sink: &mut dyn Sink) {
        if fresh {
            self.state.blank = None;
            return;
        }
        self.close_to(matched, sink);
        self.note_blank();
    }

    /// The line was blank within the containers now open.
    pub(super) fn note_blank(&mut self) {
        let quote = self.state.open.iter().rposition(|container| matches!(container, Container::Quote));
        self.state.blank = Some(quote.map_or(0, |at| at + 1));
    }

    /// Quotes and items among the first `matched` containers.
    fn nesting(&self, matched: usize) -> usize {
        self.state
            .open
            .iter()
            .take(matched)
            .filter(|container| !matches!(container, Container::List(..)))
            .count()
    }

    /// Closes the leaf and all but the first `matched` containers.
    pub(super) fn close_to(&mut self, matched: usize, sink: &mut dyn Sink) {
        self.close_leaf(sink);
        while self.state.open.len() > matched {
            self.state.open.pop();
            sink.close();
        }
    }

    /// Makes room for a block in the innermost of the first `matched` containers.
    pub(super) fn place(&mut self, matched: usize, sink: &mut dyn Sink) {
        self.close_to(matched, sink);
        if let Some(Container::List(..)) = self.state.open.last() {
            self.state.open.pop();
            sink.close();
        }
        let loose = self.follows_blank(self.state.open.len());
        if let Some(Container::Item { empty, .. }) = self.state.open.last_mut()
            && !core::mem::take(empty)
            && loose
        {
            self.loosen(sink);
        }
        self.state.blank = None;
    }

    /// The innermost list is a loose one: says so, once.
    fn loosen(&mut self, sink: &mut dyn Sink) {
        let lists = self.state.open.iter_mut().rev().filter_map(|container| match container {
            Container::List(_, loose) => Some(loose),
            _ => None,
        });
        if let Some(loose) = lists.take(1).find(|loose| !**loose) {
            *loose = true;
            sink.loosen();
        }
    }

    /// A blank line came before, and means something to the innermost of the first `depth` containers.
    fn follows_blank(&self, depth: usize) -> bool {
        self.state.blank.is_some_and(|from| depth > from)
    }

    /// Opens an item, in the list that is open or in a new one.
    fn item(&mut self, cursor: &mut Cursor<'_>, matched: usize, marker: &start::Marker, sink: &mut dyn Sink) {
        self.close_to(matched, sink);
        match self.state.open.last() {
            Some(Container::List(kind, _)) if *kind == marker.kind => {
                if self.follows_blank(self.state.open.len()) {
                    self.loosen(sink);
                }
            }
            _ => {
                self.place(matched, sink);
                self.state.open.push(Container::List(marker.kind, false));
                sink.open(Tag::List { ordered: marker.width > 1, start: marker.start });
            }
        }
        let indent = start::enter_item(cursor, marker.width);
        let task = if cursor.indent() < CODE_INDENT { start::task(cursor.body()) } else { None };
        self.state.blank = None;
        self.state.open.push(Container::Item { indent, empty: task.is_none() });
        sink.open(Tag::Item { task });
    }

    /// The message has ended.
    pub(super) fn end(&mut self, sink: &mut dyn Sink) {
        self.mode = Mode::Whole;
        self.close_to(0, sink);
        self.state.blank = None;
    }
}

/// Goes past the mark of a quote and the one space that belongs to it.
fn enter_quote(cursor: &mut Cursor<'_>) {
    cursor.skip_ink(1);
    cursor.skip_columns(1);
}
