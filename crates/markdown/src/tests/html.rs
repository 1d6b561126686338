//! Writes the tree as the HTML in which CommonMark gives its examples.

use super::tree::{Element, Node, Tree};
use crate::Align;

impl Tree {
    pub(super) fn html(&self) -> String {
        let mut out = String::new();
        self.write(0, false, &mut out);
        out
    }

    #[allow(clippy::too_many_lines, reason = "one case per element")]
    fn write(&self, id: usize, tight: bool, out: &mut String) {
        let (tag, children) = match &self.nodes[id] {
            Node::Text(text) => return out.push_str(&escape(text)),
            Node::Element { tag, children } => (tag, children),
        };
        let inner =
            |tight: bool, out: &mut String| children.iter().for_each(|&child| self.write(child, tight, out));
        match tag {
            Element::Message => inner(false, out),
            Element::Block("p") if tight => inner(false, out),
            Element::Block(name) => {
                line(out);
                out.push_str(&format!(
                    "<{name}>{}",
                    if *name == "blockquote" || name.starts_with("t") { "\n" } else { "" }
                ));
                inner(false, out);
                if *name == "blockquote" {
                    line(out);
                }
                out.push_str(&format!("</{name}>\n"));
            }
            Element::List { ordered, start, loose } => {
                line(out);
                let name = if *ordered { "ol" } else { "ul" };
                let start =
                    if *ordered && *start != 1 { format!(" start=\"{start}\"") } else { String::new() };
                out.push_str(&format!("<{name}{start}>\n"));
                inner(!loose, out);
                out.push_str(&format!("</{name}>\n"));
            }
            Element::Item(task) => {
                line(out);
                out.push_str("<li>");
                match task {
                    Some(true) => out.push_str("<input checked=\"\" disabled=\"\" type=\"checkbox\"> "),
                    Some(false) => out.push_str("<input disabled=\"\" type=\"checkbox\"> "),
                    None => {}
                }
                inner(tight, out);
                out.push_str("</li>\n");
            }
            Element::Code(language) => {
                line(out);
                let class = if language.is_empty() {
                    String::new()
                } else {
                    format!(" class=\"language-{}\"", escape(language))
                };
                out.push_str(&format!("<pre><code{class}>"));
                inner(false, out);
                out.push_str("</code></pre>\n");
            }
            Element::Plain => {
                line(out);
                inner(false, out);
                line(out);
            }
            Element::Table => {
                line(out);
                out.push_str("<table>\n");
                for (number, &child) in children.iter().enumerate() {
                    if number == 1 {
                        out.push_str("<tbody>\n");
                    }
                    self.write(child, false, out);
                }
                out.push_str(if children.len() > 1 { "</tbody>\n</table>\n" } else { "</table>\n" });
            }
            Element::Cell { align, header } => {
                let name = if *header { "th" } else { "td" };
                let align = match align {
                    Align::Unset => "",
                    Align::Left => " align=\"left\"",
                    Align::Center => " align=\"center\"",
                    Align::Right => " align=\"right\"",
                };
                out.push_str(&format!("<{name}{align}>"));
                inner(false, out);
                out.push_str(&format!("</{name}>\n"));
            }
            Element::Inline(name) => {
                out.push_str(&format!("<{name}>"));
                inner(false, out);
                out.push_str(&format!("</{name}>"));
            }
            Element::Link { href, title } => {
                out.push_str(&format!("<a href=\"{}\"{}>", address(href), titled(title)));
                inner(false, out);
                out.push_str("</a>");
            }
            Element::Image { src, alt, title } => {
                out.push_str(&format!(
                    "<img src=\"{}\" alt=\"{}\"{} />",
                    address(src),
                    escape(alt),
                    titled(title)
                ));
            }
            Element::Void("hr") => {
                line(out);
                out.push_str("<hr />\n");
            }
            Element::Void(name) => out.push_str(&format!("<{name} />\n")),
        }
    }
}

fn line(out: &mut String) {
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

fn titled(title: &str) -> String {
    if title.is_empty() { String::new() } else { format!(" title=\"{}\"", escape(title)) }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// An address as a browser would send it.
fn address(href: &str) -> String {
    let mut out = String::new();
    for b in href.bytes() {
        if b.is_ascii_alphanumeric() || b"-_.+!*'(),%#@?=;:/$~&".contains(&b) {
            out.push(char::from(b));
        } else {
            out.push_str(&format!("%{b:02X}"));
        }
    }
    escape(&out)
}
