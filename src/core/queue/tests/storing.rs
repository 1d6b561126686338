//! Before the visitor acts: what is captured may be sent, and is not stored.

use super::super::{DropReason, QueueInput, QueueSettings};
use super::Bench;
use super::bench::{BEGAN_UNIX_MS, Storage, event, storage};

fn looker(storage: Storage) -> Bench {
    let settings = QueueSettings { project: "shop".into(), awaits_deed: true, ..QueueSettings::default() };
    Bench::with(settings, storage, BEGAN_UNIX_MS)
}

#[test]
fn who_only_looks_at_a_page_leaves_nothing_in_storage_and_is_counted_all_the_same() {
    let mut it = looker(storage());
    it.capture("page_view");
    it.pass(3_000);
    assert_eq!((it.last().types(), it.saves), (vec!["page_view".to_owned()], 0));
    it.answer(200);
    it.capture("error");
    it.give(QueueInput::PageHide);
    assert_eq!((it.last().types(), it.last().keepalive), (vec!["error".to_owned()], true));
    assert!(it.storage.borrow().is_empty());
}

#[test]
fn with_the_first_deed_everything_that_waits_is_stored() {
    let mut it = looker(storage());
    it.send_many(2);
    it.fail();
    it.pass(600);
    assert!(it.storage.borrow().is_empty());
    it.give(QueueInput::Acted);
    it.pass(250);
    assert_eq!(it.record().unwrap()["events"].as_array().unwrap().len(), 2);
    assert_eq!(it.dropped(DropReason::Closed), 0);
}

#[test]
fn what_the_site_records_on_purpose_may_be_stored_at_once() {
    let mut it = looker(storage());
    it.give(QueueInput::Track(event("order")));
    assert!(it.record().is_some());
}

#[test]
fn consent_and_records_of_an_earlier_page_allow_storing_too() {
    let mut it = looker(storage());
    it.give(QueueInput::OptIn);
    it.capture("x");
    assert!(it.record().is_some());
    it.give(QueueInput::PageHide);
    let mut next = looker(it.storage.clone());
    next.capture("y");
    next.pass(300);
    assert!(next.record().is_some());
}

#[test]
fn waiting_for_a_deed_wakes_nobody_in_vain() {
    let mut it = looker(storage());
    it.capture("page_view");
    it.pass(3_000);
    it.answer(200);
    let wakes = it.wakes;
    it.pass(3_600_000);
    assert!(it.wakes - wakes <= 2, "{} wakes", it.wakes - wakes);
}
