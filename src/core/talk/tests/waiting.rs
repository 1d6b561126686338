//! What waits for the chunk "talk", and what becomes of it when that does not come.

use crate::core::belongings::Extent;
use serde_json::{Value, json};

use crate::config::Options;
use crate::core::calls::{Call, Endpoint, PromiseId};
use crate::core::chunk::Chunk;
use crate::core::effect::{Effect, TalkEffect};
use crate::core::input::Input;
use crate::core::moment::Moment;
use crate::core::state::State;
use crate::core::talk::TalkInput;
use crate::core::ticket::Stage;
use crate::core::timer::{TalkTimer, Timer};
use crate::core::update::loading::TRIES;
use crate::core::update::tests::talk_came;
use crate::core::update::update;
use crate::error::Failure;

const NOW: Moment = Moment { unix_ms: 1_795_262_400_000, mono_ms: 0, entropy: 7 };
const FETCH: Effect = Effect::Fetch(Chunk::Talk);

/// A widget of a named user whose agent is known; its chunk "talk" is on its way.
fn named() -> State {
    let options = json!({"orgId": "o", "apiKey": "k", "userId": "u"});
    let mut state = State::new(Options::from_json(options.as_object().unwrap()));
    update(&mut state, Input::Mounted, NOW);
    let effects = update(&mut state, Input::Configured(Ok(halo_protocol::Object::new())), NOW);
    assert!(effects.contains(&FETCH), "the user is to be introduced");
    state
}

fn ticket(promise: u32) -> Input {
    let body = json!({"subject": "s"}).as_object().cloned().unwrap();
    Input::Talk(TalkInput::Call {
        call: Call { endpoint: Endpoint::CreateTicket, body },
        promise: Some(PromiseId(promise)),
    })
}

fn post(effects: &[Effect]) -> Option<(&'static str, Value)> {
    effects.iter().find_map(|effect| match effect {
        Effect::Talk(TalkEffect::Post { path, body, .. }) => {
            Some((*path, serde_json::from_str(body).unwrap()))
        }
        _ => None,
    })
}

fn fails(state: &mut State) -> Vec<Effect> {
    let mut effects = Vec::new();
    for _ in 0..TRIES {
        effects.extend(update(state, Input::NotCame(Chunk::Talk), NOW));
        update(state, Input::Due(Timer::Chunk(Chunk::Talk)), NOW);
    }
    effects
}

#[test]
fn calls_wait_for_it_and_go_in_the_order_they_were_made() {
    let mut state = named();
    assert_eq!(post(&update(&mut state, ticket(1), NOW)), None);
    let (path, _) = post(&update(&mut state, talk_came(), NOW)).unwrap();
    assert_eq!(path, "/users/identify");
    let effects =
        update(&mut state, Input::Talk(TalkInput::Posted(Ok(r#"{"success":true}"#.to_owned()))), NOW);
    let (path, body) = post(&effects).unwrap();
    assert_eq!((path, body["user_id"].as_str()), ("/tickets/create", Some("u")));
    let effects = update(&mut state, Input::Talk(TalkInput::Posted(Ok("<html>".to_owned()))), NOW);
    let goes_again =
        effects.iter().any(|effect| matches!(effect, Effect::Wait(Timer::Talk(TalkTimer::Call), _)));
    assert!(goes_again, "a portal's page is no answer: {effects:?}");
}

#[test]
fn the_user_is_introduced_before_a_call_that_the_page_made_while_the_agent_was_not_known() {
    let options = json!({"orgId": "o", "apiKey": "k", "userId": "u"});
    let mut state = State::new(Options::from_json(options.as_object().unwrap()));
    update(&mut state, Input::Mounted, NOW);
    update(&mut state, ticket(1), NOW);
    update(&mut state, Input::Configured(Ok(halo_protocol::Object::new())), NOW);
    let (path, _) = post(&update(&mut state, talk_came(), NOW)).unwrap();
    assert_eq!(path, "/users/identify");
}

#[test]
fn when_it_cannot_be_had_who_waits_is_told_and_the_user_is_introduced_later() {
    let mut state = named();
    update(&mut state, Input::ShowTicket(true), NOW);
    update(&mut state, Input::Talk(TalkInput::SendTicket(halo_protocol::Object::new())), NOW);
    update(&mut state, ticket(1), NOW);
    let effects = fails(&mut state);
    assert!(effects.contains(&Effect::Settle(PromiseId(1), Err(Failure::Network))));
    assert_eq!(state.conversation.ticket.clone().unwrap().stage, Stage::Failed(Failure::Network));
    assert!(update(&mut state, Input::Open, NOW).contains(&FETCH), "the visitor brings hope");
    let (path, _) = post(&update(&mut state, talk_came(), NOW)).unwrap();
    assert_eq!(path, "/users/identify");
}

#[test]
fn a_call_is_worth_another_try_of_a_file_that_was_given_up() {
    let mut state = named();
    fails(&mut state);
    assert!(!update(&mut state, Input::Close, NOW).contains(&FETCH));
    assert!(update(&mut state, ticket(1), NOW).contains(&FETCH));
}

#[test]
fn a_log_out_drops_what_waits_and_says_so() {
    let mut state = named();
    update(&mut state, ticket(1), NOW);
    let effects = update(&mut state, Input::Forget(Extent::Everybody), NOW);
    assert!(effects.contains(&Effect::Settle(PromiseId(1), Err(Failure::Dropped))));
    assert_eq!(post(&update(&mut state, talk_came(), NOW)), None);
}
