//! The laws of streaming over texts that nobody would write: fragments of every construct in any order, always the
//! same ones (a small generator with a fixed seed).

use super::streaming::same;
use super::tree::{Element, Tree, any_link, partial, pieces, whole};
use crate::{Parser, WINDOW, plain_text};

const FRAGMENTS: [&str; 64] = [
    "a",
    "b ",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\n",
    "word ",
    "é",
    "漢字",
    "*",
    "**",
    "***",
    "_",
    "__",
    "~",
    "~~",
    "`",
    "``",
    "```",
    "```\n",
    "[",
    "]",
    "](",
    ")",
    "![",
    "[a]",
    "[a]: /b\n",
    "[a]: /b \"t",
    "(/u",
    "(/u \"t\")",
    "\"",
    "<",
    ">",
    "<b c=\"",
    "<!--",
    "-->",
    "</b>",
    "<http://a.b>",
    "http://a.b/",
    "www.a.b",
    "c@d.e",
    "&",
    "&amp;",
    "&am",
    "\\",
    "\\*",
    "|",
    "| a | b |\n",
    "|---|---|\n",
    "# ",
    "#",
    "- ",
    "-",
    "---\n",
    "===\n",
    "1. ",
    "> ",
    "    ",
    "\t",
    "- [x] ",
    "\r\n",
    "\r",
    "!",
];

/// A generator of numbers: xorshift, seeded.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most as u64) as usize
    }

    fn text(&mut self, fragments: usize) -> String {
        (0..fragments).map(|_| FRAGMENTS[self.below(FRAGMENTS.len())]).collect()
    }

    fn pieces<'a>(&mut self, text: &'a str, longest: usize) -> Vec<&'a str> {
        let mut from = 0;
        let mut found = Vec::new();
        while from < text.len() {
            let to = text.ceil_char_boundary((from + 1 + self.below(longest)).min(text.len()));
            found.push(&text[from..to]);
            from = to;
        }
        found
    }
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| matches!(c, 'é' | '漢' | '字')).count()
}

#[test]
fn any_text_ends_the_same_however_it_is_cut() {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    for _ in 0..1000 {
        let length = 2 + numbers.below(40);
        let text = numbers.text(length);
        let expected = whole(&text, any_link).html();
        let cut = numbers.pieces(&text, 6);
        same(&pieces(cut, any_link).html(), &expected, &text);
        let mut tree = Tree::new();
        Parser::render(&text, any_link, &mut tree);
        same(&tree.html(), &expected, &text);
    }
}

#[test]
fn any_text_shows_at_every_step_what_its_beginning_shows() {
    let mut numbers = Numbers(0x2545_f491_4f6c_dd1d);
    for _ in 0..500 {
        let length = 2 + numbers.below(25);
        let text = numbers.text(length);
        let mut tree = Tree::new();
        let mut parser = Parser::with_policy(any_link);
        let mut end = 0;
        for piece in numbers.pieces(&text, 5) {
            end += piece.len();
            parser.push(piece, &mut tree);
            same(&tree.html(), &partial(&text[..end], any_link).html(), &text[..end]);
        }
    }
}

#[test]
fn any_text_keeps_its_words() {
    let mut numbers = Numbers(0xd1b5_4a32_d192_ed03);
    for _ in 0..1000 {
        let length = 2 + numbers.below(30);
        let text = numbers.text(length).replace("[a]: ", "[a] ").replace(['~', '&', '|'], "");
        if text.contains("```") {
            continue; // of the words after a fence only the first is used: CommonMark's rule
        }
        let tree = whole(&text, any_link);
        let shown = letters(&tree.visible());
        assert_eq!(shown, letters(&text) - hidden(&tree), "{text:?} shows {:?}", tree.html());
        assert_eq!(shown, letters(&plain_text(&text)), "{text:?}");
    }
}

#[test]
fn any_text_shows_no_link_or_image_that_is_not_final() {
    let mut numbers = Numbers(0xa076_1d64_78bd_642f);
    for _ in 0..1000 {
        let length = 2 + numbers.below(30);
        let text = numbers.text(length).replace("[a]: ", "[a] "); // a definition below a use changes what was final
        let links: Vec<_> =
            whole(&text, any_link).elements().into_iter().map(|(element, _)| element).collect();
        let at = text.floor_char_boundary(numbers.below(text.len() + 1));
        for (element, _) in partial(&text[..at], any_link).elements() {
            let link = match &element {
                Element::Link { href: address, .. } | Element::Image { src: address, .. } => {
                    !address.is_empty()
                }
                _ => false,
            };
            assert!(
                !link || links.contains(&element),
                "{element:?} shows after {:?} of {text:?}",
                &text[..at]
            );
        }
    }
}

/// Letters in what is not shown: addresses and titles, where they are not the link's own text.
fn hidden(tree: &Tree) -> usize {
    let of = |(element, text): &(Element, String)| match element {
        Element::Link { href, .. } if href.ends_with(text.as_str()) && text.contains(['@', '.']) => 0,
        Element::Link { href, title } | Element::Image { src: href, title, .. } => {
            letters(href) + letters(title)
        }
        Element::Code(language) => letters(language),
        _ => 0,
    };
    tree.elements().iter().map(of).sum()
}

#[test]
fn any_long_paragraph_ends_the_same_however_it_is_cut() {
    let mut numbers = Numbers(0x1234_5678_9abc_def1);
    for _ in 0..5 {
        let line = |text: String| text.replace(['\n', '\r'], " ");
        let mut text = line(numbers.text(WINDOW));
        for _ in 0..4 {
            let length = WINDOW / 8 + numbers.below(WINDOW);
            text += &"plain words ".repeat(numbers.below(WINDOW / 10));
            text += &line(numbers.text(length));
        }
        let expected = whole(&text, any_link).html();
        for longest in [3000, 400] {
            let cut = numbers.pieces(&text, longest);
            same(&pieces(cut, any_link).html(), &expected, &text);
        }
    }
}
