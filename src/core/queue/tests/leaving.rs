//! The page is hidden, left, brought back, or goes wrong in its storage.

use super::super::{DropReason, QueueInput, QueueSettings, QueueState, QueueWarning};
use super::Bench;
use super::bench::{BEGAN_UNIX_MS, event, storage};

fn large(it: &mut Bench, count: usize) {
    for _ in 0..count {
        let mut event = event("large");
        event.metadata.insert("text".into(), "x".repeat(9_500).into());
        it.give(QueueInput::Capture(event));
    }
}

#[test]
fn e27_closing_twice_is_closing_once_and_later_events_do_nothing() {
    let mut it = Bench::new();
    it.capture("x");
    it.give(QueueInput::Close);
    assert_eq!((it.sent.len(), it.last().keepalive), (1, true));
    let saves = it.saves;
    it.give(QueueInput::Close);
    it.capture("late");
    it.give(QueueInput::Flush);
    it.give(QueueInput::Online);
    it.give(QueueInput::Hidden);
    it.pass(9_000);
    assert_eq!((it.sent.len(), it.saves), (1, saves));
    assert_eq!((it.dropped(DropReason::Closed), it.queue.snapshot(it.now).state), (1, QueueState::Closed));
    it.answer(200);
    assert_eq!((it.delivered(), it.depth()), (1, 0));
}

#[test]
fn closing_with_a_broken_storage_tries_to_save_once() {
    let mut it = Bench::new();
    it.is_storage_broken = true;
    it.capture("x");
    let saves = it.saves;
    it.give(QueueInput::Close);
    assert!(it.saves <= saves + 1);
    assert_eq!(it.queue.snapshot(it.now).state, QueueState::Closed);
}

#[test]
fn e31_without_storage_events_live_in_memory_and_are_delivered() {
    let mut it = Bench::new();
    it.is_storage_broken = true;
    it.capture_many(5);
    it.pass(3_000);
    it.answer(200);
    it.capture("more");
    it.pass(3_000);
    it.answer(200);
    assert_eq!((it.delivered(), it.warnings.as_slice()), (6, [QueueWarning::NotStored].as_slice()));
    assert!(!it.queue.snapshot(it.now).is_stored);
    it.is_storage_broken = false;
    it.pass(20_000);
    it.capture("again");
    assert!(it.queue.snapshot(it.now).is_stored);
}

#[test]
fn e32_an_endpoint_that_is_blocked_for_days_fills_no_storage() {
    let mut it = Bench::new();
    it.is_storage_broken = false;
    for day in 0..3 {
        for _ in 0..600 {
            it.capture("small");
            it.pass(1_000);
            if it
                .sent
                .last()
                .is_some_and(|sent| Some(sent.request) == it.queue.flights.first().map(|it| it.request))
            {
                it.fail();
            }
        }
        large(&mut it, 40);
        it.give(QueueInput::PageHide);
        let bytes: usize = it.storage.borrow().values().map(String::len).sum();
        assert!(
            it.depth() <= 1_000 && bytes <= 512 * 1024,
            "day {day}: {} events, {bytes} bytes",
            it.depth()
        );
        it = it.next_page(7_200_000);
    }
    assert!(it.dropped(DropReason::QueueFull) + it.dropped(DropReason::Expired) == 0, "counts are per page");
}

#[test]
fn a_full_queue_drops_the_oldest_counts_them_and_says_so_once() {
    let mut it = Bench::new();
    it.send_many(1);
    it.answer(401);
    for _ in 0..1_100 {
        it.capture("x");
        it.pass(100);
    }
    assert_eq!((it.depth(), it.dropped(DropReason::QueueFull)), (1_000, 101));
    let told: Vec<_> =
        it.warnings.iter().filter(|warning| matches!(warning, QueueWarning::QueueFull { .. })).collect();
    assert_eq!(told.len(), 1);
}

#[test]
fn e34_what_was_captured_offline_is_delivered_by_a_later_page() {
    let mut it = Bench::new();
    it.send_many(3);
    it.fail();
    it.give(QueueInput::PageHide);
    let mut tomorrow = it.next_page(80_000_000);
    assert_eq!(tomorrow.last().types(), ["e0", "e1", "e2"]);
    assert_eq!(tomorrow.last().json()["events"][0]["metadata"]["$at"], "2026-11-21T12:00:00.000Z");
    tomorrow.answer(200);
    assert_eq!((tomorrow.delivered(), tomorrow.depth()), (3, 0));
    tomorrow.pass(1_000);
    assert!(tomorrow.storage.borrow().is_empty());
}

#[test]
fn e34_after_a_day_events_are_not_worth_sending() {
    let mut it = Bench::new();
    it.send_many(3);
    it.fail();
    it.give(QueueInput::PageHide);
    let later = it.next_page(86_400_000);
    assert_eq!((later.sent.len(), later.dropped(DropReason::Expired)), (0, 3));
}

#[test]
fn nothing_is_stored_before_the_first_event_nor_after_the_last() {
    let mut it = Bench::new();
    it.give(QueueInput::Hidden);
    it.give(QueueInput::PageHide);
    it.give(QueueInput::Shown);
    assert!(it.storage.borrow().is_empty() && it.saves == 0);
    it.capture("x");
    assert_eq!(it.saves, 1);
    it.pass(3_000);
    it.answer(200);
    it.pass(250);
    assert!(it.storage.borrow().is_empty());
}

#[test]
fn e41_hidden_and_visible_again_sends_nothing_twice() {
    let mut it = Bench::new();
    it.capture_many(3);
    it.give(QueueInput::Hidden);
    it.give(QueueInput::Shown);
    it.give(QueueInput::Hidden);
    it.give(QueueInput::PageHide);
    it.give(QueueInput::Shown);
    it.pass(5_000);
    assert_eq!((it.sent.len(), it.last().types().len(), it.last().keepalive), (1, 3, true));
    it.answer(200);
    it.pass(60_000);
    assert_eq!((it.sent.len(), it.delivered()), (1, 3));
}

#[test]
fn e49_hiding_saves_first_and_then_sends() {
    let mut it = Bench::new();
    it.capture_many(3);
    it.log.clear();
    it.give(QueueInput::Hidden);
    assert_eq!(it.log, ["save", "send"]);
    let record = it.record().unwrap();
    assert!(record["events"].as_array().unwrap().iter().all(|event| event["sent"] == true));
    assert_eq!(record["left"], false, "a hidden page may live on");
}

#[test]
fn e50_losing_the_focus_saves_and_sends_nothing() {
    let mut it = Bench::new();
    it.capture("a");
    it.capture("b");
    it.give(QueueInput::Blur);
    assert_eq!((it.sent.len(), it.record().unwrap()["events"].as_array().unwrap().len()), (0, 2));
}

#[test]
fn e44_a_page_out_of_the_back_forward_cache_retries_as_usual() {
    let mut it = Bench::new();
    it.send_many(1);
    it.fail();
    it.pass(1_501);
    it.fail();
    it.give(QueueInput::PageHide);
    assert_eq!(it.sent.len(), 2, "a backoff holds on leaving too");
    it.give(QueueInput::Shown);
    it.pass(3_001);
    for status in [500, 502] {
        it.answer(status);
        it.pass(6_001);
    }
    it.answer(200);
    assert_eq!((it.sent.len(), it.delivered()), (5, 1));
    assert_eq!(it.record().map(|record| record["left"].clone()), None);
}

#[test]
fn e44_blocked_tries_begin_anew_when_the_page_comes_back() {
    let mut it = Bench::new();
    it.send_many(1);
    for _ in 0..3 {
        it.fail();
        it.pass(10_000);
    }
    it.give(QueueInput::Shown);
    it.pass(10_000);
    assert_eq!(it.sent.len(), 3, "a tab that was only hidden is the same page");
    it.give(QueueInput::PageHide);
    it.give(QueueInput::Shown);
    it.pass(3_000);
    assert_eq!(it.sent.len(), 4);
}

#[test]
fn e46_e47_keepalive_bodies_in_flight_stay_under_the_browsers_limit() {
    let mut it = Bench::new();
    large(&mut it, 9);
    it.give(QueueInput::Hidden);
    it.give(QueueInput::PageHide);
    let bytes: usize = it.sent.iter().filter(|sent| sent.keepalive).map(|sent| sent.body.len()).sum();
    assert!(it.sent.iter().all(|sent| sent.keepalive && sent.body.len() <= 48 * 1024));
    assert!(bytes <= 60_000, "{bytes}");
    assert_eq!(it.sent.len(), 2, "the one under way and a last one");
    let all: Vec<String> = it.sent.iter().flat_map(|sent| sent.ids()).collect();
    let mut once = all.clone();
    once.dedup();
    assert_eq!(all, once, "with no event in common");
}

#[test]
fn saving_is_at_most_four_times_a_second_and_at_once_when_left() {
    let mut it = Bench::new();
    for _ in 0..100 {
        it.capture("x");
        it.pass(10);
    }
    assert!(it.saves <= 6, "{} saves in a second", it.saves);
    it.capture("last");
    it.give(QueueInput::PageHide);
    assert!(it.record().unwrap().to_string().contains("\"last\""));
}

#[test]
fn e43_events_captured_before_the_storage_was_read_come_beside_the_stored_ones() {
    let mut it = Bench::new();
    it.send_many(2);
    it.fail();
    it.give(QueueInput::PageHide);
    let settings = QueueSettings { project: "shop".into(), ..QueueSettings::default() };
    let mut next = Bench::with(settings, storage(), BEGAN_UNIX_MS + 60_000);
    next.capture("early");
    next.give(QueueInput::Slots(it.other_slots_for(&next)));
    assert_eq!(next.last().types(), ["e0", "e1", "early"]);
}

impl Bench {
    fn other_slots_for(&self, reader: &Self) -> Vec<super::super::Slot> {
        assert_ne!(self.slot, reader.slot);
        let storage = self.storage.borrow();
        let slot = |(name, text): (&String, &String)| super::super::Slot {
            name: name.clone(),
            text: text.clone(),
            is_live: None,
        };
        storage.iter().map(slot).collect()
    }
}
