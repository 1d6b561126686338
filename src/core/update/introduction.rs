//! Who the visitor is, as the page names them: told to the server by the chunk "talk", which makes the calls.

use halo_protocol::Object;

use super::{forgetting, talk};
use crate::core::belongings::Extent;
use crate::core::calls::{Call, Endpoint};
use crate::core::effect::Effect;
use crate::core::identity::verification::Verification;
use crate::core::moment::Moment;
use crate::core::state::State;
use crate::core::talk::TalkInput;

/// The page names the user.
pub(super) fn identify(
    state: &mut State,
    user_id: String,
    traits: Object,
    user_token: Option<String>,
    now: Moment,
) -> Vec<Effect> {
    let mut effects = part(state, &user_id, now);
    let conversation = &mut state.conversation;
    if user_token.is_some() && conversation.verification != Verification::Verified {
        conversation.verification = Verification::Verified;
        effects.push(Effect::Verified(true));
    }
    conversation.token_count += u32::from(user_token.is_some());
    conversation.identity.identify(user_id, traits, user_token);
    effects.extend(introduce(state, now));
    effects.extend(talk::tell(state, TalkInput::Identified, now));
    effects.push(Effect::TakeDraft);
    effects
}

/// Another user takes over without a log-out of the former one: nothing of that one goes along.
fn part(state: &mut State, user_id: &str, now: Moment) -> Vec<Effect> {
    let known = state.conversation.identity.user_id.as_deref();
    if known.is_none_or(|known| known == user_id) {
        return Vec::new();
    }
    forgetting::forget(state, Extent::Person, now)
}

/// Tells the server who the user is, as soon as there is a user, an agent (the tree first loads `/config`) and a key.
pub(super) fn introduce(state: &mut State, now: Moment) -> Vec<Effect> {
    let conversation = &state.conversation;
    if conversation.settings().is_none() {
        return Vec::new();
    }
    let body = conversation.identity.introduction();
    call(state, Endpoint::IdentifyUser, body, now)
}

/// Tells the server of the company that the page's options name.
pub(super) fn introduce_company(state: &mut State, now: Moment) -> Vec<Effect> {
    if state.conversation.options.api_key.is_none() {
        return Vec::new();
    }
    let body = state.conversation.identity.company_introduction();
    call(state, Endpoint::IdentifyCompany, body, now)
}

fn call(state: &mut State, endpoint: Endpoint, body: Option<Object>, now: Moment) -> Vec<Effect> {
    let body = body.filter(|_| state.conversation.options.api_key.is_some());
    let input = body.map(|body| TalkInput::Call { call: Call { endpoint, body }, promise: None });
    input.map_or_else(Vec::new, |input| talk::tell(state, input, now))
}
