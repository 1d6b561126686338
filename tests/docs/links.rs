//! Links lead to files and headings that are there, and headings can be told apart.

use std::collections::HashSet;

use crate::markdown::{page, pages, root};

/// Where pictures of the demo lie.
const PICTURES: &str = "docs/images";

fn is_absolute(target: &str) -> bool {
    ["https://", "http://", "mailto:"].iter().any(|scheme| target.starts_with(scheme))
}

/// The path that a link of `from` leads to, from the root.
fn resolved(from: &str, target: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." | "" => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[test]
fn every_link_leads_to_a_file_that_is_there() {
    for page in pages() {
        for link in page.links.iter().filter(|link| !is_absolute(link)) {
            let path = link.split('#').next().unwrap_or_default();
            let file = root().join(resolved(&page.path, path));
            // Pictures are made from the running demo; a tree without any is checked all the same.
            let is_unmade = path.starts_with(PICTURES) && !root().join(PICTURES).exists();
            let found = path.is_empty() || is_unmade || file.exists();
            assert!(found, "{}: {link} leads nowhere", page.path);
        }
    }
}

#[test]
fn every_anchor_is_a_heading_of_its_page() {
    for from in pages() {
        for link in from.links.iter().filter(|link| !is_absolute(link)) {
            let Some((path, anchor)) = link.split_once('#') else { continue };
            let target = if path.is_empty() { from.path.clone() } else { resolved(&from.path, path) };
            let found = page(&target).anchors().iter().any(|known| known == anchor);
            assert!(found, "{}: {link} is no heading of {target}", from.path);
        }
    }
}

#[test]
fn no_two_headings_of_a_page_have_the_same_anchor() {
    for page in pages() {
        let mut seen = HashSet::new();
        for anchor in page.anchors() {
            // A changelog repeats its headings under every version.
            let is_new = seen.insert(anchor.clone()) || page.path == "CHANGELOG.md";
            assert!(is_new, "{}: #{anchor} stands twice", page.path);
        }
    }
}

#[test]
fn the_readme_leads_to_every_guide() {
    let readme = page("README.md");
    for guide in pages().iter().filter(|page| page.path.starts_with("docs/")) {
        assert!(readme.links.contains(&guide.path), "README.md does not name {}", guide.path);
    }
}

#[test]
fn links_of_the_demo_page_lead_to_guides() {
    let html = crate::markdown::file("index.html");
    for (at, _) in html.match_indices("href=\"/docs/") {
        let rest = &html[at + "href=\"/".len()..];
        let path = rest.split(['"', '#']).next().unwrap_or_default().trim_end_matches(".md");
        assert!(root().join(format!("{path}.md")).exists(), "index.html: {path} leads nowhere");
    }
}
