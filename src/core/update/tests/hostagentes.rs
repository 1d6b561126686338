//! The story of an agent behind the site's own address.

use super::*;

#[test]
fn a_hostagentes_agent_is_asked_in_its_own_words_and_nothing_else_of_it() {
    let options = json!({"provider": "hostagentes", "apiKey": "ab_live_x", "userId": "ada"});
    let mut state = State::new(Options::from_json(options.as_object().unwrap()));
    let effects = update(&mut state, Input::Mounted, NOW);
    assert!(!effects.contains(&Effect::LoadConfig) && effects.contains(&Effect::Tell(Callback::Ready)));
    assert!(posted(&effects).is_none() && !effects.contains(&Effect::Fetch(Chunk::Events)));
    update(&mut state, talk_came(), NOW);
    let effects = update(&mut state, Input::Ask("Hello?".to_owned()), NOW);
    let (turn, body, _) = opened(&effects).unwrap();
    let session_id = state.conversation.session_id.clone().unwrap();
    assert_eq!(body, json!({"message": "Hello?", "context": {"user_id": "ada", "session_id": session_id}}));
    connect(&mut state, turn);
    let effects = stream(&mut state, turn, StreamInput::Broke(Failure::Network));
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Wait(..))), "it is not run twice");
    assert!(state.conversation.transcript.get(turn).unwrap().phase.can_retry());
}

#[test]
fn a_hostagentes_agent_takes_no_tickets_and_who_asks_is_told_without_a_request() {
    let options = json!({"provider": "hostagentes"});
    let mut state = State::new(Options::from_json(options.as_object().unwrap()));
    update(&mut state, Input::Mounted, NOW);
    update(&mut state, Input::Open, NOW);
    assert!(!state.conversation.settings().unwrap().takes_tickets);
    update(&mut state, talk_came(), NOW);
    let body = json!({"subject": "s", "email": "a@b.c"}).as_object().cloned().unwrap();
    let call = Call { endpoint: Endpoint::CreateTicket, body };
    let effects = update(&mut state, Input::Talk(TalkInput::Call { call, promise: Some(PromiseId(1)) }), NOW);
    assert!(
        matches!(effects.as_slice(), [Effect::Settle(PromiseId(1), Err(Failure::Invalid(_)))]),
        "{effects:?}"
    );
}
