//! Reads the repository's Markdown as far as the checks need it: headings, links, code spans and fenced code. What it
//! reads is our own, so a line at a time is enough.

use std::fs;
use std::path::{Path, PathBuf};

/// One Markdown file.
pub(crate) struct Page {
    /// From the repository's root, `/` between parts.
    pub(crate) path: String,
    /// Headings in order, without Markdown.
    pub(crate) headings: Vec<String>,
    /// Targets of links and images outside of code.
    pub(crate) links: Vec<String>,
    /// Contents of code spans.
    pub(crate) spans: Vec<String>,
    /// Language and text of fenced code.
    pub(crate) fences: Vec<(String, String)>,
    /// The whole file.
    pub(crate) text: String,
}

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A file of the repository.
pub(crate) fn file(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The files of a folder and its folders with one of these endings, joined.
pub(crate) fn folder(path: &str, endings: &[&str]) -> String {
    let mut text = String::new();
    gather(&root().join(path), endings, &mut text);
    text
}

fn gather(folder: &Path, endings: &[&str], text: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, endings, text);
        } else if endings.iter().any(|ending| path.to_string_lossy().ends_with(ending)) {
            text.push_str(&fs::read_to_string(&path).unwrap());
            text.push('\n');
        }
    }
}

/// Every page that people read: the root's, the guides, the package's.
pub(crate) fn pages() -> Vec<Page> {
    let mut paths: Vec<String> = ["", "docs/"]
        .iter()
        .flat_map(|folder| {
            let entries = fs::read_dir(root().join(folder)).unwrap();
            entries.map(move |entry| format!("{folder}{}", entry.unwrap().file_name().to_string_lossy()))
        })
        .filter(|path| path.ends_with(".md"))
        .collect();
    paths.push("npm/README.md".to_owned());
    paths.sort();
    paths.iter().map(|path| Page::read(path)).collect()
}

/// One page by its path.
pub(crate) fn page(path: &str) -> Page {
    Page::read(path)
}

impl Page {
    fn read(path: &str) -> Self {
        let text = file(path);
        let (mut headings, mut links, mut spans, mut fences) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut prose = String::new();
        let mut open: Option<(String, String)> = None;
        for line in text.lines() {
            if let Some(language) = line.trim_start().strip_prefix("```") {
                match open.take() {
                    Some(fence) => fences.push(fence),
                    None => open = Some((language.trim().to_owned(), String::new())),
                }
                continue;
            }
            if let Some((_, code)) = &mut open {
                code.push_str(line);
                code.push('\n');
                continue;
            }
            if let Some(heading) = line.strip_prefix('#') {
                headings.push(heading.trim_start_matches('#').trim().replace('`', ""));
            }
            prose.push_str(line);
            prose.push(if line.trim().is_empty() { '\n' } else { ' ' });
        }
        assert!(open.is_none(), "{path}: fenced code is not closed");
        // Odd pieces between backticks are code; in the even ones links are looked for.
        let mut plain = String::new();
        for (at, piece) in prose.split('`').enumerate() {
            if at % 2 == 1 { spans.push(piece.to_owned()) } else { plain.push_str(piece) }
        }
        for (at, _) in plain.match_indices("](") {
            let rest = &plain[at + 2..];
            links.push(rest[..rest.find(')').unwrap_or(rest.len())].to_owned());
        }
        Self { path: path.to_owned(), headings, links, spans, fences, text }
    }

    /// The anchors of the headings, as the server and code hosts make them.
    pub(crate) fn anchors(&self) -> Vec<String> {
        let slug = |heading: &String| -> String {
            let kept = heading.chars().flat_map(char::to_lowercase).filter_map(|it| match it {
                ' ' => Some('-'),
                it if it.is_alphanumeric() || it == '-' || it == '_' => Some(it),
                _ => None,
            });
            kept.collect()
        };
        self.headings.iter().map(slug).collect()
    }
}
