//! The event-stream decoder against vectors, each whole, byte by byte and cut at every place.

use halo_protocol::stream::sse::{Decoder, Item};
use serde_json::{Value, json};

use crate::support::{input, own, shared, splits};

fn decode(chunks: &[&[u8]]) -> Value {
    let mut decoder = Decoder::new();
    let (mut events, mut comments) = (Vec::new(), Vec::new());
    let mut last_event_id = String::new();
    for chunk in chunks {
        decoder.push(chunk, &mut |item| match item {
            Item::Event(event) => {
                last_event_id = event.id.map_or(last_event_id.clone(), str::to_owned);
                events.push((event.kind.to_owned(), event.data.to_owned(), event.id.map(str::to_owned)));
            }
            Item::Comment(text) => comments.push(text.to_owned()),
            Item::TooLong(what) => panic!("{what}"),
        });
    }
    json!({ "events": events, "comments": comments, "last": decoder.last_event_id(), "retry": decoder.retry_ms() })
}

/// The id that persists belongs to the stream, an event's own to the event; the vectors know the first.
fn check(vector: &Value) {
    let name = &vector["name"];
    let input = input(vector);
    let expected = &vector["expected"];
    let whole = decode(&[&input]);
    let events: Vec<Value> = whole["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| json!({ "type": event[0], "data": event[1] }))
        .collect();
    let expected_events: Vec<Value> = expected["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| json!({ "type": event["type"], "data": event["data"] }))
        .collect();
    assert_eq!(events, expected_events, "{name}");
    assert_eq!(whole["last"], expected["last_event_id"], "{name}");
    assert_eq!(whole["retry"], expected["reconnection_time_ms"], "{name}");
    if expected["comments"].is_array() {
        assert_eq!(whole["comments"], expected["comments"], "{name}");
    }
    for split in splits(&input) {
        assert_eq!(decode(&split), whole, "{name}: cut into {} chunks", split.len());
    }
    check_ids(&input, expected);
}

/// The persisting id right after each event is what the vector says of it.
fn check_ids(input: &[u8], expected: &Value) {
    let mut decoder = Decoder::new();
    let mut ids = Vec::new();
    for byte in input.chunks(1) {
        let mut count = 0;
        decoder.push(byte, &mut |item| count += usize::from(matches!(item, Item::Event(_))));
        ids.extend((0..count).map(|_| json!(decoder.last_event_id())));
    }
    let expected: Vec<Value> =
        expected["events"].as_array().unwrap().iter().map(|event| event["lastEventId"].clone()).collect();
    assert_eq!(ids, expected);
}

#[test]
fn every_own_vector_decodes_the_same_however_it_is_cut() {
    let vectors = own("sse.json");
    assert!(vectors.len() >= 30);
    vectors.iter().for_each(check);
}

#[test]
#[ignore = "reads the shared vectors: cargo xtask test --only vectors"]
fn every_shared_vector_decodes_the_same_however_it_is_cut() {
    let vectors = shared("sse.json");
    vectors.iter().for_each(check);
    println!("{} shared vectors decoded", vectors.len());
}

#[test]
fn an_event_tells_its_own_id_only() {
    let mut ids = Vec::new();
    Decoder::new().push(b"id: 1\ndata: a\n\ndata: b\n\nid:\ndata: c\n\n", &mut |item| {
        if let Item::Event(event) = item {
            ids.push(event.id.map(str::to_owned));
        }
    });
    assert_eq!(ids, [Some("1".to_owned()), None, Some(String::new())]);
}
