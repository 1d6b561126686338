//! What belongs to a person goes with them; what was unread, refused or cut is known again after a reload.

use super::*;
use crate::core::belongings::{Belonging, Extent};
use crate::core::turn::Cut;

fn named(user_id: &str) -> Input {
    Input::Identify { user_id: user_id.into(), traits: Object::new(), user_token: None }
}

fn stored(record: &str) -> Input {
    Input::Talk(TalkInput::Restore { record: Some(record.to_owned()), is_start: true })
}

/// A user in the midst of everything.
fn busy() -> State {
    let mut state =
        ready(json!({"userId": "ada-sentinel", "apiKey": "ab_live_x", "userTraits": {"plan": "sentinel"}}));
    let (turn, ..) = opened(&ask(&mut state, "a sentinel question")).unwrap();
    connect(&mut state, turn);
    token(&mut state, turn, 0, "a sentinel answer");
    done(&mut state, turn, 1);
    ask(&mut state, "another sentinel");
    let call = Call {
        endpoint: Endpoint::CreateTicket,
        body: halo_protocol::object([("subject", "a sentinel".into())]),
    };
    for input in [
        Input::SetContext("cart".into(), Some(json!({"label": "sentinel"}))),
        Input::Behaviour(Some("looked at a sentinel".into())),
        Input::Talk(TalkInput::SessionToken("sentinel-secret".into())),
        Input::Talk(TalkInput::Call { call, promise: Some(PromiseId(7)) }),
        Input::ShowTicket(true),
    ] {
        update(&mut state, input, NOW);
    }
    state
}

fn forgotten(effects: &[Effect]) -> Vec<Belonging> {
    effects
        .iter()
        .filter_map(|effect| if let Effect::Forget(it) = effect { Some(*it) } else { None })
        .collect()
}

#[test]
fn log_out_and_another_user_leave_nothing_of_a_person_and_walk_the_whole_list() {
    let later = Moment { entropy: 99, ..NOW };
    for input in [Input::Forget(Extent::Everybody), named("bob")] {
        let mut state = busy();
        let session = state.conversation.session_id.clone();
        let effects = update(&mut state, input, later);
        assert!(!format!("{state:?}").contains("sentinel"), "{state:?}");
        let elsewhere = [
            Belonging::Events,
            Belonging::OtherTalks,
            Belonging::Draft,
            Belonging::Guided,
            Belonging::Notices,
        ];
        assert_eq!(forgotten(&effects), elsewhere);
        assert!(effects.contains(&Effect::RemoveSaved) && effects.contains(&Effect::CloseStream));
        assert!(
            effects.contains(&Effect::Settle(PromiseId(7), Err(Failure::Dropped))),
            "its page hears of it"
        );
        assert_ne!(state.conversation.session_id, session);
        let owner = effects.iter().position(|effect| matches!(effect, Effect::Own { .. }));
        assert_eq!(owner, Some(1), "what waits of the former user is settled before the next one is named");
    }
}

#[test]
fn a_deleted_conversation_takes_along_what_was_about_to_be_said_and_leaves_the_person() {
    let mut state = busy();
    let session = state.conversation.session_id.clone();
    let effects = update(&mut state, Input::Forget(Extent::Conversation), NOW);
    assert_eq!(forgotten(&effects), [Belonging::Draft, Belonging::Guided]);
    assert!(state.conversation.transcript.turns().is_empty() && state.conversation.ticket.is_none());
    assert_eq!(state.conversation.identity.user_id.as_deref(), Some("ada-sentinel"));
    assert_eq!(state.conversation.session_id, session);
}

#[test]
fn a_new_conversation_leaves_what_is_about_to_be_said() {
    let mut state = busy();
    let effects = update(&mut state, Input::Forget(Extent::Said), Moment { entropy: 99, ..NOW });
    assert_eq!(forgotten(&effects), [Belonging::Guided]);
}

#[test]
fn unread_belongs_to_the_stored_conversation_and_is_seen_in_every_tab() {
    let mut one = ready(json!({}));
    let (turn, ..) = opened(&ask(&mut one, "Hello?")).unwrap();
    connect(&mut one, turn);
    token(&mut one, turn, 0, "Hi.");
    done(&mut one, turn, 1);
    let record = one.record(false).flatten().unwrap();
    let mut next = ready(json!({}));
    update(&mut next, stored(&record), NOW);
    assert_eq!((one.unread, next.unread), (1, 1));
    let effects = update(&mut next, Input::Open, NOW);
    assert!(effects.contains(&Effect::Save) && next.unread == 0 && next.first_unseen.is_some());
    let seen = next.record(false).flatten().unwrap();
    update(&mut one, Input::Talk(TalkInput::Restore { record: Some(seen), is_start: false }), NOW);
    assert_eq!(one.unread, 0);
    update(&mut next, Input::Close, NOW);
    assert_eq!(next.first_unseen, None);
}

fn refused() -> Failure {
    Failure::Status {
        status: 403,
        message: halo_protocol::error::SESSION_REFUSED.to_owned(),
        retry_after_ms: None,
    }
}

#[test]
fn a_question_that_its_session_refuses_is_asked_again_in_a_new_one_and_once() {
    let mut state = ready(json!({}));
    let (turn, before, _) = opened(&ask(&mut state, "Hello?")).unwrap();
    let later = Moment { entropy: 99, ..NOW };
    let broke = |turn| Input::Talk(TalkInput::Stream(turn, StreamInput::Broke(refused())));
    let effects = update(&mut state, broke(turn), later);
    let (again, after, last) = opened(&effects).unwrap();
    assert_eq!((again, last), (turn, None));
    assert_eq!(after["message"], "Hello?");
    assert_ne!(after["session_id"], before["session_id"]);
    assert_ne!(after["message_id"], before["message_id"]);
    assert!(!effects.contains(&Effect::RenewToken), "nobody doubts who the visitor is");
    assert_eq!(opened(&update(&mut state, broke(turn), later)), None, "once");
}

#[test]
fn a_call_that_its_session_refuses_goes_again_in_a_new_one() {
    let mut state = ready(json!({"apiKey": "ab_live_x"}));
    let body = halo_protocol::object([("subject", "s".into()), ("email", "a@b.example".into())]);
    let call = Call { endpoint: Endpoint::CreateTicket, body };
    let (_, before) =
        posted(&update(&mut state, Input::Talk(TalkInput::Call { call, promise: None }), NOW)).unwrap();
    let answer = Input::Talk(TalkInput::Posted(Err(refused())));
    let effects = update(&mut state, answer, Moment { entropy: 99, ..NOW });
    let (_, after) = posted(&effects).unwrap();
    assert_ne!(after["session_id"], before["session_id"]);
    assert_eq!(after["session_id"], json!(state.conversation.session_id));
}

#[test]
fn what_the_server_says_of_a_cut_or_refused_answer_is_kept_and_told() {
    let wire = |events: &[(&str, &str)]| {
        let mut wire = String::new();
        events.iter().zip(0..).for_each(|((kind, data), id)| writer::event(&mut wire, kind, Some(id), data));
        StreamInput::Bytes(wire.into_bytes())
    };
    let mut state = ready(json!({}));
    let (turn, ..) = opened(&ask(&mut state, "Hello?")).unwrap();
    connect(&mut state, turn);
    stream(&mut state, turn, wire(&[("token", r#"{"content":"Hi"}"#), ("done", r#"{"cut":"length"}"#)]));
    stream(&mut state, turn, StreamInput::Closed);
    assert_eq!(state.conversation.transcript.turns()[0].cut, Some(Cut::Length));
    let mut next = ready(json!({}));
    update(&mut next, stored(&state.record(false).flatten().unwrap()), NOW);
    assert_eq!(next.conversation.transcript.turns()[0].cut, Some(Cut::Length));

    for (code, fault, is_retryable) in [
        ("too_long", AgentFault::TooLong, false),
        ("busy", AgentFault::Busy, true),
        ("of another time", AgentFault::Other, true),
    ] {
        let (turn, ..) = opened(&ask(&mut state, "And?")).unwrap();
        connect(&mut state, turn);
        stream(&mut state, turn, wire(&[("error", &json!({"error": "no", "code": code}).to_string())]));
        let failure = Failure::Agent("no".into(), fault);
        assert_eq!(failure.retryable(), is_retryable);
        assert_eq!(phase(&state, turn), &Phase::Failed(failure));
    }
    let (turn, ..) = opened(&ask(&mut state, "And now?")).unwrap();
    connect(&mut state, turn);
    done(&mut state, turn, 0);
    assert!(
        matches!(phase(&state, turn), Phase::Failed(Failure::Agent(_, AgentFault::Empty))),
        "no word came"
    );
}
