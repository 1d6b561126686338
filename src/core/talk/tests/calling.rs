//! Whose clock a token is held against, and what the server is told of the page's options.

use crate::core::belongings::Extent;
use serde_json::{Value, json};

use crate::config::Options;
use crate::core::effect::{Effect, TalkEffect};
use crate::core::input::Input;
use crate::core::moment::Moment;
use crate::core::state::State;
use crate::core::talk::TalkInput;
use crate::core::update::tests::talk_came;
use crate::core::update::update;
use crate::error::Failure;

/// The token below ends at this time.
const END_MS: u64 = 1_795_262_400_000;
const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjoidV80MiIsImV4cCI6MTc5NTI2MjQwMH0.c2ln";
const DAY_MS: u64 = 86_400_000;

fn at(unix_ms: u64) -> Moment {
    Moment { unix_ms, ..Moment::default() }
}

/// A widget whose agent is known, on a visitor's clock; with what followed from that.
fn widget(options: &Value, now: Moment) -> (State, Vec<Effect>) {
    let mut state = State::new(Options::from_json(options.as_object().unwrap()));
    update(&mut state, Input::Mounted, now);
    update(&mut state, talk_came(), now);
    let config = json!({"agent": {"name": "A"}}).as_object().cloned().unwrap();
    let effects = update(&mut state, Input::Configured(Ok(config)), now);
    (state, effects)
}

fn with_token() -> Value {
    json!({"orgId": "o", "apiKey": "k", "userId": "u_42", "userToken": TOKEN})
}

fn success() -> Input {
    Input::Talk(TalkInput::Posted(Ok(r#"{"success":true}"#.to_owned())))
}

fn asks_time(effects: &[Effect]) -> bool {
    effects.contains(&Effect::Talk(TalkEffect::AskTime))
}

fn posts(effects: &[Effect]) -> Vec<&'static str> {
    let path = |effect: &Effect| {
        if let Effect::Talk(TalkEffect::Post { path, .. }) = effect { Some(*path) } else { None }
    };
    effects.iter().filter_map(path).collect()
}

#[test]
fn h37_a_visitor_whose_clock_is_a_day_ahead_keeps_a_token_that_is_good() {
    let now = at(END_MS - 60_000 + DAY_MS);
    let (mut state, effects) = widget(&with_token(), now);
    assert!(asks_time(&effects) && posts(&effects).is_empty(), "the server's clock is asked first");
    assert!(effects.contains(&Effect::Verified(false)), "events wait for it too");
    assert!(!asks_time(&update(&mut state, Input::Open, now)), "once");
    let effects = update(&mut state, Input::ServerTime(END_MS - 60_000), now);
    assert_eq!(posts(&effects), ["/users/identify"]);
    assert!(effects.contains(&Effect::Verified(true)) && !effects.contains(&Effect::RenewToken));
}

#[test]
fn h37_a_visitor_whose_clock_is_a_day_behind_sends_no_token_once_the_server_told_the_time() {
    let now = at(END_MS + 60_000 - DAY_MS);
    let (mut state, effects) = widget(&with_token(), now);
    assert_eq!(posts(&effects), ["/users/identify"]);
    let mut effects = update(&mut state, Input::ServerTime(END_MS + 60_000), now);
    let denied = Failure::Status { status: 403, message: String::new(), retry_after_ms: None };
    effects.extend(update(&mut state, Input::Talk(TalkInput::Posted(Err(denied))), now));
    assert_eq!(effects.iter().filter(|effect| **effect == Effect::RenewToken).count(), 1);
    let effects = update(&mut state, Input::Talk(TalkInput::Token(Some(TOKEN.to_owned()))), now);
    assert!(posts(&effects).is_empty(), "it has ended by the server's clock");
}

#[test]
fn a_refusal_says_nothing_of_a_token_that_came_after_the_call_had_set_out() {
    let now = at(END_MS - 60_000);
    let (mut state, effects) = widget(&with_token(), now);
    assert_eq!(posts(&effects), ["/users/identify"]);
    assert!(update(&mut state, Input::Doubted, now).contains(&Effect::RenewToken), "an event was refused");
    update(&mut state, Input::Talk(TalkInput::Token(Some("another".to_owned()))), now);
    let denied = Failure::Status { status: 403, message: String::new(), retry_after_ms: None };
    let effects = update(&mut state, Input::Talk(TalkInput::Posted(Err(denied.clone()))), now);
    assert_eq!(posts(&effects), ["/users/identify"], "it goes again with the other token");
    assert!(!effects.contains(&Effect::RenewToken));
    let effects = update(&mut state, Input::Talk(TalkInput::Posted(Err(denied))), now);
    assert!(posts(&effects).is_empty() && !effects.contains(&Effect::RenewToken), "twice refused is final");
}

#[test]
fn a_token_that_has_ended_is_not_sent_and_another_one_is_asked_for_once() {
    let now = at(END_MS + 1_000);
    let (mut state, effects) = widget(&with_token(), now);
    assert!(asks_time(&effects) && posts(&effects).is_empty());
    let effects = update(&mut state, Input::ServerTime(END_MS + 1_000), now);
    assert_eq!(effects.iter().filter(|effect| **effect == Effect::RenewToken).count(), 1);
    assert!(posts(&effects).is_empty() && !effects.contains(&Effect::Verified(true)));
    let effects = update(&mut state, Input::Doubted, now);
    assert!(!effects.contains(&Effect::RenewToken), "somebody is asking already");
}

#[test]
fn the_company_of_the_options_is_told_after_the_user_and_once() {
    let options = json!({"orgId": "o", "apiKey": "k", "userId": "u", "companyId": "c", "companyTraits": {"plan": "pro"}});
    let (mut state, effects) = widget(&options, at(0));
    assert_eq!(posts(&effects), ["/users/identify"]);
    let effects = update(&mut state, success(), at(0));
    let body = effects.iter().find_map(|effect| match effect {
        Effect::Talk(TalkEffect::Post { path: "/companies/identify", body, .. }) => {
            serde_json::from_str::<Value>(body).ok()
        }
        _ => None,
    });
    assert_eq!(body, Some(json!({"company_id": "c", "user_id": "u", "traits": {"plan": "pro"}})));
    assert_eq!(state.conversation.identity.company_id.as_deref(), Some("c"));
    assert!(posts(&update(&mut state, success(), at(0))).is_empty());
}

#[test]
fn a_log_out_leaves_nothing_of_the_person_in_memory() {
    let options = json!({
        "orgId": "o", "apiKey": "k", "userId": "sentinel-user", "userToken": "sentinel-token", "companyId": "sentinel-company",
        "userTraits": {"name": "sentinel-name"}, "companyTraits": {"name": "sentinel"}, "context": {"a": {"value": "sentinel"}},
    });
    let (mut state, _) = widget(&options, at(0));
    update(&mut state, Input::Behaviour(Some("sentinel".to_owned())), at(0));
    update(&mut state, Input::Ask("sentinel question".to_owned()), at(0));
    update(&mut state, Input::Forget(Extent::Everybody), at(0));
    assert!(!format!("{state:?}").contains("sentinel"), "{state:?}");
}
