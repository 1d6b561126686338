//! Who may be recorded, and what.

use serde_json::{Value, json};

use crate::core::behaviour::kind::{EventKind, EventKinds, Will};

fn allowed(tracking: &Value) -> EventKinds {
    EventKinds::allowed(tracking, Will::default())
}

#[test]
fn everything_is_recorded_unless_something_is_said() {
    for tracking in [Value::Null, json!(true), json!({})] {
        assert!(EventKind::ALL.iter().all(|kind| allowed(&tracking).has(*kind)), "{tracking}");
    }
}

#[test]
fn false_and_whatever_was_not_meant_record_nothing() {
    for tracking in [json!(false), json!("false"), json!("off"), json!(0), json!([])] {
        assert_eq!(allowed(&tracking), EventKinds::NONE, "{tracking}");
    }
}

#[test]
fn an_object_turns_single_kinds_off() {
    let kinds = allowed(&json!({"click": false, "pageView": false, "rage_click": true, "unheard": false}));
    let on: Vec<_> =
        EventKind::ALL.into_iter().filter(|kind| kinds.has(*kind)).map(EventKind::name).collect();
    assert_eq!(on, ["form_submit", "error", "rage_click", "dead_click", "form_abandon"]);
}

#[test]
fn an_object_of_nothing_but_false_needs_no_listener() {
    let all_off: Value =
        EventKind::ALL.into_iter().map(|kind| (kind.name().to_owned(), json!(false))).collect();
    assert!(!allowed(&all_off).has_any(EventKinds::ALL));
}

#[test]
fn consent_waits_for_the_visitors_yes() {
    let asked = |opted_in| EventKinds::allowed(&json!("consent"), Will { opted_in, ..Will::default() });
    assert_eq!((asked(false), asked(true)), (EventKinds::NONE, EventKinds::ALL));
}

#[test]
fn the_visitors_no_outweighs_everything() {
    for tracking in [json!(true), json!("consent"), json!({"click": true})] {
        let gpc = Will { sends_gpc: true, opted_in: true, opted_out: false };
        let out = Will { opted_out: true, ..Will::default() };
        assert_eq!(EventKinds::allowed(&tracking, gpc), EventKinds::NONE);
        assert_eq!(EventKinds::allowed(&tracking, out), EventKinds::NONE);
    }
}

#[test]
fn one_rule_says_whether_the_site_may_record_and_the_visitors_word_stands_first() {
    let allows = |tracking: Value, sends_gpc, said: Option<bool>| {
        Will { sends_gpc, opted_in: said == Some(true), opted_out: said == Some(false) }.allows(&tracking)
    };
    assert!(allows(Value::Null, false, None) && allows(json!(false), false, None));
    assert!(!allows(json!("consent"), false, None) && !allows(Value::Null, true, None));
    for tracking in [Value::Null, json!("consent"), json!(false)] {
        assert!(allows(tracking.clone(), true, Some(true)) && !allows(tracking, false, Some(false)));
    }
}
