//! The conversation as the page's storage keeps it, so that it outlives a reload and two tabs show the same one. Part of
//! the chunk "talk".
//!
//! A running answer is kept without its text: the server repeats it under the same message id.

use halo_protocol::action::Action;
use halo_protocol::conversation::ConversationState;
use halo_protocol::limits::ANSWER_KEPT_SECONDS;
use halo_protocol::{Object, object};
use serde_json::Value;

use super::Talk;
use crate::core::conversation::Conversation;
use crate::core::effect::{Change, Effect};
use crate::core::live_state::{LiveState, TAKES_PART};
use crate::core::moment::Moment;
use crate::core::timer::{TalkTimer, Timer};
use crate::core::transcript::Transcript;
use crate::core::turn::{Cut, Phase, Turn, TurnId};
use crate::error::Failure;

/// Counts changes of the record's form; one of another version is not read.
const VERSION: u64 = 1;
/// Most turns that are kept.
const TURNS: usize = 100;
/// Most bytes of questions and answers that are kept: a tenth of what browsers give a page for everything of its own.
pub(super) const BYTES: usize = 512 * 1024;
/// A conversation is forgotten when nothing was asked for this long.
const KEPT_MS: u64 = 30 * 24 * 3_600_000;
/// How long a tab waits for another one that receives an answer: as long as a stream may be silent.
pub(super) const ELSEWHERE_MS: u32 = 60_000;

const DONE: &str = "done";
const STOPPED: &str = "stopped";
const FAILED: &str = "failed";
const BROKEN: &str = "broken";
/// An answer is being received, by the tab that wrote the record.
const RUNNING: &str = "running";
/// An answer was being received by a tab that is gone: whoever reads this goes on with it.
const LEFT: &str = "left";

impl Talk {
    /// Takes over what a record says; `None` is a record that was removed. What is asked or received here is not touched.
    pub(super) fn restore(
        &mut self,
        conversation: &mut Conversation,
        record: Option<String>,
        is_start: bool,
        now: Moment,
    ) -> Vec<Effect> {
        // A newer record than the one that waits for its user.
        self.foreign_record = None;
        let is_fresh = conversation.transcript.turns().iter().all(|turn| matches!(turn.phase, Phase::Queued));
        match record.map(|text| (read(&text, now), text)) {
            Some((Some(record), text)) if is_foreign(conversation, &record) => {
                self.foreign_record = Some((text, is_start));
                Vec::new()
            }
            Some((Some(record), _)) => self.merge(conversation, record, is_fresh, is_start, now),
            // Damaged, of another version, or too old.
            Some((None, _)) => vec![Effect::RemoveSaved],
            None if is_fresh || conversation.transcript.running().is_some() => Vec::new(),
            None => {
                conversation.transcript.clear();
                vec![Effect::Draw(Change::Turns)]
            }
        }
    }

    fn merge(
        &mut self,
        conversation: &mut Conversation,
        record: Object,
        is_fresh: bool,
        is_start: bool,
        now: Moment,
    ) -> Vec<Effect> {
        let session = record.get("session").and_then(Value::as_str).map(str::to_owned);
        if session != conversation.session_id {
            if is_fresh {
                conversation.session_id = session;
            } else if conversation.transcript.running().is_some() {
                // Another tab began a new conversation; this one has an answer to finish, and its record will win.
                return Vec::new();
            } else {
                conversation.transcript.clear();
                conversation.session_id = session;
            }
        }
        take_live(conversation, record.get("live"));
        if let Some(token) = record.get("token").and_then(Value::as_str) {
            conversation.keep_token(token.to_owned());
        }
        conversation.transcript.is_cut |= record.get("cut").and_then(Value::as_bool).unwrap_or_default();
        let Some(Value::Array(entries)) = record.get("turns") else { return Vec::new() };
        drop_removed(&mut conversation.transcript, entries);
        let mut effects = vec![Effect::Draw(Change::Live), Effect::Draw(Change::Turns)];
        for entry in entries {
            effects.extend(self.take(conversation, entry, is_start, now).unwrap_or_default());
        }
        effects
    }

    /// Takes over one entry; nothing where it is damaged.
    fn take(
        &mut self,
        conversation: &mut Conversation,
        entry: &Value,
        is_start: bool,
        now: Moment,
    ) -> Option<Vec<Effect>> {
        let text = |field: &str| entry.get(field).and_then(Value::as_str);
        let (message_id, asked_at_ms) = (text("id")?, entry.get("at")?.as_u64()?);
        let phase = text("phase")?;
        let turns = conversation.transcript.turns();
        let known = turns.iter().find(|turn| turn.message_id == message_id);
        let id = match known {
            Some(turn) if turn.phase.is_running() && !turn.is_elsewhere => {
                return Some(if phase == STOPPED { self.stop(conversation, now) } else { Vec::new() });
            }
            // Another tab has not heard yet that it is over.
            Some(turn) if matches!(turn.phase, Phase::Complete) && matches!(phase, RUNNING | LEFT) => {
                return None;
            }
            Some(turn) => turn.id,
            None => {
                let at = turns.iter().position(|turn| turn.asked_at_ms > asked_at_ms).unwrap_or(turns.len());
                conversation.transcript.insert(
                    at,
                    message_id.to_owned(),
                    text("question")?.to_owned(),
                    asked_at_ms,
                )
            }
        };
        let turn = conversation.transcript.get_mut(id)?;
        turn.rating = entry.get("helpful").and_then(Value::as_bool);
        turn.cut = entry.get("cut").and_then(Value::as_str).and_then(Cut::named);
        turn.author = text("author").map(str::to_owned);
        turn.step = text("step").filter(|_| TAKES_PART).and_then(ConversationState::named);
        turn.is_unseen = entry.get("unseen").is_some();
        let actions = entry.get("actions").and_then(Value::as_array).into_iter().flatten();
        turn.actions = actions.filter_map(|action| Some(Action(action.as_object()?.clone()))).collect();
        let mut effects = Vec::new();
        let answer = text("answer").unwrap_or_default();
        if turn.answer != answer {
            answer.clone_into(&mut turn.answer);
            effects.push(Effect::Draw(Change::AnswerRestarted(id)));
            effects.push(Effect::Draw(Change::AnswerGrew(id, answer.to_owned())));
        }
        let age_seconds = now.unix_ms.saturating_sub(asked_at_ms) / 1_000;
        turn.is_elsewhere = phase == RUNNING && !is_start;
        turn.phase = match phase {
            DONE => Phase::Complete,
            STOPPED => Phase::Stopped,
            FAILED => Phase::Failed(Failure::Network),
            RUNNING if turn.is_elsewhere => Phase::Sending,
            RUNNING | LEFT if age_seconds < ANSWER_KEPT_SECONDS => Phase::Queued,
            _ => Phase::Interrupted(Failure::Interrupted),
        };
        if turn.is_elsewhere {
            effects.push(Effect::Wait(Timer::Talk(TalkTimer::Turn(id)), ELSEWHERE_MS));
        }
        effects.push(Effect::Draw(Change::TurnPhase(id)));
        effects.push(Effect::Draw(Change::Rated(id)));
        Some(effects)
    }
}

/// Takes over how the conversation with the team stands, unless this page has heard as much of it: what is not stored, who
/// types for one, would be lost.
fn take_live(conversation: &mut Conversation, record: Option<&Value>) {
    if !TAKES_PART {
        return;
    }
    let stored = record.and_then(LiveState::read);
    let knows_more = |live: &LiveState| match &stored {
        _ if live.state.is_none() => true,
        Some(stored) => live.last_event >= stored.last_event,
        None => live.is_heard_here || !live.is_with_team(),
    };
    if !conversation.live.as_deref().is_some_and(knows_more) {
        conversation.live = stored.map(Box::new);
    }
}

/// The record of the conversation; nothing where nothing was said. `leaving` gives running answers away.
pub(super) fn write(conversation: &Conversation, leaving: bool) -> Option<String> {
    let turns = conversation.transcript.turns();
    let mut bytes = 0;
    let fit = turns.iter().rev().take(TURNS).take_while(|turn| {
        let fits = bytes < BYTES;
        bytes += turn.question.len() + turn.answer.len();
        fits
    });
    let first = turns.len().saturating_sub(fit.count());
    let kept: Vec<Value> = turns.iter().skip(first).map(|turn| entry(turn, leaving).into()).collect();
    if kept.is_empty() {
        return None;
    }
    let live = conversation.live.as_deref().filter(|_| TAKES_PART).and_then(LiveState::record);
    let record = object([
        ("v", VERSION.into()),
        ("session", conversation.session_id.clone().into()),
        ("token", conversation.session_token().into()),
        ("user", conversation.identity.user_id.clone().into()),
        ("cut", (first > 0 || conversation.transcript.is_cut).into()),
        ("live", live.into()),
        ("turns", kept.into()),
    ]);
    serde_json::to_string(&record).ok()
}

fn entry(turn: &Turn, leaving: bool) -> Object {
    let phase = match &turn.phase {
        Phase::Complete => DONE,
        Phase::Stopped => STOPPED,
        Phase::Failed(_) => FAILED,
        Phase::Interrupted(_) => BROKEN,
        _ if leaving && !turn.is_elsewhere => LEFT,
        _ => RUNNING,
    };
    let is_over = !matches!(phase, RUNNING | LEFT);
    let actions: Vec<Value> = turn.actions.iter().map(|action| action.0.clone().into()).collect();
    object([
        ("id", turn.message_id.as_str().into()),
        ("at", turn.asked_at_ms.into()),
        ("question", turn.question.as_str().into()),
        ("answer", if is_over { turn.answer.as_str().into() } else { Value::Null }),
        ("phase", phase.into()),
        ("actions", if actions.is_empty() { Value::Null } else { actions.into() }),
        ("helpful", turn.rating.into()),
        ("cut", turn.cut.map(Cut::name).into()),
        ("author", turn.author.clone().into()),
        ("step", turn.step.map(ConversationState::word).into()),
        ("unseen", turn.is_unseen.then_some(true).into()),
    ])
}

/// Whether a record belongs to a user that the page has not named.
fn is_foreign(conversation: &Conversation, record: &Object) -> bool {
    let user = record.get("user").and_then(Value::as_str);
    user.is_some() && user != conversation.identity.user_id.as_deref()
}

/// A record of a form and age to be taken over.
fn read(text: &str, now: Moment) -> Option<Object> {
    let Ok(Value::Object(record)) = serde_json::from_str(text) else { return None };
    let newest = record.get("turns")?.as_array()?.last()?.get("at")?.as_u64()?;
    let is_young = now.unix_ms.saturating_sub(newest) < KEPT_MS;
    (record.get("v")?.as_u64() == Some(VERSION) && is_young).then_some(record)
}

/// What another tab took away: turns that are over, no older than the record, and not in it. What the team said and did no
/// tab takes away; another one may only not have heard of it yet.
fn drop_removed(transcript: &mut Transcript, entries: &[Value]) {
    let ids: Vec<&str> = entries.iter().filter_map(|entry| entry.get("id")?.as_str()).collect();
    let oldest = entries.first().and_then(|entry| entry.get("at")?.as_u64()).unwrap_or_default();
    let gone: Vec<TurnId> = transcript
        .turns()
        .iter()
        .filter(|turn| turn.asked_at_ms >= oldest && !ids.contains(&turn.message_id.as_str()))
        .filter(|turn| turn.phase.is_over() && turn.author.is_none() && turn.step.is_none())
        .map(|turn| turn.id)
        .collect();
    gone.into_iter().for_each(|id| transcript.remove(id));
}
