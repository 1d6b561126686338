//! What an answer may not do: link anywhere but to the web, a mailbox or a telephone, load anything half-written, or
//! lose its text; and what plain text and addresses come to.

use super::tree::{Element, Tree, partial, whole};
use super::vectors::shared;
use crate::plain_text;
use crate::url::{safe_link, safe_or_relative_link};

fn addresses(tree: &Tree) -> Vec<String> {
    let of = |(element, _)| match element {
        Element::Link { href, .. } => Some(href),
        Element::Image { src, .. } => Some(src).filter(|src| !src.is_empty()),
        _ => None,
    };
    tree.elements().into_iter().filter_map(of).collect()
}

/// As a browser finds the scheme: what stands before the first colon, white space and control characters left out.
fn scheme(address: &str) -> String {
    let scheme = address.split(':').next().unwrap_or_default();
    scheme.chars().filter(|c| *c > ' ').collect::<String>().to_ascii_lowercase()
}

#[test]
fn every_address_of_an_attack_is_safe_at_every_step() {
    for text in shared("xss.json", "payload") {
        for form in [
            text.clone(),
            format!("[x]({text})"),
            format!("[x](<{text}>)"),
            format!("<{text}>"),
            format!("![x]({text})"),
            format!("[x][r]\n\n[r]: {text}"),
        ] {
            let step = form.len() / 12 + 1;
            let ends = (0..=form.len()).step_by(step).map(|at| form.floor_char_boundary(at));
            let trees = ends.map(|end| partial(&form[..end], safe_link)).chain([whole(&form, safe_link)]);
            for address in trees.flat_map(|tree| addresses(&tree)) {
                assert!(
                    ["https", "http", "mailto", "tel"].contains(&scheme(&address).as_str()),
                    "{address:?} of {form:?}"
                );
                assert!(!address.chars().any(char::is_control), "{address:?} of {form:?}");
                let host = address
                    .split("//")
                    .nth(1)
                    .unwrap_or_default()
                    .split(['/', '?', '#', '\\'])
                    .next()
                    .unwrap_or_default();
                assert!(!host.contains('@'), "{address:?} of {form:?}");
            }
        }
    }
}

#[test]
fn raw_html_is_text_and_none_of_it_is_lost() {
    for html in [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "a <b onclick=\"x\">c</b> <!-- d --> <?e?>",
        "<div>\n<p>\n</div>",
    ] {
        let tree = whole(html, safe_link);
        assert_eq!(tree.visible().trim_end(), html);
        let marked = tree
            .elements()
            .into_iter()
            .all(|(element, _)| matches!(element, Element::Message | Element::Plain | Element::Block("p")));
        assert!(marked, "{html}");
    }
}

#[test]
fn an_address_is_linked_to_only_when_a_browser_reads_it_as_web_mail_or_telephone() {
    let safe = [
        ("https://a.b/c?d#e", "https://a.b/c?d#e"),
        ("HTTP://a.b", "HTTP://a.b"),
        (" \u{1}https://a.b\n", "https://a.b"),
        ("ht\ntps://a\t.b/", "https://a.b/"),
        ("https://[::1]:80/x@y", "https://[::1]:80/x@y"),
        ("mailto:a@b.c?subject=d", "mailto:a@b.c?subject=d"),
        ("tel:+12", "tel:+12"),
    ];
    for (link, expected) in safe {
        assert_eq!(safe_link(link).as_deref(), Some(expected), "{link:?}");
    }
    let unsafe_links = [
        "",
        "a",
        "/a",
        "#a",
        "?a",
        "//a.b",
        "a.b:80",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "\u{0}javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:https://a.b/c",
        "ftp://a.b",
        "https:",
        "https:a.b",
        "https:/a.b",
        "https:///a.b",
        "https:\\\\a.b",
        "https://",
        "https://:80",
        "https://a@b.c",
        "https://a:b@c.d/",
        "https://a b/",
        "https://a\u{7f}b/",
        "https://a.b/\u{1}c",
        "https://a.b/\u{85}",
        "mailto:",
        "tel:",
        "mailto://a",
    ];
    for link in unsafe_links {
        assert_eq!(safe_link(link), None, "{link:?}");
    }
}

#[test]
fn a_relative_address_stays_on_its_origin() {
    for link in ["a", "/a", "#a", "?a:b", "./a", "../a/b:c", "/a:b", "https://a.b"] {
        assert_eq!(safe_or_relative_link(link).as_deref(), Some(link), "{link:?}");
    }
    for link in ["", "//a.b", "\\\\a.b", "/\\a.b", "/\t/a.b", "javascript:x", "a:b", "java\nscript:x"] {
        assert_eq!(safe_or_relative_link(link), None, "{link:?}");
    }
}

#[test]
fn plain_text_is_what_one_would_read_aloud() {
    let plain = [
        (
            "# Title\n\nSome **bold**, `code`, [a link](https://a.b) and ![a chart](x.png).",
            "Title\nSome bold, code, a link and a chart.",
        ),
        ("- one\n- two\n  - three\n\n1. first\n2. second", "one\ntwo\nthree\n1: first\n2: second"),
        ("9. nine\n10. ten", "9: nine\n10: ten"),
        ("- [x] done\n- [ ] open", "☑ done\n☐ open"),
        ("| a | b |\n|---|---|\n| 1 | **2** |", "a\tb\n1\t2"),
        ("> quoted\n\n---\n\n```rust\nlet a = 1;\n```\nend", "quoted\nlet a = 1;\nend"),
        ("a  \nb\\\nc\nd", "a\nb\nc\nd"),
        ("see [docs]\n\n[docs]: https://a.b", "see docs"),
        ("<b>x</b> \\*y\\* &amp; <https://a.b>", "<b>x</b> *y* & https://a.b"),
        ("[x](javascript:alert(1))", "x"),
        ("", ""),
    ];
    for (markdown, text) in plain {
        assert_eq!(plain_text(markdown), text, "{markdown:?}");
    }
}

#[test]
fn no_marker_shows_before_its_meaning_is_known() {
    let text = "# Title\n\nSome **bold** and *soft* and ~~old~~ `code` [link](https://a.b) ![chart](https://a.b/c.png).\n\n\
        - [x] done\n- **first** item\n\n1. one\n2. two\n\n> quoted **text**\n\n| a | b |\n|---|:-:|\n| 1 | `2` |\n\n```rust\nlet a;\n```\n\n***\n\nEnd &amp; <https://a.b> \\* https://a.b/ now";
    for end in (0..=text.len()).filter(|&end| text.is_char_boundary(end)) {
        let shown = partial(&text[..end], safe_link).visible().replace("\\*", "");
        let marker = shown.chars().find(|c| "#*~`[]()|<>_-\\".contains(*c));
        let literal = end > text.len() - "\\* https://a.b/ now".len();
        assert!(marker.is_none() || literal && marker == Some('*'), "{shown:?} after {:?}", &text[..end]);
        assert!(!shown.contains("&a"), "{shown:?}");
    }
}
