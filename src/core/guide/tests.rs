//! Stories against the core: when the guide is fetched, what it is told of an action, and how answers that nobody has
//! seen are counted.

use crate::core::belongings::Extent;
use halo_protocol::Object;
use halo_protocol::action::Action;
use halo_protocol::stream::writer;
use serde_json::{Value, json};

use crate::config::Options;
use crate::core::chunk::Chunk;
use crate::core::effect::{Callback, Change, Effect};
use crate::core::input::Input;
use crate::core::moment::Moment;
use crate::core::state::State;
use crate::core::talk::{StreamInput, TalkInput};
use crate::core::turn::TurnId;
use crate::core::update::tests::talk_came;
use crate::core::update::update;

const NOW: Moment = Moment { unix_ms: 1_795_262_400_000, mono_ms: 0, entropy: 7 };
const FETCH: Effect = Effect::Fetch(Chunk::Guide);

fn gives(state: &mut State, input: Input) -> Vec<Effect> {
    update(state, input, NOW)
}

fn object(json: Value) -> Object {
    json.as_object().cloned().unwrap()
}

/// A widget that has got this configuration, and what it did then.
fn widget(options: Value, style: Value) -> (State, Vec<Effect>) {
    let mut state = State::new(Options::from_json(&object(options)));
    let mut effects = gives(&mut state, Input::Mounted);
    effects.extend(gives(&mut state, talk_came()));
    let config = object(json!({"agent": {"style": style}}));
    effects.extend(gives(&mut state, Input::Configured(Ok(config))));
    (state, effects)
}

/// Asks, and answers with these actions and some words.
fn answer(state: &mut State, actions: &[Value]) -> Vec<Effect> {
    let effects = gives(state, Input::Ask("Hello".to_owned()));
    let turn = effects.iter().find_map(|effect| match effect {
        Effect::Draw(Change::TurnAdded(turn)) => Some(*turn),
        _ => None,
    });
    let turn: TurnId = turn.unwrap();
    let stream = |state: &mut State, what| gives(state, Input::Talk(TalkInput::Stream(turn, what)));
    stream(state, StreamInput::Opened { content_type: "text/event-stream".into(), session_id: None });
    let mut wire = String::new();
    for (id, action) in (0..).zip(actions) {
        writer::event(&mut wire, "action", Some(id), &action.to_string());
    }
    let done = json!({"actions": actions}).to_string();
    writer::event(&mut wire, "token", Some(90), r#"{"content":"Hi"}"#);
    writer::event(&mut wire, "done", Some(91), &done);
    let mut effects = stream(state, StreamInput::Bytes(wire.into_bytes()));
    effects.extend(stream(state, StreamInput::Closed));
    effects
}

#[test]
fn the_guide_is_fetched_for_what_shows_by_itself_and_not_for_what_is_turned_off() {
    let fetched = |options, style| widget(options, style).1.contains(&FETCH);
    assert!(fetched(json!({}), json!({"greeting": "Hi"})));
    assert!(fetched(json!({"ui": "manual"}), json!({"banners": [{"text": "Sale"}]})));
    assert!(fetched(json!({"ui": {"autoOpenUnseen": true}}), json!({})));
    assert!(!fetched(json!({}), json!({})));
    assert!(!fetched(json!({"ui": "manual"}), json!({"greeting": "Hi"})));
    assert!(!fetched(json!({"ui": {"greeting": false}}), json!({"greeting": "Hi"})));
}

#[test]
fn a_wish_of_the_pages_fetches_it_and_hopes_again_where_it_was_given_up() {
    let (mut state, _) = widget(json!({}), json!({}));
    assert!(gives(&mut state, Input::Wish(Chunk::Guide)).contains(&FETCH));
    assert!(!gives(&mut state, Input::Wish(Chunk::Guide)).contains(&FETCH), "once while it is on its way");
    for _ in 0..6 {
        gives(&mut state, Input::NotCame(Chunk::Guide));
    }
    assert!(!gives(&mut state, Input::Draft(String::new())).contains(&FETCH));
    assert!(gives(&mut state, Input::Wish(Chunk::Guide)).contains(&FETCH));
}

#[test]
fn an_action_is_told_to_the_page_before_it_is_acted_on_and_each_once() {
    let (mut state, _) = widget(json!({}), json!({}));
    let action = json!({"id": "a1", "type": "navigate", "url": "/next"});
    let effects = answer(&mut state, std::slice::from_ref(&action));
    let action = Action(object(action));
    let place = |wanted: &Effect| effects.iter().position(|effect| effect == wanted).unwrap();
    assert!(place(&Effect::Tell(Callback::Action(action.clone()))) < place(&Effect::Act(TurnId(0), action)));
    assert_eq!(effects.iter().filter(|effect| matches!(effect, Effect::Act(..))).count(), 1);
    assert!(effects.contains(&FETCH));
}

#[test]
fn answers_behind_a_closed_panel_are_counted_and_opening_is_seeing() {
    let (mut state, _) = widget(json!({}), json!({}));
    let unread = Effect::Draw(Change::Unread);
    assert!(answer(&mut state, &[]).contains(&unread));
    answer(&mut state, &[]);
    assert_eq!(state.unread, 2);
    assert!(gives(&mut state, Input::Open).contains(&unread));
    assert_eq!(state.unread, 0);
    assert!(!answer(&mut state, &[]).contains(&unread), "it was seen as it came");
    gives(&mut state, Input::Close);
    answer(&mut state, &[]);
    gives(&mut state, Input::Forget(Extent::Everybody));
    assert_eq!(state.unread, 0, "log-out leaves no count behind");
}
