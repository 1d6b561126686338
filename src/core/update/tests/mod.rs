//! Stories against the core: what the visitor does and the network answers, and what must come of it.

mod answering;
mod forgetting;
mod hostagentes;
mod loading;

use crate::core::belongings::Extent;
use halo_protocol::Object;
use halo_protocol::stream::writer;
use serde_json::json;

use super::*;
use crate::config::Options;
use crate::core::calls::{Call, Endpoint, PromiseId};
use crate::core::chunk::Chunk;
use crate::core::effect::TalkEffect;
use crate::core::talk::{StreamInput, Talk};
use crate::core::ticket::Stage;
use crate::core::timer::TalkTimer;
use crate::core::turn::{Phase, TurnId};
use crate::error::{AgentFault, Failure};

const NOW: Moment = Moment { unix_ms: 1_795_262_400_000, mono_ms: 0, entropy: 7 };

/// The room of asking and answering has come.
pub(in crate::core) fn talk_came() -> Input {
    Input::Came(Arrival::Talk(Box::new(Talk::default())))
}

fn widget(options: serde_json::Value) -> State {
    let mut state = State::new(Options::from_json(options.as_object().unwrap()));
    assert!(update(&mut state, Input::Mounted, NOW).contains(&Effect::LoadConfig));
    update(&mut state, talk_came(), NOW);
    state
}

fn ready(options: serde_json::Value) -> State {
    let mut state = widget(options);
    configure(&mut state);
    state
}

fn configure(state: &mut State) -> Vec<Effect> {
    update(state, Input::Configured(Ok(Object::new())), NOW)
}

fn opened(effects: &[Effect]) -> Option<(TurnId, serde_json::Value, Option<u64>)> {
    effects.iter().find_map(|effect| match effect {
        Effect::Talk(TalkEffect::OpenStream { turn, body, last_event_id }) => {
            Some((*turn, serde_json::from_str(body).unwrap(), *last_event_id))
        }
        _ => None,
    })
}

fn posted(effects: &[Effect]) -> Option<(&'static str, serde_json::Value)> {
    effects.iter().find_map(|effect| match effect {
        Effect::Talk(TalkEffect::Post { path, body, .. }) => {
            Some((*path, serde_json::from_str(body).unwrap()))
        }
        _ => None,
    })
}

fn stream(state: &mut State, turn: TurnId, what: StreamInput) -> Vec<Effect> {
    update(state, Input::Talk(TalkInput::Stream(turn, what)), NOW)
}

fn connect(state: &mut State, turn: TurnId) {
    stream(state, turn, StreamInput::Opened { content_type: "text/event-stream".into(), session_id: None });
}

/// Sends one `token` event with this id.
fn token(state: &mut State, turn: TurnId, id: u64, text: &str) -> Vec<Effect> {
    let mut wire = String::new();
    writer::event(&mut wire, "token", Some(id), &json!({"content": text}).to_string());
    stream(state, turn, StreamInput::Bytes(wire.into_bytes()))
}

fn done(state: &mut State, turn: TurnId, id: u64) -> Vec<Effect> {
    let mut wire = String::new();
    writer::event(&mut wire, "done", Some(id), "{}");
    stream(state, turn, StreamInput::Bytes(wire.into_bytes()));
    stream(state, turn, StreamInput::Closed)
}

fn phase(state: &State, turn: TurnId) -> &Phase {
    &state.conversation.transcript.get(turn).unwrap().phase
}

fn ask(state: &mut State, text: &str) -> Vec<Effect> {
    update(state, Input::Ask(text.to_owned()), NOW)
}

#[test]
fn a_question_asked_before_the_agent_is_known_is_sent_once_it_is() {
    let mut state = widget(json!({}));
    assert_eq!(opened(&ask(&mut state, " Hello ")), None);
    let (_, body, _) = opened(&configure(&mut state)).unwrap();
    assert_eq!(body["message"], "Hello");
    assert!(body["session_id"].as_str().unwrap().starts_with("sess_1795262400_"));
    assert_eq!(body["message_id"], "00000000-0000-4000-8000-000000000007");
    assert_eq!(body.get("org_id"), None);
}

#[test]
fn the_user_is_told_of_after_the_configuration_and_never_without_a_key() {
    let identified =
        |effects: Vec<Effect>| posted(&effects).is_some_and(|(path, _)| path == "/users/identify");
    let mut with_key = widget(json!({"userId": "u1", "apiKey": "ab_live_x"}));
    assert!(identified(configure(&mut with_key)));
    assert!(!identified(configure(&mut widget(json!({"userId": "u1"})))));
    assert!(!identified(configure(&mut widget(json!({"apiKey": "ab_live_x"})))));
}

#[test]
fn a_second_question_waits_for_the_first_answer() {
    let mut state = ready(json!({}));
    let (first, ..) = opened(&ask(&mut state, "one")).unwrap();
    assert_eq!(opened(&ask(&mut state, "two")), None);
    connect(&mut state, first);
    token(&mut state, first, 0, "1");
    let (second, body, _) = opened(&done(&mut state, first, 1)).unwrap();
    assert!(second > first);
    assert_eq!(body["conversation_history"][1], json!({"role": "assistant", "content": "1"}));
}

#[test]
fn a_stopped_answer_takes_nothing_more_and_the_next_question_starts() {
    let mut state = ready(json!({}));
    let (turn, ..) = opened(&ask(&mut state, "one")).unwrap();
    ask(&mut state, "two");
    connect(&mut state, turn);
    token(&mut state, turn, 0, "1");
    let effects = update(&mut state, Input::Talk(TalkInput::Stop), NOW);
    assert_eq!(effects.first(), Some(&Effect::CloseStream));
    assert!(opened(&effects).is_some());
    token(&mut state, turn, 1, "late");
    assert_eq!(state.conversation.transcript.get(turn).unwrap().answer, "1");
}

#[test]
fn blank_and_overlong_questions_are_not_asked() {
    let mut state = ready(json!({}));
    assert_eq!(ask(&mut state, " \n"), []);
    let refused = ask(&mut state, &"x".repeat(10_001));
    assert!(matches!(
        refused.as_slice(),
        [Effect::Warn(_), Effect::Tell(Callback::Error(Failure::Invalid(_)))]
    ));
    assert!(opened(&ask(&mut state, &"x".repeat(10_000))).is_some());
}

#[test]
fn opening_and_closing_tell_the_page_on_the_transition_only() {
    let mut state = ready(json!({}));
    let told = |effects: Vec<Effect>| effects.into_iter().filter(|it| matches!(it, Effect::Tell(_))).count();
    assert_eq!(told(update(&mut state, Input::Open, NOW)), 1);
    assert_eq!(told(update(&mut state, Input::Open, NOW)), 0);
    assert_eq!(told(update(&mut state, Input::Toggle, NOW)), 1);
    assert_eq!(told(update(&mut state, Input::Close, NOW)), 0);
}

#[test]
fn an_unknown_organisation_is_reported_once_and_asked_again_only_by_the_visitor() {
    let mut state = widget(json!({}));
    let failure = Failure::Status { status: 404, message: "unknown".into(), retry_after_ms: None };
    let effects = update(&mut state, Input::Configured(Err(failure)), NOW);
    assert!(!effects.iter().any(|it| matches!(it, Effect::Wait(..))));
    assert_eq!(effects.iter().filter(|it| matches!(it, Effect::Warn(_))).count(), 1);
    assert!(update(&mut state, Input::Reload, NOW).contains(&Effect::LoadConfig));
}

/// `{"alg":"HS256"}.{"exp":1795262410}.signature`: ends ten seconds after [`NOW`].
const FRESH: &str = "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE3OTUyNjI0MTB9.c2ln";
/// The same with an `exp` ten seconds before.
const STALE: &str = "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE3OTUyNjIzOTB9.c2ln";

const DENIED: Failure = Failure::Status { status: 403, message: String::new(), retry_after_ms: None };

fn user(token: &str) -> State {
    ready(json!({"userId": "u1", "apiKey": "ab_live_x", "userToken": token}))
}

fn count(effects: &[Effect], wanted: &Effect) -> usize {
    effects.iter().filter(|effect| *effect == wanted).count()
}

#[test]
fn a_token_known_to_be_dead_is_never_sent_and_the_page_is_asked_once() {
    let mut state = widget(json!({"userId": "u1", "apiKey": "ab_live_x", "userToken": STALE}));
    let mut effects = configure(&mut state);
    effects.extend(ask(&mut state, "q"));
    effects.extend(update(&mut state, Input::ServerTime(NOW.unix_ms), NOW));
    assert_eq!((posted(&effects), opened(&effects)), (None, None));
    assert_eq!(count(&effects, &Effect::RenewToken), 1);
    assert_eq!(count(&effects, &Effect::Tell(Callback::IdentityExpired)), 1);

    let effects = update(&mut state, Input::Talk(TalkInput::Token(Some(FRESH.to_owned()))), NOW);
    assert_eq!(posted(&effects).unwrap().1["user_token"], FRESH);
    assert_eq!(opened(&effects).unwrap().1["user_token"], FRESH);
}

#[test]
fn the_servers_clock_decides_whether_a_token_has_ended() {
    let mut state = user(FRESH);
    let mut effects = update(&mut state, Input::ServerTime(NOW.unix_ms + 60_000), NOW);
    effects.extend(ask(&mut state, "q"));
    assert_eq!((count(&effects, &Effect::RenewToken), opened(&effects)), (1, None));
}

#[test]
fn a_doubted_question_waits_for_a_new_token_and_is_asked_again_under_its_id() {
    let mut state = user(FRESH);
    let (turn, body, _) = opened(&ask(&mut state, "q")).unwrap();
    let effects = stream(&mut state, turn, StreamInput::Broke(DENIED));
    assert_eq!((count(&effects, &Effect::RenewToken), phase(&state, turn)), (1, &Phase::Queued));
    let (_, again, _) =
        opened(&update(&mut state, Input::Talk(TalkInput::Token(Some(FRESH.to_owned()))), NOW)).unwrap();
    assert_eq!(again["message_id"], body["message_id"]);
    stream(&mut state, turn, StreamInput::Broke(DENIED));
    assert_eq!(phase(&state, turn), &Phase::Failed(DENIED));
}

#[test]
fn without_a_new_token_the_visitor_is_told_and_can_try_again() {
    let mut state = user(STALE);
    ask(&mut state, "q");
    let turn = state.conversation.transcript.turns()[0].id;
    update(&mut state, Input::Talk(TalkInput::Token(None)), NOW);
    assert_eq!(phase(&state, turn), &Phase::Failed(Failure::Unproven));
    let effects = update(&mut state, Input::Retry(turn), NOW);
    assert_eq!(count(&effects, &Effect::RenewToken), 1);
    assert!(
        opened(&update(&mut state, Input::Talk(TalkInput::Token(Some(FRESH.to_owned()))), NOW)).is_some()
    );
}

#[test]
fn calls_go_in_order_after_the_introduction_with_user_and_token() {
    let mut state = user(FRESH);
    let call = Call {
        endpoint: Endpoint::IdentifyCompany,
        body: json!({"company_id": "c"}).as_object().cloned().unwrap(),
    };
    let effects = update(&mut state, Input::Talk(TalkInput::Call { call, promise: Some(PromiseId(1)) }), NOW);
    assert_eq!(posted(&effects), None);
    let effects =
        update(&mut state, Input::Talk(TalkInput::Posted(Ok(r#"{"success":true}"#.to_owned()))), NOW);
    let (path, body) = posted(&effects).unwrap();
    assert_eq!(
        (path, body),
        ("/companies/identify", json!({"company_id": "c", "user_id": "u1", "user_token": FRESH}))
    );
    let effects =
        update(&mut state, Input::Talk(TalkInput::Posted(Ok(r#"{"success":true}"#.to_owned()))), NOW);
    assert_eq!(effects, [Effect::Settle(PromiseId(1), Ok(json!({"success": true})))]);
}

#[test]
fn a_visitor_asks_for_a_person_and_what_was_written_survives_a_failure() {
    let mut state = ready(json!({"apiKey": "ab_live_x"}));
    ask(&mut state, "Where is my order?");
    update(&mut state, Input::ShowTicket(true), NOW);
    let form = state.conversation.ticket.clone().unwrap();
    assert_eq!((form.subject.as_str(), form.needs_contact), ("Where is my order?", true));
    let fields =
        |json: serde_json::Value| Input::Talk(TalkInput::SendTicket(json.as_object().cloned().unwrap()));
    let stage = |state: &State| state.conversation.ticket.clone().unwrap().stage;
    assert_eq!(posted(&update(&mut state, fields(json!({"subject": "s"})), NOW)), None);
    assert!(matches!(stage(&state), Stage::Failed(Failure::Invalid(_))));

    let (path, body) =
        posted(&update(&mut state, fields(json!({"subject": "s", "email": "a@b.c"})), NOW)).unwrap();
    assert_eq!((path, body["source"].as_str()), ("/tickets/create", Some("widget")));
    assert_eq!(body["session_id"].as_str(), state.conversation.session_id.as_deref());
    update(
        &mut state,
        Input::Talk(TalkInput::Posted(Ok(r#"{"success":true,"ticket":{"id":"t1"}}"#.to_owned()))),
        NOW,
    );
    assert_eq!(stage(&state), Stage::Sent("t1".into()));
    update(&mut state, Input::Escape, NOW);
    assert!(state.conversation.ticket.is_none());
}

#[test]
fn log_out_leaves_nothing_of_the_person_behind() {
    let mut state = user(FRESH);
    let session = state.conversation.session_id.clone();
    ask(&mut state, "secret question");
    let later = Moment { entropy: 99, ..NOW };
    assert!(update(&mut state, Input::Forget(Extent::Everybody), later).contains(&Effect::CloseStream));
    assert!(
        state.conversation.transcript.turns().is_empty() && state.conversation.identity.user_id.is_none()
    );
    assert_ne!(state.conversation.session_id, session);
    let (_, body, _) = opened(&ask(&mut state, "next")).unwrap();
    assert!(body.get("user_id").is_none() && body.get("user_token").is_none());
}
