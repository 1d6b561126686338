//! Paragraphs that only name where an answer comes from: a short label and links. They are drawn as a row of chips, whoever
//! wrote the answer: models end theirs like that too.

use leptos::tachys::renderer::types::Element as Node;

/// Class of such a paragraph.
const CLASS: &str = "sources";
/// What stands between links.
const BETWEEN: [char; 6] = [',', ';', '·', '|', '、', '،'];
/// What a label ends with; a longer one is a sentence. In bytes.
const AFTER_LABEL: [char; 2] = [':', '：'];
const LABEL: usize = 60;

/// Marks them in an answer that is whole.
pub(super) fn mark(answer: &Node) {
    let blocks = answer.children();
    for block in (0..blocks.length()).filter_map(|at| blocks.item(at)) {
        if block.local_name() == "p" && names_sources(&block) {
            block.set_class_name(CLASS);
        }
    }
}

/// Whether there are links and nothing else but a label before them. What stands between them goes: chips have their own
/// room.
fn names_sources(paragraph: &Node) -> bool {
    let nodes = paragraph.child_nodes();
    let mut between = Vec::new();
    let mut has_link = false;
    for node in (0..nodes.length()).filter_map(|at| nodes.item(at)) {
        let text = node.text_content().unwrap_or_default();
        let words = text.trim();
        if node.node_name() == "A" {
            has_link = true;
        } else if has_link && words.trim_matches(BETWEEN).is_empty() {
            between.push(node);
        } else if has_link || words.len() > LABEL || !words.ends_with(AFTER_LABEL) {
            return false;
        }
    }
    if has_link {
        between.iter().for_each(|node| node.set_text_content(Some(" ")));
    }
    has_link
}
