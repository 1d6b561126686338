//! Files as people have them, made plain Markdown: front matter read, comments gone, what site generators add to
//! Markdown turned into what it shows. Whatever reads documents after this meets no component, shortcode or tag.

mod code;
mod comments;
mod directives;
mod front_matter;
mod html;
mod names;
mod tags;
mod walk;

use super::language::Language;
use front_matter::FrontMatter;

/// The class of a heading that names one of several ways of a step: a tab.
pub const TAB_CLASS: &str = "halo-tab";
/// The class of a heading under which something was folded away.
pub const UNFOLDED_CLASS: &str = "halo-unfolded";
/// Stands where what was folded away ends: the section around it goes on. Comments of authors are gone by then.
pub const UNFOLDED_END: &str = "<!--halo-unfolded-end-->";

/// What a file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlainText {
    /// Its text, CommonMark with tables and footnotes.
    pub markdown: String,
    /// Its title by front matter.
    pub title: Option<String>,
    /// What lists of contents call it.
    pub short_title: Option<String>,
    /// What it says it is written in.
    pub language: Option<Language>,
    /// It says that it is not for readers yet.
    pub is_draft: bool,
}

impl PlainText {
    /// Reads Markdown, with what generators of sites add to it.
    #[must_use]
    pub fn of_markdown(text: &str) -> Self {
        let text = one_kind_of_line_end(text);
        let (front, rest) = front_matter::split(&text);
        let (masked, code) = code::mask(rest);
        let bare = comments::without(&masked);
        let tagged = directives::to_tags(&bare);
        let plain = walk::to_markdown(&tagged);
        Self { markdown: code.unmask(&plain), ..Self::of_front(front) }
    }

    /// Reads HTML.
    #[must_use]
    pub fn of_html(text: &str) -> Self {
        html::read(&one_kind_of_line_end(text))
    }

    /// Reads a text that is only text: nothing in it is a mark.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        let mut markdown = String::with_capacity(text.len());
        for it in one_kind_of_line_end(text).chars() {
            if matches!(it, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>') {
                markdown.push('\\');
            }
            markdown.push(it);
        }
        Self { markdown, ..Self::default() }
    }

    fn of_front(front: FrontMatter) -> Self {
        Self {
            markdown: String::new(),
            title: front.title,
            short_title: front.short_title,
            language: front.language.as_deref().and_then(Language::of_tag),
            is_draft: front.is_draft,
        }
    }
}

fn one_kind_of_line_end(text: &str) -> String {
    text.trim_start_matches('\u{FEFF}').replace("\r\n", "\n").replace('\r', "\n")
}

#[cfg(test)]
mod tests;
