//! The record decoder against vectors (K01, K02), each whole, byte by byte and cut at every place.

use halo_protocol::stream::control_record::{Decoder, Item};
use serde_json::{Value, json};

use crate::support::{input, own, splits};

fn decode(chunks: &[&[u8]]) -> Value {
    let mut decoder = Decoder::new();
    let (mut text, mut actions, mut lists, mut warnings) = (String::new(), vec![], vec![], vec![]);
    for chunk in chunks {
        decoder.push(chunk, &mut |item| match item {
            Item::Text(piece) => {
                assert!(!piece.is_empty() && !piece.contains('\u{1e}'));
                text.push_str(piece);
            }
            Item::Action(json) => actions.push(json.to_owned()),
            Item::Actions(json) => lists.push(json.to_owned()),
            Item::Warning(warning) => warnings.push(format!("{warning:?}")),
        });
    }
    json!({
        "text": text, "actions": actions, "lists": lists, "warnings": warnings, "ends_cleanly": decoder.ends_cleanly()
    })
}

#[test]
fn every_vector_decodes_the_same_however_it_is_cut() {
    for vector in own("record.json") {
        let input = input(&vector);
        for split in splits(&input) {
            let pieces = split.len();
            assert_eq!(decode(&split), vector["expected"], "{}: cut into {pieces} chunks", vector["name"]);
        }
    }
}

#[test]
fn text_is_handed_out_before_the_next_chunk() {
    assert_eq!(decode(&[b"Hel"])["text"], "Hel");
    assert_eq!(decode(&["Hé".as_bytes(), &"é".as_bytes()[..1]])["text"], "Hé");
}

#[test]
fn text_behind_a_truncated_record_is_shown_without_waiting_for_a_separator() {
    let seen = decode(&[b"a\x1e__ACTION__{\"type\":\"hi\nSo it goes"]);
    assert_eq!(seen["text"], "a\nSo it goes");
}
