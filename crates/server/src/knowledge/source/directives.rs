//! Marks that take whole lines, of the generators that extend Markdown by lines: `:::note` (Docusaurus, VitePress,
//! Starlight), `::callout` (Nuxt Content), `!!! note` and `=== "tab"` (MkDocs), `> [!NOTE]` (GitHub, Obsidian). They
//! become tags, which walk.rs reads with all others.

use std::sync::LazyLock;

use regex::Regex;

use super::names::{NOTE_TAG, TAB_TAG, UNFOLD_TAG, is_note, kind_label};

struct Forms {
    colons: Regex,
    indented: Regex,
    tab: Regex,
    alert: Regex,
    plain_tab: Regex,
}

static FORMS: LazyLock<Option<Forms>> = LazyLock::new(|| {
    Some(Forms {
        colons: Regex::new(
            r"^(\s*)(:{2,})\s*([A-Za-z][\w-]*)?\s*(?:\[([^\]]*)\])?\s*(?:\{([^}]*)\})?\s*(.*?)\s*$",
        )
        .ok()?,
        indented: Regex::new(r#"^(\s*)(!!!|\?\?\?\+?)\s*([\w-]+)?(?:\s+[\w-]+)*\s*(?:"(.*)")?\s*$"#).ok()?,
        tab: Regex::new(r#"^(\s*)===[!+]?\s+["'](.*)["']\s*$"#).ok()?,
        alert: Regex::new(r"^(\s*(?:>\s*)+)\[!([\w-]+)\][+-]?\s*(.*)$").ok()?,
        plain_tab: Regex::new(r"^==\s+([^=].*?)\s*$").ok()?,
    })
});

/// A text with tags in their place.
pub(super) fn to_tags(text: &str) -> String {
    let Some(forms) = FORMS.as_ref() else { return text.to_owned() };
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut out = String::with_capacity(text.len());
    lower(&lines, forms, &mut out);
    out
}

fn lower(lines: &[String], forms: &Forms, out: &mut String) {
    // What is open, and the tag that closes it.
    let mut open: Vec<&'static str> = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        at += 1;
        if let Some(it) = forms.alert.captures(line) {
            let quote = it.get(1).map_or("> ", |it| it.as_str());
            let kind = kind_label(it.get(2).map_or("note", |it| it.as_str()));
            let title = it.get(3).map_or("", |it| it.as_str());
            let label = if title.is_empty() { kind } else { format!("{kind}: {title}") };
            out.push_str(&format!("{quote}**{label}**\n{}\n", quote.trim_end()));
        } else if let Some(it) = forms.indented.captures(line) {
            let inner = take_indented(lines, &mut at, indent_of(line));
            let title = it.get(4).map_or("", |it| it.as_str());
            let kind = it.get(3).map_or("note", |it| it.as_str());
            let is_folded = it.get(2).is_some_and(|it| it.as_str().starts_with('?')) && !title.is_empty();
            let tag = if is_folded { UNFOLD_TAG } else { NOTE_TAG };
            push_tag(out, tag, kind, title);
            lower(&inner, forms, out);
            out.push_str(&format!("\n</{tag}>\n\n"));
        } else if let Some(it) = forms.tab.captures(line) {
            let inner = take_indented(lines, &mut at, indent_of(line));
            push_tag(out, TAB_TAG, "", it.get(2).map_or("", |it| it.as_str()));
            lower(&inner, forms, out);
            out.push_str(&format!("\n</{TAB_TAG}>\n\n"));
        } else if let Some(it) = forms.colons.captures(line) {
            let text = |at| it.get(at).map_or("", |it: regex::Match<'_>| it.as_str());
            if text(3).is_empty() && text(6).is_empty() {
                if let Some(tag) = open.pop() {
                    out.push_str(&format!("\n</{tag}>\n\n"));
                }
                continue;
            }
            if text(3).is_empty() {
                out.push_str(line);
                out.push('\n');
                continue;
            }
            let (tag, kind, title) = container(&it, lines, &mut at);
            let is_closed = lines.get(at..).unwrap_or_default().iter().any(|it| is_closing(it));
            push_tag(out, tag, &kind, &title);
            if is_closed {
                open.push(tag);
            } else {
                out.push_str(&format!("\n</{tag}>\n\n"));
            }
        } else if let Some(it) = forms.plain_tab.captures(line).filter(|_| !open.is_empty()) {
            push_tag(out, TAB_TAG, "", it.get(1).map_or("", |it| it.as_str()));
            out.push_str(&format!("</{TAB_TAG}>\n\n"));
        } else if open.is_empty() || !is_slot(line) {
            out.push_str(line);
            out.push('\n');
        }
    }
    for tag in open.iter().rev() {
        out.push_str(&format!("\n</{tag}>\n\n"));
    }
}

/// The tag, the kind and the title of a container that opens.
fn container(it: &regex::Captures<'_>, lines: &[String], at: &mut usize) -> (&'static str, String, String) {
    let text = |at| it.get(at).map_or("", |it: regex::Match<'_>| it.as_str());
    let attributes = text(5);
    let given = take_front_matter(lines, at);
    let title = [text(4), text(6)]
        .into_iter()
        .find(|it| !it.is_empty())
        .map(str::to_owned)
        .or_else(|| attribute(attributes, &["title", "label", "name"]))
        .or_else(|| attribute(&given, &["title", "label", "name"]))
        .unwrap_or_default();
    let kind = attribute(attributes, &["type", "kind", "color"]);
    let tag = tag_of(text(3));
    (tag, kind.unwrap_or_else(|| text(3).to_owned()), title)
}

fn push_tag(out: &mut String, tag: &str, kind: &str, title: &str) {
    let safe = |text: &str| text.replace('"', "”").replace(['<', '>'], " ");
    // An attribute is no text of the document, so it is made tidy here.
    let title = super::html::tidy(title);
    out.push_str(&format!("\n<{tag} kind=\"{}\" title=\"{}\">\n\n", safe(kind), safe(title.trim())));
}

/// A container whose name says nothing is only left out.
const BARE_TAG: &str = "div";

fn tag_of(name: &str) -> &'static str {
    let lowered = name.to_ascii_lowercase();
    match lowered.as_str() {
        "details" | "collapse" | "accordion" | "accordion-item" => UNFOLD_TAG,
        "tab" | "tab-item" | "tabs-item" => TAB_TAG,
        name if is_note(name) => NOTE_TAG,
        _ => BARE_TAG,
    }
}

fn is_closing(line: &str) -> bool {
    let bare = line.trim();
    bare.len() >= 2 && bare.chars().all(|it| it == ':')
}

/// The name of a slot of a component, on a line of its own.
fn is_slot(line: &str) -> bool {
    line.strip_prefix('#')
        .is_some_and(|name| !name.is_empty() && name.chars().all(|it| it.is_ascii_lowercase() || it == '-'))
}

fn attribute(text: &str, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| {
        let at = text.find(name)?;
        let rest = text.get(at + name.len()..)?.trim_start().strip_prefix(['=', ':'])?.trim_start();
        let quoted = rest.strip_prefix(['"', '\'']).and_then(|it| it.split(['"', '\'']).next());
        let value = quoted.or_else(|| rest.lines().next())?.trim();
        (!value.is_empty()).then(|| value.to_owned())
    })
}

/// What a component is given between two lines of dashes right behind its own.
fn take_front_matter(lines: &[String], at: &mut usize) -> String {
    if lines.get(*at).is_none_or(|it| it.trim() != "---") {
        return String::new();
    }
    let inner = lines.get(*at + 1..).unwrap_or_default();
    let Some(end) = inner.iter().position(|it| it.trim() == "---") else { return String::new() };
    *at += end + 2;
    inner.get(..end).unwrap_or_default().join("\n")
}

fn indent_of(line: &str) -> usize {
    line.chars().take_while(|it| it.is_whitespace()).map(|it| if it == '\t' { 4 } else { 1 }).sum()
}

/// The lines that are indented below one, without that indentation.
fn take_indented(lines: &[String], at: &mut usize, indent: usize) -> Vec<String> {
    const STEP: usize = 4;
    let mut inner = Vec::new();
    while let Some(line) = lines.get(*at) {
        if !line.trim().is_empty() && indent_of(line) < indent + STEP {
            break;
        }
        inner.push(without_indent(line, indent + STEP));
        *at += 1;
    }
    while inner.last().is_some_and(|it: &String| it.trim().is_empty()) {
        inner.pop();
    }
    inner
}

/// A line without so many columns of its indentation.
pub(super) fn without_indent(line: &str, columns: usize) -> String {
    let mut left = columns;
    let mut rest = line;
    while left > 0 {
        let Some(it) = rest.chars().next().filter(|it| it.is_whitespace()) else { break };
        left = left.saturating_sub(if it == '\t' { 4 } else { 1 });
        rest = rest.get(it.len_utf8()..).unwrap_or_default();
    }
    rest.to_owned()
}
