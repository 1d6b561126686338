//! What is held is bounded, what is over a limit is told, and the work stays linear (K05, K20).

use halo_protocol::stream::control_record::{self, MAX_RECORD_BYTES, MAX_RECORDS};
use halo_protocol::stream::sse::{self, MAX_EVENT_BYTES, MAX_LINE_BYTES};
use std::time::{Duration, Instant};

fn sse_items(chunks: &[&[u8]]) -> Vec<String> {
    let mut decoder = sse::Decoder::new();
    let mut out = Vec::new();
    for chunk in chunks {
        decoder.push(chunk, &mut |item| {
            out.push(match item {
                sse::Item::Event(event) => format!("{} {} {:?}", event.kind, event.data.len(), event.id),
                sse::Item::Comment(text) => format!("comment {}", text.len()),
                sse::Item::TooLong(what) => format!("{what:?} too long"),
            });
        });
    }
    out
}

fn in_pieces(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.chunks(4_093).collect()
}

#[test]
fn a_line_of_the_limit_is_read_and_one_byte_more_drops_its_event_only() {
    let fits = format!("data:{}\n\n", "x".repeat(MAX_LINE_BYTES - 5));
    let over = format!("id:1\ndata:a\ndata:{}\ndata:b\n\ndata:next\n\n", "x".repeat(MAX_LINE_BYTES - 4));
    for cut in [false, true] {
        let split = |text: &'static str| if cut { in_pieces(text.as_bytes()) } else { vec![text.as_bytes()] };
        let fits: &'static str = fits.clone().leak();
        let over: &'static str = over.clone().leak();
        assert_eq!(sse_items(&split(fits)), [format!("message {} None", MAX_LINE_BYTES - 5)]);
        assert_eq!(sse_items(&split(over)), ["Line too long", "message 4 None"]);
    }
}

#[test]
fn an_event_of_many_lines_over_the_limit_is_dropped_once() {
    let line = format!("data:{}\n", "x".repeat(1_023));
    let fits = format!("{}\n", line.repeat(MAX_EVENT_BYTES / 1_024));
    let over = format!("{}data:xx\ndata:y\n\ndata:z\n\n", line.repeat(MAX_EVENT_BYTES / 1_024));
    assert_eq!(sse_items(&[fits.as_bytes()]), [format!("message {} None", MAX_EVENT_BYTES - 1)]);
    assert_eq!(sse_items(&in_pieces(over.as_bytes())), ["Event too long", "message 1 None"]);
}

#[test]
fn an_endless_comment_costs_no_event() {
    let body = format!("data:a\n:{}\ndata:b\n\n", "x".repeat(2 * MAX_LINE_BYTES));
    assert_eq!(sse_items(&in_pieces(body.as_bytes())), ["message 3 None"]);
    assert_eq!(sse_items(&[body.as_bytes()]), ["message 3 None"]);
}

#[test]
fn a_line_that_never_ends_is_told_once_and_not_kept() {
    let chunk = vec![b'x'; 64 * 1024];
    let chunks: Vec<&[u8]> = (0..160).map(|_| chunk.as_slice()).collect();
    assert_eq!(sse_items(&chunks), ["Line too long"]);
}

#[test]
fn a_limit_says_what_was_met_and_what_is_allowed() {
    assert_eq!(
        sse::TooLong::Line.to_string(),
        "a line of the event stream is longer than 1048576 bytes; its event was dropped"
    );
    assert_eq!(
        control_record::Warning::TooLong.to_string(),
        "a control record is longer than 1048576 bytes and was skipped"
    );
}

fn record_items(chunks: &[&[u8]]) -> (String, usize, Vec<control_record::Warning>) {
    let mut decoder = control_record::Decoder::new();
    let (mut text, mut actions, mut warnings) = (String::new(), 0, Vec::new());
    for chunk in chunks {
        decoder.push(chunk, &mut |item| match item {
            control_record::Item::Text(piece) => text.push_str(piece),
            control_record::Item::Action(_) | control_record::Item::Actions(_) => actions += 1,
            control_record::Item::Warning(warning) => warnings.push(warning),
        });
    }
    (text, actions, warnings)
}

#[test]
fn k05_a_record_over_the_limit_is_skipped_and_the_text_goes_on() {
    let marker = "__ACTION__";
    let body =
        |length: usize| format!("a\x1e{marker}{{\"t\":\"{}\"}}\x1eb", "x".repeat(length - marker.len() - 8));
    let fits = body(MAX_RECORD_BYTES);
    let over = body(MAX_RECORD_BYTES + 1);
    assert_eq!(record_items(&[fits.as_bytes()]), ("ab".to_owned(), 1, vec![]));
    let told = ("ab".to_owned(), 0, vec![control_record::Warning::TooLong]);
    assert_eq!(record_items(&[over.as_bytes()]), told);
    assert_eq!(record_items(&in_pieces(over.as_bytes())), told);
}

#[test]
fn k05_ten_thousand_records_are_limited_with_one_warning_and_the_list_is_still_read() {
    let body = format!("{}text\x1e__ACTIONS__[]\x1e", "\x1e__ACTION__{\"type\":\"x\"}\x1e".repeat(10_000));
    let told = ("text".to_owned(), MAX_RECORDS + 1, vec![control_record::Warning::TooMany]);
    assert_eq!(record_items(&in_pieces(body.as_bytes())), told);
}

#[test]
fn k05_ten_thousand_broken_records_warn_a_limited_number_of_times() {
    let (text, actions, warnings) = record_items(&["\x1e__ACTION__!\x1e".repeat(10_000).as_bytes()]);
    assert_eq!((text.as_str(), actions, warnings.len()), ("", 0, MAX_RECORDS + 1));
}

#[test]
fn json_nested_past_any_sense_is_malformed_not_a_crash() {
    let body = format!("a\x1e__ACTION__{}\x1eb", "[".repeat(500_000));
    let told = ("ab".to_owned(), 0, vec![control_record::Warning::Malformed]);
    assert_eq!(record_items(&[body.as_bytes()]), told);
}

/// Four times the bytes may take four times as long, and some more on a busy machine, but not sixteen times.
fn is_linear(run: impl Fn(usize) -> Duration) -> bool {
    (0..5).any(|_| run(400_000) < run(100_000) * 9)
}

#[test]
fn k20_work_is_linear_in_the_bytes_even_byte_by_byte() {
    let time_sse = |bytes: usize| {
        let body = "data: x\n".repeat(bytes / 8);
        let started = Instant::now();
        sse_items(&body.as_bytes().chunks(1).collect::<Vec<_>>());
        started.elapsed()
    };
    let time_record = |bytes: usize| {
        let body = format!("\x1e__ACTION__[{}", "\n1,".repeat(bytes / 3));
        let started = Instant::now();
        record_items(&body.as_bytes().chunks(1).collect::<Vec<_>>());
        started.elapsed()
    };
    assert!(is_linear(time_sse));
    assert!(is_linear(time_record));
}
