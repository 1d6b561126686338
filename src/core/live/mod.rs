//! Live conversations: a person of the team answers. Part of the chunk "person", which is fetched as soon as the
//! conversation has a [`LiveState`]; a visitor who only talks to the agent never has it.
//!
//! # The protocol
//!
//! One [`Live`] per widget, seen from outside as [`LiveRoom`]. What it decides by is the conversation's `live`: without a
//! state a person is asked for; with the team, events are heard while the page is in sight or the panel open; over, nothing is
//! until the visitor writes again. Every step that concerns a person leaves a turn without a question in the transcript.
//!
//! | effect | what to do | answer |
//! |---|---|---|
//! | `Follow` | `GET /conversation/events` after that event, one page of the site at a time | `News` with `Opened`, `Event`s, last `Ended` |
//! | `Unfollow` | abort it | none |
//! | `Post` | post the body | `Answered` |
//! | `Wait(Live(…))` | one timer of that name | `Due` |

mod hearing;
mod input;

use halo_protocol::conversation::ConversationState;
use halo_protocol::object;
use serde_json::Value;

pub use self::input::{LiveInput, LiveNews};
use crate::core::backoff::retry_ms;
use crate::core::conversation::Conversation;
use crate::core::effect::{Change, Effect, LiveEffect};
use crate::core::live_call::LiveCall;
use crate::core::live_state::LiveState;
use crate::core::moment::Moment;
use crate::core::session;
use crate::core::timer::{LiveTimer, Timer};
use crate::error::Failure;

/// The server is told at most so often that the visitor types, in milliseconds.
const TYPING_EVERY_MS: u64 = 3_000;
/// Who has typed nothing for so long has paused, in milliseconds.
const PAUSE_MS: u32 = 6_000;
/// A page out of sight with a closed panel keeps its line for so long, in milliseconds: many are back at once.
const UNSEEN_MS: u32 = 10_000;

/// The room of live conversations, seen from outside.
pub trait LiveRoom {
    /// Takes one input and says what is to be done. `is_open`: the panel is.
    fn handle(
        &mut self,
        input: LiveInput,
        conversation: &mut Conversation,
        is_open: bool,
        now: Moment,
    ) -> Vec<Effect>;
}

impl std::fmt::Debug for dyn LiveRoom {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LiveRoom")
    }
}

/// Whether events are heard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Line {
    /// Not wanted.
    #[default]
    Down,
    /// Being opened, or open.
    Up,
    /// It broke; the next try is timed.
    Broken,
}

/// The room's own state; all else is the conversation's.
#[derive(Debug, Default)]
pub struct Live {
    line: Line,
    /// Tries that failed in a row.
    tries: u32,
    /// A person was asked for, and the server has not answered.
    is_asking: bool,
    /// The server refused the session once already.
    was_refused: bool,
    /// The number of the newest line of the team's, and of the newest that the server knows to be read.
    newest: u64,
    read: u64,
    /// The number of the visitor's own newest line.
    own: u64,
    /// When the server was last told that the visitor types.
    typed_at_ms: Option<u64>,
    /// The page is out of sight.
    is_hidden: bool,
    /// The line is given up soon, unless somebody looks.
    is_leaving: bool,
}

impl Live {
    /// The room of a page that is out of sight, or not.
    #[must_use]
    pub fn new(is_hidden: bool) -> Self {
        Self { is_hidden, ..Self::default() }
    }
}

impl LiveRoom for Live {
    fn handle(
        &mut self,
        input: LiveInput,
        conversation: &mut Conversation,
        is_open: bool,
        now: Moment,
    ) -> Vec<Effect> {
        match input {
            LiveInput::Continue => self.go_on(conversation, is_open),
            LiveInput::Leave => vec![post(conversation, LiveCall::Leave, "on", Value::Null)],
            LiveInput::Rate(helped) => rate(conversation, helped),
            LiveInput::Typed => self.typed(conversation, now),
            LiveInput::Hidden(is_hidden) => {
                self.is_hidden = is_hidden;
                Vec::new()
            }
            LiveInput::News(LiveNews::Opened) => {
                // A line that opens is tried again soon; only one that does not is waited for longer and longer.
                self.tries = self.tries.min(1);
                change(conversation, |live| {
                    live.is_heard_here = true;
                    live.is_broken = false;
                })
            }
            LiveInput::News(LiveNews::Event { kind, number, json, is_relayed }) => {
                let is_unsaved = conversation.is_unsaved;
                if let Some(live) = &mut conversation.live {
                    live.is_broken = false;
                }
                let effects = self.hear(conversation, (&kind, number, &json), is_relayed, now);
                if is_relayed {
                    // The page that heard it stores it.
                    conversation.is_unsaved = is_unsaved;
                } else {
                    self.tries = 0;
                }
                effects
            }
            LiveInput::News(LiveNews::Ended(failure)) => self.broke(conversation, &failure, now),
            LiveInput::Answered(LiveCall::Request, result, token) => {
                self.asked(conversation, result, token, now)
            }
            // What is new comes as an event.
            LiveInput::Answered(..) => Vec::new(),
            LiveInput::Due(LiveTimer::Follow) => {
                self.line = Line::Down;
                Vec::new()
            }
            LiveInput::Due(LiveTimer::Unseen) => {
                if self.is_leaving {
                    self.hang_up()
                } else {
                    Vec::new()
                }
            }
            LiveInput::Due(LiveTimer::TheirPause) => change(conversation, |live| live.is_typing = false),
            LiveInput::Due(LiveTimer::OwnPause) => {
                self.typed_at_ms = None;
                vec![post(conversation, LiveCall::Typing, "on", false.into())]
            }
        }
    }
}

impl Live {
    /// Does what the state of the conversation asks for.
    fn go_on(&mut self, conversation: &mut Conversation, is_open: bool) -> Vec<Effect> {
        let Some(live) = &conversation.live else {
            let effects = self.hang_up();
            // Numbers are a session's own, and the next one begins anew.
            *self = Self::new(self.is_hidden);
            return effects;
        };
        match live.state {
            None if self.is_asking => Vec::new(),
            None => {
                self.is_asking = true;
                vec![post(conversation, LiveCall::Request, "reason", Value::Null)]
            }
            Some(state) if state.is_with_team() => {
                let mut effects = Vec::new();
                let is_away = self.is_hidden && !is_open;
                let was_leaving = std::mem::replace(&mut self.is_leaving, is_away && self.line != Line::Down);
                if is_away {
                    if self.is_leaving && !was_leaving {
                        effects.push(Effect::Wait(Timer::Live(LiveTimer::Unseen), UNSEEN_MS));
                    }
                } else if self.line == Line::Down && conversation.session_token().is_some() {
                    self.line = Line::Up;
                    if state == ConversationState::Human {
                        // What a page before this one heard is read as soon as it is seen here.
                        self.newest = self.newest.max(live.last_event);
                    }
                    effects.push(Effect::Live(LiveEffect::Follow { last_event: live.last_event }));
                }
                if is_open && !self.is_hidden && self.newest > self.read {
                    self.read = self.newest;
                    effects.push(post(conversation, LiveCall::Read, "up_to", self.newest.into()));
                }
                effects
            }
            Some(_) => {
                let mut effects = self.hang_up();
                if conversation.transcript.running().is_some() {
                    conversation.live = None;
                    effects.push(Effect::Draw(Change::Live));
                }
                effects
            }
        }
    }

    fn hang_up(&mut self) -> Vec<Effect> {
        self.is_asking = false;
        self.is_leaving = false;
        if std::mem::take(&mut self.line) == Line::Down {
            return Vec::new();
        }
        vec![Effect::Live(LiveEffect::Unfollow)]
    }

    /// The server has said whether a person will come. If not, or if it knows nothing of that, the form takes the words.
    fn asked(
        &mut self,
        conversation: &mut Conversation,
        result: Result<String, Failure>,
        token: Option<String>,
        now: Moment,
    ) -> Vec<Effect> {
        self.is_asking = false;
        let answer = match &result {
            Ok(text) => serde_json::from_str::<Value>(text).unwrap_or_default(),
            Err(failure)
                if failure.is_session_refused() && !std::mem::replace(&mut self.was_refused, true) =>
            {
                conversation.begin_session(session::new_id(now));
                return Vec::new();
            }
            Err(_) => Value::Null,
        };
        if let Some(session_id) = answer.get("session_id").and_then(Value::as_str) {
            conversation.session_id = Some(session_id.to_owned());
        }
        if let Some(token) = token {
            conversation.keep_token(token);
        }
        let state = answer.get("state").and_then(Value::as_str).and_then(ConversationState::named);
        if let Some(state) = state.filter(|state| state.is_with_team()) {
            let position = answer.get("position").and_then(Value::as_u64);
            conversation.live =
                Some(Box::new(LiveState { state: Some(state), position, ..LiveState::default() }));
            conversation.is_unsaved = true;
            return vec![Effect::Draw(Change::Live)];
        }
        conversation.live = None;
        vec![Effect::Draw(Change::Live), offer_form(conversation)]
    }

    /// The line is gone. It is opened again where it was; a server that no longer knows the conversation ends it.
    fn broke(&mut self, conversation: &mut Conversation, failure: &Failure, now: Moment) -> Vec<Effect> {
        if matches!(failure.status(), Some(401 | 403 | 404)) {
            conversation.live = None;
            conversation.is_unsaved = true;
            return vec![Effect::Draw(Change::Live)];
        }
        self.line = Line::Broken;
        self.tries += 1;
        // Once a line may always end.
        let mut effects = change(conversation, |live| live.is_broken = self.tries > 1);
        effects.push(Effect::Live(LiveEffect::Unfollow));
        effects.push(Effect::Wait(Timer::Live(LiveTimer::Follow), retry_ms(failure, self.tries, now)));
        effects
    }

    /// The visitor types: told now and then, and once more after a pause.
    fn typed(&mut self, conversation: &mut Conversation, now: Moment) -> Vec<Effect> {
        let is_human =
            conversation.live.as_ref().is_some_and(|it| it.state == Some(ConversationState::Human));
        if !is_human {
            return Vec::new();
        }
        let mut effects = vec![Effect::Wait(Timer::Live(LiveTimer::OwnPause), PAUSE_MS)];
        if self.typed_at_ms.is_none_or(|at| now.unix_ms.abs_diff(at) >= TYPING_EVERY_MS) {
            self.typed_at_ms = Some(now.unix_ms);
            effects.push(post(conversation, LiveCall::Typing, "on", true.into()));
        }
        effects
    }
}

fn rate(conversation: &mut Conversation, helped: bool) -> Vec<Effect> {
    let score = if helped { 5 } else { 1 };
    let mut effects = vec![post(conversation, LiveCall::Rating, "score", score.into())];
    effects.extend(change(conversation, |live| live.is_rated = true));
    effects
}

/// Changes what is known of the conversation, and shows it.
fn change(conversation: &mut Conversation, how: impl FnOnce(&mut LiveState)) -> Vec<Effect> {
    conversation.live.as_deref_mut().map(how).map(|()| Effect::Draw(Change::Live)).into_iter().collect()
}

/// Opens the form that takes what nobody is there to hear.
fn offer_form(conversation: &mut Conversation) -> Effect {
    conversation.open_ticket();
    Effect::Draw(Change::Ticket)
}

/// A request about the session, with one field more.
fn post(conversation: &Conversation, call: LiveCall, field: &str, value: Value) -> Effect {
    let identity = &conversation.identity;
    let body = object([
        ("session_id", conversation.session_id.clone().into()),
        ("user_id", identity.user_id.clone().into()),
        ("user_token", identity.user_token.clone().into()),
        (field, value),
    ]);
    Effect::Live(LiveEffect::Post { call, body: serde_json::to_string(&body).unwrap_or_default() })
}

#[cfg(test)]
mod tests;
