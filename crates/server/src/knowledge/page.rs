//! A document as a page of its own: the place that a quoted passage links to. Raw HTML in it is shown, not run.

use std::collections::VecDeque;

use pulldown_cmark::{CowStr, Event, Parser, Tag, TagEnd, html};

use super::anchor::Anchors;
use super::document::{Document, markdown_options};
use super::links;

const STYLE: &str = include_str!("page.css");

/// The document as an HTML page. `base` is where documents are served, ending in `/`.
#[must_use]
pub fn render(document: &Document, base: &str, is_known: impl Fn(&str) -> bool) -> String {
    let mut body = String::new();
    html::push_html(&mut body, events(document, base, &is_known));
    let title = escaped(&document.title);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )
}

fn events<'a>(
    document: &'a Document,
    base: &str,
    is_known: &impl Fn(&str) -> bool,
) -> impl Iterator<Item = Event<'a>> {
    let mut anchors = Anchors::default();
    let mut out = Vec::new();
    let mut waiting: VecDeque<Event<'a>> = Parser::new_ext(&document.text, markdown_options()).collect();
    let mut in_metadata = false;
    while let Some(event) = waiting.pop_front() {
        match event {
            Event::Start(Tag::MetadataBlock(_)) => in_metadata = true,
            Event::End(TagEnd::MetadataBlock(_)) => in_metadata = false,
            _ if in_metadata => {}
            Event::Start(Tag::Heading { level, id, classes, attrs }) => {
                let anchor = anchors.next(&heading_text(&waiting), id.as_deref());
                out.push(Event::Start(Tag::Heading { level, id: Some(anchor.into()), classes, attrs }));
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let dest_url = led(&dest_url, document, base, is_known);
                out.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
            }
            Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                let dest_url = led(&dest_url, document, base, is_known);
                out.push(Event::Start(Tag::Image { link_type, dest_url, title, id }));
            }
            Event::Html(text) | Event::InlineHtml(text) => out.push(Event::Text(text)),
            event => out.push(event),
        }
    }
    out.into_iter()
}

fn heading_text(rest: &VecDeque<Event<'_>>) -> String {
    rest.iter()
        .take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))))
        .filter_map(|event| match event {
            Event::Text(text) | Event::Code(text) => Some(text.as_ref()),
            _ => None,
        })
        .collect()
}

fn led(target: &str, document: &Document, base: &str, is_known: &impl Fn(&str) -> bool) -> CowStr<'static> {
    links::resolve(target, &document.name, base, is_known).unwrap_or_else(|| "#".to_owned()).into()
}

/// A text inside HTML.
#[must_use]
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_carries_the_anchors_and_runs_nothing() {
        let text = "---\ntitle: T <x>\n---\n## A `b`\n\n<script>alert(1)</script>\n\n[go](other.md) [bad](javascript:x)\n";
        let page = render(&Document::parse("a", text), "/docs/", |name| name == "other");
        assert!(page.contains("<h2 id=\"a-b\">"), "{page}");
        assert!(page.contains("&lt;script&gt;") && !page.contains("<script"), "{page}");
        assert!(page.contains("<a href=\"/docs/other\">go</a>") && !page.contains("javascript:"), "{page}");
        assert!(page.contains("<title>T &lt;x&gt;</title>"), "{page}");
    }
}
