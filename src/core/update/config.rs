//! The agent's configuration: taken over, asked for again by itself a few times, and then by the visitor alone.

use halo_protocol::Object;

use super::introduction;
use crate::config::Settings;
use crate::core::backoff::retry_ms;
use crate::core::conversation::AgentState;
use crate::core::effect::{Callback, Change, Effect};
use crate::core::moment::Moment;
use crate::core::state::State;
use crate::core::timer::Timer;
use crate::error::Failure;

/// Failed tries of `/config` after which only the visitor asks again.
const TRIES: u32 = 4;

/// The agent is known.
pub(super) fn configured(state: &mut State, answer: &Object, now: Moment) -> Vec<Effect> {
    state.config_tries = 0;
    let settings = Settings::resolve(&state.conversation.options, answer);
    state.conversation.agent = AgentState::Ready(Box::new(settings));
    let mut effects = vec![Effect::Draw(Change::Agent), Effect::Tell(Callback::Ready)];
    effects.extend(introduction::introduce(state, now));
    effects.extend(introduction::introduce_company(state, now));
    effects
}

/// `/config` did not answer, or not with a configuration.
pub(super) fn failed(state: &mut State, failure: Failure, now: Moment) -> Vec<Effect> {
    state.config_tries += 1;
    let mut effects = Vec::new();
    if failure.retryable() && state.config_tries < TRIES {
        effects.push(Effect::Wait(Timer::Config, retry_ms(&failure, state.config_tries, now)));
    } else {
        effects.extend(Effect::report("the agent's configuration", failure.clone()));
    }
    state.conversation.agent = AgentState::Failed(failure);
    effects.push(Effect::Draw(Change::Agent));
    effects
}

/// The visitor wants another try.
pub(super) fn reload(state: &mut State) -> Vec<Effect> {
    if matches!(state.conversation.agent, AgentState::Ready(_)) {
        return Vec::new();
    }
    state.config_tries = 0;
    state.conversation.agent = AgentState::Loading;
    vec![Effect::Draw(Change::Agent), Effect::LoadConfig]
}
