//! What authors write for each other, and what only the generator reads: gone before anything else is done.

use std::sync::LazyLock;

use regex::Regex;

/// From here on to there, however many lines lie between; to the end of the text if it is never closed.
const SPANS: [(&str, &str); 11] = [
    ("<!--", "-->"),
    ("{{/*", "*/}}"),
    ("{{</*", "*/>}}"),
    ("{/*", "*/}"),
    ("{# ", "#}"),
    ("{% comment", "endcomment %}"),
    ("{%- comment", "endcomment -%}"),
    ("{{< comment", "/comment >}}"),
    ("{{% comment", "/comment %}}"),
    ("<script", "</script>"),
    ("<style", "</style>"),
];

/// Lines that say something to the generator alone.
static LINES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?mx)
        ^\[(?://|comment|_)\S*\]:\s*(?:\#|<>).*$          # comments as link definitions
        | ^%%.*%%\s*$                                     # Obsidian
        | ^\s*(?:--8<--|<<<\s|\{!|\{\{\#include|@include).*$  # includes and snippets
        | ^\s*(?:\[TOC\]|\[\[toc\]\]|\[\[_TOC_\]\]|\{:\s*toc[^}]*\}|\*\s*TOC)\s*$
        | ^\*\[[^\]]+\]:.*$                               # abbreviations
        | ^\s*\{:[^}\n]*\}\s*$                            # attributes of a block
        "#,
    )
    .ok()
});

/// A statement of JavaScript at the start of a line, as components are brought into a document.
static MODULE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"^(?:import\s+(?:[\w*{][^;]*\sfrom\s+)?["'\u{F8E0}]|import\s*[\w*{,\s]+$|export\s+(?:const|let|var|default|function|async|class|\{|\*))"#,
    )
    .ok()
});

/// A text without them.
pub(super) fn without(text: &str) -> String {
    let mut out = text.to_owned();
    for (open, close) in SPANS {
        out = without_span(&out, open, close);
    }
    if let Some(lines) = LINES.as_ref() {
        out = lines.replace_all(&out, "").into_owned();
    }
    without_modules(&out)
}

fn without_span(text: &str, open: &str, close: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = find_ignoring_case(rest, open) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        // `<scripting>` is no script.
        let after = from.get(open.len()..).unwrap_or_default();
        if open.starts_with('<')
            && !open.ends_with('-')
            && after.starts_with(|it: char| it.is_alphanumeric() || it == '-')
        {
            out.push_str(from.get(..open.len()).unwrap_or_default());
            rest = after;
            continue;
        }
        match find_ignoring_case(after, close) {
            Some(end) => rest = after.get(end + close.len()..).unwrap_or_default(),
            None => rest = "",
        }
    }
    out.push_str(rest);
    out
}

fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    let (text, wanted) = (text.as_bytes(), wanted.as_bytes());
    let first = *wanted.first()?;
    let mut from = 0;
    while let Some(at) = text.get(from..)?.iter().position(|it| *it == first) {
        let start = from + at;
        if text.get(start..start + wanted.len()).is_some_and(|it| it.eq_ignore_ascii_case(wanted)) {
            return Some(start);
        }
        from = start + 1;
    }
    None
}

/// Imports and exports go to the blank line behind them, or to where their brackets are closed.
fn without_modules(text: &str) -> String {
    let Some(module) = MODULE.as_ref() else { return text.to_owned() };
    let mut out = String::with_capacity(text.len());
    let mut depth: Option<i32> = None;
    for line in text.split_inclusive('\n') {
        let starts = depth.is_none() && module.is_match(line.trim_end());
        if starts || depth.is_some() {
            let change: i32 = line
                .chars()
                .map(|it| match it {
                    '{' | '(' | '[' => 1,
                    '}' | ')' | ']' => -1,
                    _ => 0,
                })
                .sum();
            let now = depth.unwrap_or(0) + change;
            // A blank line inside of brackets belongs to the statement.
            depth = (now > 0).then_some(now);
            continue;
        }
        out.push_str(line);
    }
    out
}
