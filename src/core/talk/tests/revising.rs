//! Stories of what a visitor does with what was said.

use crate::core::belongings::Extent;
use halo_protocol::Object;
use halo_protocol::stream::writer;
use serde_json::json;

use crate::config::Options;
use crate::core::effect::{Callback, Effect, TalkEffect};
use crate::core::input::Input;
use crate::core::moment::Moment;
use crate::core::part::Part;
use crate::core::state::State;
use crate::core::talk::{StreamInput, Talk, TalkInput};
use crate::core::turn::{Phase, TurnId};
use crate::core::update::tests::talk_came;
use crate::core::update::update;

const NOW: Moment = Moment { mono_ms: 0, unix_ms: 1_795_262_400_000, entropy: 7 };

fn give(state: &mut State, input: Input) -> Vec<Effect> {
    update(
        state,
        input,
        Moment { entropy: NOW.entropy + state.conversation.transcript.turns().len() as u128, ..NOW },
    )
}

/// A widget in which each question got the answer "Yes."
fn conversation(questions: &[&str]) -> (State, Vec<TurnId>) {
    let mut state = State::new(Options::default());
    give(&mut state, Input::Mounted);
    give(&mut state, talk_came());
    give(&mut state, Input::Configured(Ok(Object::new())));
    for question in questions {
        give(&mut state, Input::Ask((*question).to_owned()));
        answer(&mut state);
    }
    let ids = state.conversation.transcript.turns().iter().map(|turn| turn.id).collect();
    (state, ids)
}

fn answer(state: &mut State) {
    let turn = state.conversation.transcript.running().unwrap().id;
    let mut wire = String::new();
    writer::event(&mut wire, "token", Some(0), &json!({"content": "Yes."}).to_string());
    writer::event(&mut wire, "done", Some(1), "{}");
    let opened = StreamInput::Opened { content_type: "text/event-stream".into(), session_id: None };
    for stream in [opened, StreamInput::Bytes(wire.into_bytes()), StreamInput::Closed] {
        give(state, Input::Talk(TalkInput::Stream(turn, stream)));
    }
}

fn asked(effects: &[Effect]) -> Option<serde_json::Value> {
    effects.iter().find_map(|effect| match effect {
        Effect::Talk(TalkEffect::OpenStream { body, .. }) => Some(serde_json::from_str(body).unwrap()),
        _ => None,
    })
}

#[test]
fn a_rating_is_an_event_and_can_be_changed_and_taken_back() {
    let (mut state, ids) = conversation(&["One?"]);
    let mut rate = |helpful| {
        let effects = give(&mut state, Input::Talk(TalkInput::Rate(ids[0], helpful)));
        effects.into_iter().find_map(|effect| match effect {
            Effect::Record { kind, metadata } => Some((kind, metadata)),
            _ => None,
        })
    };
    let (kind, metadata) = rate(true).unwrap();
    assert_eq!((kind, metadata["rating"].as_str()), ("message_feedback", Some("up")));
    assert_eq!(rate(false).unwrap().1["rating"], "down");
    assert_eq!(rate(false), None);
    assert_eq!(state.conversation.transcript.turns()[0].rating, None);
}

#[test]
fn another_answer_to_the_last_question_is_asked_under_a_new_id() {
    let (mut state, ids) = conversation(&["One?", "Two?"]);
    let former = state.conversation.transcript.turns()[1].message_id.clone();
    assert_eq!(asked(&give(&mut state, Input::Talk(TalkInput::Regenerate(ids[0])))), None);
    let body = asked(&give(&mut state, Input::Talk(TalkInput::Regenerate(ids[1])))).unwrap();
    assert_eq!(body["message"], "Two?");
    assert_ne!(body["message_id"], json!(former));
    assert_eq!(body["conversation_history"].as_array().unwrap().len(), 2, "not the answer it replaces");
    answer(&mut state);
    assert_eq!(state.conversation.transcript.turns().len(), 2);
}

#[test]
fn an_edited_question_takes_the_place_of_the_last_one() {
    let (mut state, ids) = conversation(&["One?", "Two?"]);
    assert_eq!(asked(&give(&mut state, Input::Talk(TalkInput::Edit(ids[1], "  ".to_owned())))), None);
    assert_eq!(state.conversation.transcript.turns().len(), 2, "a text that cannot be asked changes nothing");
    let body = asked(&give(&mut state, Input::Talk(TalkInput::Edit(ids[1], "Three?".to_owned())))).unwrap();
    assert_eq!(
        (&body["message"], body["conversation_history"].as_array().unwrap().len()),
        (&json!("Three?"), 2)
    );
    let questions: Vec<_> =
        state.conversation.transcript.turns().iter().map(|turn| turn.question.as_str()).collect();
    assert_eq!(questions, ["One?", "Three?"]);
}

#[test]
fn images_go_with_the_question_and_need_no_words() {
    let (mut state, _) = conversation(&[]);
    let image = "data:image/jpeg;base64,AA==".to_owned();
    let body = asked(&give(&mut state, Input::AskWith(String::new(), vec![image.clone()]))).unwrap();
    assert_eq!((&body["message"], &body["images"]), (&json!(""), &json!([image])));
    assert!(give(&mut state, Input::AskWith(" ".to_owned(), Vec::new())).is_empty());
}

#[test]
fn a_new_conversation_has_a_new_session_and_a_cleared_one_keeps_it() {
    let (mut state, _) = conversation(&["One?"]);
    let session = state.conversation.session_id.clone();
    give(&mut state, Input::Forget(Extent::Conversation));
    assert!(state.conversation.transcript.turns().is_empty() && state.conversation.session_id == session);
    update(&mut state, Input::Forget(Extent::Said), Moment { entropy: 99, ..NOW });
    assert_ne!(state.conversation.session_id, session);
}

#[test]
fn the_conversation_is_handed_over_as_markdown() {
    let (mut state, _) = conversation(&["One?"]);
    let effects = give(&mut state, Input::Talk(TalkInput::Download("You".to_owned())));
    let Some(Effect::Talk(TalkEffect::Download(text))) = effects.first() else { unreachable!("{effects:?}") };
    assert_eq!(text, "# Assistant\n\n## You, 2026-11-21T12:00:00.000Z\n\nOne?\n\n## Assistant\n\nYes.\n");
}

#[test]
fn an_action_that_comes_again_with_a_resumed_answer_is_done_once() {
    let (mut state, _) = conversation(&[]);
    give(&mut state, Input::Ask("Where?".to_owned()));
    let turn = state.conversation.transcript.running().unwrap().id;
    let opened = || StreamInput::Opened { content_type: "text/event-stream".into(), session_id: None };
    let mut wire = String::new();
    writer::event(&mut wire, "action", Some(0), r##"{"type":"highlight","id":"a","selector":"#x"}"##);
    let mut told = 0;
    for _ in 0..2 {
        give(&mut state, Input::Talk(TalkInput::Stream(turn, opened())));
        let effects = give(
            &mut state,
            Input::Talk(TalkInput::Stream(turn, StreamInput::Bytes(wire.clone().into_bytes()))),
        );
        told += effects.iter().filter(|it| matches!(it, Effect::Tell(Callback::Action(_)))).count();
        // As after a reload: nothing is known of the stream before.
        state.talk = Part::There(Box::new(Talk::default()));
    }
    assert_eq!((told, &state.conversation.transcript.turns()[0].phase), (1, &Phase::Sending));
}
