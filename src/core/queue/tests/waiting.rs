//! When the queue sends, and when it does not.

use super::super::policy::SERIES_TRIES;
use super::super::{DropReason, QueueInput, QueueSettings, QueueState};
use super::Bench;
use super::bench::storage;
use crate::core::http_date::RETRY_AFTER_MAX_MS;

#[test]
fn e04_retry_after_is_kept_to_the_millisecond_and_costs_no_try() {
    let mut it = Bench::new();
    it.send_many(1);
    it.answer_with(429, Some("2"), "");
    it.pass(1_999);
    assert_eq!(it.sent.len(), 1);
    it.pass(1);
    assert_eq!((it.sent.len(), it.last().retries), (2, 0));
    it.answer(200);
    assert_eq!(it.delivered(), 1);
}

#[test]
fn e05_retry_after_counts_on_a_503_and_not_on_a_408() {
    let mut it = Bench::new();
    it.send_many(1);
    it.answer_with(503, Some("200"), "");
    it.pass(199_999);
    assert_eq!(it.sent.len(), 1);
    it.pass(1);
    assert_eq!((it.sent.len(), it.last().retries), (2, 0));
    it.answer_with(408, Some("200"), "");
    it.pass(1_501);
    assert_eq!((it.sent.len(), it.last().retries), (3, 1));
}

#[test]
fn a_429_or_503_without_the_header_backs_off() {
    for status in [429, 503] {
        let mut it = Bench::new();
        it.send_many(1);
        it.answer(status);
        it.pass(1_501);
        assert_eq!((it.sent.len(), it.last().retries), (2, 1), "{status}");
    }
}

#[test]
fn e13_waits_of_the_servers_choice_use_up_no_tries() {
    let mut it = Bench::new();
    it.send_many(1);
    for _ in 0..2 {
        it.answer_with(429, Some("1"), "");
        it.pass(1_000);
    }
    it.answer(500);
    it.pass(1_501);
    it.answer(500);
    it.pass(3_001);
    assert_eq!(it.sent.iter().map(|sent| sent.retries).collect::<Vec<_>>(), [0, 0, 0, 1, 2]);
}

#[test]
fn e14_retry_after_is_capped() {
    let mut it = Bench::new();
    it.send_many(1);
    it.answer_with(429, Some("500"), "");
    it.pass(RETRY_AFTER_MAX_MS - 1);
    assert_eq!(it.sent.len(), 1);
    it.pass(1);
    assert_eq!(it.sent.len(), 2);
}

#[test]
fn e16_nothing_goes_out_during_retry_after_and_then_everything_in_order() {
    let mut it = Bench::new();
    it.send_many(2);
    it.answer_with(429, Some("5"), "");
    it.pass(1_000);
    (0..20).for_each(|index| it.capture(&format!("later{index}")));
    it.give(QueueInput::Flush);
    it.give(QueueInput::Online);
    it.give(QueueInput::Hidden);
    it.give(QueueInput::Shown);
    it.pass(3_999);
    assert_eq!(it.sent.len(), 1);
    it.pass(1);
    assert_eq!(it.sent.len(), 2);
    let types = it.last().types();
    assert_eq!(
        (types.len(), types[0].as_str(), types[2].as_str(), types[21].as_str()),
        (22, "e0", "later0", "later19")
    );
}

#[test]
fn retry_after_holds_on_the_next_page_too() {
    let mut it = Bench::new();
    it.send_many(1);
    it.answer_with(503, Some("120"), "");
    it.give(QueueInput::PageHide);
    let mut next = it.next_page(60_000);
    next.pass(59_900);
    assert_eq!(next.sent.len(), 0);
    next.pass(200);
    assert_eq!(next.sent.len(), 1);
}

#[test]
fn a_series_of_ten_failures_ends_in_a_rest_that_loses_nothing() {
    let mut it = Bench::new();
    it.send_many(1);
    for _ in 1..SERIES_TRIES {
        it.answer(500);
        it.pass(90_001);
    }
    it.answer(500);
    it.pass(3_600_000);
    assert_eq!(it.sent.len(), SERIES_TRIES as usize);
    assert_eq!((it.queue.snapshot(it.now).state, it.depth()), (QueueState::Resting, 1));
    it.capture("fresh");
    it.pass(3_000);
    assert_eq!(it.last().types(), ["fresh"], "what saw a series fail stands back");
    it.answer(200);
    it.pass(1);
    assert_eq!(it.last().types(), ["e0"]);
    it.answer(200);
    assert_eq!((it.delivered(), it.depth()), (2, 0));
}

#[test]
fn an_event_that_makes_the_server_fail_does_not_hold_up_the_others() {
    let mut it = Bench::calm();
    it.send_many(30);
    let mut poison_alone = 0;
    for _ in 0..400 {
        let has_poison = it.last().types().iter().any(|name| name == "e7");
        poison_alone += usize::from(it.last().types() == ["e7"]);
        let before = it.sent.len();
        it.answer(if has_poison { 500 } else { 200 });
        it.pass(400_000);
        if it.sent.len() == before {
            it.capture("activity");
            it.pass(3_000);
        }
    }
    assert!(poison_alone > 0 && it.delivered() >= 29, "{}", it.delivered());
    assert_eq!(it.depth(), 1);
}

#[test]
fn e17_an_event_is_given_up_when_its_waits_add_up_to_twelve_hours() {
    let mut it = Bench::new();
    it.send_many(1);
    it.answer(500);
    it.give(QueueInput::PageHide);
    let text = it.storage.borrow()[&it.slot].clone();
    let waited = it.record().unwrap()["events"][0]["waited"].as_u64().unwrap();
    let nearly = text.replace(&format!("\"waited\":{waited}"), "\"waited\":43199000");
    it.storage.borrow_mut().insert(it.slot.clone(), nearly);
    let mut next = it.next_page(1);
    next.answer(500);
    next.pass(2_000);
    next.answer(500);
    assert_eq!((next.dropped(DropReason::GaveUp), next.depth()), (1, 0));
}

#[test]
fn e19_what_comes_during_a_request_waits_for_the_next_one() {
    let mut it = Bench::new();
    it.capture("first");
    it.pass(3_000);
    it.capture("second");
    it.capture_many(20);
    it.give(QueueInput::Flush);
    it.pass(5_000);
    assert_eq!(it.sent.len(), 1);
    it.answer(500);
    it.pass(1_501);
    assert_eq!(it.last().types()[..2], ["first", "second"]);
    assert_eq!(it.last().types().len(), 22);
}

#[test]
fn e20_no_event_is_in_two_requests_on_a_slow_network() {
    let mut it = Bench::new();
    for _ in 0..40 {
        it.capture("x");
        it.pass(1_000);
        if it.now.mono_ms % 9_000 < 1_000 {
            it.answer(200);
        }
        assert!(it.queue.flights.len() <= 1);
    }
}

#[test]
fn e21_a_full_batch_goes_at_once() {
    let settings = QueueSettings { flush_events: 2, ..QueueSettings::default() };
    let mut it = Bench::with(settings, storage(), 0);
    it.capture("a");
    assert_eq!(it.sent.len(), 0);
    it.capture("b");
    assert_eq!(it.sent.len(), 1);
}

#[test]
fn a_batch_also_goes_at_48_kib() {
    let mut it = Bench::new();
    for count in 1..=6 {
        let mut event = super::bench::event("big");
        event.metadata.insert("text".into(), "x".repeat(9_500).into());
        it.give(QueueInput::Capture(event));
        assert_eq!(it.sent.len(), usize::from(count == 6), "{count}");
    }
    assert_eq!((it.last().types().len(), it.last().body.len() <= 48 * 1024), (5, true));
}

#[test]
fn e22_the_flush_interval_is_kept_and_starts_anew() {
    let settings = QueueSettings { flush_ms: 4_000, ..QueueSettings::default() };
    let mut it = Bench::with(settings, storage(), 0);
    it.capture("a");
    it.pass(3_999);
    assert_eq!(it.sent.len(), 0);
    it.pass(1);
    assert_eq!(it.sent.len(), 1);
    it.answer(200);
    it.pass(60_000);
    it.capture("b");
    it.pass(3_999);
    assert_eq!(it.sent.len(), 1);
    it.pass(1);
    assert_eq!(it.sent.len(), 2);
}

#[test]
fn the_flush_interval_stays_within_its_bounds() {
    for (asked, kept) in [(1, 250), (u64::MAX, 5_000)] {
        let mut it = Bench::with(QueueSettings { flush_ms: asked, ..QueueSettings::default() }, storage(), 0);
        it.capture("a");
        it.pass(kept - 1);
        assert_eq!(it.sent.len(), 0);
        it.pass(1);
        assert_eq!(it.sent.len(), 1);
    }
}

#[test]
fn e23_events_go_in_the_order_of_capture() {
    let mut it = Bench::new();
    it.capture_many(3);
    it.pass(3_000);
    assert_eq!(it.last().types(), ["e0", "e1", "e2"]);
}

#[test]
fn e26_a_flush_of_nothing_is_no_request() {
    let mut it = Bench::new();
    it.give(QueueInput::Flush);
    it.pass(60_000);
    assert_eq!((it.sent.len(), it.wakes, it.saves), (0, 0, 0));
}

#[test]
fn e33_requests_that_are_blocked_end_after_three_until_online_or_the_next_page() {
    let mut it = Bench::new();
    it.send_many(1);
    for _ in 0..3 {
        it.fail();
        it.pass(3_001);
    }
    it.capture("more");
    it.pass(43_200_000);
    assert_eq!((it.sent.len(), it.queue.snapshot(it.now).state), (3, QueueState::Resting));
    it.give(QueueInput::Online);
    assert_eq!((it.sent.len(), it.last().types().len()), (4, 2));
    it.fail();
    it.pass(1_501);
    assert_eq!(it.sent.len(), 5, "three tries again");
    assert_eq!(it.warnings, [], "an ad blocker is nobody's fault");
}

#[test]
fn e52_a_timer_that_fires_late_fires_for_all() {
    let mut it = Bench::new();
    it.capture_many(3);
    it.now.mono_ms += 30_000;
    it.now.unix_ms += 30_000;
    it.give(QueueInput::Woke);
    assert_eq!(it.sent.len(), 1);
    for _ in 0..5 {
        it.now.mono_ms += 1;
        it.give(QueueInput::Woke);
    }
    assert_eq!((it.sent.len(), it.aborted.len()), (1, 0));
}

#[test]
fn e56_a_clock_that_the_page_stopped_spins_nothing_and_holds_nothing_up() {
    let mut it = Bench::with(QueueSettings::default(), storage(), 0);
    it.capture("a");
    let frozen = it.now;
    let mut wakes = 0;
    while it.sent.is_empty() {
        it.give(QueueInput::Woke);
        (it.now.mono_ms, it.now.unix_ms) = (frozen.mono_ms, frozen.unix_ms);
        wakes += 1;
        assert!(wakes < 5);
    }
    assert!(it.last().body.contains("1970-01-01T00:00:00"));
    it.now.mono_ms = 0;
    it.capture("b");
    it.answer(200);
    assert_eq!(it.delivered(), 1);
}

#[test]
fn e58_online_after_hours_flushes_at_once() {
    let mut it = Bench::new();
    it.send_many(1);
    it.fail();
    it.pass(1_501);
    it.fail();
    let at_ms = it.now.mono_ms;
    it.give(QueueInput::Online);
    assert_eq!((it.sent.len(), it.last().at_ms), (3, at_ms));
}
