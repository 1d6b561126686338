//! The laws of streaming, over CommonMark's examples and our own vectors: however a text is cut, the end is the
//! same; whatever has come, nothing half-written can be clicked, loaded or read as a marker.

use super::spec::examples;
use super::tree::{Element, any_link, partial, pieces, whole};
use super::vectors::{shared, vectors};
use crate::core::markdown::Parser;

/// Every text that the laws are held to.
fn texts() -> Vec<String> {
    let mut texts: Vec<String> = examples().into_iter().map(|example| example.markdown).collect();
    texts.extend(vectors().into_iter().map(|(markdown, _)| markdown));
    texts.extend(shared("markdown_partial.json", "vectors"));
    texts.extend(shared("xss.json", "payload"));
    texts
}

fn cuts(text: &str) -> impl Iterator<Item = usize> {
    text.char_indices().map(|(at, _)| at).skip(1)
}

#[test]
fn a_text_cut_anywhere_ends_as_the_whole_text_does() {
    for text in texts() {
        let expected = whole(&text, any_link).html();
        for at in cuts(&text).take(600) {
            let (first, second) = text.split_at(at);
            assert_eq!(pieces([first, second], any_link).html(), expected, "cut at {at} of {text:?}");
        }
    }
}

#[test]
fn a_text_that_comes_character_by_character_ends_as_the_whole_text_does() {
    for text in texts() {
        let characters = text.char_indices().map(|(at, c)| &text[at..at + c.len_utf8()]);
        assert_eq!(pieces(characters, any_link).html(), whole(&text, any_link).html(), "{text:?}");
    }
}

#[test]
fn a_text_that_comes_in_pieces_shows_at_every_step_what_its_beginning_shows() {
    for text in texts() {
        let mut tree = super::tree::Tree::new();
        let mut parser = Parser::with_policy(any_link);
        for (at, c) in text.char_indices().take(400) {
            let end = at + c.len_utf8();
            parser.push(&text[at..end], &mut tree);
            assert_eq!(tree.html(), partial(&text[..end], any_link).html(), "{:?}", &text[..end]);
        }
    }
}

#[test]
fn a_link_or_image_that_shows_is_in_the_finished_message_too() {
    for text in texts() {
        let finished = whole(&text, any_link).elements();
        for at in cuts(&text).take(400) {
            for (element, _) in partial(&text[..at], any_link).elements() {
                let found = match &element {
                    Element::Link { href, .. } => finished
                        .iter()
                        .any(|(other, _)| matches!(other, Element::Link { href: last, .. } if last == href)),
                    Element::Image { src, .. } => finished
                        .iter()
                        .any(|(other, _)| matches!(other, Element::Image { src: last, .. } if last == src)),
                    _ => true,
                };
                assert!(found, "{element:?} shows after {:?} of {text:?}", &text[..at]);
            }
        }
    }
}
