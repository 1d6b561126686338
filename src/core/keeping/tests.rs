//! What is kept of a conversation, and what another page or tab makes of it.

use halo_protocol::Object;
use halo_protocol::stream::writer;
use serde_json::json;

use super::*;
use crate::config::Options;
use crate::core::chunk::Chunk;
use crate::core::input::{Deed, Input, Stream};
use crate::core::update::update;

const NOW: Moment = Moment { mono_ms: 0, unix_ms: 1_795_262_400_000, entropy: 7 };

fn at(seconds: u64) -> Moment {
    Moment { mono_ms: 0, unix_ms: NOW.unix_ms + seconds * 1_000, entropy: u128::from(seconds) << 8 }
}

fn tab(options: Value) -> State {
    let mut state = State::new(Options::from_json(options.as_object().unwrap()));
    update(&mut state, Input::Mounted, at(1));
    update(&mut state, Input::Delivered(Chunk::Talk, true), at(1));
    update(&mut state, Input::Configured(Ok(Object::new())), at(1));
    state
}

/// Asks; the record that is kept, and the turn.
fn ask(state: &mut State, question: &str, now: Moment) -> (String, TurnId) {
    let kept = record_of(&update(state, Input::Ask(question.to_owned()), now)).unwrap();
    (kept, state.transcript.turns().last().unwrap().id)
}

/// Answers the running turn; the record that is kept.
fn answer(state: &mut State, turn: TurnId, text: &str) -> String {
    let mut wire = String::new();
    writer::event(&mut wire, "token", Some(0), &json!({"content": text}).to_string());
    writer::event(&mut wire, "done", Some(1), "{}");
    let opened = Stream::Opened { content_type: "text/event-stream".into(), session_id: None };
    update(state, Input::Stream(turn, opened), at(2));
    update(state, Input::Stream(turn, Stream::Bytes(wire.into_bytes())), at(2));
    record_of(&update(state, Input::Stream(turn, Stream::Closed), at(2))).unwrap()
}

fn stored(record: String, is_start: bool) -> Input {
    Input::Stored { record: Some(record), is_start }
}

fn record_of(effects: &[Effect]) -> Option<String> {
    effects.iter().rev().find_map(|effect| match effect {
        Effect::Keep(record) => record.clone(),
        _ => None,
    })
}

fn requests(effects: &[Effect]) -> usize {
    effects.iter().filter(|effect| matches!(effect, Effect::OpenStream { .. })).count()
}

fn shown(state: &State) -> Vec<(&str, &str, &Phase)> {
    let turns = state.transcript.turns().iter();
    turns.map(|turn| (turn.question.as_str(), turn.answer.as_str(), &turn.phase)).collect()
}

#[test]
fn a_reload_brings_the_conversation_back_and_goes_on_with_its_session() {
    let mut before = tab(json!({}));
    let (_, turn) = ask(&mut before, "Hello?", at(1));
    let record = answer(&mut before, turn, "Hello!");
    let mut after = tab(json!({}));
    let effects = update(&mut after, stored(record, true), at(9));
    assert_eq!(shown(&after), [("Hello?", "Hello!", &Phase::Complete)]);
    assert_eq!(after.session_id, before.session_id);
    assert_eq!(requests(&effects), 0, "nothing is asked of the server");
    assert!(record_of(&effects).is_none(), "what was read is not written back");
    assert_eq!(after.transcript.history_before(TurnId(99)).len(), 2, "it goes along with the next question");
}

#[test]
fn a_reload_in_the_middle_of_an_answer_goes_on_with_the_same_message_id() {
    let mut before = tab(json!({}));
    let (_, turn) = ask(&mut before, "Hello?", at(1));
    let record = record_of(&update(&mut before, Input::Leaving, at(2))).unwrap();
    let mut after = tab(json!({}));
    let effects = update(&mut after, stored(record.clone(), true), at(3));
    let body = effects.iter().find_map(|effect| match effect {
        Effect::OpenStream { body, .. } => Some(serde_json::from_str::<Value>(body).unwrap()),
        _ => None,
    });
    let id = &before.transcript.get(turn).unwrap().message_id;
    assert_eq!(body.unwrap().get("message_id").and_then(Value::as_str), Some(id.as_str()));
    // After the server has forgotten the answer the visitor decides.
    let mut late = tab(json!({}));
    assert_eq!(requests(&update(&mut late, stored(record, true), at(700))), 0);
    assert!(late.transcript.turns().first().unwrap().phase.can_retry());
}

#[test]
fn two_tabs_show_one_conversation_and_only_one_of_them_asks() {
    let (mut one, mut two) = (tab(json!({})), tab(json!({})));
    let (record, turn) = ask(&mut one, "Hello?", at(1));
    let effects = update(&mut two, stored(record.clone(), false), at(1));
    assert_eq!(requests(&effects), 0, "one of them asks");
    assert_eq!(two.session_id, one.session_id);

    let mut three = tab(json!({}));
    let (_, own) = ask(&mut three, "Before", at(0));
    answer(&mut three, own, "Yes.");
    three.session_id.clone_from(&one.session_id);
    let effects = update(&mut three, stored(record, false), at(1));
    assert_eq!(requests(&effects), 0);
    let effects = update(&mut three, Input::Ask("Next".to_owned()), at(2));
    assert_eq!(requests(&effects), 0, "one question at a time, in all tabs together");
    let record = answer(&mut one, turn, "Hello!");
    let effects = update(&mut three, stored(record, false), at(3));
    assert_eq!(requests(&effects), 1);
    assert!(shown(&three).contains(&("Hello?", "Hello!", &Phase::Complete)));
}

#[test]
fn a_tab_that_falls_silent_is_replaced_after_a_minute() {
    let (mut one, mut two) = (tab(json!({})), tab(json!({})));
    let (_, own) = ask(&mut two, "Before", at(0));
    answer(&mut two, own, "Yes.");
    one.session_id.clone_from(&two.session_id);
    let (record, _) = ask(&mut one, "Hello?", at(1));
    let effects = update(&mut two, stored(record, false), at(1));
    let timer = effects.iter().find_map(|effect| match effect {
        Effect::Wait(timer, ELSEWHERE_MS) => Some(*timer),
        _ => None,
    });
    assert_eq!(requests(&update(&mut two, Input::Due(timer.unwrap()), at(61))), 1);
}

#[test]
fn another_users_conversation_is_not_shown_but_waits_for_its_user() {
    let mut before = tab(json!({"userId": "ada"}));
    let (_, turn) = ask(&mut before, "Secret?", at(1));
    let record = answer(&mut before, turn, "Secret.");
    for other in [json!({}), json!({"userId": "bob"})] {
        let mut after = tab(other);
        let effects = update(&mut after, stored(record.clone(), true), at(9));
        assert!(after.transcript.turns().is_empty());
        assert!(!effects.contains(&Effect::Keep(None)));
        let named = Input::Identify { user_id: "ada".into(), traits: Object::new(), user_token: None };
        update(&mut after, named, at(9));
        assert_eq!(after.transcript.turns().len(), 1);
    }
}

#[test]
fn another_user_in_the_place_of_one_takes_nothing_along() {
    let mut state = tab(json!({"userId": "ada"}));
    let (_, turn) = ask(&mut state, "Secret?", at(1));
    answer(&mut state, turn, "Secret.");
    let session = state.session_id.clone();
    let named = Input::Identify { user_id: "bob".into(), traits: Object::new(), user_token: None };
    let effects = update(&mut state, named, at(9));
    assert!(effects.contains(&Effect::Keep(None)));
    assert!(state.transcript.turns().is_empty() && state.session_id != session);
}

#[test]
fn a_record_that_is_damaged_or_too_old_is_removed() {
    let mut before = tab(json!({}));
    let (_, turn) = ask(&mut before, "Hello?", at(1));
    let record = answer(&mut before, turn, "Hello!");
    let cut = record.get(..record.len() / 2).unwrap().to_owned();
    for (record, now) in [
        (cut, at(9)),
        (String::new(), at(9)),
        ("[]".to_owned(), at(9)),
        (record.replace("\"v\":1", "\"v\":2"), at(9)),
        (record, at(31 * 24 * 3_600)),
    ] {
        let mut after = tab(json!({}));
        assert!(update(&mut after, stored(record, true), now).contains(&Effect::Keep(None)));
        assert!(after.transcript.turns().is_empty());
    }
}

#[test]
fn deleting_and_beginning_anew_reach_the_other_tab() {
    let mut one = tab(json!({}));
    let (_, turn) = ask(&mut one, "Hello?", at(1));
    let record = answer(&mut one, turn, "Hello!");
    let mut two = tab(json!({}));
    update(&mut two, stored(record, false), at(3));
    assert!(update(&mut one, Input::Deed(Deed::Begin), at(4)).contains(&Effect::Keep(None)));
    update(&mut two, Input::Stored { record: None, is_start: false }, at(4));
    assert!(two.transcript.turns().is_empty());
    let (record, turn) = ask(&mut one, "New?", at(5));
    answer(&mut one, turn, "New.");
    update(&mut two, stored(record, false), at(5));
    assert_eq!(two.session_id, one.session_id);
}

#[test]
fn a_long_conversation_keeps_its_newest_part_and_says_so() {
    let mut state = tab(json!({}));
    let mut record = String::new();
    for _ in 0..8 {
        let (_, turn) = ask(&mut state, "More?", at(1));
        record = answer(&mut state, turn, &"x".repeat(100_000));
    }
    assert!(record.len() < BYTES + 110_000, "{}", record.len());
    let mut after = tab(json!({}));
    update(&mut after, stored(record, true), at(9));
    assert!(after.transcript.is_cut && (1..8).contains(&after.transcript.turns().len()));
}
