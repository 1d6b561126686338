//! Stored text is read as if a stranger had written it; small readers of headers.

use proptest::prelude::*;

use super::super::id::event_id;
use super::super::verdict::{self, Verdict};
use super::super::{BatchOutcome, DropReason, QueueInput, QueueSettings, project};
use super::Bench;
use super::bench::BEGAN_UNIX_MS;
use crate::core::http_date::{date_ms, retry_after_ms};

fn page_with(text: &str) -> Bench {
    let it = Bench::new();
    it.storage.borrow_mut().insert("other".into(), text.to_owned());
    it.next_page(1_000)
}

fn good_record() -> String {
    let mut it = Bench::new();
    it.owner(Some("u1"), "s1");
    it.send_many(3);
    it.fail();
    it.give(QueueInput::PageHide);
    it.storage.borrow()[&it.slot].clone()
}

#[test]
fn e64_what_is_no_record_of_ours_is_removed_and_counted() {
    let junk = "x".repeat(5 * 1024 * 1024);
    let other_version = good_record().replacen("\"v\":1", "\"v\":2", 1);
    for text in ["", "{", "null", "[1,2]", "{\"v\":1}", &junk, &other_version] {
        let mut it = page_with(text);
        assert_eq!((it.depth(), it.dropped(DropReason::Corrupt)), (0, 1), "{:.20}", text);
        assert!(!it.storage.borrow().contains_key("other"));
        it.capture("works");
        it.pass(3_000);
        assert_eq!(it.sent.len(), 1);
    }
}

#[test]
fn e64_a_broken_event_costs_itself_only() {
    for (whole, broken) in [
        ("\"event_type\":\"e1\"", "\"event_type\":\"\""),
        ("\"event_type\":\"e1\"", "\"event_type\":7"),
        ("\"tries\":0", "\"tries\":-1"),
        ("\"owner\":0", "\"owner\":9"),
    ] {
        let text = good_record();
        let it = page_with(&text.replacen(whole, broken, 1));
        assert_eq!((it.depth(), it.dropped(DropReason::Corrupt)), (2, 1), "{broken}");
    }
}

#[test]
fn e65_another_projects_events_are_neither_sent_nor_taken_away() {
    let mut it = Bench::new();
    it.send_many(2);
    it.fail();
    it.give(QueueInput::PageHide);
    let settings = QueueSettings { project: "other key".into(), ..QueueSettings::default() };
    let storage = it.storage.clone();
    let mut other = Bench::with(settings.clone(), storage.clone(), it.now.unix_ms + 1_000);
    other.pass(120_000);
    assert_eq!((other.sent.len(), other.depth(), storage.borrow().len()), (0, 0, 1));
    Bench::with(settings, storage.clone(), it.now.unix_ms + 86_500_000);
    assert!(storage.borrow().is_empty(), "until they are of no worth any more");
}

#[test]
fn projects_differ_by_server_organisation_and_key_and_do_not_show_the_key() {
    let own = project("https://a.test", "org", "ab_live_1");
    assert_eq!(own, project("https://a.test", "org", "ab_live_1"));
    assert_ne!(own, project("https://b.test", "org", "ab_live_1"));
    assert_ne!(own, project("https://a.test", "org", "ab_live_2"));
    assert_ne!(own, project("https://a.test", "gro", "ab_live_1"));
    assert!(!own.contains("ab_live"));
}

fn refusal(retry_after: &str) -> BatchOutcome {
    BatchOutcome::Answered { status: 429, retry_after: Some(retry_after.to_owned()), body: String::new() }
}

#[test]
fn e15_every_retry_after_becomes_a_wait() {
    for (text, wait_ms) in [
        ("0", 0),
        ("2", 2_000),
        (" 7 ", 7_000),
        ("300", 300_000),
        ("301", 300_000),
        ("99999999999999999999999", 300_000),
        ("-5", 0),
        ("", 60_000),
        ("soon", 60_000),
        ("1.5", 60_000),
        ("NaN", 60_000),
        ("Infinity", 60_000),
        ("1e3", 60_000),
        ("Sat, 21 Nov 2026 12:00:30 GMT", 30_000),
        ("Saturday, 21-Nov-26 12:00:30 GMT", 30_000),
        ("Sat Nov 21 12:00:30 2026", 30_000),
        ("Sat, 21 Nov 2026 11:00:00 GMT", 0),
        ("Sat, 21 Nov 2036 11:00:00 GMT", 300_000),
        ("Sat, 99 Nov 2026 12:00:30 GMT", 60_000),
        ("Sat, 21 Nov 2026 25:00:30 GMT", 60_000),
    ] {
        let (verdict, _) = verdict::of(&refusal(text), BEGAN_UNIX_MS);
        assert_eq!(verdict, Verdict::Later { retry_after_ms: Some(wait_ms) }, "{text:?}");
    }
}

#[test]
fn http_dates_are_read_to_the_second() {
    assert_eq!(date_ms("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
    assert_eq!(date_ms("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777_000));
    assert_eq!(date_ms("Sunday, 06-Nov-94 08:49:37 GMT"), Some(784_111_777_000));
    assert_eq!(date_ms("Sun Nov  6 08:49:37 1994"), Some(784_111_777_000));
    assert_eq!(date_ms("Tue, 29 Feb 2000 23:59:60 GMT"), Some(951_868_800_000));
    assert_eq!(date_ms("Sat, 01 Mar 2025 00:00:00 GMT"), Some(1_740_787_200_000));
}

#[test]
fn ids_carry_their_time_their_version_and_their_variant() {
    assert_eq!(event_id(0x0123_4567_89ab, 0), "01234567-89ab-7000-8000-000000000000");
    assert_eq!(event_id(u64::MAX, u128::MAX), "ffffffff-ffff-7fff-bfff-ffffffffffff");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn e64_no_text_in_storage_does_harm(at in any::<prop::sample::Index>(), with in ".{0,3}", length in 0_usize..4) {
        let text = good_record();
        let start = at.index(text.len());
        let end = (start + length).min(text.len());
        let mangled = [&text[..start], &with, &text[end..]].concat();
        let mut it = page_with(&mangled);
        it.pass(120_000);
        prop_assert!(it.depth() + it.dropped(DropReason::Corrupt) as usize + it.dropped(DropReason::Expired) as usize <= 4);
    }

    #[test]
    fn e15_no_header_makes_a_wait_past_the_limit(text in ".{0,40}") {
        prop_assert!(retry_after_ms(&text, BEGAN_UNIX_MS).unwrap_or_default() <= 300_000);
    }
}
