//! Tags into plain Markdown: admonitions into quotes that name their kind, tabs and what is folded away into headings,
//! HTML into its Markdown; of every other component and shortcode its text stays.

use super::directives::without_indent;
use super::html;
use super::names::{ALONE, BLOCKS, FOLDED, LEFT_OUT, NOTE_TAG, NOTES, TABS, is_note, kind_label};
use super::tags::{Piece, Tag, pieces};
use super::{TAB_CLASS, UNFOLDED_CLASS, UNFOLDED_END};

enum Role {
    Note(String),
    Tab(String),
    Unfold(Option<String>),
    Summary,
    Titled(String),
    Link(String),
    Mark(&'static str),
    Heading(usize),
    List { is_numbered: bool },
    Item,
    Term,
    Block,
    Quote,
    Code(String),
    LeftOut,
    Bare,
}

struct Frame {
    name: String,
    role: Role,
    out: String,
}

struct Walk {
    frames: Vec<Frame>,
    out: String,
    /// Of the heading before.
    level: usize,
}

/// A text with tags as plain Markdown.
pub(super) fn to_markdown(text: &str) -> String {
    let pieces = pieces(text);
    let mut walk = Walk { frames: Vec::new(), out: String::with_capacity(text.len()), level: 1 };
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        match piece {
            Piece::Text(text) => walk.push(&super::html::tidy(text)),
            Piece::Close(name) => walk.close(name),
            Piece::Open(tag) if matches!(tag.name.as_str(), "table" | "pre") && !tag.is_template => {
                at = walk.convert(text, &pieces, at);
            }
            Piece::Open(tag) => {
                let closes = |it: &Piece<'_>| matches!(it, Piece::Close(name) if *name == tag.name);
                let is_closed = pieces.get(at + 1..).unwrap_or_default().iter().any(closes);
                walk.open(tag, is_closed);
            }
        }
        at += 1;
    }
    while let Some(frame) = walk.frames.last() {
        let name = frame.name.clone();
        walk.close(&name);
    }
    one_blank_line(&walk.out)
}

impl Walk {
    fn push(&mut self, text: &str) {
        for line in text.lines() {
            let marks = line.chars().take_while(|it| *it == '#').count();
            // A tab is a step of a section, not a section.
            if (1..=6).contains(&marks)
                && line.get(marks..).is_some_and(|it| it.starts_with(' '))
                && !line.contains(TAB_CLASS)
            {
                self.level = marks;
            }
        }
        self.target().push_str(text);
    }

    fn target(&mut self) -> &mut String {
        match self.frames.last_mut() {
            Some(frame) => &mut frame.out,
            None => &mut self.out,
        }
    }

    /// Whether what is written now stands in a row of a table.
    fn is_in_row(&mut self) -> bool {
        self.target().rsplit('\n').next().is_some_and(|line| line.trim_start().starts_with('|'))
    }

    /// Tables and preformatted text are read as HTML; says where they end.
    fn convert(&mut self, text: &str, pieces: &[Piece<'_>], at: usize) -> usize {
        let Some(Piece::Open(tag)) = pieces.get(at) else { return at };
        let mut depth = 0;
        let mut source = String::new();
        for (offset, piece) in pieces.get(at..).unwrap_or_default().iter().enumerate() {
            match piece {
                Piece::Open(it) if it.name == tag.name && !it.is_alone => depth += 1,
                Piece::Close(name) if *name == tag.name => depth -= 1,
                _ => {}
            }
            match piece {
                Piece::Text(text) => source.push_str(text),
                Piece::Open(it) => source.push_str(&html_of(it)),
                Piece::Close(name) => source.push_str(&format!("</{name}>")),
            }
            if depth == 0 {
                let converted = html::to_markdown(&source);
                self.push(&format!("\n\n{converted}\n\n"));
                return at + offset;
            }
        }
        debug_assert!(!text.is_empty());
        at
    }

    fn open(&mut self, tag: &Tag<'_>, is_closed: bool) {
        let name = tag.name.as_str();
        if self.stand_alone(tag) {
            return;
        }
        let title = || tag.attribute(&["title", "label", "name", "header", "heading", "summary", "value"]);
        let role = if is_note(name) {
            let told = tag.attribute(&["kind", "type", "variant", "level", "style", "color", "theme"]);
            let told = told.or_else(|| tag.positional().filter(|_| tag.is_template));
            let told = told.filter(|it| name == NOTE_TAG || NOTES.contains(&it.to_lowercase().as_str()));
            let kind =
                kind_label(&told.unwrap_or_else(|| {
                    if NOTES.contains(&name) { name.to_owned() } else { "note".to_owned() }
                }));
            let title = tag.attribute(&["title", "heading"]);
            Role::Note(title.map_or_else(|| kind.clone(), |title| format!("{kind}: {title}")))
        } else if TABS.contains(&name) {
            Role::Tab(title().or_else(|| tag.positional()).unwrap_or_default())
        } else if FOLDED.contains(&name) {
            Role::Unfold(title().or_else(|| tag.positional().filter(|_| tag.is_template)))
        } else if tag.is_template && name == "highlight" {
            Role::Code(tag.positional().unwrap_or_default())
        } else if LEFT_OUT.contains(&name) && !tag.is_template {
            Role::LeftOut
        } else if tag.is_template {
            Role::Bare
        } else {
            role_of_html(tag)
        };
        if tag.is_alone || !is_closed {
            // Of what has no end only what it is called says something.
            if let Role::Titled(title) = role {
                self.push(&format!("\n\n{title}\n\n"));
            } else if matches!(role, Role::Block | Role::Item) && !tag.is_alone {
                self.push("\n\n");
            }
            return;
        }
        self.frames.push(Frame { name: name.to_owned(), role, out: String::new() });
    }

    /// What never has an end.
    fn stand_alone(&mut self, tag: &Tag<'_>) -> bool {
        let name = tag.name.as_str();
        if tag.is_template && matches!(name, "ref" | "relref" | "link" | "post_url") {
            let target = tag.positional().unwrap_or_default();
            self.push(&target);
            return true;
        }
        if tag.is_template || !(ALONE.contains(&name) || (name == "image" && tag.is_alone)) {
            return false;
        }
        match name {
            "br" => {
                let mark = if self.is_in_row() { " " } else { "  \n" };
                self.push(mark);
            }
            "hr" => self.push("\n\n---\n\n"),
            "img" | "image" => {
                if let Some(source) = tag.attribute(&["src"]) {
                    let about = tag.attribute(&["alt", "title"]).unwrap_or_default();
                    self.push(&format!("![{}](<{source}>)", about.replace(['[', ']'], "")));
                }
            }
            _ => {}
        }
        true
    }

    fn close(&mut self, name: &str) {
        let Some(at) = self.frames.iter().rposition(|it| it.name == name) else { return };
        while self.frames.len() > at {
            let Some(frame) = self.frames.pop() else { return };
            let written = self.written(frame);
            self.target().push_str(&written);
        }
    }

    fn written(&mut self, frame: Frame) -> String {
        let level = (self.level + 1).min(6);
        let marks = "#".repeat(level);
        let content = dedented(&frame.out);
        let content = content.trim_matches('\n');
        match frame.role {
            Role::Note(label) => format!("\n\n{}\n\n", as_quote(&format!("**{label}**\n\n{content}"))),
            Role::Quote => format!("\n\n{}\n\n", as_quote(content)),
            Role::Tab(title) if title.is_empty() => format!("\n\n{content}\n\n"),
            Role::Tab(title) => format!("\n\n{marks} {title} {{.{TAB_CLASS}}}\n\n{content}\n\n"),
            Role::Unfold(Some(title)) => {
                format!("\n\n{marks} {title} {{.{UNFOLDED_CLASS}}}\n\n{content}\n\n{UNFOLDED_END}\n\n")
            }
            Role::Unfold(None) if content.contains(UNFOLDED_CLASS) => {
                format!("\n\n{content}\n\n{UNFOLDED_END}\n\n")
            }
            Role::Summary => format!("\n\n{marks} {} {{.{UNFOLDED_CLASS}}}\n\n", on_one_line(content)),
            Role::Titled(title) => format!("\n\n{title}\n\n{content}\n\n"),
            Role::Heading(level) => {
                self.level = level;
                format!("\n\n{} {}\n\n", "#".repeat(level), on_one_line(content))
            }
            Role::Link(_) if content.trim().is_empty() => String::new(),
            Role::Link(target) => format!("[{}](<{target}>)", on_one_line(content)),
            Role::Mark(mark) if content.trim().is_empty() || content.contains("\n\n") => {
                let _ = mark;
                frame.out
            }
            Role::Mark(mark) => format!("{mark}{}{mark}", content.trim()),
            Role::List { is_numbered } => {
                let mark = if is_numbered { "1. " } else { "- " };
                format!("\n\n{}\n\n", content.replace(ITEM_MARK, mark))
            }
            Role::Item => {
                let lines: Vec<&str> = content.trim().lines().collect();
                format!("\n{ITEM_MARK}{}\n", lines.join("\n   "))
            }
            Role::Term => format!("\n\n**{}**\n\n", on_one_line(content)),
            Role::Code(language) => format!("\n\n```{language}\n{content}\n```\n\n"),
            Role::Block | Role::Unfold(None) => format!("\n\n{content}\n\n"),
            Role::LeftOut => String::new(),
            Role::Bare if frame.out.contains('\n') => format!("\n{content}\n"),
            Role::Bare => frame.out,
        }
    }
}

/// Stands for an item's mark until its list is known.
const ITEM_MARK: char = '\u{F8E2}';

fn role_of_html(tag: &Tag<'_>) -> Role {
    let name = tag.name.as_str();
    match name {
        "summary" => Role::Summary,
        "b" | "strong" => Role::Mark("**"),
        "i" | "em" => Role::Mark("*"),
        "code" | "kbd" | "tt" | "samp" => Role::Mark("`"),
        "a" => Role::Link(tag.attribute(&["href"]).unwrap_or_default()),
        "ul" => Role::List { is_numbered: false },
        "ol" => Role::List { is_numbered: true },
        "li" => Role::Item,
        "dt" => Role::Term,
        "blockquote" => Role::Quote,
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            Role::Heading(name.get(1..).and_then(|it| it.parse().ok()).unwrap_or(2))
        }
        name if BLOCKS.contains(&name) => Role::Block,
        _ => {
            let title = tag.attribute(&["title", "label", "question"]);
            match (title, tag.attribute(&["href", "to", "link"])) {
                (Some(title), Some(target)) => Role::Titled(format!("[**{title}**](<{target}>)")),
                (Some(title), None) if name != "span" && name != "abbr" => {
                    Role::Titled(format!("**{title}**"))
                }
                (None, Some(target)) => Role::Link(target),
                _ => Role::Bare,
            }
        }
    }
}

fn html_of(tag: &Tag<'_>) -> String {
    let kept = ["href", "src", "alt", "colspan", "class", "align"];
    let attributes: String = kept
        .iter()
        .filter_map(|name| Some(format!(" {name}=\"{}\"", tag.attribute(&[name])?.replace('"', "&quot;"))))
        .collect();
    format!("<{}{attributes}>", tag.name)
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn as_quote(text: &str) -> String {
    let line = |line: &str| if line.trim().is_empty() { ">".to_owned() } else { format!("> {line}") };
    text.trim().lines().map(line).collect::<Vec<_>>().join("\n")
}

/// What is written inside of a component is indented by it.
fn dedented(text: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    // What follows the opening tag on its line has no indentation of its own.
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let least = rest.lines().filter(|it| !it.trim().is_empty()).map(indent).min().unwrap_or(0);
    if least == 0 {
        return text.to_owned();
    }
    let lines: Vec<String> = rest.lines().map(|line| without_indent(line, least)).collect();
    format!("{first}\n{}", lines.join("\n"))
}

fn one_blank_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = 0;
    for line in text.lines() {
        blank = if line.trim().is_empty() { blank + 1 } else { 0 };
        if blank <= 1 {
            out.push_str(if blank == 1 { "" } else { line });
            out.push('\n');
        }
    }
    out
}
