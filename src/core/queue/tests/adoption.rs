//! Several pages over one storage: what a page that is gone left behind reaches the server through another.

use std::rc::Rc;

use super::super::{QueueInput, QueueSettings};
use super::Bench;

fn settings() -> QueueSettings {
    QueueSettings { project: "shop".into(), ..QueueSettings::default() }
}

fn beside(it: &Bench) -> Bench {
    Bench::with(settings(), Rc::clone(&it.storage), it.now.unix_ms)
}

#[test]
fn e35_two_tabs_deliver_their_own_events() {
    let mut a = Bench::new();
    let mut b = beside(&a);
    a.capture("a");
    b.capture("b");
    a.pass(3_000);
    b.pass(3_000);
    a.answer(200);
    b.answer(200);
    assert_eq!((a.last().types(), b.last().types()), (vec!["a".to_owned()], vec!["b".to_owned()]));
}

#[test]
fn e37_a_killed_tabs_events_are_adopted_after_half_a_minute_and_those_in_a_request_count_a_try() {
    let mut a = Bench::new();
    a.capture("in request");
    a.give(QueueInput::Flush);
    a.pass(300);
    a.capture("queued");
    a.pass(300);
    let mut b = a.next_page(1_000);
    b.pass(29_999);
    assert_eq!(b.sent.len(), 0);
    b.pass(5_002);
    assert_eq!((b.last().types(), b.last().retries), (vec!["in request".to_owned(), "queued".to_owned()], 1));
    assert_eq!(b.storage.borrow().len(), 1);
    b.answer(200);
    b.pass(1_000);
    assert!(b.storage.borrow().is_empty());
}

#[test]
fn a_tab_that_shows_life_keeps_its_events() {
    let mut a = Bench::new();
    a.send_many(1);
    a.answer(401);
    let mut b = beside(&a);
    for _ in 0..30 {
        a.pass(10_000);
        b.pass(10_000);
    }
    assert_eq!((b.sent.len(), a.depth(), b.depth()), (0, 1, 0));
}

#[test]
fn a_tab_known_to_live_need_not_show_it() {
    let settings = QueueSettings { shows_life: false, ..settings() };
    let mut a = Bench::with(settings, super::bench::storage(), 0);
    a.send_many(1);
    a.answer(401);
    a.pass(1_000);
    let saves = a.saves;
    a.pass(3_600_000);
    assert_eq!(a.saves, saves);
    let mut b = beside(&a);
    b.are_others_live = Some(true);
    for _ in 0..10 {
        b.pass(29_999);
        b.give(QueueInput::Shown);
    }
    assert_eq!((b.sent.len(), b.depth()), (0, 0));
}

#[test]
fn what_a_left_page_had_in_a_request_is_not_sent_again_before_that_request_is_over() {
    let mut a = Bench::new();
    a.capture("x");
    a.give(QueueInput::PageHide);
    assert_eq!(a.sent.len(), 1);
    let mut b = a.next_page(2_000);
    b.pass(7_999);
    assert_eq!((b.depth(), b.sent.len()), (1, 0));
    b.pass(3_001);
    assert_eq!((b.sent.len(), b.last().ids()), (1, a.last().ids()));
}

#[test]
fn e38_an_id_that_is_met_twice_is_claimed_once() {
    let mut a = Bench::new();
    a.send_many(2);
    a.fail();
    a.give(QueueInput::PageHide);
    let text = a.storage.borrow()[&a.slot].clone();
    a.storage.borrow_mut().insert("copy".into(), text.clone());
    let events = text.split_once("\"events\":[").unwrap().1.trim_end_matches("]}");
    let twice = text.replace(events, &format!("{events},{events}"));
    a.storage.borrow_mut().insert("twice".into(), twice);
    let b = a.next_page(1_000);
    assert_eq!((b.depth(), b.last().types()), (2, vec!["e0".to_owned(), "e1".to_owned()]));
}

#[test]
fn e39_two_tabs_closing_at_once_keep_both_their_events() {
    let mut a = Bench::new();
    let mut b = beside(&a);
    a.capture("a");
    b.capture("b");
    a.give(QueueInput::PageHide);
    b.give(QueueInput::PageHide);
    let mut c = b.next_page(60_000);
    c.give(QueueInput::Flush);
    let mut types = c.last().types();
    types.sort();
    assert_eq!(types, ["a", "b"]);
}

#[test]
fn a_record_is_removed_only_after_its_events_are_saved_elsewhere() {
    let mut a = Bench::new();
    a.send_many(1);
    a.fail();
    a.give(QueueInput::PageHide);
    let b = a.next_page(1_000);
    let order: Vec<_> = b.log.iter().filter(|step| **step != "send").collect();
    assert_eq!(order, [&"save", &"remove"]);
}

#[test]
fn a_visible_page_looks_for_orphans_again() {
    let mut a = Bench::new();
    let mut b = beside(&a);
    a.send_many(1);
    a.fail();
    a.give(QueueInput::PageHide);
    b.pass(60_000);
    assert_eq!(b.sent.len(), 0);
    b.give(QueueInput::Shown);
    assert_eq!(b.sent.len(), 1);
}

#[test]
fn twenty_killed_tabs_are_adopted_by_one() {
    let mut last = Bench::new();
    for index in 0..20 {
        let mut tab = beside(&last);
        tab.capture(&format!("t{index}"));
        last = tab;
    }
    let mut next = last.next_page(1_000);
    next.pass(36_000);
    while next.delivered() < 20 {
        next.answer(200);
        next.pass(3_000);
    }
    assert_eq!((next.delivered(), next.storage.borrow().len()), (20, 0));
}
