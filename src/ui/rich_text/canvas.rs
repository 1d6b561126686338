//! Where the Markdown parser draws: a stack of open elements in the document, and a log of what has to be undone.

use leptos::tachys::renderer::Rndr;
use leptos::tachys::renderer::types::{Element as Node, Text};

use crate::ui::element::tag;
use crate::ui::icon::{COPY, icon};
use halo_markdown::{Align, Sink, Tag};

/// An open element: what stands in its parent, and what its own content goes into.
#[derive(Clone)]
struct Frame {
    outer: Node,
    inner: Node,
}

/// One operation made under a mark.
enum Done {
    Opened(Node),
    Closed(Frame),
    Wrote(Text),
    Loosened(Node),
}

/// Draws into one element of the document.
pub(super) struct Canvas {
    root: Node,
    /// Name of the button that copies a code block.
    copy_label: String,
    /// Stands before an address that begins with a slash.
    server: String,
    /// Open elements, the innermost last; the root is not among them.
    open: Vec<Frame>,
    done: Vec<Done>,
    /// Lengths of `done` to go back to.
    marks: Vec<usize>,
}

impl Canvas {
    pub(super) fn new(root: &Node, copy_label: &str, server: &str) -> Self {
        Self {
            root: root.clone(),
            copy_label: copy_label.to_owned(),
            server: server.to_owned(),
            open: Vec::new(),
            done: Vec::new(),
            marks: Vec::new(),
        }
    }

    /// Takes everything away.
    pub(super) fn clear(&mut self) {
        Rndr::clear_children(&self.root);
        self.open.clear();
        self.settle();
    }

    fn top(&self) -> &Node {
        self.open.last().map_or(&self.root, |frame| &frame.inner)
    }

    fn log(&mut self, done: Done) {
        if !self.marks.is_empty() {
            self.done.push(done);
        }
    }

    fn undo(&mut self, done: Done) {
        match done {
            Done::Opened(node) => {
                Rndr::remove(&node);
                self.open.pop();
            }
            Done::Closed(frame) => self.open.push(frame),
            Done::Wrote(text) => Rndr::remove(&text),
            Done::Loosened(list) => Rndr::remove_attribute(&list, LOOSE),
        }
    }
}

/// Marks a list whose items are apart; the style sheet does the rest.
const LOOSE: &str = "data-loose";

impl Sink for Canvas {
    fn open(&mut self, tag: Tag<'_>) {
        let frame = element(tag, &self.copy_label, &self.server);
        // Each block by itself: an answer may have one paragraph in Arabic and the next in English.
        if self.open.is_empty() && !is_code(tag) {
            Rndr::set_attribute(&frame.outer, "dir", "auto");
        }
        Rndr::insert_node(self.top(), &frame.outer, None);
        self.log(Done::Opened(frame.outer.clone()));
        self.open.push(frame);
    }

    fn close(&mut self) {
        if let Some(frame) = self.open.pop() {
            self.log(Done::Closed(frame));
        }
    }

    fn text(&mut self, text: &str) {
        let text = Rndr::create_text_node(text);
        Rndr::insert_node(self.top(), &text, None);
        self.log(Done::Wrote(text));
    }

    fn loosen(&mut self) {
        let list =
            self.open.iter().rev().find(|frame| matches!(frame.outer.local_name().as_str(), "ul" | "ol"));
        if let Some(list) = list.map(|frame| frame.outer.clone()) {
            Rndr::set_attribute(&list, LOOSE, "");
            self.log(Done::Loosened(list));
        }
    }

    fn mark(&mut self) {
        self.marks.push(self.done.len());
    }

    fn rewind(&mut self) {
        let Some(mark) = self.marks.pop() else { return };
        while self.done.len() > mark {
            if let Some(done) = self.done.pop() {
                self.undo(done);
            }
        }
    }

    fn settle(&mut self) {
        self.marks.clear();
        self.done.clear();
    }

    fn reset(&mut self) {
        self.clear();
    }
}

/// Headings of an answer start below the panel's own title.
const HEADINGS: [&str; 6] = ["h3", "h4", "h5", "h6", "h6", "h6"];

fn element(kind: Tag<'_>, copy_label: &str, server: &str) -> Frame {
    let (name, attributes): (&str, &[(&str, &str)]) = match kind {
        Tag::Paragraph => ("p", &[]),
        Tag::Heading(level) => {
            (HEADINGS.get(usize::from(level).saturating_sub(1)).copied().unwrap_or("h6"), &[])
        }
        Tag::Quote => ("blockquote", &[]),
        Tag::List { ordered: false, .. } => ("ul", &[]),
        Tag::List { ordered: true, start } => return alone("ol", &[("start", &start.to_string())]),
        Tag::Item { task: None } => ("li", &[]),
        Tag::Item { task: Some(is_done) } => return task(is_done),
        Tag::Code { language } => {
            return code(language, copy_label);
        }
        Tag::Plain => ("div", &[("class", "plain")]),
        Tag::Rule => ("hr", &[]),
        Tag::Table => return nested("div", &[("class", "table"), ("tabindex", "0")], "table"),
        Tag::TableHead => ("thead", &[]),
        Tag::Row => ("tr", &[]),
        Tag::Cell { align, header } => {
            return alone(if header { "th" } else { "td" }, &[("data-align", side(align))]);
        }
        Tag::Emphasis => ("em", &[]),
        Tag::Strong => ("strong", &[]),
        Tag::Strikethrough => ("del", &[]),
        // A command would be turned round within Arabic or Hebrew.
        Tag::InlineCode => ("code", &[("dir", "ltr")]),
        // Without its title: who records a page masks texts, and no attributes.
        Tag::Link { href, .. } => return link([if href.starts_with('/') { server } else { "" }, href]),
        Tag::Image { alt, .. } => return image(alt),
        Tag::LineBreak => ("br", &[]),
    };
    alone(name, attributes)
}

/// Code runs from left to right in every language.
fn is_code(tag: Tag<'_>) -> bool {
    matches!(tag, Tag::Code { .. } | Tag::InlineCode)
}

fn alone(name: &str, attributes: &[(&str, &str)]) -> Frame {
    let node = attributes.iter().fold(tag(name), |node, (name, value)| node.attr(name, value)).node().clone();
    Frame { outer: node.clone(), inner: node }
}

fn nested(outer: &str, attributes: &[(&str, &str)], inner: &str) -> Frame {
    let outer = alone(outer, attributes).outer;
    let inner = alone(inner, &[]).outer;
    Rndr::insert_node(&outer, &inner, None);
    Frame { outer, inner }
}

/// Class of a code block's button.
const COPIES: &str = "copy";

/// A code block under its language and a button that copies it.
fn code(language: &str, copy_label: &str) -> Frame {
    let name = tag("span").attr("dir", "ltr").text(language);
    let button = tag("button").attr("type", "button").class(COPIES).attr("aria-label", copy_label);
    let button = button.attr("title", copy_label).child(icon(COPY));
    let head = tag("div").class("code-head").child(name).child(button);
    let pre = tag("pre").attr("tabindex", "0").attr("dir", "ltr");
    let code = tag("code");
    let inner = code.node().clone();
    let outer = tag("div").class("code").child(head).child(pre.child(code)).node().clone();
    Frame { outer, inner }
}

/// The text of the code block whose button was pressed.
pub(super) fn copied(target: &Node) -> Option<String> {
    let button = target.closest(&["button.", COPIES].concat()).ok()??;
    button.parent_element()?.next_element_sibling()?.text_content()
}

/// A link opens beside the page: the visitor is in the middle of a conversation.
fn link(href: [&str; 2]) -> Frame {
    alone("a", &[("href", &href.concat()), ("target", "_blank"), ("rel", "noopener noreferrer")])
}

/// Images are not loaded: an address made by a model can carry the conversation out. The description stands for it.
fn image(alt: &str) -> Frame {
    let image = alone("span", &[("class", "image")]);
    Rndr::insert_node(&image.outer, &Rndr::create_text_node(alt), None);
    image
}

fn task(is_done: bool) -> Frame {
    let item = alone("li", &[("class", "task")]);
    let tick = alone("input", &[("type", "checkbox"), ("disabled", "")]);
    if is_done {
        Rndr::set_attribute(&tick.outer, "checked", "");
    }
    Rndr::insert_node(&item.outer, &tick.outer, None);
    item
}

fn side(align: Align) -> &'static str {
    match align {
        Align::Unset => "",
        Align::Left => "left",
        Align::Center => "center",
        Align::Right => "right",
    }
}
