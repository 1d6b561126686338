//! What the chunk "talk" does with the inputs that were put by for it, and what is sent after every input.

use super::{answering, calling, conversing};
use crate::core::effect::Effect;
use crate::core::input::{Input, Timer};
use crate::core::moment::Moment;
use crate::core::state::State;
use crate::on_demand::on_demand;

on_demand! {
    /// Works off what was put by, then sends what can go.
    pub(super) fn work(state: &mut State, now: Moment) -> Vec<Effect> = "talk" 2 {
        let mut effects = Vec::new();
        for input in std::mem::take(&mut state.put_by) {
            effects.extend(step(state, input, now));
        }
        effects.extend(calling::pump(state, now));
        effects
    }
}

fn step(state: &mut State, input: Input, now: Moment) -> Vec<Effect> {
    match input {
        Input::Deed(deed) => conversing::apply(state, deed, now),
        Input::Stop => answering::stop(state, now),
        Input::Retry(Some(turn)) => conversing::retry(state, turn, now),
        Input::Stream(turn, stream) => answering::receive(state, turn, stream, now),
        Input::Due(Timer::Turn(turn)) => answering::resume(state, turn),
        Input::FileTicket(fields) => calling::file_ticket(state, fields),
        Input::Call { call, promise } => calling::call(state, call, promise),
        Input::Posted(result) => calling::posted(state, result, now),
        Input::Token(token) => calling::renewed(state, token, now),
        Input::ServerTime(server_ms) => calling::trust(state, server_ms),
        Input::Due(Timer::Call) => {
            state.outbox.release();
            Vec::new()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
