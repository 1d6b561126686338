//! Which Markdown a document may be written in. Everything that parses one asks here, so that a link, a section and the
//! page that is shown are never read in different ways.

use pulldown_cmark::Options;

/// The Markdown that is understood, by the index and by the rendered page alike.
#[must_use]
pub fn markdown_options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_HEADING_ATTRIBUTES
}
