//! Stories of a conversation with the team: what the visitor does and the server tells, and what must come of it.

mod pages;
mod steps;

use halo_protocol::Object;
use halo_protocol::conversation::ConversationState;
use halo_protocol::stream::writer;
use serde_json::{Value, json};

use super::{Live, LiveInput, LiveNews};
use crate::config::Options;
use crate::core::belongings::Extent;
use crate::core::chunk::Chunk;
use crate::core::effect::{Change, Effect, LiveEffect};
use crate::core::input::{Arrival, Input};
use crate::core::live_call::LiveCall;
use crate::core::live_state::LiveState;
use crate::core::moment::Moment;
use crate::core::state::State;
use crate::core::talk::{StreamInput, TalkInput};
use crate::core::timer::{LiveTimer, Timer};
use crate::core::turn::Phase;
use crate::core::update::loading::TRIES;
use crate::core::update::tests::talk_came;
use crate::core::update::update;
use crate::error::Failure;

const NOW: Moment = Moment { unix_ms: 1_795_262_400_000, mono_ms: 0, entropy: 7 };

/// A widget that is open and has asked for a person; its chunk has come.
fn asking() -> State {
    let mut state = State::new(Options::from_json(json!({"orgId": "o", "apiKey": "k"}).as_object().unwrap()));
    update(&mut state, Input::Mounted, NOW);
    update(&mut state, talk_came(), NOW);
    update(&mut state, Input::Configured(Ok(Object::new())), NOW);
    update(&mut state, Input::Open, NOW);
    let effects = update(&mut state, Input::AskPerson, NOW);
    assert!(effects.contains(&Effect::Fetch(Chunk::Person)));
    let effects = update(&mut state, Input::Came(Arrival::Person(Some(Box::new(Live::default())))), NOW);
    assert_eq!(posts(&effects), [(LiveCall::Request, session_of(&state))]);
    state
}

/// The same, and a person is waited for.
fn waiting() -> State {
    let mut state = asking();
    let effects =
        answered(&mut state, &json!({"success": true, "state": "waiting", "position": 2, "available": true}));
    assert!(effects.contains(&Effect::Live(LiveEffect::Follow { last_event: 0 })));
    state
}

fn session_of(state: &State) -> Value {
    json!({"session_id": state.conversation.session_id})
}

fn posts(effects: &[Effect]) -> Vec<(LiveCall, Value)> {
    let post = |effect: &Effect| match effect {
        Effect::Live(LiveEffect::Post { call, body }) => Some((*call, serde_json::from_str(body).unwrap())),
        _ => None,
    };
    effects.iter().filter_map(post).collect()
}

fn answered(state: &mut State, answer: &Value) -> Vec<Effect> {
    let input = LiveInput::Answered(LiveCall::Request, Ok(answer.to_string()), Some("secret".to_owned()));
    update(state, Input::Live(input), NOW)
}

fn refused(state: &mut State, status: u16, message: &str) -> Vec<Effect> {
    let failure = Failure::Status { status, message: message.to_owned(), retry_after_ms: None };
    update(state, Input::Live(LiveInput::Answered(LiveCall::Request, Err(failure), None)), NOW)
}

/// One event of the server's; number 0: one that is not kept.
fn told(state: &mut State, number: u64, kind: &str, body: &Value) -> Vec<Effect> {
    let (kind, number) = (kind.to_owned(), (number > 0).then_some(number));
    update(
        state,
        Input::Live(LiveInput::News(LiveNews::Event {
            kind,
            number,
            json: body.to_string(),
            is_relayed: false,
        })),
        NOW,
    )
}

fn said(state: &mut State, number: u64, role: &str, id: &str, text: &str) -> Vec<Effect> {
    let author = (role == "teammate").then(|| json!({"name": "Ada"}));
    told(state, number, "message", &json!({"id": id, "role": role, "text": text, "author": author, "at": ""}))
}

fn taken(state: &mut State) {
    told(state, 1, "state", &json!({"state": "human", "by": "taken", "teammate": {"name": "Ada"}}));
}

fn live(state: &State) -> &LiveState {
    state.conversation.live.as_deref().unwrap()
}

#[test]
fn where_nobody_is_there_and_where_the_server_knows_nothing_of_a_team_the_form_opens() {
    let mut state = asking();
    answered(&mut state, &json!({"success": true, "state": "ai", "available": false}));
    assert!(state.conversation.live.is_none() && state.conversation.ticket.is_some());
    for status in [404, 500] {
        let mut state = asking();
        refused(&mut state, status, "x");
        assert!(state.conversation.live.is_none() && state.conversation.ticket.is_some(), "{status}");
    }
    let mut state = State::new(Options::from_json(json!({"orgId": "o"}).as_object().unwrap()));
    update(&mut state, Input::AskPerson, NOW);
    for _ in 0..TRIES {
        update(&mut state, Input::NotCame(Chunk::Person), NOW);
        update(&mut state, Input::Due(Timer::Chunk(Chunk::Person)), NOW);
    }
    assert!(state.conversation.live.is_none() && state.conversation.ticket.is_some(), "the chunk is missing");
    let mut state = asking();
    state.conversation.live = Some(Box::default());
    update(&mut state, Input::Came(Arrival::Person(None)), NOW);
    assert!(
        state.conversation.live.is_none() && state.conversation.ticket.is_some(),
        "this form does without"
    );
}

#[test]
fn a_session_that_is_refused_is_begun_anew_once() {
    let mut state = asking();
    state.conversation.begin_session("sess_of_others".to_owned());
    let effects = refused(&mut state, 403, halo_protocol::error::SESSION_REFUSED);
    assert_ne!(session_of(&state), json!({"session_id": "sess_of_others"}));
    assert_eq!(posts(&effects), [(LiveCall::Request, session_of(&state))]);
    refused(&mut state, 403, halo_protocol::error::SESSION_REFUSED);
    assert!(state.conversation.ticket.is_some());
}

#[test]
fn a_person_comes_and_what_they_say_stands_in_the_transcript_once() {
    let mut state = waiting();
    assert_eq!((live(&state).position, state.conversation.session_token()), (Some(2), Some("secret")));
    told(&mut state, 0, "state", &json!({"state": "waiting", "position": 1}));
    assert_eq!(live(&state).position, Some(1));
    taken(&mut state);
    assert_eq!(
        (live(&state).state, live(&state).teammate.as_deref(), live(&state).position),
        (Some(ConversationState::Human), Some("Ada"), None)
    );
    let effects = said(&mut state, 2, "teammate", "t1", "Hello");
    assert!(effects.iter().any(|it| matches!(it, Effect::Draw(Change::TurnAdded(_)))));
    assert_eq!(
        posts(&effects).first().map(|(call, body)| (*call, body["up_to"].clone())),
        Some((LiveCall::Read, json!(2)))
    );
    said(&mut state, 2, "teammate", "t1", "Hello");
    said(&mut state, 3, "teammate", "t1", "Hello");
    let turns = state.conversation.transcript.turns();
    assert_eq!(turns.len(), 2, "that Ada came, and what she said");
    assert_eq!(
        (turns[1].question.as_str(), turns[1].answer.as_str(), turns[1].author.as_deref(), &turns[1].phase),
        ("", "Hello", Some("Ada"), &Phase::Complete)
    );
}

#[test]
fn what_comes_behind_a_closed_panel_is_counted_and_read_when_it_opens() {
    let mut state = waiting();
    taken(&mut state);
    update(&mut state, Input::Close, NOW);
    assert_eq!(posts(&said(&mut state, 2, "teammate", "t1", "Hello")), []);
    assert_eq!(state.unread, 1);
    let effects = update(&mut state, Input::Open, NOW);
    assert_eq!(posts(&effects).len(), 1);
    assert_eq!(state.unread, 0);
}

#[test]
fn a_question_that_the_team_has_is_sent_once_and_ends_without_an_answer() {
    let mut state = waiting();
    taken(&mut state);
    let effects = update(&mut state, Input::Ask("Where is it?".to_owned()), NOW);
    let turn = state.conversation.transcript.turns()[1].clone();
    assert!(effects.iter().any(|it| matches!(it, Effect::Talk(_))));
    let stream = |state: &mut State, it| update(state, Input::Talk(TalkInput::Stream(turn.id, it)), NOW);
    let content_type = "text/event-stream".to_owned();
    stream(&mut state, StreamInput::Opened { content_type, session_id: None });
    let mut wire = String::new();
    writer::event(&mut wire, "done", Some(0), r#"{"handled_by":"human"}"#);
    stream(&mut state, StreamInput::Bytes(wire.into_bytes()));
    let effects = stream(&mut state, StreamInput::Closed);
    assert_eq!(state.conversation.transcript.turns()[1].phase, Phase::Complete);
    assert!(!effects.iter().any(|it| matches!(it, Effect::Tell(_))), "there is no message: {effects:?}");
    said(&mut state, 2, "user", &turn.message_id, "Where is it?");
    assert_eq!(state.conversation.transcript.turns().len(), 2);
    told(&mut state, 3, "read", &json!({"who": "teammate", "up_to": 1}));
    assert!(!live(&state).is_read, "as far as the line before");
    told(&mut state, 4, "read", &json!({"who": "teammate", "up_to": 2}));
    assert!(live(&state).is_read);
}

#[test]
fn an_answer_that_ends_with_the_team_begins_a_conversation_with_it() {
    let mut state = State::new(Options::from_json(json!({"orgId": "o", "apiKey": "k"}).as_object().unwrap()));
    update(&mut state, Input::Mounted, NOW);
    update(&mut state, talk_came(), NOW);
    update(&mut state, Input::Configured(Ok(Object::new())), NOW);
    update(&mut state, Input::Ask("A person, please".to_owned()), NOW);
    let turn = state.conversation.transcript.turns()[0].id;
    let stream = |state: &mut State, it| update(state, Input::Talk(TalkInput::Stream(turn, it)), NOW);
    let content_type = "text/event-stream".to_owned();
    stream(&mut state, StreamInput::Opened { content_type, session_id: None });
    let mut wire = String::new();
    writer::event(&mut wire, "action", Some(0), r#"{"id":"a","type":"conversation","state":"waiting"}"#);
    let effects = stream(&mut state, StreamInput::Bytes(wire.into_bytes()));
    assert!(effects.contains(&Effect::Fetch(Chunk::Person)));
}

#[test]
fn a_line_that_breaks_is_opened_where_it_was_and_one_that_is_refused_is_not() {
    let mut state = waiting();
    taken(&mut state);
    let effects =
        update(&mut state, Input::Live(LiveInput::News(LiveNews::Ended(Failure::Interrupted))), NOW);
    assert!(effects.iter().any(|it| matches!(it, Effect::Wait(Timer::Live(LiveTimer::Follow), _))));
    let effects = update(&mut state, Input::Due(Timer::Live(LiveTimer::Follow)), NOW);
    assert!(effects.contains(&Effect::Live(LiveEffect::Follow { last_event: 1 })));
    let failure = Failure::Status { status: 403, message: String::new(), retry_after_ms: None };
    update(&mut state, Input::Live(LiveInput::News(LiveNews::Ended(failure))), NOW);
    assert!(state.conversation.live.is_none());
}

#[test]
fn both_sides_type_and_pause() {
    let mut state = waiting();
    assert_eq!(
        posts(&update(&mut state, Input::Draft("h".to_owned()), NOW)),
        [],
        "nobody is there to see it"
    );
    taken(&mut state);
    let typing = |state: &mut State, at: u64| {
        let now = Moment { unix_ms: NOW.unix_ms + at, ..NOW };
        posts(&update(state, Input::Draft("h".to_owned()), now)).len()
    };
    assert_eq!([typing(&mut state, 0), typing(&mut state, 2_900), typing(&mut state, 3_000)], [1, 0, 1]);
    let effects = update(&mut state, Input::Due(Timer::Live(LiveTimer::OwnPause)), NOW);
    assert_eq!(posts(&effects)[0].1["on"], false);
    told(&mut state, 0, "typing", &json!({"who": "teammate", "on": true}));
    assert!(live(&state).is_typing);
    update(&mut state, Input::Due(Timer::Live(LiveTimer::TheirPause)), NOW);
    assert!(!live(&state).is_typing);
    told(&mut state, 0, "typing", &json!({"who": "user", "on": true}));
    assert!(!live(&state).is_typing, "that is the visitor, in another page");
}

#[test]
fn the_way_back_the_end_and_the_word_on_it() {
    let mut state = waiting();
    taken(&mut state);
    assert_eq!(posts(&update(&mut state, Input::Live(LiveInput::Leave), NOW))[0].0, LiveCall::Leave);
    told(&mut state, 2, "state", &json!({"state": "closed", "by": "closed", "teammate": {"name": "Ada"}}));
    let effects = update(&mut state, Input::Live(LiveInput::Rate(true)), NOW);
    assert_eq!((posts(&effects)[0].0, &posts(&effects)[0].1["score"]), (LiveCall::Rating, &json!(5)));
    assert!(live(&state).is_rated);
    update(&mut state, Input::Ask("And another thing".to_owned()), NOW);
    assert!(state.conversation.live.is_none(), "the agent answers again");
}

#[test]
fn nobody_came_and_the_form_takes_the_words() {
    let mut state = waiting();
    let effects = told(&mut state, 1, "state", &json!({"state": "ai", "by": "nobody_came"}));
    assert!(effects.contains(&Effect::Live(LiveEffect::Unfollow)));
    assert!(state.conversation.ticket.is_some());
}

#[test]
fn a_reload_and_another_page_take_up_what_is_stored_and_who_hears_is_not_talked_over() {
    let mut state = waiting();
    taken(&mut state);
    update(&mut state, Input::Live(LiveInput::News(LiveNews::Opened)), NOW);
    said(&mut state, 2, "teammate", "t1", "Hello");
    let record = state.record(false).flatten().unwrap();
    let mut other = State::new(Options::from_json(json!({"orgId": "o", "apiKey": "k"}).as_object().unwrap()));
    update(&mut other, Input::Mounted, NOW);
    update(&mut other, talk_came(), NOW);
    let restore =
        |record: &str| Input::Talk(TalkInput::Restore { record: Some(record.to_owned()), is_start: true });
    let effects = update(&mut other, restore(&record), NOW);
    assert!(effects.contains(&Effect::Fetch(Chunk::Person)));
    assert_eq!((live(&other).state, live(&other).last_event), (Some(ConversationState::Human), 2));
    assert_eq!(other.conversation.transcript.turns()[1].author.as_deref(), Some("Ada"));
    let stale = record.replace("human", "waiting");
    update(&mut state, restore(&stale), NOW);
    assert_eq!(live(&state).state, Some(ConversationState::Human));
}

#[test]
fn log_out_hangs_up() {
    let mut state = waiting();
    let effects = update(&mut state, Input::Forget(Extent::Everybody), NOW);
    assert!(effects.contains(&Effect::Live(LiveEffect::Unfollow)));
    assert!(state.conversation.live.is_none());
}
