//! Links inside documents: where they stand, and what they become outside of their file. A link to another document
//! leads to where that one is served; a link to nothing that is served is only its text.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};

use super::document::markdown_options;

/// A link or an image in a document's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkSpan {
    /// The whole of it.
    pub range: Range<usize>,
    /// Its text, Markdown.
    pub inner: Range<usize>,
    /// Where it leads, as written, references resolved.
    pub target: String,
    /// Whether it is an image.
    pub is_image: bool,
}

/// The links of a text, outer ones only, in order.
#[must_use]
pub fn spans(text: &str) -> Vec<LinkSpan> {
    let mut found: Vec<LinkSpan> = Vec::new();
    let mut open: Option<LinkSpan> = None;
    let mut depth = 0_usize;
    for (event, range) in Parser::new_ext(text, markdown_options()).into_offset_iter() {
        match event {
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

/// Whether a browser may follow the address as it stands.
#[must_use]
pub fn is_absolute(target: &str) -> bool {
    ["https://", "http://", "mailto:", "tel:"]
        .iter()
        .any(|scheme| target.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

/// Where a link of document `from` leads outside of it. `base` is where documents are served, ending in `/`; `is_known`
/// says whether a document of that name is. Nothing: only its text is shown.
#[must_use]
pub fn resolve(target: &str, from: &str, base: &str, is_known: impl Fn(&str) -> bool) -> Option<String> {
    if is_absolute(target) {
        return Some(target.to_owned());
    }
    let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
    let hash = if anchor.is_empty() { String::new() } else { format!("#{anchor}") };
    if path.is_empty() {
        return Some(format!("{base}{}{hash}", escaped(from)));
    }
    if path.contains(':') {
        return None;
    }
    let path = path.split('?').next().unwrap_or_default();
    let path = path.strip_suffix(".md").or_else(|| path.strip_suffix(".markdown")).unwrap_or(path);
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let joined = if path.starts_with('/') { path.to_owned() } else { format!("{folder}/{path}") };
    let mut parts: Vec<&str> = Vec::new();
    for part in joined.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    // A folder may be served without its own name, or be one of several: the end of the path decides.
    let name = (0..parts.len()).find_map(|from| {
        let name = parts.get(from..)?.join("/");
        is_known(&name).then_some(name)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_hold_text_and_target_of_every_form() {
        let text =
            "See [the *key*](key.md#a \"t\"), [ref][r], ![logo](l.png) and <https://a.b>.\n\n[r]: /x.md\n";
        let seen: Vec<_> = spans(text)
            .into_iter()
            .map(|it| (text[it.range].to_owned(), text[it.inner].to_owned(), it.target, it.is_image))
            .collect();
        assert_eq!(
            seen,
            [
                ("[the *key*](key.md#a \"t\")".into(), "the *key*".into(), "key.md#a".into(), false),
                ("[ref][r]".into(), "ref".into(), "/x.md".into(), false),
                ("![logo](l.png)".into(), "logo".into(), "l.png".into(), true)
            ]
        );
    }

    #[test]
    fn a_link_leads_to_where_its_document_is_served() {
        let known = |name: &str| matches!(name, "key" | "guides/start" | "README");
        let go = |target, from| resolve(target, from, "https://x.y/docs/", known);
        assert_eq!(go("key.md#a", "start").unwrap(), "https://x.y/docs/key#a");
        assert_eq!(go("../key.md", "guides/start").unwrap(), "https://x.y/docs/key");
        assert_eq!(go("docs/key.md", "README").unwrap(), "https://x.y/docs/key");
        assert_eq!(go("#here", "guides/start").unwrap(), "https://x.y/docs/guides/start#here");
        assert_eq!(go("mailto:a@b.c", "key").unwrap(), "mailto:a@b.c");
        assert_eq!(go("javascript:alert(1)", "key"), None);
        assert_eq!(go("image.png", "key"), None);
    }
}
