//! Answers that break, begin anew, are refused or are not ours: what is shown, and what is tried again.

use super::*;

#[test]
fn a_resumed_stream_goes_on_after_the_last_event_and_repeats_no_text() {
    let mut state = ready(json!({}));
    let (turn, ..) = opened(&ask(&mut state, "q")).unwrap();
    connect(&mut state, turn);
    token(&mut state, turn, 0, "Hel");
    let effects = stream(&mut state, turn, StreamInput::Closed);
    assert!(
        effects
            .iter()
            .any(|it| matches!(it, Effect::Wait(Timer::Talk(TalkTimer::Turn(it)), _) if *it == turn))
    );
    let (_, body, last) =
        opened(&update(&mut state, Input::Due(Timer::Talk(TalkTimer::Turn(turn))), NOW)).unwrap();
    assert_eq!(last, Some(0));
    assert_eq!(body["message_id"], state.conversation.transcript.get(turn).unwrap().message_id);
    connect(&mut state, turn);
    token(&mut state, turn, 1, "lo");
    done(&mut state, turn, 2);
    assert_eq!(state.conversation.transcript.get(turn).unwrap().answer, "Hello");
    assert_eq!(phase(&state, turn), &Phase::Complete);
}

#[test]
fn an_answer_begun_anew_replaces_the_partial_text() {
    let mut state = ready(json!({}));
    let (turn, ..) = opened(&ask(&mut state, "q")).unwrap();
    connect(&mut state, turn);
    token(&mut state, turn, 0, "half");
    stream(&mut state, turn, StreamInput::Broke(Failure::Network));
    update(&mut state, Input::Due(Timer::Talk(TalkTimer::Turn(turn))), NOW);
    connect(&mut state, turn);
    token(&mut state, turn, 0, "whole");
    assert_eq!(state.conversation.transcript.get(turn).unwrap().answer, "whole");
}

#[test]
fn a_stream_cut_anywhere_gives_the_same_answer() {
    let wire = "Grüße \u{1F600}\u{1e}__ACTION__{\"type\":\"handoff\",\"name\":\"Ada\"}\u{1e} end\u{1e}__ACTIONS__[{\"type\":\"handoff\",\"name\":\"Ada\"}]\u{1e}";
    for cut in 0..=wire.len() {
        let mut state = ready(json!({}));
        let (turn, ..) = opened(&ask(&mut state, "q")).unwrap();
        let content_type = "text/plain; charset=utf-8".to_owned();
        stream(&mut state, turn, StreamInput::Opened { content_type, session_id: Some("sess_9".into()) });
        let (start, rest) = wire.as_bytes().split_at(cut);
        stream(&mut state, turn, StreamInput::Bytes(start.to_vec()));
        stream(&mut state, turn, StreamInput::Bytes(rest.to_vec()));
        stream(&mut state, turn, StreamInput::Closed);
        let turn = state.conversation.transcript.get(turn).unwrap();
        assert_eq!((turn.answer.as_str(), turn.actions.len()), ("Grüße \u{1F600} end", 1), "cut at {cut}");
        assert_eq!(turn.phase, Phase::Complete);
        assert_eq!(state.conversation.session_id.as_deref(), Some("sess_9"));
    }
}

#[test]
fn a_captive_portals_page_is_an_error_and_none_of_it_is_shown() {
    let mut state = ready(json!({}));
    let (turn, ..) = opened(&ask(&mut state, "q")).unwrap();
    let content_type = "text/html".to_owned();
    let effects = stream(
        &mut state,
        turn,
        StreamInput::Opened { content_type: content_type.clone(), session_id: None },
    );
    assert_eq!(effects.first(), Some(&Effect::CloseStream));
    stream(&mut state, turn, StreamInput::Bytes(b"<h1>Log in</h1>".to_vec()));
    assert_eq!(state.conversation.transcript.get(turn).unwrap().answer, "");
    assert_eq!(phase(&state, turn), &Phase::Failed(Failure::NotOurs { content_type }));
}

#[test]
fn after_five_breaks_in_a_row_the_visitor_decides_and_what_came_is_kept() {
    let mut state = ready(json!({}));
    let (turn, ..) = opened(&ask(&mut state, "q")).unwrap();
    connect(&mut state, turn);
    token(&mut state, turn, 0, "half");
    for _ in 0..5 {
        stream(&mut state, turn, StreamInput::Broke(Failure::Network));
        assert_eq!(phase(&state, turn), &Phase::Reconnecting);
        update(&mut state, Input::Due(Timer::Talk(TalkTimer::Turn(turn))), NOW);
    }
    let effects = stream(&mut state, turn, StreamInput::Broke(Failure::Network));
    assert_eq!(phase(&state, turn), &Phase::Interrupted(Failure::Network));
    assert!(effects.contains(&Effect::Tell(Callback::Error(Failure::Network))));
    let (_, _, last) = opened(&update(&mut state, Input::Retry(turn), NOW)).unwrap();
    assert_eq!(last, Some(0));
    assert_eq!(state.conversation.transcript.turns().len(), 1);
}

#[test]
fn an_answer_the_agent_failed_is_asked_anew_under_a_new_id() {
    let mut state = ready(json!({}));
    let (turn, ..) = opened(&ask(&mut state, "q")).unwrap();
    connect(&mut state, turn);
    token(&mut state, turn, 0, "half");
    let mut wire = String::new();
    writer::event(&mut wire, "error", Some(1), r#"{"error":"model down"}"#);
    stream(&mut state, turn, StreamInput::Bytes(wire.into_bytes()));
    assert_eq!(
        phase(&state, turn),
        &Phase::Interrupted(Failure::Agent("model down".into(), AgentFault::Other))
    );
    let later = Moment { entropy: 8, ..NOW };
    let (_, body, last) = opened(&update(&mut state, Input::Retry(turn), later)).unwrap();
    assert_eq!((body["message_id"].as_str().unwrap(), last), (later.uuid().as_str(), None));
    assert_eq!(state.conversation.transcript.get(turn).unwrap().answer, "");
}

#[test]
fn a_refused_key_is_not_tried_again_by_itself() {
    let mut state = ready(json!({}));
    let (turn, ..) = opened(&ask(&mut state, "q")).unwrap();
    let failure = Failure::Status { status: 401, message: "bad key".into(), retry_after_ms: None };
    let effects = stream(&mut state, turn, StreamInput::Broke(failure.clone()));
    assert_eq!(phase(&state, turn), &Phase::Failed(failure));
    assert!(!effects.iter().any(|it| matches!(it, Effect::Wait(..))));
}

#[test]
fn not_now_before_any_byte_is_tried_once_more_when_the_server_said() {
    let mut state = ready(json!({}));
    let (turn, ..) = opened(&ask(&mut state, "q")).unwrap();
    let busy = || Failure::Status { status: 503, message: String::new(), retry_after_ms: Some(2_000) };
    let effects = stream(&mut state, turn, StreamInput::Broke(busy()));
    assert!(effects.contains(&Effect::Wait(Timer::Talk(TalkTimer::Turn(turn)), 2_000)));
    update(&mut state, Input::Due(Timer::Talk(TalkTimer::Turn(turn))), NOW);
    stream(&mut state, turn, StreamInput::Broke(busy()));
    assert!(matches!(phase(&state, turn), Phase::Failed(_)));
}
