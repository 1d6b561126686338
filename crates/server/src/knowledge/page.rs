//! A document as a page of its own: the place that a quoted passage links to. No HTML of its author is in it.

use std::collections::VecDeque;

use pulldown_cmark::{CowStr, Event, Parser, Tag, TagEnd, html};

use super::anchor::Anchors;
use super::dialect::markdown_options;
use super::document::Document;
use super::links;
use super::source::UNFOLDED_END;

const STYLE: &str = include_str!("page.css");

/// The document as an HTML page. `base` is where documents are served, ending in `/`.
#[must_use]
pub fn render(document: &Document, base: &str, is_known: impl Fn(&str) -> bool) -> String {
    let mut body = String::new();
    html::push_html(&mut body, events(document, base, &is_known));
    let title = escaped(&document.title);
    let language = document.language.code();
    let direction = if document.language.is_right_to_left() { "rtl" } else { "ltr" };
    format!(
        "<!doctype html>\n<html lang=\"{language}\" dir=\"{direction}\">\n<head>\n<meta charset=\"utf-8\">\n\
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
    let mut open: Vec<bool> = Vec::new();
    let mut waiting: VecDeque<Event<'a>> = Parser::new_ext(&document.text, markdown_options()).collect();
    while let Some(event) = waiting.pop_front() {
        match event {
            Event::Start(Tag::Heading { level, id, classes, attrs }) => {
                let anchor = anchors.next(&heading_text(&waiting), id.as_deref());
                out.push(Event::Start(Tag::Heading { level, id: Some(anchor.into()), classes, attrs }));
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                // A link to nothing that is served is only its text.
                let target = led(&dest_url, document, base, is_known);
                open.push(target.is_some());
                if let Some(dest_url) = target {
                    out.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
                }
            }
            Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                let target = led(&dest_url, document, base, is_known);
                open.push(target.is_some());
                if let Some(dest_url) = target {
                    out.push(Event::Start(Tag::Image { link_type, dest_url, title, id }));
                }
            }
            Event::End(TagEnd::Link | TagEnd::Image) => {
                if open.pop().unwrap_or(true) {
                    out.push(event);
                }
            }
            Event::Html(text) | Event::InlineHtml(text) if text.contains(UNFOLDED_END) => {}
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

fn led(
    target: &str,
    document: &Document,
    base: &str,
    is_known: &impl Fn(&str) -> bool,
) -> Option<CowStr<'static>> {
    links::resolve(target, &document.name, base, is_known).map(CowStr::from)
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
        assert!(!page.contains("script"), "{page}");
        assert!(page.contains("<a href=\"/docs/other\">go</a> bad"), "{page}");
        assert!(page.contains("<title>T &lt;x&gt;</title>"), "{page}");
    }

    #[test]
    fn the_page_says_its_language_and_direction() {
        let page = |name, text| render(&Document::parse(name, text), "/docs/", |_| false);
        assert!(page("a.ar", "# مرحبا").contains("<html lang=\"ar\" dir=\"rtl\">"));
        assert!(page("a", "---\nlang: de\n---\nX").contains("<html lang=\"de\" dir=\"ltr\">"));
    }

    #[test]
    fn a_picture_beside_the_file_is_shown_and_one_that_is_not_there_is_its_text() {
        let document = Document::parse("g/a", "![logo](l.png) ![gone](m.png)");
        let page = render(&document, "/docs/", |name| name == "g/l.png");
        assert!(page.contains("<img src=\"/docs/g/l.png\" alt=\"logo\" /> gone"), "{page}");
    }
}
