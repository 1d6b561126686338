//! Carrying out effects: requests, timers, calls into the page.

use std::rc::Rc;

use halo_protocol::action::Action;
use halo_protocol::event::Event;
use halo_protocol::{Object, object};
use leptos::prelude::Set;
use serde_json::Value;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::guide::GuideInput;
use super::{Inner, error, send};
use crate::config::Options;
use crate::core::calls::PromiseId;
use crate::core::effect::{Callback, Effect};
use crate::core::input::Input;
use crate::core::live_state::TAKES_PART;
use crate::core::part::Receipt;
use crate::core::queue;
use crate::core::talk::TalkInput;
use crate::core::timer::Timer;
use crate::core::turn::TurnId;
use crate::error::Failure;
use crate::web::{clock, js, transport};

impl Inner {
    pub(super) fn perform(self: &Rc<Self>, effect: Effect) {
        match effect {
            Effect::LoadConfig => self.load_config(),
            Effect::Fetch(chunk) => self.fetch(chunk),
            Effect::CloseStream => drop(self.stream.take()),
            Effect::Settle(promise, result) => self.settle(promise, &result),
            Effect::RenewToken => self.renew_token(),
            Effect::Forget(it) => self.forget(it),
            Effect::Own { user_id, session_id, user_token } => {
                self.tell_recording(queue::QueueInput::Owner(
                    queue::Owner { user_id, session_id },
                    user_token,
                ));
            }
            Effect::Verified(true) => self.tell_recording(queue::QueueInput::IdentityRenewed),
            Effect::Verified(false) => self.tell_recording(queue::QueueInput::IdentityLost),
            Effect::Wait(timer, ms) => self.wait(timer, ms),
            Effect::Save => self.save(false),
            Effect::SaveLeft => self.save(true),
            Effect::RemoveSaved => self.remove_saved(),
            Effect::KeepDraft(draft) => self.keep_draft(&draft),
            Effect::TakeDraft => self.take_draft(),
            Effect::Record { kind, metadata } => self.record(kind, metadata),
            Effect::Tell(callback) => self.tell(callback),
            Effect::Act(turn, action) => self.act(turn, action),
            Effect::Warn(text) => js::warn(&text),
            Effect::Draw(change) => self.draw(change),
            Effect::Live(effect) => {
                if let Some(person) = self.person.get().filter(|_| TAKES_PART) {
                    person.perform(self, effect);
                }
            }
            Effect::Talk(effect) => {
                // The room that asks for it came with it.
                let Some(talk) = self.talk.get() else { return };
                talk.perform(self, effect);
            }
        }
    }

    pub(super) fn record(&self, event_type: &str, metadata: Object) {
        self.tell_recording(queue::QueueInput::Track(Event {
            event_type: event_type.to_owned(),
            metadata,
            ..Event::default()
        }));
    }

    /// Tells the recording, or keeps for it what it is to be told, until its chunk has come.
    pub(super) fn tell_recording(&self, input: queue::QueueInput) {
        let (recording, input) = match self.recording.borrow_mut().tell(input) {
            Receipt::Here(recording, input) => (Rc::clone(recording), input),
            Receipt::Waits => return,
            Receipt::Lost(_) => return self.lost_events.set(self.lost_events.get().saturating_add(1)),
        };
        recording.tell(input);
    }

    /// Events that came when too many waited: past the burst, so that they are counted as what they are.
    pub(super) fn count_lost_events(&self) {
        (0..self.lost_events.take())
            .for_each(|_| self.tell_recording(queue::QueueInput::Track(Event::default())));
    }

    fn act(&self, turn: TurnId, action: Action) {
        let message_id = {
            let state = self.state.borrow();
            let Some(turn) = state.conversation.transcript.get(turn) else { return };
            if let Some(shown) = self.view.turn(turn.id) {
                shown.actions.set(turn.actions.clone());
            }
            turn.message_id.clone()
        };
        self.tell_guide(GuideInput::Acted(message_id, action));
    }

    /// Tells the guide, or keeps for it what it is to be told, until its chunk has come.
    pub(super) fn tell_guide(&self, input: GuideInput) {
        let (guide, input) = match self.guide.borrow_mut().tell(input) {
            Receipt::Here(guide, input) => (Rc::clone(guide), input),
            // A change waits for nobody: the guide looks for itself when it comes.
            Receipt::Waits | Receipt::Lost(_) => return,
        };
        guide.tell(input);
    }

    fn load_config(self: &Rc<Self>) {
        let (api, widget) = (self.api.clone(), Rc::downgrade(self));
        let path = config_path(&self.state.borrow().conversation.options);
        spawn_local(async move {
            let answer = transport::get(&api, &path).await;
            let config = answer.and_then(|json| match js::answer(&json) {
                Value::Object(config) => Ok(config),
                _ => Err(Failure::NotOurs { content_type: "no configuration".to_owned() }),
            });
            send(&widget, Input::Configured(config));
        });
    }

    fn settle(&self, promise: PromiseId, result: &Result<Value, Failure>) {
        let position = self.promises.borrow().iter().position(|(id, _)| *id == promise);
        if let Some(position) = position {
            let (_, settle) = self.promises.borrow_mut().swap_remove(position);
            settle.settle(result.as_ref().map(js::from_json).map_err(error::of));
        }
    }

    fn renew_token(self: &Rc<Self>) {
        let (token, widget) = (self.callbacks.ask("getUserToken"), Rc::downgrade(self));
        spawn_local(async move {
            let token = token.await;
            send(&widget, Input::Talk(TalkInput::Token(token.filter(|token| !token.is_empty()))));
        });
    }

    fn wait(self: &Rc<Self>, timer: Timer, ms: u32) {
        let widget = Rc::downgrade(self);
        let due = clock::after(ms, move || {
            if let Some(inner) = widget.upgrade() {
                inner.timers.borrow_mut().retain(|(other, _)| *other != timer);
                inner.send(Input::Due(timer));
            }
        });
        let mut timers = self.timers.borrow_mut();
        timers.retain(|(other, _)| *other != timer);
        timers.extend(due.map(|due| (timer, due)));
    }

    fn tell(&self, callback: Callback) {
        match callback {
            Callback::Ready => self.callbacks.call("onReady", &JsValue::UNDEFINED),
            Callback::Opened => self.callbacks.call("onChatOpen", &JsValue::UNDEFINED),
            Callback::Closed => self.callbacks.call("onChatClose", &JsValue::UNDEFINED),
            Callback::IdentityExpired => self.callbacks.call("onIdentityExpired", &JsValue::UNDEFINED),
            Callback::Error(failure) => self.callbacks.call("onError", &error::of(&failure)),
            Callback::Action(action) => {
                self.callbacks.call("onAction", &js::from_json(&Value::Object(action.0)))
            }
            Callback::Message { id, role, text, created_at } => {
                let message = object([
                    ("id", id.into()),
                    ("role", role.into()),
                    ("text", text.into()),
                    ("createdAt", created_at.into()),
                ]);
                self.callbacks.call("onMessage", &js::from_json(&message.into()));
            }
        }
    }
}

/// Where the agent's configuration is.
pub(super) fn config_path(options: &Options) -> String {
    ["/config?org_id=", &js::encode_component(&options.org_id)].concat()
}
