//! Several pages of a site, and pages that nobody sees: one of those in sight has the line, the others hear from it.

use super::*;

/// One event that another page of the site has heard.
fn relayed(state: &mut State, number: u64, kind: &str, body: &Value) -> Vec<Effect> {
    let number = (number > 0).then_some(number);
    let (kind, json) = (kind.to_owned(), body.to_string());
    let news = LiveNews::Event { kind, number, json, is_relayed: true };
    update(state, Input::Live(LiveInput::News(news)), NOW)
}

fn hidden(state: &mut State, is_hidden: bool) -> Vec<Effect> {
    update(state, Input::Live(LiveInput::Hidden(is_hidden)), NOW)
}

fn is_leaving(effects: &[Effect]) -> bool {
    effects.iter().any(|it| matches!(it, Effect::Wait(Timer::Live(LiveTimer::Unseen), _)))
}

fn unseen(state: &mut State) -> Vec<Effect> {
    update(state, Input::Due(Timer::Live(LiveTimer::Unseen)), NOW)
}

fn follows(effects: &[Effect]) -> bool {
    effects.iter().any(|it| matches!(it, Effect::Live(LiveEffect::Follow { .. })))
}

const HANG_UP: Effect = Effect::Live(LiveEffect::Unfollow);

#[test]
fn what_another_page_heard_is_shown_and_neither_stored_nor_told_once_more() {
    let mut state = waiting();
    update(&mut state, Input::Close, NOW);
    let joined = json!({"state": "human", "by": "taken", "teammate": {"name": "Ada"}});
    let mut effects = relayed(&mut state, 1, "state", &joined);
    let hello = json!({"id": "t1", "role": "teammate", "text": "Hello", "author": {"name": "Ada"}, "at": ""});
    effects.extend(relayed(&mut state, 2, "message", &hello));
    effects.extend(relayed(&mut state, 0, "typing", &json!({"who": "teammate", "on": true})));
    assert!(live(&state).is_typing);
    assert!(!effects.iter().any(|it| matches!(it, Effect::Save | Effect::Tell(_))), "{effects:?}");
    told(&mut state, 2, "message", &hello);
    assert_eq!(state.conversation.transcript.turns().len(), 2);
}

#[test]
fn what_another_page_stores_later_takes_nothing_away() {
    let mut state = waiting();
    taken(&mut state);
    let record = state.record(false).flatten().unwrap();
    let mut other = waiting();
    other.conversation.session_id = state.conversation.session_id.clone();
    let joined = json!({"state": "human", "by": "taken", "teammate": {"name": "Ada"}});
    relayed(&mut other, 1, "state", &joined);
    let hello = json!({"id": "t1", "role": "teammate", "text": "Hello", "author": {"name": "Ada"}});
    relayed(&mut other, 2, "message", &hello);
    relayed(&mut other, 0, "typing", &json!({"who": "teammate", "on": true}));
    let restore = Input::Talk(TalkInput::Restore { record: Some(record), is_start: false });
    update(&mut other, restore, NOW);
    assert!(live(&other).is_typing, "it has heard more");
    assert_eq!(other.conversation.transcript.turns().len(), 2);
}

#[test]
fn a_page_that_has_not_heard_that_a_question_is_answered_does_not_ask_it_again() {
    let mut state = waiting();
    taken(&mut state);
    update(&mut state, Input::Ask("Where is it?".to_owned()), NOW);
    let record = state.record(false).flatten().unwrap();
    let id = state.conversation.transcript.turns()[1].id;
    state.conversation.reached_team(id);
    update(&mut state, Input::Talk(TalkInput::Restore { record: Some(record), is_start: false }), NOW);
    assert_eq!(state.conversation.transcript.turns()[1].phase, Phase::Complete);
}

#[test]
fn a_page_that_nobody_sees_gives_the_line_up_after_a_while_and_takes_it_when_it_is_seen() {
    let mut state = waiting();
    taken(&mut state);
    assert!(!is_leaving(&hidden(&mut state, true)), "the panel is open");
    assert!(is_leaving(&update(&mut state, Input::Close, NOW)));
    assert!(!is_leaving(&update(&mut state, Input::Draft("h".to_owned()), NOW)), "once");
    hidden(&mut state, false);
    assert!(!unseen(&mut state).contains(&HANG_UP), "it was seen meanwhile");
    assert!(is_leaving(&hidden(&mut state, true)));
    assert!(unseen(&mut state).contains(&HANG_UP));
    assert!(!follows(&update(&mut state, Input::Due(Timer::Live(LiveTimer::Follow)), NOW)));
    assert!(follows(&hidden(&mut state, false)));
}

#[test]
fn a_page_that_is_opened_out_of_sight_has_no_line_until_its_panel_is_open_and_reads_nothing() {
    let mut state = waiting();
    taken(&mut state);
    said(&mut state, 2, "teammate", "t1", "Hello");
    let record = state.record(false).flatten().unwrap();
    let mut other = State::new(Options::from_json(json!({"orgId": "o", "apiKey": "k"}).as_object().unwrap()));
    update(&mut other, Input::Mounted, NOW);
    update(&mut other, talk_came(), NOW);
    update(&mut other, Input::Talk(TalkInput::Restore { record: Some(record), is_start: true }), NOW);
    let room = Box::new(Live::new(true));
    assert!(!follows(&update(&mut other, Input::Came(Arrival::Person(Some(room))), NOW)));
    assert!(follows(&update(&mut other, Input::Open, NOW)));
    assert_eq!(posts(&said(&mut other, 3, "teammate", "t2", "Hello?")), []);
    assert_eq!(posts(&hidden(&mut other, false))[0].0, LiveCall::Read);
}

#[test]
fn a_line_that_breaks_again_and_again_is_said_to_be_broken() {
    let mut state = waiting();
    let broke = |state: &mut State| {
        update(state, Input::Live(LiveInput::News(LiveNews::Ended(Failure::Network))), NOW);
        update(state, Input::Due(Timer::Live(LiveTimer::Follow)), NOW);
        live(state).is_broken
    };
    assert_eq!([broke(&mut state), broke(&mut state)], [false, true]);
    update(&mut state, Input::Live(LiveInput::News(LiveNews::Opened)), NOW);
    assert!(!live(&state).is_broken);
}

#[test]
fn a_line_that_another_page_has_taken_over_is_not_broken_any_more() {
    let mut state = waiting();
    for _ in 0..2 {
        update(&mut state, Input::Live(LiveInput::News(LiveNews::Ended(Failure::Network))), NOW);
        update(&mut state, Input::Due(Timer::Live(LiveTimer::Follow)), NOW);
    }
    assert!(live(&state).is_broken);
    relayed(&mut state, 1, "state", &json!({"state": "human", "by": "taken", "teammate": {"name": "Ada"}}));
    assert!(!live(&state).is_broken);
}

#[test]
fn what_the_page_before_heard_and_nobody_saw_is_read_once_it_is_seen_here() {
    let mut state = waiting();
    taken(&mut state);
    update(&mut state, Input::Close, NOW);
    said(&mut state, 2, "teammate", "t1", "Hello");
    let record = state.record(false).flatten().unwrap();
    let mut next = State::new(Options::from_json(json!({"orgId": "o", "apiKey": "k"}).as_object().unwrap()));
    update(&mut next, Input::Mounted, NOW);
    update(&mut next, talk_came(), NOW);
    update(&mut next, Input::Talk(TalkInput::Restore { record: Some(record), is_start: true }), NOW);
    update(&mut next, Input::Came(Arrival::Person(Some(Box::new(Live::new(false))))), NOW);
    let posted = posts(&update(&mut next, Input::Open, NOW));
    assert_eq!(
        posted.iter().map(|(call, body)| (*call, body["up_to"].clone())).collect::<Vec<_>>(),
        [(LiveCall::Read, json!(2))]
    );
}

#[test]
fn the_next_conversation_counts_from_its_own_first_event() {
    let mut state = waiting();
    taken(&mut state);
    assert_eq!(posts(&said(&mut state, 50, "teammate", "t1", "Hello")).len(), 1);
    state.conversation.live = None;
    update(&mut state, Input::Draft(String::new()), NOW);
    state.conversation.live =
        Some(Box::new(LiveState { state: Some(ConversationState::Human), ..LiveState::default() }));
    assert_eq!(posts(&said(&mut state, 2, "teammate", "t2", "Hello again"))[0].1["up_to"], 2);
}
