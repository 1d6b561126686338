//! What a text costs: the bytes that are looked at, counted, not timed. Twice the text costs twice as much, whole or
//! streamed, however it was made to be dear.

use super::tree::{Tree, any_link};
use crate::chars::STEPS;
use crate::limits::READINGS;
use crate::{MESSAGE_BYTES, Parser};

type Make = fn(usize) -> String;

/// Texts that have cost other parsers the square of their length, or would cost ours that without its bounds.
const TEXTS: [(&str, Make); 48] = [
    ("prose", |n| "The quick brown fox jumps over the lazy dog, and so on. ".repeat(n / 56)),
    ("paragraphs", |n| {
        "Some **bold** and `code`, a [link](https://a.b/c) and more of it.\n\n".repeat(n / 66)
    }),
    ("items", |n| "- an item with *emphasis*\n".repeat(n / 26)),
    ("one line of letters", |n| "a".repeat(n)),
    ("one line of spaces", |n| " ".repeat(n)),
    ("lines of spaces", |n| "   \n".repeat(n / 4)),
    ("blank lines in code", |n| format!("    code\n{}", "\n".repeat(n))),
    ("opening brackets", |n| "[".repeat(n)),
    ("closing brackets", |n| "]".repeat(n)),
    ("nested brackets", |n| "[".repeat(n / 2) + &"]".repeat(n / 2)),
    ("brackets and parentheses", |n| "[a](".repeat(n / 4)),
    ("brackets that hold links", |n| "[ [a](b)".repeat(n / 8)),
    ("image brackets", |n| "![[]()".repeat(n / 6)),
    ("labels", |n| "[a][".repeat(n / 4)),
    ("escaped brackets", |n| "\\[a\\](".repeat(n / 7)),
    ("a parenthesis without end", |n| format!("[a]({}", "b(".repeat(n / 2))),
    ("titles without end", |n| "[a](b \"".repeat(n / 7)),
    ("stars and letters", |n| "*a_ ".repeat(n / 4)),
    ("opening stars", |n| "*a ".repeat(n / 3)),
    ("closing stars", |n| "a* ".repeat(n / 3)),
    ("double stars", |n| "a**b".repeat(n / 4)),
    ("stars of three", |n| "x*** *y ".repeat(n / 8)),
    ("chained emphasis", |n| format!("***a{}", "******b".repeat(n / 7))),
    ("nested emphasis", |n| "*a **a ".repeat(n / 7)),
    ("underscores and stars", |n| "a _ *b".repeat(n / 6)),
    ("tildes", |n| "~~a ~b".repeat(n / 6)),
    ("one long run of stars", |n| "*".repeat(n) + "a"),
    ("backticks of growing length", |n| {
        (1..).map(|length| "`".repeat(length) + " ").take((n as f64).sqrt() as usize).collect()
    }),
    ("a backtick without partner", |n| format!("`{}", "a b ".repeat(n / 4))),
    ("quotes in quotes", |n| ">".repeat(n)),
    ("quotes line by line", |n| "> a\n".repeat(n / 4)),
    ("deep quotes line by line", |n| format!("{} a\n", ">".repeat(60)).repeat(n / 63)),
    ("items in items", |n| "- ".repeat(n / 2) + "a"),
    ("deeper and deeper items", |n| {
        (0..).map(|depth| " ".repeat(depth * 2) + "- a\n").take((n as f64).sqrt() as usize).collect()
    }),
    ("tags without end", |n| "<a b=\"".repeat(n / 6)),
    ("comments without end", |n| "<!--a".repeat(n / 5)),
    ("comments without end in a line", |n| "a <!--".repeat(n / 6)),
    ("instructions without end", |n| "a<?".repeat(n / 3)),
    ("declarations without end", |n| "a<!A".repeat(n / 4)),
    ("addresses", |n| "www._www._".repeat(n / 10)),
    ("an address with parentheses", |n| format!("https://a.b/{}{}", "(".repeat(n / 2), ")".repeat(n / 2))),
    ("mail", |n| "a@b.".repeat(n / 4)),
    ("mail and underscores", |n| "._b@c.d ".repeat(n / 8)),
    ("definitions", |n| (0..n / 12).map(|number| format!("[{number:05}]: /b\n")).collect()),
    ("a definition without end", |n| format!("[a]: /b \"{}", "c\n".repeat(n / 2))),
    ("a wide table", |n| format!("{}\n{}\n{}", "|a".repeat(n / 6), "|-".repeat(n / 6), "|\n".repeat(n / 6))),
    ("a long table", |n| format!("|a|b|\n|-|-|\n{}", "| c | d |\n".repeat(n / 10))),
    ("possible headers", |n| "| a |\n".repeat(n / 6)),
];

/// Bytes per piece of a streamed answer: two or three tokens.
const PIECE: usize = 12;

fn cost(text: &str, piece: usize) -> usize {
    let before = STEPS.get();
    let mut tree = Tree::new();
    let mut parser = Parser::with_policy(any_link);
    let mut from = 0;
    while from < text.len() {
        let to = text.ceil_char_boundary((from + piece).min(text.len()));
        parser.push(&text[from..to], &mut tree);
        from = to;
    }
    parser.finish(&mut tree);
    STEPS.get() - before
}

#[test]
fn twice_the_text_costs_twice_as_much() {
    const SIZE: usize = MESSAGE_BYTES / 8;
    for (name, make) in TEXTS {
        let (once, twice) = (make(SIZE), make(2 * SIZE));
        let (first, second) = (cost(&once, usize::MAX / 2), cost(&twice, usize::MAX / 2));
        let (each, both) = (first / once.len(), second / twice.len());
        println!("{name}: {each} then {both} a byte");
        assert!(both <= each + each / 3 + 3, "{name} costs {each} a byte, then {both}");
    }
}

#[test]
fn twice_the_text_costs_twice_as_much_when_it_streams() {
    const SIZE: usize = MESSAGE_BYTES / 32;
    for (name, make) in TEXTS {
        let (once, twice) = (make(SIZE), make(2 * SIZE));
        let (first, second) = (cost(&once, PIECE), cost(&twice, PIECE));
        let (each, both) = (first / once.len(), second / twice.len());
        println!("{name}: {each} then {both} a byte");
        assert!(both <= each + each / 2 + READINGS, "{name} costs {each} a byte, then {both}");
    }
}
