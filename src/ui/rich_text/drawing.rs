//! The chunk "markdown", seen from outside: the parser says what to draw, [`Canvas`] draws it. Nodes only, never a
//! string of HTML; what is finished is never touched again.

use leptos::tachys::renderer::types::Element as Node;

use super::canvas::{self, Canvas};
use crate::core::markdown::{LinkPolicy, Parser, plain_text};
use crate::on_demand::on_demand;

/// A Markdown text being drawn.
pub(super) trait Draw {
    /// Draws what is new of a text that grows; one that did not grow is drawn anew. Once it is whole, what was held
    /// back as unfinished is drawn as it stands.
    fn draw(&mut self, text: &str, is_whole: bool);
}

on_demand! {
    /// Begins to draw in an element.
    pub(super) fn begin(root: &Node, links: LinkPolicy, copy_label: &str) -> Box<dyn Draw> = "markdown" 1 {
        Box::new(Drawing {
            parser: Parser::with_policy(links),
            canvas: Canvas::new(root, copy_label),
            links,
            drawn_bytes: 0,
            is_finished: false,
        })
    }
}

on_demand! {
    /// How all of it looks.
    pub(super) fn style() -> &'static str = "markdown" 5 {
        include_str!(concat!(env!("OUT_DIR"), "/markdown.css"))
    }
}

on_demand! {
    /// The text without any Markdown.
    pub(super) fn spoken(text: &str) -> String = "markdown" 2 {
        plain_text(text)
    }
}

on_demand! {
    /// The text of the code block whose button was pressed, if one was.
    pub(super) fn copied(target: &Node) -> Option<String> = "markdown" 3 {
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
