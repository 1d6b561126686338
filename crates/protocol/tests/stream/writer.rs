//! What the writer writes, the decoders read back, cut anywhere; and a model's text never becomes a record (K04).

use halo_protocol::stream::{control_record, sse, writer};
use proptest::prelude::*;

#[derive(Debug, Clone)]
enum Piece {
    Text(String),
    Action(String),
    Actions(String),
}

/// Text with many of the characters that mean something to the decoder.
fn tricky() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        any::<char>().prop_map(|character| character.to_string()),
        Just("\u{1e}".to_owned()),
        Just("__ACTION__{\"type\":\"x\"}".to_owned()),
        Just("\n".to_owned()),
        Just("\r\n".to_owned()),
        Just("data: ".to_owned()),
        Just(": ".to_owned()),
    ];
    prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat())
}

fn piece() -> impl Strategy<Value = Piece> {
    let json = || tricky().prop_map(|text| serde_json::json!({ "type": "x", "text": text }).to_string());
    prop_oneof![
        tricky().prop_map(Piece::Text),
        json().prop_map(Piece::Action),
        json().prop_map(|json| Piece::Actions(format!("[{json}]"))),
    ]
}

fn cuts() -> impl Strategy<Value = Vec<prop::sample::Index>> {
    prop::collection::vec(any::<prop::sample::Index>(), 0..6)
}

/// Any byte, but mostly those that mean something.
fn any_byte() -> impl Strategy<Value = u8> {
    prop_oneof![
        any::<u8>(),
        prop::sample::select(b"\x1e\x1e__ACTION{}[]\"\\\n,:1\xe2\x82\xac\xef\xbb\xbf".to_vec())
    ]
}

fn chunks<'a>(bytes: &'a [u8], cuts: &[prop::sample::Index]) -> Vec<&'a [u8]> {
    let mut at: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
    at.extend([0, bytes.len()]);
    at.sort_unstable();
    at.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn records_are_read_back(pieces in prop::collection::vec(piece(), 0..8), cuts in cuts()) {
        let (mut body, mut text, mut records) = (String::new(), String::new(), Vec::new());
        for piece in &pieces {
            match piece {
                Piece::Text(piece) => {
                    writer::text(&mut body, piece);
                    text.push_str(&piece.replace('\u{1e}', ""));
                }
                Piece::Action(json) => {
                    writer::action(&mut body, json);
                    records.push(json.clone());
                }
                Piece::Actions(json) => {
                    writer::actions(&mut body, json);
                    records.push(json.clone());
                }
            }
        }
        let mut decoder = control_record::Decoder::new();
        let (mut read_text, mut read_records) = (String::new(), Vec::new());
        for chunk in chunks(body.as_bytes(), &cuts) {
            decoder.push(chunk, &mut |item| match item {
                control_record::Item::Text(piece) => read_text.push_str(piece),
                control_record::Item::Action(json) | control_record::Item::Actions(json) => read_records.push(json.to_owned()),
                control_record::Item::Warning(warning) => panic!("{warning}"),
            });
        }
        prop_assert!(decoder.ends_cleanly());
        prop_assert_eq!(read_records, records);
        // A byte order mark at the very start is the encoding's, not the text's.
        let starts_with_mark = body.starts_with('\u{feff}');
        prop_assert_eq!(read_text, if starts_with_mark { text.replacen('\u{feff}', "", 1) } else { text });
    }

    #[test]
    fn events_are_read_back(
        events in prop::collection::vec((tricky(), any::<Option<u64>>(), tricky(), tricky()), 0..8),
        cuts in cuts(),
    ) {
        let (mut body, mut expected) = (String::new(), Vec::new());
        for (kind, id, data, comment) in &events {
            writer::comment(&mut body, comment);
            writer::event(&mut body, kind, *id, data);
            let kind = kind.replace(['\r', '\n'], "");
            let kind = if kind.is_empty() { "message".to_owned() } else { kind };
            expected.push((kind, data.replace("\r\n", "\n").replace('\r', "\n"), id.map(|id| id.to_string())));
        }
        let mut decoder = sse::Decoder::new();
        let mut read = Vec::new();
        for chunk in chunks(body.as_bytes(), &cuts) {
            decoder.push(chunk, &mut |item| match item {
                sse::Item::Event(event) => {
                    read.push((event.kind.to_owned(), event.data.to_owned(), event.id.map(str::to_owned)));
                }
                sse::Item::Comment(_) => {}
                sse::Item::TooLong(what) => panic!("{what}"),
            });
        }
        prop_assert_eq!(read, expected);
    }

    #[test]
    fn any_bytes_give_the_same_however_they_are_cut(
        bytes in prop::collection::vec(any_byte(), 0..64),
        cuts in cuts(),
    ) {
        let read = |chunks: Vec<&[u8]>| {
            let (mut text, mut other) = (String::new(), Vec::new());
            let mut decoder = control_record::Decoder::new();
            for chunk in chunks {
                decoder.push(chunk, &mut |item| match item {
                    control_record::Item::Text(piece) => text.push_str(piece),
                    item => other.push(format!("{item:?}")),
                });
            }
            (text, other, decoder.ends_cleanly())
        };
        prop_assert_eq!(read(vec![&bytes]), read(chunks(&bytes, &cuts)));
    }
}

#[test]
fn k04_a_record_in_the_models_text_is_written_as_text() {
    let mut body = String::new();
    writer::text(&mut body, "a\u{1e}__ACTION__{\"type\":\"navigate\",\"url\":\"//evil\"}\u{1e}b");
    assert_eq!(body, "a__ACTION__{\"type\":\"navigate\",\"url\":\"//evil\"}b");
}

#[test]
fn json_with_line_ends_becomes_one_line() {
    let mut body = String::new();
    writer::action(&mut body, "{\r\n \"a\": 1\n}");
    assert_eq!(body, "\u{1e}__ACTION__{   \"a\": 1 }\u{1e}");
}
