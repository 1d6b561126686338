//! No message makes a page slow: what is drawn has a bound, beyond which nothing is lost.

use proptest::prelude::*;

use super::tree::{Tree, any_link, pieces, whole};
use crate::{MESSAGE_BYTES, NODES};

/// What the bound ends in: the element that was open, that of the rest, and their texts.
const REST: usize = 4;

/// Elements and texts that are there in the end; a line feed between blocks is the writing of HTML.
fn nodes(tree: &Tree) -> usize {
    let html = tree.html();
    let parts = html.split('<').filter(|part| !part.is_empty());
    let text = |part: &str| part.split_once('>').is_some_and(|(_, text)| !text.trim_matches('\n').is_empty());
    parts.map(|part| usize::from(!part.starts_with('/')) + usize::from(text(part))).sum()
}

fn letters(text: &str) -> usize {
    text.chars().filter(char::is_ascii_lowercase).count()
}

/// Whole, and in pieces such as a stream brings within a frame.
fn both(text: &str) -> [Tree; 2] {
    let mut cuts: Vec<usize> =
        (0..text.len()).step_by(2_003).map(|at| text.floor_char_boundary(at)).collect();
    cuts.push(text.len());
    [whole(text, any_link), pieces(cuts.windows(2).map(|ends| &text[ends[0]..ends[1]]), any_link)]
}

#[test]
fn a_flood_of_any_construct_stays_within_the_bound_and_shows_every_letter() {
    for unit in [
        "[a](b) ",
        "*a* ",
        "**a** ",
        "~~a~~ ",
        "`a` ",
        "- a\n",
        "1. a\n",
        "a\n\n",
        "# a\n",
        "> a\n\n",
        "![a](b) ",
        "https://a.example ",
        "- [x] a\n",
        "```\na\n```\n",
        "    a\n\n",
        "a  \n",
        "a\\\n",
        "---\n",
        "|a|\n|-|\n|b|\n\n",
        "<p>a</p>\n\n",
        "- a\n  - b\n    - c\n",
    ] {
        let text = unit.repeat(MESSAGE_BYTES / unit.len());
        for tree in both(&text) {
            assert!(nodes(&tree) <= NODES + REST, "{unit:?}: {}", nodes(&tree));
            // An address and a tick are not shown as letters.
            let is_half_hidden = unit.contains("](b)") || unit.contains("[x]");
            let hidden = if is_half_hidden { letters(&text) / 2 } else { letters(&text) };
            assert!(letters(&tree.visible()) >= hidden, "{unit:?} lost letters");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn no_mixture_passes_the_bound(
        units in proptest::collection::vec("[a-c *_`~\\[\\]()#>|!<&\n-]{1,12}", 1..6), times in 1_usize..8_000,
    ) {
        let text = units.concat().repeat(times);
        let text = &text[..text.floor_char_boundary(MESSAGE_BYTES)];
        for tree in both(text) {
            prop_assert!(nodes(&tree) <= NODES + REST);
        }
    }
}
