//! Beyond every limit text stays text, nothing is lost, and nothing panics.

use super::tree::{Element, Tree, any_link, pieces, whole};
use crate::{DEFINITIONS, MESSAGE_BYTES, NESTING, TABLE_CELLS, WHOLE_LINE, WINDOW};

/// Letters and digits only: what may not be lost, whatever becomes of the markers around it.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn count(tree: &Tree, is: impl Fn(&Element) -> bool) -> usize {
    tree.elements().iter().filter(|(element, _)| is(element)).count()
}

/// The same, whole and in pieces of an awkward length.
fn both(text: &str) -> Tree {
    let mut cuts: Vec<usize> = (0..text.len()).step_by(97).map(|at| text.floor_char_boundary(at)).collect();
    cuts.push(text.len());
    let tree = whole(text, any_link);
    let streamed = pieces(cuts.windows(2).map(|ends| &text[ends[0]..ends[1]]), any_link);
    super::streaming::same(&streamed.html(), &tree.html(), text);
    tree
}

#[test]
fn what_lies_beyond_the_message_limit_is_shown_as_written() {
    let text = "a **b** ".repeat(MESSAGE_BYTES / 8 + 500) + "*end*";
    let tree = both(&text);
    assert_eq!(letters(&tree.visible()), letters(&text));
    assert!(tree.visible().ends_with("a **b** *end*"));
    assert_eq!(count(&tree, |element| *element == Element::Plain), 1);
}

#[test]
fn the_message_limit_falls_between_characters() {
    let text = "é".repeat(MESSAGE_BYTES);
    assert_eq!(letters(&both(&text).visible()), text);
}

#[test]
fn quotes_nest_to_the_limit_and_then_are_text() {
    for (beyond, shown) in [(0, "a"), (3, ">>>a")] {
        let tree = both(&(">".repeat(NESTING + beyond) + "a"));
        assert_eq!(count(&tree, |element| *element == Element::Block("blockquote")), NESTING);
        assert_eq!(tree.visible(), shown);
    }
}

#[test]
fn items_nest_to_the_limit_and_then_are_text() {
    let tree = both(&("- ".repeat(NESTING + 2) + "a"));
    assert_eq!(count(&tree, |element| matches!(element, Element::Item(_))), NESTING);
    assert_eq!(tree.visible(), "- - a");
}

#[test]
fn emphasis_nests_to_the_limit_and_then_is_text() {
    let depth = NESTING + 5;
    let tree = both(&("*a _b ".repeat(depth) + &"c_ d* ".repeat(depth)));
    assert_eq!(count(&tree, |element| matches!(element, Element::Inline(_))), NESTING);
    assert_eq!(tree.visible().matches('*').count(), depth * 2 - NESTING);
}

#[test]
fn table_cells_end_at_the_limit_and_the_rest_is_text() {
    let rows = TABLE_CELLS;
    let text: String =
        "|a|b|\n|-|-|\n".to_owned() + &(0..rows).map(|row| format!("|r{row}|x|\n")).collect::<String>();
    let tree = both(&text);
    assert_eq!(count(&tree, |element| matches!(element, Element::Cell { .. })), TABLE_CELLS);
    assert_eq!(letters(&tree.visible()), letters(&text));
}

#[test]
fn a_wide_header_over_short_rows_makes_no_more_cells_than_the_limit() {
    let wide = 900;
    let text = format!("{}|\n{}|\n{}", "|h".repeat(wide), "|-".repeat(wide), "|a|\n".repeat(500));
    let tree = both(&text);
    assert!(count(&tree, |element| matches!(element, Element::Cell { .. })) <= TABLE_CELLS);
    assert_eq!(letters(&tree.visible()), letters(&text));
}

#[test]
fn a_marker_finds_its_partner_within_the_window_only() {
    let near = "*".to_owned() + &"a ".repeat(WINDOW / 2 - 10) + "b*";
    let far = "*".to_owned() + &"a ".repeat(WINDOW / 2) + "b*";
    assert_eq!(count(&both(&near), |element| *element == Element::Inline("em")), 1);
    assert_eq!(count(&both(&far), |element| *element == Element::Inline("em")), 0);
    assert_eq!(both(&far).visible(), far);
}

#[test]
fn a_longer_line_than_the_limit_is_no_heading_rule_or_fence() {
    for start in ["# ", "``` ", "~~~ ", "- - ", "| ", "<!-- "] {
        let text = start.to_owned() + &"word ".repeat(WHOLE_LINE / 5) + "\nnext";
        assert_eq!(letters(&both(&text).visible()), letters(&text), "{start}");
    }
    let rule = "-".repeat(WHOLE_LINE + 1);
    assert_eq!(both(&rule).visible(), rule);
}

#[test]
fn definitions_end_at_the_limit_and_the_rest_stay_text() {
    let text: String = (0..DEFINITIONS + 2).map(|number| format!("[{number}]: /{number}\n")).collect();
    for before in ["", "[0]\n\n"] {
        let tree = both(&format!("{before}{text}\n[0] [{}] [{}]", DEFINITIONS - 1, DEFINITIONS));
        let links = count(&tree, |element| matches!(element, Element::Link { .. }));
        assert_eq!(links, if before.is_empty() { 2 } else { 3 });
        let rest = format!("[{DEFINITIONS}]: /{DEFINITIONS}\n[{}]: /{}", DEFINITIONS + 1, DEFINITIONS + 1);
        assert!(tree.visible().contains(&rest));
    }
}

#[test]
fn a_long_paragraph_is_drawn_for_good_as_it_comes() {
    let text = "Some words that go on and on, with **strong ones** among them. ".repeat(500);
    let tree = pieces(text.as_bytes().chunks(4).map(|piece| std::str::from_utf8(piece).unwrap()), any_link);
    assert_eq!(tree.html(), whole(&text, any_link).html());
    assert!(tree.written < 40 * text.len(), "{} bytes drawn for {}", tree.written, text.len());
    assert!(tree.most_marks <= 2);
}

#[test]
fn a_code_block_is_drawn_once_line_by_line() {
    let text = "```\n".to_owned() + &"let value = some_function(argument);\n".repeat(1000);
    let tree = pieces(text.as_bytes().chunks(4).map(|piece| std::str::from_utf8(piece).unwrap()), any_link);
    assert!(tree.written < 8 * text.len(), "{} bytes drawn for {}", tree.written, text.len());
}

#[test]
fn a_message_is_drawn_anew_only_for_a_link_defined_below_its_use() {
    assert_eq!(both("see [a] and [b]\n\n[b]: /b").resets, 1);
    assert_eq!(both("[b]: /b\n\nsee [a] and [b]").resets, 0);
    assert_eq!(both("see [1] and [2]").resets, 0);
}
