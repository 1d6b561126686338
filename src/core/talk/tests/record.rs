//! What is kept of a conversation, and what another page or tab makes of it.

use crate::core::belongings::Extent;
use halo_protocol::Object;
use halo_protocol::stream::writer;
use serde_json::{Value, json};

use crate::config::Options;
use crate::core::calls::{Call, Endpoint};
use crate::core::effect::{Effect, TalkEffect};
use crate::core::input::Input;
use crate::core::moment::Moment;
use crate::core::state::State;
use crate::core::talk::record::{BYTES, ELSEWHERE_MS};
use crate::core::talk::{StreamInput, TalkInput};
use crate::core::turn::{Phase, TurnId};
use crate::core::update::tests::talk_came;
use crate::core::update::update;

const NOW: Moment = Moment { mono_ms: 0, unix_ms: 1_795_262_400_000, entropy: 7 };

fn at(seconds: u64) -> Moment {
    Moment { mono_ms: 0, unix_ms: NOW.unix_ms + seconds * 1_000, entropy: u128::from(seconds) << 8 }
}

fn tab(options: Value) -> State {
    let mut state = State::new(Options::from_json(options.as_object().unwrap()));
    update(&mut state, Input::Mounted, at(1));
    update(&mut state, talk_came(), at(1));
    update(&mut state, Input::Configured(Ok(Object::new())), at(1));
    state
}

/// Asks; the record that is kept, and the turn.
fn ask(state: &mut State, question: &str, now: Moment) -> (String, TurnId) {
    let kept = saved(state, Input::Ask(question.to_owned()), now).unwrap();
    (kept, state.conversation.transcript.turns().last().unwrap().id)
}

/// Answers the running turn; the record that is kept.
fn answer(state: &mut State, turn: TurnId, text: &str) -> String {
    let mut wire = String::new();
    writer::event(&mut wire, "token", Some(0), &json!({"content": text}).to_string());
    writer::event(&mut wire, "done", Some(1), "{}");
    let opened = StreamInput::Opened { content_type: "text/event-stream".into(), session_id: None };
    update(state, Input::Talk(TalkInput::Stream(turn, opened)), at(2));
    update(state, Input::Talk(TalkInput::Stream(turn, StreamInput::Bytes(wire.into_bytes()))), at(2));
    saved(state, Input::Talk(TalkInput::Stream(turn, StreamInput::Closed)), at(2)).unwrap()
}

fn stored(record: String, is_start: bool) -> Input {
    Input::Talk(TalkInput::Restore { record: Some(record), is_start })
}

/// What an input has written into the page's storage; nothing where it wrote nothing.
fn saved(state: &mut State, input: Input, now: Moment) -> Option<String> {
    let effects = update(state, input, now);
    record_of(state, &effects)
}

fn record_of(state: &State, effects: &[Effect]) -> Option<String> {
    let is_leaving = effects.contains(&Effect::SaveLeft);
    (is_leaving || effects.contains(&Effect::Save)).then(|| state.record(is_leaving))??
}

fn requests(effects: &[Effect]) -> usize {
    effects.iter().filter(|effect| matches!(effect, Effect::Talk(TalkEffect::OpenStream { .. }))).count()
}

fn shown(state: &State) -> Vec<(&str, &str, &Phase)> {
    let turns = state.conversation.transcript.turns().iter();
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
    assert_eq!(after.conversation.session_id, before.conversation.session_id);
    assert_eq!(requests(&effects), 0, "nothing is asked of the server");
    assert!(record_of(&after, &effects).is_none(), "what was read is not written back");
    assert_eq!(
        after.conversation.transcript.history_before(TurnId(99)).len(),
        2,
        "it goes along with the next question"
    );
}

#[test]
fn who_is_named_on_a_later_page_takes_the_stored_session_with_its_secret() {
    let mut before = tab(json!({}));
    let (_, turn) = ask(&mut before, "Hello?", at(1));
    update(&mut before, Input::Talk(TalkInput::SessionToken("secret".to_owned())), at(1));
    let record = answer(&mut before, turn, "Hello!");
    let options = json!({"apiKey": "ab_live_1", "userId": "u1"});
    let mut after = State::new(Options::from_json(options.as_object().unwrap()));
    update(&mut after, Input::Mounted, at(9));
    update(&mut after, talk_came(), at(9));
    update(&mut after, stored(record, true), at(9));
    let effects = update(&mut after, Input::Configured(Ok(Object::new())), at(9));
    let shown = effects.iter().find_map(|effect| match effect {
        Effect::Talk(TalkEffect::Post { body, session_token, .. }) => {
            Some((serde_json::from_str::<Value>(body).unwrap()["session_id"].clone(), session_token.clone()))
        }
        _ => None,
    });
    let session_id = before.conversation.session_id.unwrap();
    assert_eq!(shown, Some((json!(session_id), Some("secret".to_owned()))));
}

#[test]
fn a_session_shows_its_own_secret_and_no_other() {
    let mut state = tab(json!({"apiKey": "ab_live_1"}));
    update(&mut state, Input::Talk(TalkInput::SessionToken("secret".to_owned())), at(1));
    let body = json!({"subject": "s", "email": "a@b.c", "session_id": "sess_1_before"});
    let call = Call { endpoint: Endpoint::CreateTicket, body: body.as_object().cloned().unwrap() };
    let call = Input::Talk(TalkInput::Call { call, promise: None });
    let secret = |effects: &[Effect]| {
        effects.iter().find_map(|effect| match effect {
            Effect::Talk(TalkEffect::Post { session_token, .. }) => Some(session_token.clone()),
            _ => None,
        })
    };
    assert_eq!(
        secret(&update(&mut state, call, at(1))),
        Some(Some("secret".to_owned())),
        "it is of this session"
    );
    update(&mut state, Input::Forget(Extent::Everybody), at(2));
    let call = Call { endpoint: Endpoint::CreateTicket, body: body.as_object().cloned().unwrap() };
    let effects = update(&mut state, Input::Talk(TalkInput::Call { call, promise: None }), at(2));
    assert_eq!(secret(&effects), Some(None), "nobody has told a secret of the new one");
}

#[test]
fn a_reload_in_the_middle_of_an_answer_goes_on_with_the_same_message_id() {
    let mut before = tab(json!({}));
    let (_, turn) = ask(&mut before, "Hello?", at(1));
    let record = saved(&mut before, Input::Leaving, at(2)).unwrap();
    let mut after = tab(json!({}));
    let effects = update(&mut after, stored(record.clone(), true), at(3));
    let body = effects.iter().find_map(|effect| match effect {
        Effect::Talk(TalkEffect::OpenStream { body, .. }) => {
            Some(serde_json::from_str::<Value>(body).unwrap())
        }
        _ => None,
    });
    let id = &before.conversation.transcript.get(turn).unwrap().message_id;
    assert_eq!(body.unwrap().get("message_id").and_then(Value::as_str), Some(id.as_str()));
    // After the server has forgotten the answer the visitor decides.
    let mut late = tab(json!({}));
    assert_eq!(requests(&update(&mut late, stored(record, true), at(700))), 0);
    assert!(late.conversation.transcript.turns().first().unwrap().phase.can_retry());
}

#[test]
fn two_tabs_show_one_conversation_and_only_one_of_them_asks() {
    let (mut one, mut two) = (tab(json!({})), tab(json!({})));
    let (record, turn) = ask(&mut one, "Hello?", at(1));
    let effects = update(&mut two, stored(record.clone(), false), at(1));
    assert_eq!(requests(&effects), 0, "one of them asks");
    assert_eq!(two.conversation.session_id, one.conversation.session_id);

    let mut three = tab(json!({}));
    let (_, own) = ask(&mut three, "Before", at(0));
    answer(&mut three, own, "Yes.");
    three.conversation.session_id.clone_from(&one.conversation.session_id);
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
    one.conversation.session_id.clone_from(&two.conversation.session_id);
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
        assert!(after.conversation.transcript.turns().is_empty());
        assert!(!effects.contains(&Effect::RemoveSaved));
        let named = Input::Identify { user_id: "ada".into(), traits: Object::new(), user_token: None };
        update(&mut after, named, at(9));
        assert_eq!(after.conversation.transcript.turns().len(), 1);
    }
}

#[test]
fn another_user_in_the_place_of_one_takes_nothing_along() {
    let mut state = tab(json!({"userId": "ada"}));
    let (_, turn) = ask(&mut state, "Secret?", at(1));
    answer(&mut state, turn, "Secret.");
    let session = state.conversation.session_id.clone();
    let named = Input::Identify { user_id: "bob".into(), traits: Object::new(), user_token: None };
    let effects = update(&mut state, named, at(9));
    assert!(effects.contains(&Effect::RemoveSaved));
    assert!(state.conversation.transcript.turns().is_empty() && state.conversation.session_id != session);
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
        assert!(update(&mut after, stored(record, true), now).contains(&Effect::RemoveSaved));
        assert!(after.conversation.transcript.turns().is_empty());
    }
}

#[test]
fn deleting_and_beginning_anew_reach_the_other_tab() {
    let mut one = tab(json!({}));
    let (_, turn) = ask(&mut one, "Hello?", at(1));
    let record = answer(&mut one, turn, "Hello!");
    let mut two = tab(json!({}));
    update(&mut two, stored(record, false), at(3));
    assert!(update(&mut one, Input::Forget(Extent::Said), at(4)).contains(&Effect::RemoveSaved));
    update(&mut two, Input::Talk(TalkInput::Restore { record: None, is_start: false }), at(4));
    assert!(two.conversation.transcript.turns().is_empty());
    let (record, turn) = ask(&mut one, "New?", at(5));
    answer(&mut one, turn, "New.");
    update(&mut two, stored(record, false), at(5));
    assert_eq!(two.conversation.session_id, one.conversation.session_id);
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
    assert!(
        after.conversation.transcript.is_cut && (1..8).contains(&after.conversation.transcript.turns().len())
    );
}
