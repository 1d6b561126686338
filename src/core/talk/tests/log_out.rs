//! A log-out at any moment: whatever had come by then and whatever is late, nothing of the person is kept, written or
//! sent after it.

use crate::core::belongings::Extent;
use halo_protocol::Object;
use halo_protocol::stream::writer;
use serde_json::json;

use crate::config::Options;
use crate::core::effect::Effect;
use crate::core::input::Input;
use crate::core::moment::Moment;
use crate::core::state::State;
use crate::core::talk::{StreamInput, TalkInput};
use crate::core::timer::{TalkTimer, Timer};
use crate::core::turn::TurnId;
use crate::core::update::tests::talk_came;
use crate::core::update::update;

const NOW: Moment = Moment { unix_ms: 1_795_262_400_000, mono_ms: 0, entropy: 7 };

fn ada() -> State {
    let options = json!({"orgId": "o", "apiKey": "k", "userId": "ada-sentinel"});
    let mut state = State::new(Options::from_json(options.as_object().unwrap()));
    update(&mut state, Input::Mounted, NOW);
    state
}

fn configured() -> Input {
    Input::Configured(Ok(Object::new()))
}

/// What an earlier page of the same person has left in storage.
fn record() -> String {
    let mut before = ada();
    for input in [talk_came(), configured(), Input::Ask("an earlier sentinel".to_owned())] {
        update(&mut before, input, NOW);
    }
    before.record(true).unwrap().unwrap()
}

fn bytes() -> Input {
    let mut wire = String::new();
    writer::event(&mut wire, "token", Some(0), r#"{"content":"a late sentinel"}"#);
    Input::Talk(TalkInput::Stream(TurnId(0), StreamInput::Bytes(wire.into_bytes())))
}

/// What can come before the log-out, by number; a place of its own in every order.
fn early(number: usize) -> Input {
    match number {
        0 => talk_came(),
        1 => configured(),
        2 => Input::Talk(TalkInput::Restore { record: Some(record()), is_start: true }),
        _ => Input::Ask("a sentinel question".to_owned()),
    }
}

/// All orders of four.
fn orders() -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for number in 0..4 {
        all = all
            .into_iter()
            .flat_map(|order: Vec<usize>| {
                (0..=order.len()).map(move |at| {
                    let mut longer = order.clone();
                    longer.insert(at, number);
                    longer
                })
            })
            .collect();
    }
    all
}

#[test]
fn whenever_the_user_logs_out_nothing_of_them_is_kept_written_or_sent_afterwards() {
    for order in orders() {
        for before in 0..=order.len() {
            let mut state = ada();
            order.iter().take(before).for_each(|number| drop(update(&mut state, early(*number), NOW)));
            let mut effects = update(&mut state, Input::Forget(Extent::Everybody), NOW);
            assert!(effects.contains(&Effect::RemoveSaved), "{order:?} {before}");
            let late = order.iter().skip(before).filter(|number| **number < 2).map(|number| early(*number));
            let due = |timer| Input::Due(Timer::Talk(timer));
            let answers = [
                bytes(),
                Input::Talk(TalkInput::Posted(Ok("{}".to_owned()))),
                due(TalkTimer::Turn(TurnId(0))),
                due(TalkTimer::Call),
                Input::Leaving,
            ];
            for input in late.chain(answers) {
                effects.extend(update(&mut state, input, NOW));
            }
            let all = format!("{effects:?} {state:?}");
            assert!(!all.contains("sentinel"), "{order:?} after {before}: {all}");
            assert_eq!(state.record(false).flatten(), None);
        }
    }
}
