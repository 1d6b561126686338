//! Who the visitor is, as the page names them, and when that is in doubt: what the widget does without the chunk
//! "talk", which makes the calls.

use halo_protocol::Object;

use crate::core::effect::{Callback, Effect};
use crate::core::identity::gate::Gate;
use crate::core::input::Input;
use crate::core::moment::Moment;
use crate::core::outbox::{Call, INTRODUCTION};
use crate::core::state::{Ahead, State};

/// The server's clock was heard.
pub(super) fn tell_time(state: &mut State, server_ms: u64, now: Moment) -> Vec<Effect> {
    let was_asked = state.ahead == Ahead::Asked;
    state.ahead = Ahead::By(server_ms.cast_signed().wrapping_sub(now.unix_ms.cast_signed()));
    if was_asked {
        state.put_by.push(Input::ServerTime(server_ms));
    }
    vec![Effect::TellTime(server_ms)]
}

/// The identity can no longer be proved: everything waits, the page is asked for a token and told, once.
pub(super) fn doubt(state: &mut State) -> Vec<Effect> {
    if state.gate == Gate::Renewing {
        return Vec::new();
    }
    state.gate = Gate::Renewing;
    vec![Effect::Proven(false), Effect::RenewToken, Effect::Tell(Callback::IdentityExpired)]
}

/// The page names the user.
pub(super) fn identify(
    state: &mut State,
    user_id: String,
    traits: Object,
    user_token: Option<String>,
) -> Vec<Effect> {
    let mut effects = Vec::new();
    if user_token.is_some() && state.gate != Gate::Open {
        state.gate = Gate::Open;
        effects.push(Effect::Proven(true));
    }
    state.identity.identify(user_id, traits, user_token);
    introduce(state);
    effects
}

/// Tells the server who the user is, as soon as there is a user, an agent (the tree first loads `/config`) and a key.
pub(super) fn introduce(state: &mut State) {
    if state.options.api_key.is_some() && state.settings().is_some() {
        let body = state.identity.introduction(state.session_id.as_deref());
        put_by(state, INTRODUCTION, body);
    }
}

/// Tells the server of the company that the page's options name.
pub(super) fn introduce_company(state: &mut State) {
    if state.options.api_key.is_some() {
        let body = state.identity.company_introduction();
        put_by(state, "/companies/identify", body);
    }
}

fn put_by(state: &mut State, path: &'static str, body: Option<Object>) {
    state.put_by.extend(body.map(|body| Input::Call { call: Call { path, body }, promise: None }));
}
