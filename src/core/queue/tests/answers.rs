//! What each answer of the server leads to.

use super::super::{DropReason, LastError, QueueState, QueueWarning};
use super::Bench;

#[test]
fn e01_a_200_takes_one_request_without_a_retry_count() {
    let mut it = Bench::new();
    it.send_many(1);
    it.answer(200);
    it.pass(60_000);
    assert_eq!((it.sent.len(), it.last().retries, it.delivered(), it.depth()), (1, 0, 1, 0));
}

#[test]
fn e02_two_500s_are_retried_after_growing_waits() {
    let mut it = Bench::new();
    it.send_many(1);
    it.answer(500);
    let first_ms = it.pass_until_sent();
    it.answer(500);
    let second_ms = it.pass_until_sent();
    it.answer(200);
    assert_eq!(it.sent.iter().map(|sent| sent.retries).collect::<Vec<_>>(), [0, 1, 2]);
    assert!((500..=1_500).contains(&first_ms), "{first_ms}");
    assert!((1_000..=3_000).contains(&second_ms), "{second_ms}");
    assert_eq!(it.delivered(), 1);
}

#[test]
fn e03_what_the_server_will_never_take_is_dropped_at_once() {
    for status in [501, 505, 511] {
        let mut it = Bench::new();
        it.send_many(3);
        it.answer(status);
        it.pass(600_000);
        assert_eq!((it.sent.len(), it.dropped(DropReason::Unsupported), it.depth()), (1, 3, 0), "{status}");
    }
}

#[test]
fn e07_a_timeout_of_the_server_is_retried_and_a_gone_endpoint_is_not() {
    for (status, requests) in [(408, 2), (425, 2), (502, 2), (504, 2), (599, 2), (410, 1), (460, 1)] {
        let mut it = Bench::new();
        it.send_many(1);
        it.answer(status);
        it.pass(1_501);
        assert_eq!(it.sent.len(), requests, "{status}");
        assert_eq!(it.queue.snapshot(it.now).last_error, Some(LastError::Status(status)));
    }
}

#[test]
fn e10_other_4xx_drop_the_event_after_one_request() {
    for status in [400, 402, 404, 405, 409, 422, 451] {
        let mut it = Bench::new();
        it.send_many(1);
        it.answer(status);
        it.pass(600_000);
        assert_eq!((it.sent.len(), it.dropped(DropReason::Rejected), it.depth()), (1, 1, 0), "{status}");
    }
}

#[test]
fn e11_a_network_error_is_retried_and_the_event_delivered_once() {
    let mut it = Bench::new();
    it.send_many(1);
    it.fail();
    it.pass(1_501);
    it.answer(200);
    it.pass(60_000);
    assert_eq!((it.sent.len(), it.delivered()), (2, 1));
    assert_eq!(it.sent[0].ids(), it.sent[1].ids());
}

#[test]
fn e61_only_the_events_that_the_server_lists_are_dropped() {
    let mut it = Bench::new();
    it.send_many(4);
    it.answer_with(200, None, r#"{"success":true,"rejected":[1,3,9]}"#);
    assert_eq!((it.delivered(), it.dropped(DropReason::Rejected), it.depth()), (2, 2, 0));
}

#[test]
fn e62_a_200_that_is_not_our_acknowledgement_is_a_failure() {
    for body in
        ["<!doctype html><p>Log in to the hotel's network", "", "{}", "[]", "true", r#"{"success":false}"#]
    {
        let mut it = Bench::new();
        it.send_many(1);
        it.answer_with(200, None, body);
        assert_eq!((it.delivered(), it.depth()), (0, 1), "{body}");
        assert_eq!(it.queue.snapshot(it.now).last_error, Some(LastError::NotAcknowledged));
        it.pass(1_501);
        it.answer_with(204, None, "");
        it.pass(3_001);
        it.answer_with(202, None, r#"{"success":true,"more":"to come"}"#);
        assert_eq!((it.delivered(), it.depth()), (1, 0));
    }
}

#[test]
fn e63_a_request_without_answer_is_given_up_after_ten_seconds_and_retried() {
    let mut it = Bench::new();
    it.send_many(1);
    it.pass(9_999);
    assert_eq!(it.aborted.len(), 0);
    it.pass(1);
    assert_eq!(it.aborted, [it.sent[0].request]);
    it.pass(1_501);
    assert_eq!((it.sent.len(), it.sent[1].retries), (2, 1));
    let late = it.sent[0].request;
    it.outcome(late, super::super::BatchOutcome::Failed);
    assert_eq!(it.depth(), 1, "a late answer to the first request changes nothing");
    it.answer(200);
    assert_eq!((it.delivered(), it.depth()), (1, 0));
}

#[test]
fn a_401_stops_the_key_once_and_keeps_the_events_for_the_next_page() {
    let mut it = Bench::new();
    it.send_many(2);
    it.answer(401);
    it.capture("later");
    it.pass(7_200_000);
    it.give(super::super::QueueInput::Online);
    it.pass(7_200_000);
    assert_eq!((it.sent.len(), it.depth()), (1, 3));
    assert_eq!(it.warnings, [QueueWarning::KeyRefused]);
    assert_eq!(it.queue.snapshot(it.now).state, QueueState::KeyRefused);
    it.give(super::super::QueueInput::PageHide);
    assert_eq!(it.sent.len(), 1, "nor on leaving");
    let next = it.next_page(1_000);
    assert_eq!(next.sent.len(), 1, "the next page may have another key or luck");
    assert_eq!(next.last().types(), ["e0", "e1", "later"]);
}

#[test]
fn an_answer_to_no_request_is_ignored() {
    let mut it = Bench::new();
    it.send_many(1);
    it.outcome(
        77,
        super::super::BatchOutcome::Answered { status: 401, retry_after: None, body: String::new() },
    );
    assert_eq!((it.depth(), it.queue.snapshot(it.now).in_flight), (1, 1));
}
