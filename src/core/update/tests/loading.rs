//! When chunks are fetched, and what becomes of one that does not come.

use halo_protocol::Object;

use super::talk_came;
use crate::config::Options;
use crate::core::chunk::Chunk;
use crate::core::effect::{Effect, TalkEffect};
use crate::core::input::{Arrival, Input};
use crate::core::moment::Moment;
use crate::core::state::State;
use crate::core::timer::Timer;
use crate::core::turn::Phase;
use crate::core::update::loading::TRIES;
use crate::core::update::update;
use crate::error::Failure;

const NOW: Moment = Moment { unix_ms: 1_795_262_400_000, mono_ms: 0, entropy: 7 };
const FETCH: Effect = Effect::Fetch(Chunk::Markdown);

fn widget() -> State {
    let mut state = State::new(Options::from_json(&Object::new()));
    assert!(!update(&mut state, Input::Mounted, NOW).contains(&FETCH));
    state
}

fn gives(state: &mut State, input: Input) -> Vec<Effect> {
    update(state, input, NOW)
}

fn fail(state: &mut State) -> Option<u32> {
    let effects = gives(state, Input::NotCame(Chunk::Markdown));
    effects.iter().find_map(|effect| match effect {
        Effect::Wait(Timer::Chunk(_), ms) => Some(*ms),
        _ => None,
    })
}

#[test]
fn markdown_is_fetched_once_when_the_panel_opens_or_something_is_asked() {
    for wish in [Input::Open, Input::Toggle, Input::Ask("Hello".to_owned())] {
        let mut state = widget();
        assert!(gives(&mut state, wish).contains(&FETCH));
        assert!(!gives(&mut state, Input::Ask("More".to_owned())).contains(&FETCH));
        gives(&mut state, Input::Came(Arrival::Markdown));
        assert!(!gives(&mut state, Input::Close).contains(&FETCH));
    }
}

#[test]
fn a_failed_fetch_is_tried_again_after_growing_waits_and_then_when_the_visitor_acts() {
    let mut state = widget();
    gives(&mut state, Input::Open);
    let mut last = 0;
    for _ in 1..TRIES {
        let wait = fail(&mut state).unwrap();
        assert!(wait > last);
        last = wait;
        assert!(
            !gives(&mut state, Input::Draft(String::new())).contains(&FETCH),
            "not before the wait is over"
        );
        assert!(gives(&mut state, Input::Due(Timer::Chunk(Chunk::Markdown))).contains(&FETCH));
    }
    assert_eq!(fail(&mut state), None);
    assert!(!gives(&mut state, Input::Draft(String::new())).contains(&FETCH));
    assert!(gives(&mut state, Input::Ask("Hello".to_owned())).contains(&FETCH));
}

#[test]
fn the_event_queue_is_fetched_after_the_configuration_and_only_with_a_key() {
    let fetch = Effect::Fetch(Chunk::Events);
    let failed = || Input::Configured(Err(Failure::Network));
    let mut state = widget();
    assert!(!gives(&mut state, failed()).contains(&fetch));
    state.conversation.options.api_key = Some("ab_live_x".to_owned());
    assert!(gives(&mut state, failed()).contains(&fetch));
    assert!(!gives(&mut state, failed()).contains(&fetch));
}

#[test]
fn the_console_hears_once_of_a_row_of_failures() {
    let mut state = widget();
    gives(&mut state, Input::Open);
    let mut warnings = || {
        let effects = gives(&mut state, Input::NotCame(Chunk::Markdown));
        effects.iter().filter(|effect| matches!(effect, Effect::Warn(_))).count()
    };
    assert_eq!([warnings(), warnings(), warnings()], [1, 0, 0]);
}

#[test]
fn a_question_fails_visibly_when_what_asks_it_cannot_be_had() {
    let mut state = widget();
    gives(&mut state, Input::Configured(Ok(Object::new())));
    gives(&mut state, Input::Ask("Hello".to_owned()));
    for _ in 0..TRIES {
        assert!(state.conversation.transcript.next_queued().is_some());
        gives(&mut state, Input::NotCame(Chunk::Talk));
        gives(&mut state, Input::Due(Timer::Chunk(Chunk::Talk)));
    }
    let turn =
        state.conversation.transcript.turns().first().map(|turn| (turn.id, turn.phase.clone())).unwrap();
    assert_eq!(turn.1, Phase::Failed(Failure::Network));
    assert!(gives(&mut state, Input::Retry(turn.0)).contains(&Effect::Fetch(Chunk::Talk)));
    let effects = gives(&mut state, talk_came());
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Talk(TalkEffect::OpenStream { .. }))));
}
