//! A message as plain text, for a live region, a notification or the clipboard: what a reader would read aloud,
//! without any Markdown.

use super::chars::trim_end;
use super::parser::Parser;
use super::sink::{Sink, Tag};
use crate::url::safe_link;

/// The text of a Markdown message: links as their text, images as their description, blocks and rows on lines of
/// their own, cells parted by tabs, the items of a numbered list as `1: …`, tasks with their box.
pub fn plain_text(markdown: &str) -> String {
    let mut plain = Plain::default();
    Parser::render(markdown, safe_link, &mut plain);
    plain.text.truncate(trim_end(&plain.text).len());
    plain.text
}

#[derive(Default)]
struct Plain {
    text: String,
    /// For each open element: whether it is a block, and for a numbered list its next number.
    open: Vec<(bool, Option<u32>)>,
}

impl Plain {
    fn last(&self) -> u8 {
        self.text.as_bytes().last().copied().unwrap_or(0)
    }

    fn new_line(&mut self) {
        if !matches!(self.last(), 0 | b'\n' | b' ') {
            self.text.push('\n');
        }
    }

    fn digits(&mut self, number: u32) {
        if number > 9 {
            self.digits(number / 10);
        }
        self.text.extend(char::from_digit(number % 10, 10));
    }
}

impl Sink for Plain {
    fn open(&mut self, tag: Tag<'_>) {
        let block = match tag {
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::InlineCode | Tag::Link { .. } => false,
            Tag::Image { alt, .. } => {
                self.text.push_str(alt);
                false
            }
            Tag::Cell { .. } => {
                if !matches!(self.last(), 0 | b'\n') {
                    self.text.push('\t');
                }
                false
            }
            _ => true,
        };
        if block {
            self.new_line();
        }
        if let Tag::Item { task } = tag {
            if let Some((_, Some(next))) = self.open.last_mut() {
                let number = *next;
                *next = number.saturating_add(1);
                self.digits(number);
                self.text.push_str(": ");
            }
            self.text.push_str(task.map_or("", |done| if done { "☑ " } else { "☐ " }));
        }
        let number = if let Tag::List { ordered: true, start } = tag { Some(start) } else { None };
        self.open.push((block, number));
    }

    fn close(&mut self) {
        if let Some((true, _)) = self.open.pop() {
            self.new_line();
        }
    }

    fn text(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn loosen(&mut self) {}
    fn mark(&mut self) {}
    fn rewind(&mut self) {}
    fn settle(&mut self) {}

    fn reset(&mut self) {
        *self = Self::default();
    }
}
