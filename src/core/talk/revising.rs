//! What a visitor does with what was said: rating, asking anew, taking it along. Part of the chunk
//! "talk".

use halo_protocol::object;

use super::Talk;
use crate::core::conversation::Conversation;
use crate::core::effect::{Change, Effect};
use crate::core::moment::{Moment, rfc3339};
use crate::core::turn::{Phase, TurnId};
use crate::error::Failure;

/// `event_type` of a visitor's word on an answer.
const FEEDBACK: &str = "message_feedback";

impl Talk {
    /// Asks the last question once more, for another answer.
    pub(super) fn regenerate(
        &mut self,
        conversation: &mut Conversation,
        id: TurnId,
        now: Moment,
    ) -> Vec<Effect> {
        if is_last(conversation, id) { self.restart(conversation, id, now) } else { Vec::new() }
    }

    /// Asks the same again. A broken answer goes on where the server allows; one that the visitor stopped or the agent
    /// failed gets a new message id, because the server would only repeat it.
    pub(super) fn retry(&mut self, conversation: &mut Conversation, id: TurnId, now: Moment) -> Vec<Effect> {
        let Some(turn) = conversation.transcript.get(id).filter(|turn| turn.phase.can_retry()) else {
            return Vec::new();
        };
        if matches!(
            turn.phase,
            Phase::Stopped | Phase::Interrupted(Failure::Agent(..)) | Phase::Failed(Failure::Agent(..))
        ) {
            return self.restart(conversation, id, now);
        }
        conversation.ask_again(id)
    }

    /// Asks the same under a new message id: the server would only repeat the answer to the old one.
    fn restart(&mut self, conversation: &mut Conversation, id: TurnId, now: Moment) -> Vec<Effect> {
        let Some(turn) = conversation.transcript.get_mut(id) else { return Vec::new() };
        turn.message_id = now.uuid();
        turn.answer.clear();
        turn.actions.clear();
        turn.rating = None;
        turn.cut = None;
        self.decoder = None;
        let mut effects = vec![Effect::Draw(Change::AnswerRestarted(id)), Effect::Draw(Change::Rated(id))];
        effects.extend(conversation.ask_again(id));
        effects
    }
}

/// Only the newest question can be asked anew: what came after it would no longer follow from it.
fn is_last(conversation: &Conversation, id: TurnId) -> bool {
    let last = conversation.transcript.turns().last();
    last.is_some_and(|turn| turn.id == id && turn.phase.is_over())
}

/// A second word replaces the first; the same word again takes it back, which is no event.
pub(super) fn rate(conversation: &mut Conversation, id: TurnId, helpful: bool) -> Vec<Effect> {
    let Some(turn) = conversation.transcript.get_mut(id) else { return Vec::new() };
    turn.rating = if turn.rating == Some(helpful) { None } else { Some(helpful) };
    conversation.is_unsaved = true;
    let mut effects = vec![Effect::Draw(Change::Rated(id))];
    if turn.rating.is_some() {
        let rating = if helpful { "up" } else { "down" };
        let metadata = object([("message_id", turn.message_id.as_str().into()), ("rating", rating.into())]);
        effects.push(Effect::Record { kind: FEEDBACK, metadata });
    }
    effects
}

/// Asks the last question anew, in other words.
pub(super) fn edit(conversation: &mut Conversation, id: TurnId, text: &str, now: Moment) -> Vec<Effect> {
    if !is_last(conversation, id) {
        return Vec::new();
    }
    let images = conversation.transcript.get(id).map(|turn| turn.images.clone()).unwrap_or_default();
    let asked = conversation.ask(text, images, now);
    // A text that cannot be asked leaves the old question where it is.
    if asked.iter().any(|effect| matches!(effect, Effect::Draw(Change::TurnAdded(_)))) {
        conversation.transcript.remove(id);
        return std::iter::once(Effect::Draw(Change::Turns)).chain(asked).collect();
    }
    asked
}

/// The whole conversation as Markdown, in which the visitor is called `visitor`.
pub(super) fn markdown(conversation: &Conversation, visitor: &str) -> String {
    let agent = conversation.settings().map(|settings| settings.agent_name.as_str()).unwrap_or_default();
    let mut text = ["# ", agent, "\n"].concat();
    let mut add = |who: &str, time: &str, said: &str| {
        for part in ["\n## ", who, time, "\n\n", said, "\n"] {
            text.push_str(part);
        }
    };
    // Who came and went is not what was said.
    for turn in conversation.transcript.turns().iter().filter(|turn| turn.step.is_none()) {
        let time = [", ", &rfc3339(turn.asked_at_ms)].concat();
        // The team speaks without being asked.
        if turn.author.is_none() {
            add(visitor, &time, &turn.question);
        }
        if !turn.answer.is_empty() {
            add(turn.author.as_deref().unwrap_or(agent), "", &turn.answer);
        }
    }
    text
}
