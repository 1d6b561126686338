//! A Markdown text as the index sees it: a title, and sections by heading, each a run of whole blocks. A block is
//! never cut, so a quoted code block or table is one that still works. Front matter is read for its title only.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, MetadataBlockKind, Options, Parser, Tag, TagEnd};

use super::anchor::Anchors;
use super::links::{self, LinkSpan};

/// The Markdown that is understood, by the index and by the rendered page alike.
#[must_use]
pub fn markdown_options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS
}

/// One file of knowledge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Path inside its folder, `/` between parts, without `.md`.
    pub name: String,
    /// What it is called: front matter, else the first heading, else the file's name in words.
    pub title: String,
    /// The whole file.
    pub text: String,
    /// Its links, in order.
    pub links: Vec<LinkSpan>,
    /// By heading, in order; a heading with nothing under it makes no section.
    pub sections: Vec<Section>,
}

/// What stands under one heading, up to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The headings above it and its own, without the document's title.
    pub trail: Vec<String>,
    /// The heading's anchor; empty for what stands above every heading.
    pub anchor: String,
    /// Its paragraphs, lists, tables and code, in order; never empty.
    pub blocks: Vec<Block>,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// Running text.
    Prose,
    /// A list, a table, a quote: shown as it is.
    Shaped,
    /// A code block.
    Code,
}

/// A block of Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it stands in [`Document::text`].
    pub range: Range<usize>,
    /// Its words, without Markdown.
    pub plain: String,
}

impl Document {
    /// Reads a file's text. Any text is a document; what is not Markdown is prose.
    #[must_use]
    pub fn parse(name: &str, text: &str) -> Self {
        let mut reader = Reader::default();
        for (event, range) in Parser::new_ext(text, markdown_options()).into_offset_iter() {
            reader.take(event, range);
        }
        reader.close_section();
        let front = reader.front_matter.as_deref().and_then(title_of_front_matter);
        let title = front
            .or_else(|| reader.first_heading.clone())
            .filter(|title| !title.is_empty())
            .unwrap_or_else(|| title_of_name(name));
        let mut sections = reader.sections;
        // The heading that gave the title would only repeat it.
        for section in &mut sections {
            if section.trail.first() == Some(&title) {
                section.trail.remove(0);
            }
        }
        Self { name: name.to_owned(), title, text: text.to_owned(), links: links::spans(text), sections }
    }
}

#[derive(Default)]
struct Reader {
    sections: Vec<Section>,
    trail: Vec<(HeadingLevel, String)>,
    anchor: String,
    blocks: Vec<Block>,
    anchors: Anchors,
    depth: usize,
    plain: String,
    /// Set between the start and the end of a heading that is not inside another block.
    heading: Option<(HeadingLevel, Option<String>)>,
    front_matter: Option<String>,
    in_front_matter: bool,
    first_heading: Option<String>,
}

impl Reader {
    fn take(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(Tag::MetadataBlock(
                MetadataBlockKind::YamlStyle | MetadataBlockKind::PlusesStyle,
            )) => {
                self.in_front_matter = true;
            }
            Event::End(TagEnd::MetadataBlock(_)) => self.in_front_matter = false,
            Event::Text(text) if self.in_front_matter => self.front_matter = Some(text.into_string()),
            Event::Start(tag) => self.open(&tag),
            Event::End(tag) => self.close(tag, range),
            Event::Text(text) | Event::Code(text) => self.plain.push_str(&text),
            Event::SoftBreak | Event::HardBreak => self.plain.push(' '),
            _ => {}
        }
    }

    fn open(&mut self, tag: &Tag<'_>) {
        if self.depth == 0 {
            self.plain.clear();
            if let Tag::Heading { level, id, .. } = tag {
                self.heading = Some((*level, id.as_ref().map(ToString::to_string)));
            }
        } else if is_separate(tag) && !self.plain.is_empty() {
            self.plain.push('\n');
        }
        self.depth += 1;
    }

    fn close(&mut self, tag: TagEnd, range: Range<usize>) {
        self.depth = self.depth.saturating_sub(1);
        if self.depth > 0 {
            return;
        }
        let kind = match tag {
            TagEnd::Heading(_) => return self.close_heading(),
            // Comments, and tags whose text is parsed on its own.
            TagEnd::HtmlBlock => return,
            TagEnd::Paragraph => BlockKind::Prose,
            TagEnd::CodeBlock => BlockKind::Code,
            _ => BlockKind::Shaped,
        };
        if !self.plain.trim().is_empty() {
            self.blocks.push(Block { kind, range, plain: std::mem::take(&mut self.plain) });
        }
    }

    fn close_heading(&mut self) {
        let Some((level, id)) = self.heading.take() else { return };
        let text = std::mem::take(&mut self.plain).trim().to_owned();
        self.close_section();
        self.anchor = self.anchors.next(&text, id.as_deref());
        self.first_heading.get_or_insert_with(|| text.clone());
        self.trail.retain(|(above, _)| *above < level);
        self.trail.push((level, text));
    }

    fn close_section(&mut self) {
        if self.blocks.is_empty() {
            return;
        }
        self.sections.push(Section {
            trail: self.trail.iter().map(|(_, text)| text.clone()).collect(),
            anchor: self.anchor.clone(),
            blocks: std::mem::take(&mut self.blocks),
        });
    }
}

/// Blocks inside a block: their words do not run together.
fn is_separate(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Item | Tag::Paragraph | Tag::TableRow | Tag::TableCell | Tag::CodeBlock(_) | Tag::List(_)
    )
}

fn title_of_front_matter(text: &str) -> Option<String> {
    let line =
        text.lines().find_map(|line| line.strip_prefix("title:").or_else(|| line.strip_prefix("title =")))?;
    let title = line.trim().trim_matches(['"', '\'']).trim();
    (!title.is_empty()).then(|| title.to_owned())
}

fn title_of_name(name: &str) -> String {
    let file = name.rsplit('/').next().unwrap_or(name);
    let words = file.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_follow_headings_and_blocks_stay_whole() {
        let text = "---\ntitle: \"Set up\"\n---\nIntro.\n\n# Set up\n\nOne.\n\n## Key {#the-key}\n\n```js\na()\n\nb()\n```\n\n\
                    | a | b |\n|---|---|\n| 1 | 2 |\n\n### Empty\n\n## Key\n\n- x\n- y\n";
        let document = Document::parse("set-up", text);
        assert_eq!(document.title, "Set up");
        let seen: Vec<_> = document
            .sections
            .iter()
            .map(|it| (it.trail.join("/"), it.anchor.as_str(), it.blocks.len()))
            .collect();
        assert_eq!(
            seen,
            [
                (String::new(), "", 1),
                (String::new(), "set-up", 1),
                ("Key".into(), "the-key", 2),
                ("Key".into(), "key", 1)
            ]
        );
        let code = &document.sections[2].blocks[0];
        assert_eq!((code.kind, &text[code.range.clone()]), (BlockKind::Code, "```js\na()\n\nb()\n```"));
        assert_eq!(document.sections[2].blocks[1].plain, "a\nb\n\n1\n2");
    }

    #[test]
    fn a_document_without_headings_is_named_by_its_file() {
        let document = Document::parse("guides/opening_hours", "We open at nine.");
        assert_eq!((document.title.as_str(), document.sections.len()), ("Opening hours", 1));
    }

    #[test]
    fn html_and_comments_are_no_knowledge() {
        assert!(
            Document::parse("x", "<!-- secret plan -->\n\n<div>\n<b>x</b>\n</div>\n").sections.is_empty()
        );
    }
}
