//! The start and the end of every turn, which the widget can do without the chunk "talk": a question until it is sent,
//! and how a turn is over.

use halo_protocol::limits;

use super::Conversation;
use crate::core::effect::{Callback, Change, Effect};
use crate::core::identity::verification::Verification;
use crate::core::moment::{Moment, rfc3339};
use crate::core::session;
use crate::core::turn::{Phase, TurnId};
use crate::error::Failure;

impl Conversation {
    /// Puts a question in the line. A blank one is nothing; one over the limit is reported, never cut.
    pub fn ask(&mut self, text: &str, images: Vec<String>, now: Moment) -> Vec<Effect> {
        let text = text.trim();
        if text.is_empty() && images.is_empty() {
            return Vec::new();
        }
        if let Err(invalid) = limits::check_chars("message", text, limits::MESSAGE_CHARS) {
            return Effect::report("sendMessage", Failure::Invalid(invalid)).into();
        }
        let message_id = now.uuid();
        let id = self.transcript.ask(message_id.clone(), text.to_owned(), now.unix_ms);
        if let Some(turn) = self.transcript.get_mut(id) {
            turn.images = images;
        }
        let told = Callback::Message {
            id: message_id,
            role: "user",
            text: text.to_owned(),
            created_at: rfc3339(now.unix_ms),
        };
        self.is_unsaved = true;
        vec![Effect::Draw(Change::TurnAdded(id)), Effect::Tell(told)]
    }

    /// Puts a turn in the line once more.
    pub fn ask_again(&mut self, id: TurnId) -> Vec<Effect> {
        let Some(turn) = self.transcript.get_mut(id) else { return Vec::new() };
        turn.tries = 0;
        turn.phase = Phase::Queued;
        self.is_unsaved = true;
        let mut effects = vec![Effect::Draw(Change::TurnPhase(id))];
        if self.verification == Verification::Rejected {
            effects.extend(self.doubt());
        }
        effects
    }

    /// The session may not be written into: asks the same in a new one, once. Under a new message id: the server may hold the
    /// old one for the session that it refused.
    pub fn begin_anew(&mut self, id: TurnId, now: Moment) -> bool {
        let Some(turn) = self.transcript.get_mut(id).filter(|turn| !turn.was_refused) else { return false };
        turn.was_refused = true;
        turn.message_id = now.uuid();
        turn.phase = Phase::Queued;
        turn.answer.clear();
        self.is_unsaved = true;
        self.begin_session(session::new_id(now));
        true
    }

    /// What waits to be asked fails, for a reason that concerns all of it; the visitor can try again.
    pub fn fail_queued(&mut self, failure: &Failure, now: Moment) -> Vec<Effect> {
        let mut effects = Vec::new();
        while let Some(id) = self.transcript.next_queued() {
            effects.extend(self.end(id, Phase::Failed(failure.clone()), now));
        }
        if !effects.is_empty() {
            effects.extend(Effect::report("the answer", failure.clone()));
        }
        effects
    }

    /// The team has a question: nothing more comes of it here.
    pub fn reached_team(&mut self, id: TurnId) -> Vec<Effect> {
        if let Some(turn) = self.transcript.get_mut(id) {
            turn.phase = Phase::Complete;
            self.is_unsaved = true;
        }
        vec![Effect::Draw(Change::TurnPhase(id))]
    }

    /// A turn is over; the page hears of an answer that is whole.
    pub fn end(&mut self, id: TurnId, phase: Phase, now: Moment) -> Vec<Effect> {
        let Some(turn) = self.transcript.get_mut(id) else { return Vec::new() };
        turn.phase = phase;
        self.is_unsaved = true;
        let mut effects = vec![Effect::Draw(Change::TurnPhase(id))];
        if matches!(turn.phase, Phase::Complete) {
            turn.is_unseen = true;
            effects.push(Effect::Draw(Change::AnswerComplete(id)));
            effects.push(Effect::Tell(Callback::Message {
                id: turn.message_id.clone(),
                role: "assistant",
                text: turn.answer.clone(),
                created_at: rfc3339(now.unix_ms),
            }));
        }
        effects
    }

    /// Forgets what was said, here and in the page's storage.
    pub fn forget(&mut self) -> [Effect; 3] {
        self.transcript.clear();
        [Effect::CloseStream, Effect::RemoveSaved, Effect::Draw(Change::Cleared)]
    }
}
