//! A message as plain text, for a live region, a notification or the clipboard: what a reader would read aloud,
//! without any Markdown.

use super::parser::Parser;
use super::sink::{Sink, Tag};
use crate::core::url::safe_link;

/// The text of a Markdown message: links as their text, images as their description, blocks and rows on lines of
/// their own, cells parted by tabs, the items of a numbered list as `1: …`, tasks with their box.
pub fn plain_text(markdown: &str) -> String {
    let mut plain = Plain::default();
    Parser::render(markdown, safe_link, &mut plain);
    plain.text.truncate(plain.text.trim_end().len());
    plain.text
}

#[derive(Default)]
struct Plain {
    text: String,
    /// For each open element: whether it is a block, and for a numbered list its next number.
    open: Vec<(bool, Option<u32>)>,
}

impl Plain {
    fn new_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with(['\n', ' ']) {
            self.text.push('\n');
        }
    }

    fn number(&mut self) {
        if let Some((_, Some(next))) = self.open.last_mut() {
            let mut digits = [0_u8; 10];
            let mut value = *next;
            *next = next.saturating_add(1);
            let mut used = 0;
            for digit in digits.iter_mut().rev() {
                *digit = b'0' + (value % 10) as u8;
                used += 1;
                value /= 10;
                if value == 0 {
                    break;
                }
            }
            self.text.extend(digits.iter().skip(digits.len() - used).map(|&digit| char::from(digit)));
            self.text.push_str(": ");
        }
    }
}

impl Sink for Plain {
    fn open(&mut self, tag: Tag<'_>) {
        let mut number = None;
        let block = match tag {
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::InlineCode | Tag::Link { .. } => false,
            Tag::Image { alt, .. } => {
                self.text.push_str(alt);
                false
            }
            Tag::Cell { .. } => {
                if !self.text.ends_with('\n') && !self.text.is_empty() {
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
            self.number();
            self.text.push_str(task.map_or("", |done| if done { "☑ " } else { "☐ " }));
        }
        if let Tag::List { ordered: true, start } = tag {
            number = Some(start);
        }
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
