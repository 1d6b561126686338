//! The laws of streaming, over CommonMark's examples and our own vectors: however a text is cut, the end is the
//! same; whatever has come, nothing half-written can be clicked, loaded or read as a marker.

use super::spec::examples;
use super::tree::{Element, Tree, any_link, partial, pieces, whole};
use super::vectors::{shared, vectors};
use crate::Parser;

/// Every text that the laws are held to.
fn texts() -> Vec<String> {
    let mut texts: Vec<String> = examples().into_iter().map(|example| example.markdown).collect();
    texts.extend(vectors().into_iter().map(|vector| vector.markdown));
    texts.extend(shared("markdown_partial.json", "vectors"));
    texts.extend(shared("xss.json", "payload"));
    texts
}

/// The two are the same; if not, says where they part.
#[track_caller]
pub(super) fn same(found: &str, expected: &str, text: &str) {
    let at = found.bytes().zip(expected.bytes()).take_while(|(one, other)| one == other).count();
    let near = |text: &str| {
        text[text.floor_char_boundary(at.saturating_sub(60))..].chars().take(160).collect::<String>()
    };
    let end: String = text.chars().skip(text.chars().count().saturating_sub(160)).collect();
    assert!(
        found == expected,
        "\nfound    {:?}\nexpected {:?}\nafter    {end:?}",
        near(found),
        near(expected)
    );
}

/// Places to cut a text at: all of them in a short text, as many spread over a long one.
fn cuts(text: &str) -> Vec<usize> {
    const MOST: usize = 40;
    let all: Vec<usize> = text.char_indices().map(|(at, _)| at).skip(1).collect();
    all.iter().copied().step_by(all.len() / MOST + 1).collect()
}

#[test]
fn a_text_cut_anywhere_ends_as_the_whole_text_does() {
    for text in texts() {
        let expected = whole(&text, any_link).html();
        for at in cuts(&text) {
            let (first, second) = text.split_at(at);
            same(&pieces([first, second], any_link).html(), &expected, first);
        }
    }
}

#[test]
fn a_text_that_comes_character_by_character_ends_as_the_whole_text_does() {
    for text in texts() {
        let characters = text.char_indices().map(|(at, c)| &text[at..at + c.len_utf8()]);
        same(&pieces(characters, any_link).html(), &whole(&text, any_link).html(), &text);
    }
}

#[test]
fn a_text_that_comes_in_pieces_shows_at_every_step_what_its_beginning_shows() {
    for text in texts() {
        let mut tree = Tree::new();
        let mut parser = Parser::with_policy(any_link);
        for (at, c) in text.char_indices().take(120) {
            let end = at + c.len_utf8();
            parser.push(&text[at..end], &mut tree);
            same(&tree.html(), &partial(&text[..end], any_link).html(), &text[..end]);
        }
    }
}

#[test]
fn a_link_or_image_that_shows_is_in_the_finished_message_too() {
    for text in texts() {
        let finished: Vec<_> = addresses(&whole(&text, any_link));
        for at in cuts(&text) {
            for address in addresses(&partial(&text[..at], any_link)) {
                assert!(finished.contains(&address), "{address} shows after {:?} of {text:?}", &text[..at]);
            }
        }
    }
}

/// The addresses of what could be clicked or loaded.
fn addresses(tree: &Tree) -> Vec<String> {
    let of = |(element, _)| match element {
        Element::Link { href, .. } => Some(href),
        Element::Image { src, .. } => Some(src).filter(|src| !src.is_empty()),
        _ => None,
    };
    tree.elements().into_iter().filter_map(of).collect()
}
