//! A passage as Markdown that stands on its own: quoted, its links leading to where they are served, and named by the
//! headings above it.

use super::document::{Block, BlockKind};
use super::library::Library;
use super::links;
use super::rank::Hit;

/// What a visitor is shown of a hit, as a block quote: of a long passage only the sentences that answer.
#[must_use]
pub fn shown(library: &Library, hit: &Hit, base: &str) -> String {
    let blocks = &hit.row.section.blocks;
    let Some(excerpt) = &hit.excerpt else { return passage(library, hit, base) };
    let part = blocks.get(excerpt.block).and_then(|block| {
        let text = block.text.get(excerpt.bytes.clone())?.trim().to_owned();
        Some(Block { kind: block.kind, text, plain: String::new() })
    });
    quoted(library, hit, base, part.as_slice())
}

/// The passage of a hit as a block quote. `base` is where documents are served, ending in `/`.
#[must_use]
pub fn passage(library: &Library, hit: &Hit, base: &str) -> String {
    quoted(library, hit, base, hit.row.section.blocks.get(hit.blocks.clone()).unwrap_or_default())
}

fn quoted(library: &Library, hit: &Hit, base: &str, blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        let resolve =
            |target: &str| links::resolve(target, &hit.row.document, base, |name| library.is_known(name));
        let is_code = block.kind == BlockKind::Code;
        // Code has no links, so it stays as it is.
        let text = if is_code { block.text.clone() } else { links::quoted(&block.text, resolve) };
        if text.trim().is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push_str(">\n");
        }
        for line in text.trim_end().lines() {
            out.push_str(if line.is_empty() { ">" } else { "> " });
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// The link to a hit: `[Title › Heading](address#anchor)`.
#[must_use]
pub fn source(hit: &Hit, base: &str) -> String {
    let mut label = hit.row.title.clone();
    for heading in &hit.row.section.trail {
        label.push_str(" › ");
        label.push_str(heading);
    }
    link(&label, hit, base)
}

/// A link to a hit under another name.
#[must_use]
pub fn link(label: &str, hit: &Hit, base: &str) -> String {
    let anchor = &hit.row.section.anchor;
    let hash = if anchor.is_empty() { String::new() } else { format!("#{}", links::escaped(anchor)) };
    format!("[{}]({base}{}{hash})", escaped_label(label), links::escaped(&hit.row.document))
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
