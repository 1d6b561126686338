//! Links inside documents: where they stand, and what they become outside of their file. A link to another document
//! leads to where that one is served; a link to nothing that is served is only its text.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};

use super::dialect::markdown_options;

/// Something in a text that leads elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
struct LinkSpan {
    range: Range<usize>,
    /// Its text, Markdown.
    inner: Range<usize>,
    /// Where it leads, references resolved.
    target: String,
    is_image: bool,
}

/// The outer links of a text, and the references to footnotes, which have no target.
fn spans(text: &str) -> Vec<LinkSpan> {
    let mut found: Vec<LinkSpan> = Vec::new();
    let mut open: Option<LinkSpan> = None;
    let mut depth = 0_usize;
    for (event, range) in Parser::new_ext(text, markdown_options()).into_offset_iter() {
        match event {
            Event::FootnoteReference(_) if open.is_none() => {
                let inner = range.start..range.start;
                found.push(LinkSpan { range, inner, target: String::new(), is_image: false });
            }
            Event::Start(Tag::Link { link_type: LinkType::Autolink | LinkType::Email, .. }) => {}
            Event::Start(Tag::Link { dest_url, .. }) if open.is_none() => {
                let target = dest_url.into_string();
                open = Some(LinkSpan { inner: range.start..range.start, range, target, is_image: false });
            }
            Event::Start(Tag::Image { dest_url, .. }) if open.is_none() => {
                let target = dest_url.into_string();
                open = Some(LinkSpan { inner: range.start..range.start, range, target, is_image: true });
            }
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => depth += 1,
            Event::End(TagEnd::Link | TagEnd::Image) if depth > 0 => depth -= 1,
            Event::End(TagEnd::Link | TagEnd::Image) => found.extend(open.take()),
            _ => {
                if let Some(span) = &mut open {
                    let is_first = span.inner.is_empty();
                    span.inner =
                        if is_first { range } else { span.inner.start..range.end.max(span.inner.end) };
                }
            }
        }
    }
    found
}

/// The links of one text, found once.
#[derive(Debug)]
pub struct Links {
    spans: Vec<LinkSpan>,
}

impl Links {
    /// Finds them. A reference or a footnote is known only where its definition stands too, so the whole text is read.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self { spans: spans(text) }
    }

    /// A part of the text with each link's target beside it, so that it needs no definition that stands elsewhere, and
    /// without the marks of footnotes.
    #[must_use]
    pub fn inlined(&self, text: &str, part: Range<usize>) -> String {
        let from = self.spans.partition_point(|it| it.range.start < part.start);
        let within = self.spans.iter().skip(from).take_while(|it| it.range.end <= part.end);
        let rewritten = rewrite(text, part.clone(), within, |span, inner| {
            let mark = if span.is_image { "!" } else { "" };
            if span.target.is_empty() {
                inner.to_owned()
            } else {
                format!("{mark}[{inner}](<{}>)", safe(&span.target))
            }
        });
        rewritten.trim_end().to_owned()
    }
}

/// A block as it is quoted: its links lead to where they are served, and what leads nowhere is only its text.
#[must_use]
pub fn quoted(text: &str, resolve: impl Fn(&str) -> Option<String>) -> String {
    let spans = spans(text);
    rewrite(text, 0..text.len(), spans.iter(), |span, inner| match resolve(&span.target) {
        Some(target) if !span.is_image && !inner.trim().is_empty() => {
            format!("[{inner}](<{}>)", safe(&target))
        }
        _ => inner.to_owned(),
    })
}

fn safe(target: &str) -> String {
    target.replace(['<', '>', '\n'], "")
}

fn rewrite<'a>(
    text: &str,
    part: Range<usize>,
    spans: impl Iterator<Item = &'a LinkSpan>,
    replaced: impl Fn(&LinkSpan, &str) -> String,
) -> String {
    let mut out = String::new();
    let mut at = part.start;
    for span in spans {
        out.push_str(text.get(at..span.range.start).unwrap_or_default());
        out.push_str(&replaced(span, text.get(span.inner.clone()).unwrap_or_default()));
        at = span.range.end;
    }
    out.push_str(text.get(at..part.end).unwrap_or_default());
    out
}

/// Whether a browser may follow the address as it stands.
#[must_use]
pub fn is_absolute(target: &str) -> bool {
    ["https://", "http://", "mailto:", "tel:"]
        .iter()
        .any(|scheme| target.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

/// What a document or the folder itself is called in its own folder.
const FRONT_NAMES: [&str; 5] = ["index", "_index", "README", "readme", "Readme"];
/// Endings that name a document.
const ENDINGS: [&str; 6] = [".md", ".mdx", ".markdown", ".html", ".htm", ".txt"];

/// Where a link of document `from` leads outside of it. `base` is where documents are served, ending in `/`; `is_known`
/// says whether a document or an image of that name is. Nothing: only its text is shown.
#[must_use]
pub fn resolve(target: &str, from: &str, base: &str, is_known: impl Fn(&str) -> bool) -> Option<String> {
    if is_absolute(target) {
        return Some(target.to_owned());
    }
    let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
    let hash = if anchor.is_empty() { String::new() } else { format!("#{anchor}") };
    if path.is_empty() {
        return (!anchor.is_empty()).then(|| format!("{base}{}{hash}", escaped(from)));
    }
    if path.contains(':') || path.starts_with("//") {
        return None;
    }
    let path = unescaped(path.split('?').next().unwrap_or_default());
    let lowered = path.to_ascii_lowercase();
    let ending = ENDINGS.iter().find(|ending| lowered.ends_with(**ending));
    let bare = ending.and_then(|it| path.get(..path.len() - it.len())).unwrap_or(&path);
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let joined = if bare.starts_with('/') { bare.to_owned() } else { format!("{folder}/{bare}") };
    let mut parts: Vec<&str> = Vec::new();
    for part in joined.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    // A folder may be served without its own name, or be one of several: the end of the path decides. Generators write
    // `guides/` for `guides/index.md`, and `../install/` for a page beside.
    let name = (0..parts.len()).find_map(|from| {
        let name = parts.get(from..)?.join("/");
        if is_known(&name) {
            return Some(name);
        }
        FRONT_NAMES.iter().map(|front| format!("{name}/{front}")).find(|it| is_known(it))
    })?;
    Some(format!("{base}{}{hash}", escaped(&name)))
}

/// A document's name as part of an address.
#[must_use]
pub fn escaped(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                out.push(char::from(byte))
            }
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// An address' path as a name; what is no UTF-8 stays as it is.
fn unescaped(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|it| std::str::from_utf8(it).ok());
        match code.and_then(|it| u8::from_str_radix(it, 16).ok()).filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_every_form_are_written_with_their_targets() {
        let text =
            "See [the *key*](key.md#a \"t\"), [ref][r], ![logo](l.png) and <https://a.b>.\n\n[r]: /x.md\n";
        assert_eq!(
            Links::of(text).inlined(text, 0..text.find("\n\n").unwrap()),
            "See [the *key*](<key.md#a>), [ref](</x.md>), ![logo](<l.png>) and <https://a.b>."
        );
    }

    #[test]
    fn a_link_leads_to_where_its_document_is_served() {
        let known =
            |name: &str| matches!(name, "key" | "guides/start" | "README" | "faq/index" | "a b" | "i/l.png");
        let go = |target, from| resolve(target, from, "https://x.y/docs/", known);
        assert_eq!(go("key.md#a", "start").unwrap(), "https://x.y/docs/key#a");
        assert_eq!(go("../key.md", "guides/start").unwrap(), "https://x.y/docs/key");
        assert_eq!(go("docs/key.md", "README").unwrap(), "https://x.y/docs/key");
        assert_eq!(go("#here", "guides/start").unwrap(), "https://x.y/docs/guides/start#here");
        assert_eq!(go("mailto:a@b.c", "key").unwrap(), "mailto:a@b.c");
        assert_eq!(go("../faq/", "guides/start").unwrap(), "https://x.y/docs/faq/index");
        assert_eq!(go("a%20b.mdx", "key").unwrap(), "https://x.y/docs/a%20b");
        assert_eq!(go("i/l.png", "key").unwrap(), "https://x.y/docs/i/l.png");
        assert_eq!(go("javascript:alert(1)", "key"), None);
        assert_eq!(go("image.png", "key"), None);
        assert_eq!(go("//evil.example/key", "key"), None);
    }
}
