//! The table of steps, whole, and the wire.

use super::*;

/// The whole table, a line a state, in the order of [`Transition::ALL`].
#[test]
fn every_step_from_every_state() {
    let line = |state: ConversationState| {
        let after = Transition::ALL.map(|step| state.after(step).map_or("-", ConversationState::word));
        after.join(" ")
    };
    let table = ConversationState::ALL.map(line);
    assert_eq!(
        table,
        [
            "waiting waiting human - - - - - -",
            "- - human ai ai closed ai - -",
            "- - - ai ai closed - waiting -",
            "waiting - human - - - - - ai",
        ]
    );
}

#[test]
fn a_step_has_one_word() {
    for step in Transition::ALL {
        assert_eq!(serde_json::to_value(step).unwrap(), step.word());
    }
}

#[test]
fn a_state_is_found_by_its_word() {
    for state in ConversationState::ALL {
        assert_eq!(ConversationState::named(state.word()), Some(state));
        assert_eq!(serde_json::to_value(state).unwrap(), state.word());
    }
    assert_eq!(ConversationState::named("asleep"), None);
}

#[test]
fn a_rating_is_one_to_five() {
    for (score, is_good) in [(0, false), (1, true), (5, true), (6, false)] {
        assert_eq!(RatingRequest { score, ..RatingRequest::default() }.check().is_ok(), is_good, "{score}");
    }
}

#[test]
fn the_wire_is_flat() {
    let text = r#"{"session_id":"sess_1","user_id":null,"reason":"A refund"}"#;
    let request: PersonRequest = serde_json::from_str(text).unwrap();
    assert_eq!((request.proof.session_id.as_str(), request.reason.as_deref()), ("sess_1", Some("A refund")));
    let answer = StateResponse {
        success: true,
        session_id: "sess_1".to_owned(),
        state: StateEvent {
            state: ConversationState::Waiting,
            by: Some(Transition::Requested),
            position: Some(2),
            ..StateEvent::default()
        },
        available: true,
    };
    assert_eq!(
        serde_json::to_string(&answer).unwrap(),
        r#"{"success":true,"session_id":"sess_1","state":"waiting","by":"requested","position":2,"available":true}"#
    );
}

#[test]
fn a_whole_number_may_be_written_with_a_point() {
    let up_to = |json: &str| serde_json::from_str::<ReadRequest>(json).map(|it| it.up_to).ok();
    for (json, number) in [
        (r#"{"up_to":7}"#, Some(7)),
        (r#"{"up_to":7.0}"#, Some(7)),
        (r#"{"up_to":null}"#, Some(0)),
        ("{}", Some(0)),
        (r#"{"up_to":7.5}"#, None),
        (r#"{"up_to":-1}"#, None),
        (r#"{"up_to":"7"}"#, None),
        (r#"{"up_to":1e300}"#, None),
    ] {
        assert_eq!(up_to(json), number, "{json}");
    }
}
