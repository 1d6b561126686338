//! What stands in the transcript of those who come and go: each once, told to nobody as an answer, and kept.

use super::*;

fn steps(state: &State) -> Vec<(Option<ConversationState>, Option<&str>)> {
    let turns = state.conversation.transcript.turns().iter();
    turns.filter(|turn| turn.step.is_some()).map(|turn| (turn.step, turn.author.as_deref())).collect()
}

#[test]
fn who_comes_and_goes_stands_in_the_transcript_once_and_is_no_message() {
    let mut state = waiting();
    update(&mut state, Input::Close, NOW);
    let joined = json!({"state": "human", "by": "taken", "teammate": {"name": "Ada"}});
    let effects = told(&mut state, 1, "state", &joined);
    assert!(!effects.iter().any(|it| matches!(it, Effect::Tell(_))), "{effects:?}");
    assert_eq!(state.unread, 0);
    state.conversation.live.as_mut().unwrap().last_event = 0;
    told(&mut state, 1, "state", &joined);
    told(&mut state, 2, "state", &json!({"state": "ai", "by": "handed_back", "teammate": {"name": "Ada"}}));
    assert_eq!(
        steps(&state),
        [(Some(ConversationState::Human), Some("Ada")), (Some(ConversationState::Ai), Some("Ada"))]
    );
}

#[test]
fn a_step_that_concerns_nobody_is_passed_over() {
    let mut state = waiting();
    told(&mut state, 1, "state", &json!({"state": "waiting", "by": "requested"}));
    told(&mut state, 0, "state", &json!({"state": "waiting", "position": 1}));
    told(&mut state, 2, "state", &json!({"state": "ai", "by": "left"}));
    assert_eq!(steps(&state), []);
    let mut state = waiting();
    taken(&mut state);
    told(&mut state, 2, "state", &json!({"state": "closed", "by": "closed", "teammate": {"name": "Ada"}}));
    told(&mut state, 3, "state", &json!({"state": "ai", "by": "written_again", "teammate": {"name": "Ada"}}));
    assert_eq!(
        steps(&state).last(),
        Some(&(Some(ConversationState::Closed), Some("Ada"))),
        "nobody left a second time"
    );
}

#[test]
fn words_of_the_server_are_shown_as_such_and_answer_nothing() {
    let mut state = waiting();
    taken(&mut state);
    let effects = said(&mut state, 2, "notice", "n1", "We close at six.");
    assert!(effects.iter().any(|it| matches!(it, Effect::Draw(Change::AnswerComplete(_)))), "said aloud");
    assert!(!effects.iter().any(|it| matches!(it, Effect::Tell(_))));
    let turn = state.conversation.transcript.turns()[1].clone();
    assert_eq!((turn.step, turn.answer.as_str()), (Some(ConversationState::Human), "We close at six."));
    update(&mut state, Input::Ask("Really?".to_owned()), NOW);
    let asked = state.conversation.transcript.turns()[2].id;
    assert_eq!(state.conversation.transcript.history_before(asked), []);
}

#[test]
fn a_reload_keeps_who_came_and_the_picture_and_the_file_of_the_conversation_has_what_was_said() {
    let mut state = waiting();
    let ada = json!({"name": "Ada", "avatar": "/api/sdk/avatars/3f9a.webp"});
    told(&mut state, 1, "state", &json!({"state": "human", "by": "taken", "teammate": ada}));
    said(&mut state, 2, "teammate", "t1", "Hello");
    let record = state.record(false).flatten().unwrap();
    let mut other = State::new(Options::from_json(json!({"orgId": "o", "apiKey": "k"}).as_object().unwrap()));
    update(&mut other, Input::Mounted, NOW);
    update(&mut other, talk_came(), NOW);
    let restore = Input::Talk(TalkInput::Restore { record: Some(record), is_start: true });
    update(&mut other, restore, NOW);
    assert_eq!(steps(&other), [(Some(ConversationState::Human), Some("Ada"))]);
    assert_eq!(live(&other).avatar.as_deref(), Some("/api/sdk/avatars/3f9a.webp"));
    let effects = update(&mut other, Input::Talk(TalkInput::Download("You".to_owned())), NOW);
    let file = effects.iter().find_map(|effect| match effect {
        Effect::Talk(crate::core::effect::TalkEffect::Download(text)) => Some(text.as_str()),
        _ => None,
    });
    assert_eq!(file, Some("# \n\n## Ada\n\nHello\n"));
}

#[test]
fn a_picture_goes_with_its_person() {
    let mut state = waiting();
    taken(&mut state);
    let author = json!({"name": "Ada", "avatar": "https://example.org/ada.webp"});
    told(
        &mut state,
        2,
        "message",
        &json!({"id": "t", "role": "teammate", "text": "Hello", "author": author}),
    );
    assert_eq!(live(&state).avatar.as_deref(), Some("https://example.org/ada.webp"));
    said(&mut state, 3, "user", "u", "And?");
    assert_eq!(live(&state).avatar.as_deref(), Some("https://example.org/ada.webp"));
    told(&mut state, 4, "state", &json!({"state": "human", "by": "taken", "teammate": {"name": "Grace"}}));
    assert_eq!((live(&state).teammate.as_deref(), live(&state).avatar.as_deref()), (Some("Grace"), None));
}
