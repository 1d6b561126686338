//! A document as the index sees it: a title, a language, and sections by heading, each a run of whole blocks. A block is
//! never cut, so a quoted code block or table is one that still works; and it stands alone, so that a quote needs
//! nothing but it. What site generators wrote into it has been made plain Markdown by source/.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, HeadingLevel, Parser, Tag, TagEnd};
use serde::{Deserialize, Serialize};

use super::anchor::Anchors;
use super::dialect::markdown_options;
use super::language::Language;
use super::links::Links;
use super::source::{PlainText, TAB_CLASS, UNFOLDED_CLASS, UNFOLDED_END};

/// One file of knowledge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Path inside its folder, `/` between parts, without its ending.
    pub name: String,
    /// What it is called: front matter, else the first `h1`, else its name in a list of contents, else the file's name.
    pub title: String,
    /// What it is written in.
    pub language: Language,
    /// All of it, plain Markdown.
    pub text: String,
    /// By heading, in order; a heading with nothing under it makes no section.
    pub sections: Vec<Section>,
}

/// What stands under one heading, up to the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// The headings above it and its own, without the document's title.
    pub trail: Vec<String>,
    /// The heading's anchor; empty for what stands above every heading.
    pub anchor: String,
    /// Its paragraphs, lists, tables and code, in order; never empty.
    pub blocks: Vec<Block>,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BlockKind {
    /// Running text.
    Prose,
    /// A list, a table, a quote: shown as it is.
    Shaped,
    /// A code block.
    Code,
}

/// A block of Markdown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// As it is written, links with their targets beside them.
    pub text: String,
    /// Its words, without Markdown.
    pub plain: String,
}

impl Block {
    /// Whether it is a list of other pages: most of its items are links, with a word on each at most. It names what others
    /// answer.
    #[must_use]
    pub fn is_signpost(&self) -> bool {
        if self.kind != BlockKind::Shaped {
            return false;
        }
        let item = |line: &str| {
            let line = line.trim_start();
            let text = line.trim_start_matches(|it: char| it.is_ascii_digit());
            let text = text.strip_prefix(['-', '*', '+', '.', ')'])?.strip_prefix(' ')?;
            Some(text.trim_start().trim_start_matches(['*', '_']).starts_with('['))
        };
        let items: Vec<bool> = self.text.lines().filter_map(item).collect();
        items.len() > 1 && items.iter().filter(|it| **it).count() * 3 >= items.len() * 2
    }
}

impl Document {
    /// Reads a text that was made plain. `language` is what its path or its reader says of it.
    #[must_use]
    pub fn of(name: &str, plain: PlainText, language: Option<Language>) -> Self {
        let links = Links::of(&plain.markdown);
        let mut reader = Reader::default();
        for (event, range) in Parser::new_ext(&plain.markdown, markdown_options()).into_offset_iter() {
            reader.take(event, (&plain.markdown, &links), range);
        }
        reader.close_section();
        let language = plain
            .language
            .or(language)
            .or_else(|| Language::detect(&reader.prose(), &[]))
            .or_else(|| Language::detect(&plain.markdown, &[]))
            .unwrap_or(Language::ENGLISH);
        let title = plain
            .title
            .or_else(|| reader.first_title.clone())
            .or(plain.short_title)
            .filter(|title| !title.is_empty())
            .unwrap_or_else(|| title_of_name(name));
        let mut sections = reader.sections;
        // The heading that gave the title would only repeat it.
        for section in &mut sections {
            if section.trail.first() == Some(&title) {
                section.trail.remove(0);
            }
        }
        Self { name: name.to_owned(), title, language, text: plain.markdown, sections }
    }

    /// Reads Markdown as it stands in a file. Any text is a document; what is not Markdown is prose.
    #[must_use]
    pub fn parse(name: &str, text: &str) -> Self {
        Self::of(name, PlainText::of_markdown(text), Language::of_path(name))
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
    heading: Option<Heading>,
    first_title: Option<String>,
    /// What to go back to when something that was folded away ends.
    folded: Vec<(Vec<(HeadingLevel, String)>, String)>,
    in_footnote: bool,
}

struct Heading {
    level: HeadingLevel,
    id: Option<String>,
    is_tab: bool,
    is_unfolded: bool,
}

impl Reader {
    /// What people say in it: code is English wherever it stands, and a page may be mostly code.
    fn prose(&self) -> String {
        let spoken = |section: &Section| {
            let blocks = section.blocks.iter().filter(|it| it.kind != BlockKind::Code);
            section.trail.iter().cloned().chain(blocks.map(|it| it.plain.clone())).collect::<Vec<_>>()
        };
        self.sections.iter().flat_map(spoken).collect::<Vec<_>>().join("\n")
    }

    fn take(&mut self, event: Event<'_>, whole: (&str, &Links), range: Range<usize>) {
        match event {
            Event::Start(Tag::FootnoteDefinition(_)) => self.in_footnote = true,
            Event::End(TagEnd::FootnoteDefinition) => {
                self.in_footnote = false;
                self.plain.clear();
            }
            _ if self.in_footnote => {}
            Event::Start(tag) => self.open(&tag),
            Event::End(tag) => self.close(tag, whole, range),
            Event::Text(text) | Event::Code(text) => self.plain.push_str(&text),
            Event::Html(text) if text.contains(UNFOLDED_END) => self.close_unfolded(),
            Event::SoftBreak | Event::HardBreak => self.plain.push(' '),
            _ => {}
        }
    }

    fn open(&mut self, tag: &Tag<'_>) {
        if self.depth == 0 {
            self.plain.clear();
            if let Tag::Heading { level, id, classes, .. } = tag {
                let is = |class: &str| classes.iter().any(|it: &CowStr<'_>| it.as_ref() == class);
                self.heading = Some(Heading {
                    level: *level,
                    id: id.as_ref().map(ToString::to_string),
                    is_tab: is(TAB_CLASS),
                    is_unfolded: is(UNFOLDED_CLASS),
                });
            }
        } else if is_separate(tag) && !self.plain.is_empty() {
            self.plain.push('\n');
        }
        self.depth += 1;
    }

    fn close(&mut self, tag: TagEnd, (text, links): (&str, &Links), range: Range<usize>) {
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
            let text = links.inlined(text, range);
            self.blocks.push(Block { kind, text, plain: std::mem::take(&mut self.plain) });
        }
    }

    fn close_heading(&mut self) {
        let Some(heading) = self.heading.take() else { return };
        let text = std::mem::take(&mut self.plain).trim().to_owned();
        let anchor = self.anchors.next(&text, heading.id.as_deref());
        if heading.is_tab {
            // One of several ways of the same step: it stays in its section.
            self.blocks.push(Block { kind: BlockKind::Prose, text: format!("**{text}**"), plain: text });
            return;
        }
        self.close_section();
        if heading.is_unfolded {
            self.folded.push((self.trail.clone(), self.anchor.clone()));
        } else if heading.level == HeadingLevel::H1 {
            self.first_title.get_or_insert_with(|| text.clone());
        }
        self.anchor = anchor;
        self.trail.retain(|(above, _)| *above < heading.level);
        self.trail.push((heading.level, text));
    }

    fn close_unfolded(&mut self) {
        if let Some((trail, anchor)) = self.folded.pop() {
            self.close_section();
            (self.trail, self.anchor) = (trail, anchor);
        }
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

/// `opening_hours.de` as "Opening hours"; `guides/index` and `guides/README` are called as their folder.
fn title_of_name(name: &str) -> String {
    let mut parts = name.rsplit('/');
    let file = parts.next().unwrap_or(name);
    let is_front = ["index", "_index", "readme"].iter().any(|it| file.eq_ignore_ascii_case(it));
    let file = if is_front { parts.next().unwrap_or(file) } else { file };
    let bare = file.split_once('.').filter(|(_, rest)| Language::of_path(&format!("x.{rest}")).is_some());
    let file = bare.map_or(file, |(bare, _)| bare);
    // "01-install" is the first, not called so.
    let file =
        file.trim_start_matches(|it: char| it.is_ascii_digit()).trim_start_matches(['-', '_', '.', ' ']);
    let words = file.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(|| name.to_owned(), |first| first.to_uppercase().chain(letters).collect())
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
        assert_eq!((code.kind, code.text.as_str()), (BlockKind::Code, "```js\na()\n\nb()\n```"));
        assert_eq!(document.sections[2].blocks[1].plain, "a\nb\n\n1\n2");
    }

    #[test]
    fn a_title_is_front_matter_else_h1_else_the_files_name_never_a_later_heading() {
        let title = |name, text| Document::parse(name, text).title;
        assert_eq!(title("guides/opening_hours", "We open at nine."), "Opening hours");
        assert_eq!(
            title("guides/shipping", "Intro.\n\n## How long does it take?\n\nThree days."),
            "Shipping"
        );
        assert_eq!(title("guides/index", "Intro.\n\n## First\n\nThree days."), "Guides");
        assert_eq!(title("x", "# Install\n\nText."), "Install");
        assert_eq!(title("x", "---\ntitle: Set up\n---\n# Install\n\nText."), "Set up");
        assert_eq!(title("x", "---\nsidebar_label: Set up\n---\nText."), "Set up");
        assert_eq!(title("01-install.de", "Erst das eine."), "Install");
    }

    #[test]
    fn a_page_that_is_mostly_code_is_in_the_language_of_its_sentences() {
        let code =
            "```js\n// the watcher is stopped when it is not needed and this is for you\nstop()\n```\n\n"
                .repeat(20);
        let of = |text: &str| Document::parse("x", &format!("{text}\n\n{code}")).language.code();
        assert_eq!(of("# 監視\n\nこの関数で止めます。"), "ja");
        assert_eq!(of("# Beobachter\n\nSo wird er angehalten, wenn man ihn nicht mehr braucht."), "de");
        assert_eq!(Document::parse("x", &code).language.code(), "en");
    }

    #[test]
    fn a_list_of_links_is_a_signpost() {
        let is = |text: &str| Document::parse("x", text).sections[0].blocks[0].is_signpost();
        assert!(is("- [Set up](a.md): how to begin\n- **[Users](b.md)** and roles\n"));
        assert!(is("1. [Set up](a.md)\n2. [Users](b.md)\n3. Ask us\n"));
        assert!(!is("- Open the [settings](a.md)\n- Press the button\n"));
        assert!(!is("- [Set up](a.md)\n"));
        assert!(!is("See [this](a.md) and [that](b.md).\n"));
    }

    #[test]
    fn a_blocks_links_need_nothing_of_the_rest() {
        let document = Document::parse("x", "See [the key][k].\n\n[k]: key.md#a\n");
        assert_eq!(document.sections[0].blocks[0].text, "See [the key](<key.md#a>).");
    }

    #[test]
    fn footnotes_are_not_quoted() {
        let document = Document::parse("x", "Free.[^1]\n\n[^1]: In June.\n");
        assert_eq!(document.sections[0].blocks.len(), 1);
        assert_eq!(document.sections[0].blocks[0].text, "Free.");
    }
}
