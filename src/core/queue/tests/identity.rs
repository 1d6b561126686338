//! Whose events they are, and what happens when a user cannot be verified.

use serde_json::Value;

use super::super::{DropReason, Owner, QueueInput, QueueState};
use super::Bench;
use super::bench::{BEGAN_UNIX_MS, event};

#[test]
fn e67_events_keep_the_identity_they_were_captured_with() {
    let mut it = Bench::new();
    it.owner(None, "s1");
    it.capture("visitor");
    it.owner(Some("u\"1"), "s1");
    it.capture("user");
    it.give(QueueInput::Reset);
    it.capture("nobody");
    it.answer(200);
    it.answer(200);
    let bodies: Vec<_> = it.sent.iter().map(|sent| (sent.json(), sent.types())).collect();
    assert_eq!(bodies[0].0["session_id"], "s1");
    assert!(bodies[0].0.get("user_id").is_none());
    assert_eq!((&bodies[1].0["user_id"], &bodies[1].1[0]), (&"u\"1".into(), &"user".to_owned()));
    it.pass(3_000);
    let last = it.last();
    assert_eq!(last.types(), ["nobody"]);
    assert!(last.json().get("user_id").is_none() && last.json().get("session_id").is_none());
}

#[test]
fn e67_identity_survives_storage() {
    let mut it = Bench::new();
    it.owner(Some("u1"), "s1");
    it.capture("user");
    it.owner(Some("u2"), "s2");
    it.capture("other");
    it.now.mono_ms += 300;
    it.give(QueueInput::Blur);
    let mut next = it.next_page(60_000);
    next.owner(None, "s3");
    next.pass(40_000);
    next.answer(200);
    let seen: Vec<_> = next.sent.iter().map(|sent| sent.json()["user_id"].clone()).collect();
    assert_eq!(seen, ["u1", "u2"]);
}

#[test]
fn a_403_pauses_the_user_and_asks_once_and_nothing_is_lost_or_reordered() {
    let mut it = Bench::new();
    it.owner(Some("u1"), "s");
    it.send_many(2);
    it.answer(403);
    it.capture("more");
    it.pass(3_600_000);
    assert_eq!((it.sent.len(), it.needs_identity, it.depth()), (1, 1, 3));
    assert_eq!(it.queue.snapshot(it.now).state, QueueState::AwaitsIdentity);
    it.give(QueueInput::IdentityRenewed);
    assert_eq!(it.last().types(), ["e0", "e1", "more"]);
    it.answer(200);
    assert_eq!((it.delivered(), it.last().retries), (3, 0));
}

#[test]
fn events_that_come_after_their_session_became_a_users_go_on_without_it() {
    let refusal = format!(r#"{{"error":"{}"}}"#, halo_protocol::error::SESSION_REFUSED);
    let mut it = Bench::new();
    it.owner(None, "s");
    it.send_many(2);
    it.answer_with(403, None, &refusal);
    it.give(QueueInput::Flush);
    let body = it.last().json();
    assert_eq!((it.last().types(), body.get("session_id")), (vec!["e0".to_owned(), "e1".to_owned()], None));
    it.answer(200);
    assert_eq!((it.delivered(), it.needs_identity, it.depth()), (2, 0, 0));

    // What still is refused waits, as for any other proof that is missing.
    it.owner(None, "s");
    it.send_many(1);
    it.answer_with(403, None, &refusal);
    it.give(QueueInput::Flush);
    it.answer_with(403, None, &refusal);
    it.pass(60_000);
    assert_eq!((it.sent.len(), it.needs_identity, it.depth()), (4, 1, 1));
}

#[test]
fn while_a_user_is_paused_visitors_events_go() {
    let mut it = Bench::new();
    it.owner(Some("u1"), "s");
    it.give(QueueInput::IdentityLost);
    it.capture("user");
    it.owner(None, "s");
    it.capture("visitor");
    it.pass(3_000);
    assert_eq!((it.sent.len(), it.last().types()), (1, vec!["visitor".to_owned()]));
}

#[test]
fn a_renewed_identity_is_the_current_users_only() {
    let mut it = Bench::new();
    it.owner(Some("u1"), "s");
    it.give(QueueInput::IdentityLost);
    it.capture("first user");
    it.owner(Some("u2"), "s");
    it.give(QueueInput::IdentityLost);
    it.capture("second user");
    it.give(QueueInput::IdentityRenewed);
    assert_eq!(it.last().types(), ["second user"]);
    it.answer(200);
    it.pass(60_000);
    assert_eq!((it.sent.len(), it.depth()), (1, 1));
}

#[test]
fn who_logs_out_unverified_leaves_no_events_behind() {
    let mut it = Bench::new();
    it.owner(Some("u1"), "s");
    it.send_many(1);
    it.capture("waits");
    it.give(QueueInput::IdentityLost);
    it.give(QueueInput::Reset);
    assert_eq!((it.dropped(DropReason::LoggedOut), it.depth()), (1, 1));
    it.answer(403);
    assert_eq!((it.dropped(DropReason::LoggedOut), it.depth(), it.needs_identity), (2, 0, 0));
    it.give(QueueInput::PageHide);
    assert!(!it.storage.borrow().values().any(|text| text.contains("u1")));
}

#[test]
fn who_logs_out_verified_has_their_events_sent_at_once() {
    let mut it = Bench::new();
    it.owner(Some("u1"), "s");
    it.capture("last");
    it.give(QueueInput::Reset);
    assert_eq!(
        (it.last().types(), it.last().json()["user_id"].clone()),
        (vec!["last".to_owned()], "u1".into())
    );
}

fn proved(it: &mut Bench, user_id: &str, token: &str) {
    let owner = Owner { user_id: Some(user_id.to_owned()), session_id: None };
    it.give(QueueInput::Owner(owner, Some(token.to_owned())));
}

#[test]
fn the_token_goes_with_the_events_of_its_user_and_is_not_stored() {
    let mut it = Bench::new();
    proved(&mut it, "u1", "token-1");
    it.capture("first");
    proved(&mut it, "u2", "token-2");
    it.send_many(1);
    assert_eq!(
        (it.last().json()["user_id"].clone(), it.last().json()["user_token"].clone()),
        ("u1".into(), Value::Null)
    );
    it.answer(200);
    it.pass(3_000);
    assert_eq!(
        (it.last().json()["user_id"].clone(), it.last().json()["user_token"].clone()),
        ("u2".into(), "token-2".into())
    );
    it.give(QueueInput::PageHide);
    assert!(!it.storage.borrow().values().any(|text| text.contains("token-")));
}

#[test]
fn a_body_with_a_token_keeps_to_the_limit() {
    let mut it = Bench::calm();
    proved(&mut it, "u1", &"t".repeat(4_096));
    for _ in 0..90 {
        let mut event = event("large");
        event.metadata.insert("text".to_owned(), "x".repeat(1_000).into());
        it.give(QueueInput::Capture(event));
    }
    it.give(QueueInput::PageHide);
    assert!(it.last().body.len() <= 48 * 1024 && it.last().keepalive, "{}", it.last().body.len());
}

#[test]
fn a_token_that_has_ended_by_the_servers_clock_is_not_sent() {
    // {"alg":"HS256"} . {"user_id":"u_42","exp":1795262400} . anything: it ends as the test begins.
    let token = "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjoidV80MiIsImV4cCI6MTc5NTI2MjQwMH0.c2ln";
    let mut it = Bench::new();
    proved(&mut it, "u_42", token);
    it.send_many(1);
    assert_eq!(it.sent.len(), 1, "nobody knows what time it is");
    it.answer(200);
    it.give(QueueInput::ServerTime(BEGAN_UNIX_MS));
    it.send_many(2);
    it.pass(60_000);
    assert_eq!((it.sent.len(), it.needs_identity, it.depth()), (1, 1, 2));
    proved(&mut it, "u_42", "new");
    it.give(QueueInput::IdentityRenewed);
    assert_eq!((it.last().types().len(), it.last().json()["user_token"].clone()), (2, "new".into()));
}

#[test]
fn a_403_that_comes_after_the_token_was_renewed_asks_for_no_other_one() {
    let mut it = Bench::new();
    proved(&mut it, "u1", "old");
    it.send_many(2);
    proved(&mut it, "u1", "new");
    it.answer(403);
    it.pass(1_000);
    let second = it.last();
    assert_eq!((second.types().len(), second.json()["user_token"].clone()), (2, "new".into()));
    it.answer(200);
    assert_eq!((it.needs_identity, it.depth()), (0, 0));
}

#[test]
fn a_server_that_takes_no_token_is_not_asked_for_ever() {
    let mut it = Bench::new();
    proved(&mut it, "u1", "token-0");
    it.send_many(1);
    for round in 1..9 {
        it.answer(403);
        proved(&mut it, "u1", &format!("token-{round}"));
        it.give(QueueInput::IdentityRenewed);
        it.pass(60_000);
    }
    assert_eq!((it.needs_identity, it.depth()), (1, 1));
}

#[test]
fn who_logs_out_has_their_events_sent_with_the_proof() {
    let mut it = Bench::new();
    proved(&mut it, "u1", "token");
    it.capture("last");
    it.give(QueueInput::Reset);
    assert_eq!((it.sent.len(), it.last().json()["user_token"].clone()), (1, "token".into()));
    it.answer(200);
    it.capture("visitor's");
    it.pass(3_000);
    assert_eq!(
        (it.last().json()["user_token"].clone(), it.last().json()["user_id"].clone()),
        (Value::Null, Value::Null)
    );
}
