//! Forgetting what belongs to a person: the walk along the list of `core::belongings`, in the state.

use super::talk;
use crate::core::belongings::{Belonging, Extent};
use crate::core::effect::{Change, Effect};
use crate::core::identity::Identity;
use crate::core::identity::verification::Verification;
use crate::core::moment::Moment;
use crate::core::session;
use crate::core::state::State;

/// Forgets everything that an extent takes in.
pub(super) fn forget(state: &mut State, extent: Extent, now: Moment) -> Vec<Effect> {
    if extent == Extent::Said {
        state.conversation.begin_session(session::new_id(now));
    }
    let mut effects = Vec::new();
    for (it, least) in Belonging::ALL {
        if *least <= extent {
            effects.extend(forget_one(state, *it, extent, now));
        }
    }
    effects
}

fn forget_one(state: &mut State, it: Belonging, extent: Extent, now: Moment) -> Vec<Effect> {
    let conversation = &mut state.conversation;
    match it {
        // They lie on the screen, in storage and in rooms of their own.
        Belonging::Events
        | Belonging::OtherTalks
        | Belonging::Draft
        | Belonging::Guided
        | Belonging::Notices => return vec![Effect::Forget(it)],
        Belonging::Turns => return conversation.forget().into(),
        Belonging::Calls => return talk::forget(state, extent, now),
        // The room has forgotten it with the calls.
        Belonging::ForeignTalk => {}
        Belonging::Live => {
            conversation.live = None;
            return vec![Effect::Draw(Change::Live)];
        }
        Belonging::Session => conversation.begin_session(session::new_id(now)),
        Belonging::Ticket => {
            conversation.ticket = None;
            return vec![Effect::Draw(Change::Ticket)];
        }
        Belonging::Identity => {
            conversation.identity = Identity::default();
            conversation.verification = Verification::Verified;
            conversation.behaviour = None;
        }
    }
    Vec::new()
}
