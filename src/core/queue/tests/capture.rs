//! What happens to an event before it waits.

use serde_json::json;

use super::super::{DropReason, QueueInput, QueueSettings, QueueWarning};
use super::Bench;
use super::bench::{BEGAN_UNIX_MS, event, storage};

#[test]
fn an_event_has_its_id_and_time_from_its_capture_on() {
    let mut it = Bench::new();
    it.capture("click");
    it.pass(3_000);
    let first = it.last().json()["events"][0].clone();
    assert_eq!(first["metadata"]["$at"], "2026-11-21T12:00:00.000Z");
    let id = first["metadata"]["$id"].as_str().unwrap();
    assert_eq!((id.len(), &id[14..15]), (36, "7"));
    it.answer(500);
    it.pass(1_501);
    assert_eq!(it.last().json()["events"][0], first);
}

#[test]
fn the_body_is_the_contracts_and_nothing_else() {
    let mut it = Bench::new();
    it.capture("click");
    it.pass(3_000);
    let expected = format!(
        "{{\"events\":[{{\"event_type\":\"click\",\"page_url\":\"https://shop.test/\",\
         \"metadata\":{{\"$at\":\"2026-11-21T12:00:00.000Z\",\"$id\":\"{}\"}}}}]}}",
        it.last().ids()[0]
    );
    assert_eq!(it.last().body, expected);
}

#[test]
fn ids_of_a_page_differ_and_sort_by_time() {
    let mut it = Bench::new();
    (0..50).for_each(|_| {
        it.capture("x");
        it.pass(2);
    });
    let ids: Vec<String> = it.queue.backlog.iter().map(|entry| entry.id.clone()).collect();
    let mut sorted = ids.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!((ids.len(), &ids), (50, &sorted));
}

#[test]
fn e28_an_early_event_of_a_visitor_who_opted_out_leaves_no_trace() {
    let storage = storage();
    let settings = QueueSettings { has_consent: false, ..QueueSettings::default() };
    let mut it = Bench::with(settings, storage, BEGAN_UNIX_MS);
    it.capture_many(20);
    it.give(QueueInput::Flush);
    it.give(QueueInput::PageHide);
    it.pass(60_000);
    assert_eq!((it.sent.len(), it.saves, it.wakes, it.depth()), (0, 0, 0, 0));
    assert!(it.storage.borrow().is_empty());
    assert_eq!(it.dropped(DropReason::OptedOut), 20);
}

#[test]
fn after_opting_in_events_are_kept() {
    let settings = QueueSettings { has_consent: false, ..QueueSettings::default() };
    let mut it = Bench::with(settings, storage(), BEGAN_UNIX_MS);
    it.capture("before");
    it.give(QueueInput::OptIn);
    it.capture("after");
    it.pass(3_000);
    assert_eq!(it.last().types(), ["after"]);
}

#[test]
fn e29_opting_out_purges_the_queue_and_storage_and_ends_the_request() {
    let mut it = Bench::new();
    it.send_many(3);
    it.capture_many(2);
    it.pass(1_000);
    assert!(!it.storage.borrow().is_empty());
    it.give(QueueInput::OptOut);
    assert!(it.storage.borrow().is_empty());
    assert_eq!((it.depth(), it.aborted.len(), it.dropped(DropReason::OptedOut)), (0, 1, 5));
    it.fail();
    it.pass(600_000);
    it.give(QueueInput::PageHide);
    assert_eq!(it.sent.len(), 1);
    assert!(it.storage.borrow().is_empty());
}

#[test]
fn e53_a_loop_of_a_thousand_gets_a_burst_then_ten_a_second_and_one_warning() {
    let mut it = Bench::new();
    for _ in 0..1_000 {
        it.capture("x");
    }
    assert_eq!(it.dropped(DropReason::RateLimited), 900);
    it.answer(200);
    it.pass(3_000);
    assert_eq!(it.warnings, [QueueWarning::RateLimited { dropped: 900 }]);
    for _ in 0..100 {
        it.capture("x");
    }
    assert_eq!(it.dropped(DropReason::RateLimited), 970, "three seconds let thirty through");
    it.pass(60_000);
    assert_eq!(it.warnings.len(), 1);
    assert_eq!(
        it.warnings[0].to_string(),
        "900 events were dropped: more than 10 a second after a burst of 100"
    );
}

#[test]
fn e53_a_reload_does_not_refill_the_burst() {
    let mut it = Bench::new();
    it.capture_many(100);
    it.answer(200);
    while it.depth() > 0 {
        it.answer(200);
    }
    it.give(QueueInput::PageHide);
    let mut next = it.next_page(1_000);
    next.capture_many(100);
    assert_eq!(next.dropped(DropReason::RateLimited), 90, "one second let ten through");
    assert_eq!(next.storage.borrow().len(), 1, "the record of the page before is gone");
}

#[test]
fn e59_large_values_are_cut_and_what_cannot_be_cut_is_dropped_alone() {
    let mut it = Bench::new();
    let mut large = event("large");
    large.metadata.insert("text".into(), "é".repeat(20_000).into());
    let mut hopeless = event("hopeless");
    hopeless.metadata.insert("numbers".into(), json!((0..9_000).collect::<Vec<_>>()));
    let mut wide = event("wide");
    wide.element_selector = Some("\u{1}".repeat(5_000));
    wide.page_url = Some("\u{1}".repeat(50_000));
    wide.metadata.insert("text".into(), "x".repeat(9_000).into());
    it.give(QueueInput::Capture(large));
    it.give(QueueInput::Capture(hopeless));
    it.give(QueueInput::Capture(event("  ")));
    it.give(QueueInput::Capture(wide));
    it.capture("small");
    it.pass(3_000);
    assert_eq!(it.last().types()[0], "large");
    assert_eq!(it.last().types().last().unwrap(), "small");
    assert_eq!(it.last().json()["events"][0]["metadata"]["$trimmed"], 1);
    assert_eq!((it.dropped(DropReason::TooLarge), it.dropped(DropReason::Invalid)), (2, 1));
}

#[test]
fn an_owner_too_long_for_any_body_costs_its_events_only() {
    let mut it = Bench::new();
    it.owner(Some(&"u".repeat(60_000)), "s");
    it.capture("theirs");
    it.owner(None, "s");
    it.capture("visitor's");
    it.pass(3_000);
    assert_eq!((it.last().types(), it.dropped(DropReason::TooLarge)), (vec!["visitor's".to_owned()], 1));
}

#[test]
fn e55_a_clock_that_was_set_between_capture_and_sending_is_seen_through() {
    const TWO_DAYS_MS: u64 = 172_800_000;
    let mut it = Bench::new();
    it.capture("before");
    it.pass(1_000);
    it.now.unix_ms += TWO_DAYS_MS;
    it.capture("after");
    it.give(QueueInput::ServerTime(BEGAN_UNIX_MS + 1_000));
    it.pass(2_000);
    let events = it.last().json();
    assert_eq!(events["events"][0]["metadata"]["$at"], "2026-11-21T12:00:00.000Z");
    assert_eq!(events["events"][1]["metadata"]["$at"], "2026-11-21T12:00:01.000Z");
}

#[test]
fn e55_an_event_lives_a_day_by_the_clock_that_is_never_set() {
    let mut it = Bench::new();
    it.send_many(1);
    it.answer(401);
    it.now.unix_ms += 10 * 86_400_000;
    it.give(QueueInput::Shown);
    assert_eq!(it.depth(), 1);
    it.pass(86_400_000);
    it.give(QueueInput::Shown);
    assert_eq!((it.depth(), it.dropped(DropReason::Expired)), (0, 1));
}

#[test]
fn an_event_whose_day_ends_during_its_request_is_delivered_not_dropped() {
    let mut it = Bench::new();
    it.owner(Some("u1"), "s");
    it.give(QueueInput::IdentityLost);
    it.capture("old");
    it.pass(86_399_000);
    it.give(QueueInput::IdentityRenewed);
    it.pass(2_000);
    it.give(QueueInput::Shown);
    it.answer(200);
    assert_eq!((it.delivered(), it.dropped(DropReason::Expired)), (1, 0));
}

#[test]
fn a_wrong_clock_is_corrected_by_the_servers() {
    let mut it = Bench::with(QueueSettings::default(), storage(), BEGAN_UNIX_MS - 3_600_000);
    it.give(QueueInput::ServerTime(BEGAN_UNIX_MS));
    it.capture("x");
    it.pass(3_000);
    assert_eq!(it.last().json()["events"][0]["metadata"]["$at"], "2026-11-21T12:00:00.000Z");
}

#[test]
fn a_machine_that_slept_did_not_set_its_clock() {
    let mut it = Bench::new();
    it.give(QueueInput::ServerTime(BEGAN_UNIX_MS));
    it.capture("before the sleep");
    it.now.unix_ms += 28_800_000;
    it.capture("after the sleep");
    it.give(QueueInput::ServerTime(it.now.unix_ms));
    it.pass(3_000);
    let events = it.last().json();
    assert_eq!(events["events"][0]["metadata"]["$at"], "2026-11-21T12:00:00.000Z");
    assert_eq!(events["events"][1]["metadata"]["$at"], "2026-11-21T20:00:00.000Z");
}
