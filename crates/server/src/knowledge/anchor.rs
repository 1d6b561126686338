//! Anchors of headings, as readers of Markdown know them: lowercased words joined by hyphens, numbered when repeated.
//! The index and the rendered page both use this, so a link always meets its heading.

use std::collections::HashSet;

/// Gives out the anchors of one document, in order.
#[derive(Debug, Default)]
pub struct Anchors {
    taken: HashSet<String>,
}

impl Anchors {
    /// The next heading's anchor: the one it asks for by `{#id}`, else one made from its text.
    pub fn next(&mut self, heading: &str, asked: Option<&str>) -> String {
        let base = asked.map_or_else(|| slug(heading), str::to_owned);
        let mut anchor = base.clone();
        let mut number = 1;
        while !self.taken.insert(anchor.clone()) {
            anchor = format!("{base}-{number}");
            number += 1;
        }
        anchor
    }
}

fn slug(heading: &str) -> String {
    let kept = heading.trim().chars().flat_map(char::to_lowercase).filter_map(|it| match it {
        ' ' => Some('-'),
        it if it.is_alphanumeric() || it == '-' || it == '_' => Some(it),
        _ => None,
    });
    let slug: String = kept.collect();
    if slug.is_empty() { "section".to_owned() } else { slug }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_those_that_readers_know() {
        let mut anchors = Anchors::default();
        assert_eq!(anchors.next("What's `exp`, and why?", None), "whats-exp-and-why");
        assert_eq!(anchors.next("Übersicht der Dinge", None), "übersicht-der-dinge");
        assert_eq!(anchors.next("???", None), "section");
    }

    #[test]
    fn a_repeated_heading_is_numbered() {
        let mut anchors = Anchors::default();
        let given: Vec<String> = (0..3).map(|_| anchors.next("Key", None)).collect();
        assert_eq!(given, ["key", "key-1", "key-2"]);
        assert_eq!(anchors.next("Other", Some("key")), "key-3");
    }
}
