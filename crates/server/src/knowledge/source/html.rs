//! HTML into Markdown, and the small marks that some generators put into a line.

use std::sync::LazyLock;

use htmd::HtmlToMarkdown;
use regex::Regex;

use super::{PlainText, UNFOLDED_CLASS, UNFOLDED_END};
use crate::knowledge::language::Language;

static CONVERTER: LazyLock<HtmlToMarkdown> = LazyLock::new(|| {
    let unread =
        ["script", "style", "head", "nav", "svg", "iframe", "template", "noscript", "form", "button"];
    HtmlToMarkdown::builder().skip_tags(unread.to_vec()).build()
});

/// A piece of HTML as Markdown; what cannot be read as HTML is left out.
pub(super) fn to_markdown(html: &str) -> String {
    CONVERTER.convert(html).unwrap_or_default()
}

struct Page {
    title: Regex,
    language: Regex,
    main: Regex,
    summary: Regex,
    details_end: Regex,
    comment: Regex,
}

static PAGE: LazyLock<Option<Page>> = LazyLock::new(|| {
    Some(Page {
        title: Regex::new(r"(?is)<title[^>]*>(.*?)</title>").ok()?,
        language: Regex::new(r#"(?i)<html[^>]*\slang\s*=\s*["']?([\w-]+)"#).ok()?,
        main: Regex::new(r"(?is)<main\b[^>]*>(.*)</main>").ok()?,
        summary: Regex::new(r"(?is)<summary\b[^>]*>(.*?)</summary>").ok()?,
        details_end: Regex::new(r"(?i)</details\s*>").ok()?,
        comment: Regex::new(r"(?s)<!--.*?(?:-->|$)").ok()?,
    })
});

/// The marks that stand in the converted text for what Markdown has no word for.
const UNFOLDED: &str = "halounfolded";
const END: &str = "haloend";

/// A whole page.
pub(super) fn read(text: &str) -> PlainText {
    let Some(page) = PAGE.as_ref() else { return PlainText::default() };
    let first = |form: &Regex| form.captures(text).and_then(|it| Some(it.get(1)?.as_str().trim().to_owned()));
    let bare = page.comment.replace_all(text, "");
    // What stands around the main part is the site's, not the document's.
    let main = page.main.captures(&bare).and_then(|it| Some(it.get(1)?.as_str().to_owned()));
    let body = main.unwrap_or_else(|| bare.into_owned());
    let body = page.summary.replace_all(&body, format!("<h3>$1 {UNFOLDED}</h3>"));
    let body = page.details_end.replace_all(&body, format!("<p>{END}</p>"));
    let markdown = to_markdown(&body)
        .replace(&format!(" {UNFOLDED}"), &format!(" {{.{UNFOLDED_CLASS}}}"))
        .replace(END, UNFOLDED_END);
    let title = first(&page.title).map(|it| to_markdown(&it)).filter(|it| !it.is_empty());
    let language = first(&page.language).as_deref().and_then(Language::of_tag);
    PlainText { markdown, title, language, ..PlainText::default() }
}

struct Marks {
    attributes: Regex,
    icon: Regex,
    marked: Regex,
    keys: Regex,
    wiki: Regex,
}

static MARKS: LazyLock<Option<Marks>> = LazyLock::new(|| {
    Some(Marks {
        attributes: Regex::new(r"\s?\{\s?[:.#][^}\n]*\}").ok()?,
        icon: Regex::new(r"(^|[\s(|>\[_*])(?::[a-z][a-z0-9_+-]*:)+($|[\s.,;)|\]_*])").ok()?,
        marked: Regex::new(r"==([^=\s](?:[^=\n]*[^=\s])?)==").ok()?,
        keys: Regex::new(r"\+\+([\w-]+(?:\+[\w-]+)*)\+\+").ok()?,
        wiki: Regex::new(r"!?\[\[([^\]|#\n]+)(?:#([^\]|\n]*))?(?:\|([^\]\n]+))?\]\]").ok()?,
    })
});

/// What stood around an icon: a space after it would part a mark of emphasis from its word.
fn without_icon(found: &regex::Captures<'_>) -> String {
    let of = |at| found.get(at).map_or("", |it| it.as_str());
    let (before, after) = (of(1), of(2));
    if before.ends_with(['_', '*']) {
        format!("{before}{}", after.trim_start())
    } else {
        format!("{before}{after}")
    }
}

/// A text without the small marks of generators: attributes, icons, highlighter, keys, links between notes.
pub(super) fn tidy(text: &str) -> String {
    let Some(marks) = MARKS.as_ref() else { return text.to_owned() };
    if !text.contains(['{', ':', '=', '+', '[']) {
        return text.to_owned();
    }
    let lines: Vec<String> = text
        .split('\n')
        .map(|line| {
            // A heading's attributes are its anchor.
            let is_heading = line.starts_with('#');
            let line = if is_heading { line.into() } else { marks.attributes.replace_all(line, "") };
            let line = marks.icon.replace_all(&line, without_icon);
            let line = marks.marked.replace_all(&line, "$1");
            let line = marks.keys.replace_all(&line, "$1");
            let linked = |it: &regex::Captures<'_>| {
                let of = |at| it.get(at).map_or("", |it: regex::Match<'_>| it.as_str().trim());
                let label = if of(3).is_empty() { of(1) } else { of(3) };
                let hash = if of(2).is_empty() { String::new() } else { format!("#{}", of(2)) };
                format!("[{label}](<{}.md{hash}>)", of(1))
            };
            marks.wiki.replace_all(&line, linked).into_owned()
        })
        .collect();
    lines.join("\n")
}
