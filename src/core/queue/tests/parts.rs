//! Batches that the server does not take whole.

use std::collections::BTreeSet;

use super::super::policy::REJECTIONS;
use super::super::{DropReason, QueueInput};
use super::Bench;
use super::bench::event;

/// Answers until nothing is under way: `takes` says the status for the types of a batch. Returns the requests made.
fn answer_all(it: &mut Bench, takes: impl Fn(&[String]) -> u16) -> usize {
    let mut answered = 0;
    while it.sent.len() > answered {
        answered = it.sent.len();
        let status = takes(&it.last().types());
        it.answer(status);
        it.pass(3_000);
        assert!(answered < 1_000);
    }
    answered
}

#[test]
fn e08_a_single_event_that_is_too_large_is_dropped_after_one_request() {
    let mut it = Bench::new();
    it.send_many(1);
    it.answer(413);
    it.pass(600_000);
    assert_eq!((it.sent.len(), it.dropped(DropReason::TooLargeForServer), it.depth()), (1, 1, 0));
}

#[test]
fn e09_a_batch_that_is_too_large_is_halved_and_all_arrive_in_order() {
    let mut it = Bench::calm();
    it.send_many(20);
    answer_all(&mut it, |types| if types.len() > 10 { 413 } else { 200 });
    assert_eq!(it.sent.iter().map(|sent| sent.types().len()).collect::<Vec<_>>(), [20, 10, 10]);
    assert_eq!((it.delivered(), it.dropped(DropReason::TooLargeForServer), it.depth()), (20, 0, 0));
    let arrived: Vec<String> = it.sent[1..].iter().flat_map(|sent| sent.types()).collect();
    assert_eq!(arrived, (0..20).map(|index| format!("e{index}")).collect::<Vec<_>>());
}

#[test]
fn later_batches_keep_to_the_size_the_server_took_and_try_larger_ones_again() {
    let mut it = Bench::new();
    it.send_many(10);
    it.answer(413);
    assert_eq!(it.last().types().len(), 5);
    it.answer(200);
    assert_eq!(it.last().types().len(), 5);
    (0..9).for_each(|index| it.capture(&format!("later{index}")));
    it.answer(200);
    it.give(QueueInput::Flush);
    assert_eq!(it.last().types().len(), 9);
}

#[test]
fn a_400_for_a_batch_is_bisected_to_the_poisoned_events() {
    for poisoned in [vec!["e0"], vec!["e9"], vec!["e3", "e4"], vec!["e0", "e5", "e9"]] {
        let mut it = Bench::new();
        it.capture_many(10);
        let has_poison = |types: &[String]| types.iter().any(|name| poisoned.contains(&name.as_str()));
        let requests = answer_all(&mut it, |types| if has_poison(types) { 400 } else { 200 });
        assert_eq!(it.dropped(DropReason::Rejected) as usize, poisoned.len(), "{poisoned:?}");
        assert_eq!((it.delivered() as usize, it.depth()), (10 - poisoned.len(), 0));
        assert!(requests <= 1 + 8 * poisoned.len(), "{requests} requests for {poisoned:?}");
    }
}

#[test]
fn a_bisection_goes_on_after_a_failure_and_new_events_do_not_join_it() {
    let mut it = Bench::new();
    it.capture_many(10);
    it.answer(400);
    assert_eq!(it.last().types(), ["e0", "e1", "e2", "e3", "e4"]);
    it.capture("new");
    it.answer(500);
    it.pass(1_501);
    assert_eq!(it.last().types(), ["e0", "e1", "e2", "e3", "e4"]);
    it.answer(200);
    assert_eq!(it.last().types(), ["e5", "e6", "e7", "e8", "e9"]);
    it.answer(200);
    it.pass(3_000);
    assert_eq!(it.last().types(), ["new"]);
}

#[test]
fn a_server_that_rejects_everything_is_not_flooded() {
    let mut it = Bench::calm();
    it.capture_many(100);
    let requests = answer_all(&mut it, |_| 400);
    assert!(requests <= REJECTIONS as usize + 10, "{requests}");
    assert_eq!((it.dropped(DropReason::Rejected), it.depth()), (100, 0));
    let before = it.sent.len();
    it.pass(60_000);
    it.send_many(10);
    it.answer(400);
    it.pass(60_000);
    assert_eq!((it.sent.len(), it.depth()), (before + 1, 0), "dropped whole");
}

#[test]
fn e25_removal_is_by_id_when_old_events_are_replaced_during_a_request() {
    let mut it = Bench::calm();
    it.capture_many(90);
    it.give(QueueInput::Flush);
    let in_request: BTreeSet<String> = it.last().ids().into_iter().collect();
    it.capture("oldest that waits");
    for _ in 0..80 {
        let mut event = event("new");
        event.metadata.insert("text".into(), "x".repeat(9_500).into());
        it.pass(100);
        it.give(QueueInput::Capture(event));
    }
    assert!(it.dropped(DropReason::QueueFull) > 20);
    assert_eq!(it.sent.len(), 1);
    let before = ids(&it);
    it.answer(200);
    let gone: BTreeSet<String> = before.difference(&ids(&it)).cloned().collect();
    assert_eq!(gone, in_request);
    assert_eq!(it.delivered(), 90);
}

fn ids(it: &Bench) -> BTreeSet<String> {
    it.queue.backlog.iter().map(|entry| entry.id.clone()).collect()
}
