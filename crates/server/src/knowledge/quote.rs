//! A passage as Markdown that stands on its own: quoted, its links leading to where they are served, and named by the
//! headings above it.

use std::ops::Range;

use super::document::Document;
use super::library::Library;
use super::links;
use super::rank::Hit;

/// The passage of a hit as a block quote. `base` is where documents are served, ending in `/`.
#[must_use]
pub fn passage(library: &Library, hit: &Hit<'_>, base: &str) -> String {
    let Some((document, section)) = library.section(hit.entry) else { return String::new() };
    let mut out = String::new();
    for block in section.blocks.get(hit.blocks.clone()).unwrap_or_default() {
        if !out.is_empty() {
            out.push_str(">\n");
        }
        for line in portable(document, &block.range, library, base).trim_end().lines() {
            out.push_str(if line.is_empty() { ">" } else { "> " });
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// The link to a hit: `[Title › Heading](address#anchor)`.
#[must_use]
pub fn source(library: &Library, hit: &Hit<'_>, base: &str) -> String {
    let Some((document, section)) = library.section(hit.entry) else { return String::new() };
    let mut label = document.title.clone();
    for heading in &section.trail {
        label.push_str(" › ");
        label.push_str(heading);
    }
    let hash = if section.anchor.is_empty() {
        String::new()
    } else {
        format!("#{}", links::escaped(&section.anchor))
    };
    format!("[{}]({base}{}{hash})", escaped_label(&label), links::escaped(&document.name))
}

/// A text inside a link's brackets.
#[must_use]
pub fn escaped_label(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for it in text.chars() {
        if matches!(it, '[' | ']' | '\\' | '*' | '_' | '`' | '<' | '>') {
            out.push('\\');
        }
        out.push(it);
    }
    out
}

/// A block's text with links that work outside of its file. Code has no links, so it stays as it is.
fn portable(document: &Document, range: &Range<usize>, library: &Library, base: &str) -> String {
    let mut out = String::new();
    let mut at = range.start;
    let text = &document.text;
    let is_known = |name: &str| library.documents().iter().any(|it| it.name == name);
    for span in document.links.iter().filter(|it| it.range.start >= range.start && it.range.end <= range.end)
    {
        out.push_str(text.get(at..span.range.start).unwrap_or_default());
        let inner = text.get(span.inner.clone()).unwrap_or_default();
        match links::resolve(&span.target, &document.name, base, is_known).filter(|_| !span.is_image) {
            Some(target) => out.push_str(&format!("[{inner}](<{}>)", target.replace(['<', '>', '\n'], ""))),
            None => out.push_str(inner),
        }
        at = span.range.end;
    }
    out.push_str(text.get(at..range.end).unwrap_or_default());
    out
}
