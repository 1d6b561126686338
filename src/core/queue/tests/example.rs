//! The example of the module's documentation, step by step.

use super::super::{BatchOutcome, Queue, QueueEffect, QueueInput, QueueSettings};
use super::bench::{ACK, event};
use crate::core::moment::Moment;

/// An effect as the documentation abbreviates it.
fn short(effect: &QueueEffect) -> String {
    match effect {
        QueueEffect::Send { request, body, .. } => {
            assert!(body.starts_with("{\"events\":[{"));
            format!("Send{{{request}}}")
        }
        QueueEffect::Wake(ms) => format!("Wake({ms})"),
        QueueEffect::Save(_) => "Save".to_owned(),
        other => format!("{other:?}"),
    }
}

#[test]
fn the_documented_example_holds() {
    let mut now = Moment { mono_ms: 100, unix_ms: 1_795_262_400_000, entropy: 7 };
    let mut queue = Queue::new(QueueSettings::default(), now);
    let mut give = |after_ms: u64, input| {
        now.mono_ms += after_ms;
        now.unix_ms += after_ms;
        queue.handle(input, now).iter().map(short).collect::<Vec<_>>().join(" ")
    };
    let answer = |request, status, retry_after: Option<&str>, body: &str| QueueInput::Outcome {
        request,
        outcome: BatchOutcome::Answered {
            status,
            retry_after: retry_after.map(str::to_owned),
            body: body.to_owned(),
        },
    };
    assert_eq!(give(0, QueueInput::Start), "ReadSlots");
    assert_eq!(give(0, QueueInput::Slots(Vec::new())), "");
    assert_eq!(give(0, QueueInput::Capture(event("click"))), "Save Wake(3000)");
    assert_eq!(give(3_000, QueueInput::Woke), "Save Send{1} Wake(10000)");
    assert_eq!(give(400, answer(1, 503, Some("2"), "")), "Save Wake(2000)");
    assert_eq!(give(2_000, QueueInput::Woke), "Save Send{2} Wake(10000)");
    assert_eq!(give(300, answer(2, 200, None, ACK)), "Clear");
}
