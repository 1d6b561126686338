//! One turn's answer over both encodings and over reconnections.

use halo_protocol::message::Done;
use halo_protocol::stream::{
    AnswerDecoder, End, MAX_ACTIONS, StreamEvent, UnexpectedContentType, Warning, writer,
};

const TEXT: &str = "text/plain; charset=utf-8";
const EVENTS: &str = "text/event-stream";

fn decoder(content_type: &str) -> AnswerDecoder {
    AnswerDecoder::for_content_type(content_type).unwrap()
}

/// Text as it is; everything else in brackets.
fn told(events: Vec<StreamEvent>) -> String {
    let tell = |event| match event {
        StreamEvent::Text(text) => text,
        StreamEvent::Action(action) => format!("[{}]", serde_json::to_string(&action).unwrap()),
        StreamEvent::Done(done) => format!("[done {:?}]", done.tokens_used),
        StreamEvent::Error(text, None) => format!("[error {text}]"),
        StreamEvent::Error(text, Some(code)) => format!("[error {text}: {code}]"),
        StreamEvent::Restarted => "[restarted]".to_owned(),
        StreamEvent::Other { kind, data } => format!("[other {kind} {data}]"),
        StreamEvent::Warning(warning) => format!("[{warning:?}]"),
    };
    events.into_iter().map(tell).collect()
}

fn token(id: u64, text: &str) -> String {
    let mut out = String::new();
    writer::event(&mut out, "token", Some(id), &serde_json::json!({ "content": text }).to_string());
    out
}

fn event(kind: &str, id: Option<u64>, data: &str) -> String {
    let mut out = String::new();
    writer::event(&mut out, kind, id, data);
    out
}

#[test]
fn k10_any_other_content_type_is_an_error_that_says_what_came() {
    for met in ["text/html; charset=utf-8", "application/json", "", "text/plainer", "multipart/text/plain"] {
        let error = AnswerDecoder::for_content_type(met).unwrap_err();
        assert_eq!(error, UnexpectedContentType { met: met.to_owned() });
        assert!(error.to_string().contains(met) && error.to_string().contains("text/event-stream"));
    }
    for met in ["Text/Plain", " text/plain ;charset=x", "TEXT/EVENT-STREAM;charset=utf-8"] {
        assert!(AnswerDecoder::for_content_type(met).is_ok(), "{met}");
    }
}

#[test]
fn an_event_stream_is_complete_with_its_done_only() {
    let mut it = decoder(EVENTS);
    assert_eq!(told(it.push(token(0, "Hel").as_bytes())), "Hel");
    assert_eq!(it.finish(), End::Interrupted);
    assert_eq!(told(it.push(token(1, "lo").as_bytes())), "lo");
    let done = it.push(event("done", Some(2), r#"{"tokens_used":45,"latency_ms":820}"#).as_bytes());
    let expected = Done { tokens_used: Some(45), latency_ms: Some(820), ..Done::default() };
    assert_eq!(done, [StreamEvent::Done(expected)]);
    assert_eq!((it.finish(), it.last_event_id()), (End::Complete, Some(2)));
}

#[test]
fn the_documented_stream_without_ids_is_read() {
    let body = "event: token\ndata: {\"content\":\"a\"}\n\nevent: done\ndata: {\"tokens_used\":1,\"latency_ms\":2}\n\n";
    let mut it = decoder(EVENTS);
    assert_eq!(told(it.push(body.as_bytes())), "a[done Some(1)]");
    assert_eq!((it.finish(), it.last_event_id()), (End::Complete, None));
}

#[test]
fn what_follows_done_is_not_part_of_the_answer() {
    let mut it = decoder(EVENTS);
    it.push((token(0, "a") + &event("done", Some(1), "{}")).as_bytes());
    assert_eq!(told(it.push(token(2, "b").as_bytes())), "");
}

#[test]
fn a_typed_error_is_handed_on_in_its_words_and_leaves_the_answer_interrupted() {
    let mut it = decoder(EVENTS);
    let error = event("error", Some(1), r#"{"error":"The model is busy."}"#);
    assert_eq!(told(it.push((token(0, "a") + &error).as_bytes())), "a[error The model is busy.]");
    assert_eq!(it.finish(), End::Interrupted);
}

#[test]
fn a_broken_payload_costs_itself_only_and_the_end_says_that_a_piece_is_lacking() {
    let mut it = decoder(EVENTS);
    let body = [
        event("token", Some(0), "{"),
        event("action", Some(1), "[]"),
        event("pong", Some(2), "?"),
        token(3, "a"),
        event("done", Some(4), "nothing"),
    ];
    let seen = told(it.push(body.concat().as_bytes()));
    assert_eq!(seen, "[Payload][Payload][other pong ?]a[Payload][done None]");
    assert_eq!(it.finish(), End::Lacking);
}

#[test]
fn an_event_that_is_too_long_leaves_the_answer_lacking_until_it_begins_anew() {
    let long = "x".repeat(halo_protocol::stream::sse::MAX_EVENT_BYTES);
    let mut it = decoder(EVENTS);
    it.push((token(0, &long) + &event("done", Some(1), "{}")).as_bytes());
    assert_eq!(it.finish(), End::Lacking);
    it.reconnect(EVENTS).unwrap();
    it.push((token(0, "a") + &event("done", Some(1), "{}")).as_bytes());
    assert_eq!(it.finish(), End::Complete);
}

#[test]
fn half_a_character_waits_for_its_other_half_wherever_the_bytes_are_cut() {
    let body = [
        event("token", Some(0), r#"{"content":"Hello \ud83d"}"#),
        event("token", Some(1), r#"{"content":"\ude00 there \ud83d"}"#),
        event("done", Some(2), "{}"),
    ]
    .concat();
    for cut in 0..body.len() {
        let (one, two) = body.as_bytes().split_at(cut);
        let mut it = decoder(EVENTS);
        let seen = told(it.push(one)) + &told(it.push(two));
        assert_eq!(seen, "Hello 😀 there \u{FFFD}[done None]", "{cut}");
        assert_eq!(it.finish(), End::Complete);
    }
}

#[test]
fn text_is_complete_when_it_ends_between_records() {
    let ends = |body: &str| {
        let mut it = decoder(TEXT);
        it.push(body.as_bytes());
        it.finish()
    };
    assert_eq!(ends("Hello"), End::Complete);
    assert_eq!(ends("a\x1e__ACTION__{\"id\":\"1\"}\x1eb\x1e__ACTIONS__[{\"id\":\"1\"}]\x1e"), End::Complete);
    assert_eq!(ends("a\x1e__ACTIONS__[]\x1e"), End::Complete);
    assert_eq!(ends("a\x1e__ACTION__{\"id\":\"1\"}\x1eb"), End::Interrupted, "the list is missing");
    assert_eq!(ends("a\x1e__ACTIONS__["), End::Interrupted);
    assert_eq!(ends(""), End::Interrupted, "an empty body is no answer");
}

#[test]
fn an_action_is_delivered_once_though_the_end_repeats_it() {
    let (a, b) = (r#"{"id":"1","type":"x"}"#, r#"{"type":"y"}"#);
    let mut text = decoder(TEXT);
    let body = format!("\x1e__ACTION__{a}\x1e\x1e__ACTION__{b}\x1e\x1e__ACTIONS__[{a},{b}]\x1e");
    assert_eq!(told(text.push(body.as_bytes())), format!("[{a}][{b}]"));
    let mut events = decoder(EVENTS);
    let body = event("action", Some(0), a) + &event("action", Some(1), b);
    let done = event("done", Some(2), &format!("{{\"actions\":[{a},{b}]}}"));
    assert_eq!(told(events.push((body + &done).as_bytes())), format!("[{a}][{b}][done None]"));
}

#[test]
fn equal_actions_without_an_id_are_counted() {
    let y = r#"{"type":"y"}"#;
    let mut it = decoder(TEXT);
    let body = format!("\x1e__ACTION__{y}\x1e\x1e__ACTION__{y}\x1e\x1e__ACTIONS__[{y},{y},{y}]\x1e");
    assert_eq!(told(it.push(body.as_bytes())), format!("[{y}][{y}][{y}]"));
}

#[test]
fn equal_json_in_another_order_of_keys_is_the_same_action() {
    let mut it = decoder(TEXT);
    let body = "\x1e__ACTION__{\"type\":\"y\",\"n\":1}\x1e\x1e__ACTIONS__[{\"n\": 1, \"type\": \"y\"}]\x1e";
    assert_eq!(told(it.push(body.as_bytes())), r#"[{"n":1,"type":"y"}]"#);
}

#[test]
fn an_id_repeated_with_other_fields_is_the_same_action() {
    let mut it = decoder(TEXT);
    let body =
        "\x1e__ACTION__{\"id\":\"1\"}\x1e\x1e__ACTION__{\"id\":\"1\",\"n\":2}\x1e\x1e__ACTIONS__[7]\x1e";
    assert_eq!(told(it.push(body.as_bytes())), r#"[{"id":"1"}][Payload]"#);
}

#[test]
fn k05_no_more_actions_than_the_limit_are_delivered() {
    let mut it = decoder(EVENTS);
    let mut delivered = 0;
    let mut warned = 0;
    for id in 0..10_000 {
        let data = format!("{{\"type\":\"x\",\"n\":{id}}}");
        for event in it.push(event("action", Some(id), &data).as_bytes()) {
            match event {
                StreamEvent::Action(_) => delivered += 1,
                StreamEvent::Warning(Warning::TooManyActions) => warned += 1,
                other => panic!("{other:?}"),
            }
        }
    }
    assert_eq!((delivered, warned), (MAX_ACTIONS, 1));
}

#[test]
fn a_resumed_stream_repeats_no_text() {
    let mut it = decoder(EVENTS);
    assert_eq!(told(it.push((token(0, "a") + &token(1, "b") + "id: 2\nda").as_bytes())), "ab");
    assert_eq!((it.finish(), it.last_event_id()), (End::Interrupted, Some(1)));
    it.reconnect(EVENTS).unwrap();
    let rest = token(1, "b") + &token(2, "c") + &event("done", Some(3), "{}");
    assert_eq!(told(it.push(rest.as_bytes())), "c[done None]");
    assert_eq!(it.finish(), End::Complete);
}

#[test]
fn id_0_again_restarts_the_answer_and_its_actions_are_not_run_twice() {
    let action = r#"{"type":"y"}"#;
    let mut it = decoder(EVENTS);
    it.push((token(0, "a") + &event("action", Some(1), action)).as_bytes());
    it.reconnect(EVENTS).unwrap();
    let body = token(0, "b") + &event("action", Some(1), action) + &event("action", Some(2), action);
    assert_eq!(told(it.push(body.as_bytes())), format!("[restarted]b[{action}]"));
    assert_eq!(it.last_event_id(), Some(2));
}

#[test]
fn a_server_without_ids_answers_anew_after_a_reconnect() {
    let body = |text: &str| event("token", None, &serde_json::json!({ "content": text }).to_string());
    let mut it = decoder(EVENTS);
    it.push(body("a").as_bytes());
    it.reconnect(EVENTS).unwrap();
    assert_eq!(told(it.push((body("a") + &body("b")).as_bytes())), "[restarted]ab");
}

#[test]
fn a_text_answer_after_a_reconnect_replaces_the_partial_one() {
    let mut it = decoder(TEXT);
    it.push(b"Hel\xc3");
    it.reconnect(TEXT).unwrap();
    assert_eq!(told(it.push("Héllo".as_bytes())), "[restarted]Héllo");
    assert_eq!(it.finish(), End::Complete);
}

#[test]
fn a_reconnect_before_any_content_restarts_nothing() {
    for content_type in [TEXT, EVENTS] {
        let mut it = decoder(content_type);
        it.push(b": ping\n\n".get(..0).unwrap());
        it.reconnect(EVENTS).unwrap();
        assert_eq!(told(it.push(token(0, "a").as_bytes())), "a");
    }
}

#[test]
fn a_refused_reconnect_leaves_the_decoder_as_it_was() {
    let mut it = decoder(EVENTS);
    it.push(token(0, "a").as_bytes());
    it.reconnect("text/html").unwrap_err();
    assert_eq!(told(it.push(token(1, "b").as_bytes())), "b");
}

#[test]
fn heartbeats_and_oversized_events_are_not_text() {
    let mut it = decoder(EVENTS);
    let big = format!("data:{}\n\n", "x".repeat(2 * 1024 * 1024));
    let seen = told(it.push((": ping\n\n".to_owned() + &big + &token(0, "a")).as_bytes()));
    assert_eq!(seen, "[TooLong(Line)]a");
}
