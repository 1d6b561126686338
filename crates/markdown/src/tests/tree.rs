//! A view without a browser: elements in memory, drawn and undone exactly as the protocol of `Sink` says, as
//! a view over the DOM would do it.

use crate::{Align, LinkPolicy, Parser, Sink, Tag};

pub(super) enum Node {
    Element { tag: Element, children: Vec<usize> },
    Text(String),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Element {
    Message,
    Block(&'static str),
    List { ordered: bool, start: u32, loose: bool },
    Item(Option<bool>),
    Code(String),
    Plain,
    Table,
    Cell { align: Align, header: bool },
    Inline(&'static str),
    Link { href: String, title: String },
    Image { src: String, alt: String, title: String },
    Void(&'static str),
}

enum Undo {
    Mark,
    Opened(usize),
    Closed(usize),
    Wrote,
    Loosened(usize),
}

/// The elements of one message.
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    pub(super) open: Vec<usize>,
    log: Vec<Undo>,
    marks: usize,
    /// How many operations came, undone ones too.
    pub(super) operations: usize,
    /// How many bytes of text came, undone ones too.
    pub(super) written: usize,
    pub(super) resets: usize,
    /// The most marks that were out at once.
    pub(super) most_marks: usize,
}

impl Tree {
    pub(super) fn new() -> Self {
        let message = Node::Element { tag: Element::Message, children: Vec::new() };
        Self {
            nodes: vec![message],
            open: vec![0],
            log: Vec::new(),
            marks: 0,
            operations: 0,
            written: 0,
            resets: 0,
            most_marks: 0,
        }
    }

    fn note(&mut self, undo: Undo) {
        self.operations += 1;
        if self.marks > 0 {
            self.log.push(undo);
        }
    }

    fn append(&mut self, node: Node) -> usize {
        let id = self.nodes.len();
        self.nodes.push(node);
        let top = *self.open.last().expect("something is open");
        let Node::Element { tag, children } = &mut self.nodes[top] else { unreachable!() };
        assert!(!matches!(tag, Element::Void(_) | Element::Image { .. }), "{tag:?} holds nothing");
        children.push(id);
        id
    }

    fn drop_last_child(&mut self) {
        let top = *self.open.last().expect("something is open");
        if let Node::Element { children, .. } = &mut self.nodes[top] {
            children.pop();
        }
    }

    /// Every element with its text, for searching.
    pub(super) fn elements(&self) -> Vec<(Element, String)> {
        let mut found = Vec::new();
        self.collect(0, &mut found);
        found
    }

    fn collect(&self, id: usize, found: &mut Vec<(Element, String)>) {
        if let Node::Element { tag, children } = &self.nodes[id] {
            found.push((tag.clone(), self.text_of(id)));
            children.iter().for_each(|&child| self.collect(child, found));
        }
    }

    /// The text a reader sees.
    pub(super) fn visible(&self) -> String {
        self.text_of(0)
    }

    fn text_of(&self, id: usize) -> String {
        match &self.nodes[id] {
            Node::Text(text) => text.clone(),
            Node::Element { tag: Element::Image { alt, .. }, .. } => alt.clone(),
            Node::Element { tag: Element::Void("br"), .. } => "\n".into(),
            Node::Element { children, .. } => children.iter().map(|&child| self.text_of(child)).collect(),
        }
    }
}

impl Sink for Tree {
    fn open(&mut self, tag: Tag<'_>) {
        let tag = match tag {
            Tag::Paragraph => Element::Block("p"),
            Tag::Heading(level) => {
                Element::Block(["h1", "h2", "h3", "h4", "h5", "h6"][usize::from(level) - 1])
            }
            Tag::Quote => Element::Block("blockquote"),
            Tag::List { ordered, start } => Element::List { ordered, start, loose: false },
            Tag::Item { task } => Element::Item(task),
            Tag::Code { language } => Element::Code(language.into()),
            Tag::Plain => Element::Plain,
            Tag::Rule => Element::Void("hr"),
            Tag::Table => Element::Table,
            Tag::TableHead => Element::Block("thead"),
            Tag::Row => Element::Block("tr"),
            Tag::Cell { align, header } => Element::Cell { align, header },
            Tag::Emphasis => Element::Inline("em"),
            Tag::Strong => Element::Inline("strong"),
            Tag::Strikethrough => Element::Inline("del"),
            Tag::InlineCode => Element::Inline("code"),
            Tag::Link { href, title } => Element::Link { href: href.into(), title: title.into() },
            Tag::Image { src, alt, title } => {
                Element::Image { src: src.into(), alt: alt.into(), title: title.into() }
            }
            Tag::LineBreak => Element::Void("br"),
        };
        let id = self.append(Node::Element { tag, children: Vec::new() });
        self.open.push(id);
        self.note(Undo::Opened(id));
    }

    fn close(&mut self) {
        let id = self.open.pop().expect("something is open");
        assert!(!self.open.is_empty(), "the message's own element is not closed");
        self.note(Undo::Closed(id));
    }

    fn text(&mut self, text: &str) {
        assert!(!text.is_empty(), "text is never empty");
        self.append(Node::Text(text.into()));
        self.written += text.len();
        self.note(Undo::Wrote);
    }

    fn loosen(&mut self) {
        let list = self
            .open
            .iter()
            .rev()
            .copied()
            .find(|&id| matches!(self.nodes[id], Node::Element { tag: Element::List { .. }, .. }));
        let id = list.expect("a list is open");
        let Node::Element { tag: Element::List { loose, .. }, .. } = &mut self.nodes[id] else {
            unreachable!()
        };
        assert!(!std::mem::replace(loose, true), "a list is loosened once");
        self.note(Undo::Loosened(id));
    }

    fn mark(&mut self) {
        self.marks += 1;
        self.most_marks = self.most_marks.max(self.marks);
        self.note(Undo::Mark);
    }

    fn rewind(&mut self) {
        assert!(self.marks > 0, "there is a mark to go back to");
        while let Some(undo) = self.log.pop() {
            match undo {
                Undo::Mark => break,
                Undo::Opened(id) => {
                    assert_eq!(self.open.pop(), Some(id));
                    self.drop_last_child();
                }
                Undo::Closed(id) => self.open.push(id),
                Undo::Wrote => self.drop_last_child(),
                Undo::Loosened(id) => {
                    if let Node::Element { tag: Element::List { loose, .. }, .. } = &mut self.nodes[id] {
                        *loose = false;
                    }
                }
            }
        }
        self.marks -= 1;
    }

    fn settle(&mut self) {
        self.log.clear();
        self.marks = 0;
    }

    fn reset(&mut self) {
        let (operations, written, resets) = (self.operations, self.written, self.resets);
        *self = Self { operations, written, resets: resets + 1, ..Self::new() };
    }
}

/// Every link is one, as in CommonMark's own examples.
pub(super) fn any_link(link: &str) -> Option<String> {
    Some(link.into())
}

/// The message drawn in one go.
pub(super) fn whole(text: &str, policy: LinkPolicy) -> Tree {
    let mut tree = Tree::new();
    let mut parser = Parser::with_policy(policy);
    parser.push(text, &mut tree);
    parser.finish(&mut tree);
    assert_eq!(tree.open.len(), 1, "everything is closed at the end");
    tree
}

/// The message drawn piece by piece.
pub(super) fn pieces<'a>(pieces: impl IntoIterator<Item = &'a str>, policy: LinkPolicy) -> Tree {
    let mut tree = Tree::new();
    let mut parser = Parser::with_policy(policy);
    for piece in pieces {
        parser.push(piece, &mut tree);
    }
    parser.finish(&mut tree);
    tree
}

/// What is seen when only this much of a message has come.
pub(super) fn partial(text: &str, policy: LinkPolicy) -> Tree {
    let mut tree = Tree::new();
    Parser::with_policy(policy).push(text, &mut tree);
    tree
}
