//! The events of a live conversation: lines of the team become turns without a question, steps another state. What is in
//! the transcript already, written here or in another page, is known by its id. Part of the chunk "person".

use halo_protocol::conversation::{ConversationState, Transition};
use serde_json::Value;

use super::{Live, PAUSE_MS, offer_form};
use crate::core::conversation::Conversation;
use crate::core::effect::{Change, Effect};
use crate::core::moment::Moment;
use crate::core::timer::{LiveTimer, Timer};
use crate::core::turn::{Phase, TurnId};

/// Ends the id of the agent's answer to a message.
const ANSWER: &str = "-answer";

impl Live {
    /// Takes an event of the stream, or of the page that hears it. One that is known already is passed over.
    pub(super) fn hear(
        &mut self,
        conversation: &mut Conversation,
        (kind, number, json): (&str, Option<u64>, &str),
        is_relayed: bool,
        now: Moment,
    ) -> Vec<Effect> {
        let mut effects = Vec::new();
        let (Ok(body), Some(live)) = (serde_json::from_str::<Value>(json), &mut conversation.live) else {
            return effects;
        };
        if let Some(number) = number {
            if number <= live.last_event {
                return effects;
            }
            live.last_event = number;
            conversation.is_unsaved = true;
        }
        effects.push(Effect::Draw(Change::Live));
        let is_teams = text(&body, "who") == "teammate";
        match kind {
            "message" => {
                self.message(conversation, &mut effects, number.unwrap_or_default(), &body, is_relayed, now)
            }
            "state" => state(conversation, &mut effects, number, &body, now),
            "typing" if is_teams => {
                live.is_typing = body.get("on").and_then(Value::as_bool).unwrap_or_default();
                if live.is_typing {
                    effects.push(Effect::Wait(Timer::Live(LiveTimer::TheirPause), PAUSE_MS));
                }
            }
            // The team has read as far as some event.
            "read" if is_teams => live.is_read |= whole(&body, "up_to").unwrap_or_default() >= self.own,
            _ => {}
        }
        effects
    }

    fn message(
        &mut self,
        conversation: &mut Conversation,
        effects: &mut Vec<Effect>,
        number: u64,
        body: &Value,
        is_relayed: bool,
        now: Moment,
    ) {
        let (id, role, said) = (text(body, "id"), text(body, "role"), text(body, "text"));
        let (is_own, is_teams) = (role == "user", role == "teammate");
        let Some(live) = conversation.live.as_mut() else { return };
        live.is_read &= !is_own;
        live.is_typing &= is_own;
        let author = body.get("author").unwrap_or(&Value::Null);
        let name = text(author, "name");
        if is_own {
            self.own = number;
        } else if is_teams {
            self.newest = number;
            if live.teammate.as_deref() == Some(name) {
                live.avatar = avatar(author).or(live.avatar.take());
            }
        }
        // Of those who say something, the rest is the server's own words.
        let step = live.state.filter(|_| !is_own && !is_teams && role != "assistant");
        let turn_id = id.strip_suffix(ANSWER).unwrap_or(id);
        let (question, answer) = if is_own { (said, "") } else { ("", said) };
        let added = (!is_known(conversation, turn_id))
            .then(|| add(conversation, effects, id.to_owned(), (question, answer), name, step, now));
        let Some(added) = added.filter(|_| !is_own) else { return };
        if step.is_some() || is_relayed {
            // Said aloud, and neither counted nor told to the host page: the page that heard a message has done so.
            effects.push(Effect::Draw(Change::AnswerComplete(added)));
        } else {
            effects.extend(conversation.end(added, Phase::Complete, now));
        }
    }
}

/// Another state, or without a number another place in the queue.
fn state(
    conversation: &mut Conversation,
    effects: &mut Vec<Effect>,
    number: Option<u64>,
    body: &Value,
    now: Moment,
) {
    let Some(live) = conversation.live.as_mut() else { return };
    let Some(state) = ConversationState::named(text(body, "state")) else { return };
    live.position = whole(body, "position").filter(|_| state == ConversationState::Waiting);
    conversation.is_unsaved = true;
    let Some(number) = number else { return };
    let was_human = live.state.replace(state) == Some(ConversationState::Human);
    live.is_abandoned = text(body, "by") == Transition::NobodyCame.word();
    live.is_typing = false;
    let teammate = body.get("teammate").unwrap_or(&Value::Null);
    let name = text(teammate, "name");
    if !name.is_empty() {
        live.teammate = Some(name.to_owned());
        live.avatar = avatar(teammate);
    }
    let is_abandoned = live.is_abandoned;
    // Of those who only wait nobody comes or goes.
    if was_human || state == ConversationState::Human {
        let name = live.teammate.clone().unwrap_or_default();
        // Pages and reloads may hear of it again.
        let id = [conversation.session_id.as_deref().unwrap_or_default(), ":", &number.to_string()].concat();
        if !is_known(conversation, &id) {
            add(conversation, effects, id, ("", ""), &name, Some(state), now);
        }
    }
    if is_abandoned {
        effects.push(offer_form(conversation));
    }
}

fn is_known(conversation: &Conversation, id: &str) -> bool {
    conversation.transcript.turns().iter().any(|turn| turn.message_id == id)
}

/// Adds a turn of which nothing more comes: a question or an answer.
fn add(
    conversation: &mut Conversation,
    effects: &mut Vec<Effect>,
    id: String,
    (question, answer): (&str, &str),
    author: &str,
    step: Option<ConversationState>,
    now: Moment,
) -> TurnId {
    let added = conversation.transcript.ask(id, question.to_owned(), now.unix_ms);
    if let Some(turn) = conversation.transcript.get_mut(added) {
        turn.answer = answer.to_owned();
        turn.author = (!author.is_empty()).then(|| author.to_owned());
        turn.step = step;
        turn.phase = Phase::Complete;
    }
    conversation.is_unsaved = true;
    effects.push(Effect::Draw(Change::TurnAdded(added)));
    added
}

fn text<'a>(body: &'a Value, field: &str) -> &'a str {
    body.get(field).and_then(Value::as_str).unwrap_or_default()
}

fn whole(body: &Value, field: &str) -> Option<u64> {
    body.get(field).and_then(Value::as_u64)
}

fn avatar(person: &Value) -> Option<String> {
    Some(text(person, "avatar")).filter(|address| !address.is_empty()).map(str::to_owned)
}
