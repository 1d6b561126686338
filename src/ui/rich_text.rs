//! An answer, drawn while it streams: the parser says what to draw, [`Canvas`] draws it. Nodes only, never a string
//! of HTML; what is finished is never touched again.

mod canvas;

use std::cell::RefCell;

use leptos::prelude::{ArcMemo, ArcRwSignal, Get, With};

use crate::core::markdown::{LinkPolicy, Parser};
use crate::ui::element::{Element, tag};
use crate::ui::rich_text::canvas::Canvas;

/// Draws a growing Markdown text. Once `is_whole` says so, what was held back as unfinished is drawn as it stands.
pub fn rich_text(links: LinkPolicy, text: ArcRwSignal<String>, is_whole: ArcMemo<bool>) -> Element {
    let element = tag("div").class("rich").attr("dir", "auto");
    let drawing = RefCell::new(Drawing {
        parser: Parser::with_policy(links),
        canvas: Canvas::new(element.node()),
        links,
        drawn_bytes: 0,
        is_finished: false,
    });
    element.effect(move || {
        let is_whole = is_whole.get();
        text.with(|text| drawing.borrow_mut().draw(text, is_whole));
    })
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

impl Drawing {
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
