//! The chunk "markdown", seen from outside: the parser says what to draw, [`Canvas`] draws it. Nodes only, never a
//! string of HTML; what is finished is never touched again.

use leptos::tachys::renderer::types::Element as Node;

use super::canvas::{self, Canvas};
use crate::ui::view::{Draw, Markdown};
use halo_markdown::{LinkPolicy, Parser, plain_text};

/// Markdown, drawn.
pub struct MarkdownDrawing {
    /// What may become of a link's address.
    pub links: LinkPolicy,
    /// Where an address leads that still begins with a slash then.
    pub server: String,
}

impl Markdown for MarkdownDrawing {
    fn style(&self) -> &'static str {
        include_str!(concat!(env!("OUT_DIR"), "/markdown.css"))
    }

    fn begin(&self, root: &Node, copy_label: &str) -> Box<dyn Draw> {
        Box::new(Drawing {
            parser: Parser::with_policy(self.links),
            canvas: Canvas::new(root, copy_label, &self.server),
            links: self.links,
            drawn_bytes: 0,
            is_finished: false,
        })
    }

    fn spoken(&self, text: &str) -> String {
        plain_text(text)
    }

    fn copied(&self, target: &Node) -> Option<String> {
        canvas::copied(target)
    }
}

struct Drawing {
    parser: Parser,
    canvas: Canvas,
    links: LinkPolicy,
    /// How much of the text is drawn.
    drawn_bytes: usize,
    /// The parser was told that the text is whole; more of it means that it was begun anew.
    is_finished: bool,
}

impl Draw for Drawing {
    fn draw(&mut self, text: &str, is_whole: bool) {
        let has_more = text.len() > self.drawn_bytes;
        if text.len() < self.drawn_bytes || (self.is_finished && has_more) {
            self.canvas.clear();
            self.parser = Parser::with_policy(self.links);
            self.drawn_bytes = 0;
            self.is_finished = false;
        }
        if let Some(more) = text.get(self.drawn_bytes..).filter(|more| !more.is_empty()) {
            self.parser.push(more, &mut self.canvas);
            self.drawn_bytes = text.len();
        }
        if is_whole && !self.is_finished {
            self.parser.finish(&mut self.canvas);
            self.is_finished = true;
        }
    }
}
