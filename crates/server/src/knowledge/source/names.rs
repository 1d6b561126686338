//! What generators of sites call the things that they add to Markdown.

/// What directives.rs writes.
pub(super) const NOTE_TAG: &str = "halo-note";
pub(super) const TAB_TAG: &str = "halo-tab";
pub(super) const UNFOLD_TAG: &str = "halo-unfold";

/// Names of admonitions that say their kind themselves.
pub(super) const NOTES: [&str; 29] = [
    "note",
    "tip",
    "info",
    "warning",
    "danger",
    "caution",
    "important",
    "success",
    "question",
    "failure",
    "bug",
    "example",
    "abstract",
    "hint",
    "seealso",
    "attention",
    "error",
    "todo",
    "warn",
    "check",
    "tldr",
    "faq",
    "help",
    "fail",
    "missing",
    "critical",
    "secondary",
    "primary",
    "information",
];
/// Names of admonitions that are told their kind.
pub(super) const TOLD_NOTES: [&str; 8] =
    ["callout", "alert", "aside", "admonition", "notice", "banner", "infobox", NOTE_TAG];
pub(super) const TABS: [&str; 6] = ["tab", "tabitem", "tabs-item", "tabpanel", "tabs.tab", TAB_TAG];
pub(super) const FOLDED: [&str; 9] = [
    "details",
    "accordion",
    "accordionitem",
    "accordion.item",
    "expandable",
    "expand",
    "collapse",
    "collapsible",
    UNFOLD_TAG,
];
/// What is shown as it is written, and only makes sense to a browser.
pub(super) const LEFT_OUT: [&str; 10] =
    ["svg", "iframe", "video", "audio", "object", "canvas", "math", "select", "template", "noscript"];
pub(super) const BLOCKS: [&str; 14] = [
    "div",
    "section",
    "article",
    "p",
    "center",
    "main",
    "header",
    "footer",
    "figure",
    "dl",
    "dd",
    "steps",
    "blockquote",
    "figcaption",
];
pub(super) const ALONE: [&str; 8] = ["br", "img", "hr", "input", "meta", "link", "source", "wbr"];

/// Whether a name is one of an admonition.
pub(super) fn is_note(name: &str) -> bool {
    NOTES.contains(&name) || TOLD_NOTES.contains(&name)
}

/// "warning" as "Warning".
pub(super) fn kind_label(kind: &str) -> String {
    let lowered = kind.to_lowercase();
    let mut letters = lowered.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
