//! The signals, deed by deed. Elements are numbers here, times are milliseconds.

use halo_protocol::event::Event;
use serde_json::json;

use crate::core::behaviour::detector::{
    DEAD_CLICK_MS, Detector, FORM_IDLE_MS, LOOKS_PER_SECOND, Lane, PageView, UncaughtError,
};
use crate::core::behaviour::kind::{EventKind, EventKinds, Will};

const PAGE: &str = "https://shop.example/cart?step=1&token=abc";

fn view(address: &str) -> PageView<'_> {
    PageView { address, referrer: "", fields: &[], is_replaced: false, is_restored: false }
}

/// A page that has been seen, its page view taken out.
fn page() -> Detector<u32> {
    let mut signals = Detector::new(EventKinds::ALL);
    signals.view(view(PAGE), 0);
    signals.take();
    signals
}

fn names(events: &[Event]) -> Vec<&str> {
    events.iter().map(|event| event.event_type.as_str()).collect()
}

fn clicks(signals: &mut Detector<u32>, deeds: &[(u32, u64)]) -> Vec<Event> {
    for (element, at) in deeds {
        signals.click(*element, "button#buy".to_owned(), *at);
    }
    signals.take()
}

fn fail(signals: &mut Detector<u32>, message: &str) -> Vec<Event> {
    let error = UncaughtError { message, source: "https://x.example/a.js?key=1", stack: "", line: 3 };
    signals.fail(error, &[]);
    signals.take()
}

#[test]
fn a_page_is_viewed_once_with_its_address_cleaned_and_the_page_before() {
    let mut signals = Detector::<u32>::new(EventKinds::ALL);
    let first = PageView { referrer: "https://search.example/?q=x", ..view(PAGE) };
    signals.view(first, 0);
    signals.view(first, 1);
    let out = signals.take();
    assert_eq!(names(&out), ["page_view"]);
    assert_eq!(out[0].page_url.as_deref(), Some("https://shop.example/cart?step=1&token="));
    assert_eq!(out[0].metadata["referrer"], "https://search.example/");
}

#[test]
fn another_view_of_the_app_is_a_page_view_and_so_is_a_restored_page() {
    let mut signals = page();
    signals.view(view("https://shop.example/done"), 5);
    signals.view(PageView { is_restored: true, ..view("https://shop.example/done") }, 9);
    signals.view(view("https://shop.example/done#end"), 9);
    let out = signals.take();
    assert_eq!(names(&out), ["page_view", "page_view"]);
}

#[test]
fn a_replaced_query_is_no_page_view_but_the_address_of_what_follows() {
    let mut signals = page();
    signals.view(PageView { is_replaced: true, ..view("https://shop.example/cart?step=2") }, 5);
    let out = signals.take();
    assert!(out.is_empty());
    let clicked = clicks(&mut signals, &[(1, 10)]);
    assert_eq!(clicked[0].page_url.as_deref(), Some("https://shop.example/cart?step=2"));
}

#[test]
fn three_clicks_on_one_element_within_a_second_are_rage() {
    assert_eq!(
        names(&clicks(&mut page(), &[(1, 100), (1, 600), (1, 1_100)])),
        ["click", "click", "click", "rage_click"]
    );
}

#[test]
fn slower_clicks_and_clicks_on_others_are_not() {
    assert!(!names(&clicks(&mut page(), &[(1, 100), (1, 600), (1, 1_101)])).contains(&"rage_click"));
    assert!(
        !names(&clicks(&mut page(), &[(1, 0), (2, 10), (1, 20), (2, 30), (1, 40)])).contains(&"rage_click")
    );
}

#[test]
fn one_burst_is_reported_once_and_the_next_burst_again() {
    let burst: Vec<_> = (0..10).map(|step| (1, step * 200)).collect();
    let mut signals = page();
    let rages = |out: Vec<Event>| out.iter().filter(|event| event.event_type == "rage_click").count();
    assert_eq!(rages(clicks(&mut signals, &burst)), 1);
    assert_eq!(rages(clicks(&mut signals, &[(1, 9_000), (1, 9_100), (1, 9_200)])), 1);
}

#[test]
fn a_click_after_which_nothing_changes_is_dead() {
    let mut signals = page();
    assert!(signals.suspect(1, "a#more".to_owned(), 100));
    signals.judge(false, 100 + u64::from(DEAD_CLICK_MS));
    signals.judge(false, 100 + u64::from(DEAD_CLICK_MS));
    let out = signals.take();
    assert_eq!(names(&out), ["dead_click"]);
    assert_eq!(out[0].element_selector.as_deref(), Some("a#more"));
}

#[test]
fn a_click_that_is_answered_is_not_dead() {
    let answers: [fn(&mut Detector<u32>); 4] = [
        |signals| signals.judge(true, 0),
        |signals| signals.view(view("https://shop.example/next"), 0),
        |signals| signals.submit(&9, ""),
        |signals| signals.leave(0),
    ];
    for answer in answers {
        let mut signals = page();
        signals.suspect(1, String::new(), 0);
        answer(&mut signals);
        signals.judge(false, u64::from(DEAD_CLICK_MS));
        assert!(!names(&signals.take()).contains(&"dead_click"));
    }
}

#[test]
fn a_watch_goes_on_for_the_same_element_and_starts_anew_for_another() {
    let mut signals = page();
    assert!(signals.suspect(1, "one".to_owned(), 0));
    assert!(!signals.suspect(1, "one".to_owned(), 100));
    assert!(signals.suspect(2, "two".to_owned(), 200));
}

#[test]
fn nobody_is_condemned_while_the_page_was_asleep() {
    let mut signals = page();
    signals.suspect(1, String::new(), 0);
    signals.judge(false, 60_000);
    let out = signals.take();
    assert!(out.is_empty());
}

#[test]
fn a_form_that_was_edited_and_left_is_abandoned_once() {
    let mut signals = page();
    assert!(signals.edit(&7, 1_000));
    signals.begin(7, "form#letter".to_owned(), 1_000);
    assert!(!signals.edit(&7, 2_000));
    signals.leave(9_000);
    signals.leave(9_001);
    let out = signals.take();
    assert_eq!(names(&out), ["form_abandon"]);
    assert_eq!(serde_json::to_value(&out[0].metadata).unwrap(), json!({"reason": "left", "seconds": 8}));
}

#[test]
fn a_form_that_was_sent_or_reset_is_not_abandoned() {
    let mut signals = page();
    signals.begin(7, String::new(), 0);
    signals.begin(8, String::new(), 0);
    signals.submit(&7, "form#a");
    signals.forget(&8);
    signals.leave(9);
    let out = signals.take();
    assert_eq!(names(&out), ["form_submit"]);
}

#[test]
fn going_to_another_view_abandons_the_form_on_the_page_it_was_on() {
    let mut signals = page();
    signals.begin(7, "form".to_owned(), 0);
    signals.view(view("https://shop.example/other"), 500);
    let out = signals.take();
    assert_eq!(names(&out), ["form_abandon", "page_view"]);
    assert_eq!(out[0].page_url.as_deref(), Some("https://shop.example/cart?step=1&token="));
    assert_eq!(out[0].metadata["reason"], "navigated");
}

#[test]
fn a_form_is_abandoned_when_the_visitor_has_gone_idle_and_not_before() {
    let mut signals = page();
    signals.edit(&7, 1_000);
    signals.begin(7, "form".to_owned(), 1_000);
    clicks(&mut signals, &[(1, 61_000)]);
    assert_eq!(signals.idle(1_000 + u64::from(FORM_IDLE_MS)), Some(60_000));
    let out = signals.take();
    assert!(out.is_empty());
    assert_eq!(signals.idle(61_000 + u64::from(FORM_IDLE_MS)), None);
    let out = signals.take();
    assert_eq!(names(&out), ["form_abandon"]);
}

#[test]
fn an_error_tells_what_and_where_without_secrets() {
    let out = fail(&mut page(), "x is not defined");
    let metadata = serde_json::to_value(&out[0].metadata).unwrap();
    assert_eq!(
        metadata,
        json!({"message": "x is not defined", "source": "https://x.example/a.js?key=", "line": 3})
    );
}

#[test]
fn the_same_error_is_recorded_once_a_page_and_ten_at_most() {
    let mut signals = page();
    assert_eq!(fail(&mut signals, "one").len() + fail(&mut signals, "one").len(), 1);
    let others: usize = (0..30_u8).map(|n| fail(&mut signals, &char::from(b'A' + n).to_string()).len()).sum();
    assert_eq!(others, 9);
    signals.view(view("https://shop.example/other"), 5);
    signals.take();
    assert_eq!(fail(&mut signals, "one").len(), 1);
}

#[test]
fn a_flood_is_passed_over_and_counted_and_starves_no_other_lane() {
    let mut signals = page();
    let looks = (0..10_000).filter(|n| signals.admits(Lane::Clicks, 5_000 + n / 10)).count();
    assert_eq!(looks, LOOKS_PER_SECOND as usize);
    assert_eq!(signals.passed_over(), 10_000 - LOOKS_PER_SECOND);
    assert!(signals.admits(Lane::Errors, 5_999));
    assert!(signals.admits(Lane::Clicks, 6_000));
}

#[test]
fn a_kind_that_is_off_never_comes_out() {
    for kind in EventKind::ALL {
        let tracking = json!({kind.name(): false});
        let mut signals = Detector::<u32>::new(EventKinds::allowed(&tracking, Will::default()));
        signals.view(view(PAGE), 0);
        for at in 0..3 {
            signals.click(1, String::new(), at);
        }
        signals.suspect(1, String::new(), 0);
        signals.judge(false, u64::from(DEAD_CLICK_MS));
        signals.submit(&7, "");
        if signals.edit(&8, 0) {
            signals.begin(8, String::new(), 0);
        }
        signals.leave(9);
        let mut out = signals.take();
        out.extend(fail(&mut signals, "x"));
        let missing: Vec<_> =
            EventKind::ALL.into_iter().filter(|it| !names(&out).contains(&it.name())).collect();
        assert_eq!(missing, [kind]);
    }
}
