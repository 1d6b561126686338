//! Carrying out effects: requests, timers, calls into the page.

use std::rc::Rc;

use halo_protocol::action::Action;
use halo_protocol::event::Event;
use halo_protocol::{Object, object};
use leptos::prelude::Set;
use serde_json::Value;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::guide::Told;
use super::{Inner, error, guide, recording, send, talking};
use crate::config::Options;
use crate::core::chunk::Chunk;
use crate::core::effect::{Callback, Effect};
use crate::core::input::{Input, Timer};
use crate::core::outbox::PromiseId;
use crate::core::queue;
use crate::core::turn::TurnId;
use crate::error::Failure;
use crate::web::{clock, js, transport};

/// Most things that wait for the recording: more than a page may record at once.
const UNTOLD: usize = 150;

impl Inner {
    pub(super) fn perform(self: &Rc<Self>, effect: Effect) {
        match effect {
            Effect::LoadConfig => self.load_config(),
            Effect::Fetch(chunk) => self.fetch(chunk),
            Effect::CloseStream => drop(self.stream.take()),
            Effect::Settle(promise, result) => self.settle(promise, &result),
            Effect::RenewToken => self.renew_token(),
            Effect::Forget => self.tell_recording(queue::Input::Reset),
            Effect::Own { user_id, session_id, user_token } => {
                self.tell_recording(queue::Input::Owner(queue::Owner { user_id, session_id }, user_token));
            }
            Effect::AskTime => self.tell_recording(queue::Input::AskTime),
            Effect::TellTime(server_ms) => self.tell_recording(queue::Input::ServerTime(server_ms)),
            Effect::Proven(true) => self.tell_recording(queue::Input::IdentityRenewed),
            Effect::Proven(false) => self.tell_recording(queue::Input::IdentityLost),
            Effect::Wait(timer, ms) => self.wait(timer, ms),
            Effect::Keep(record) => self.keep(record),
            Effect::KeepDraft(draft) => self.keep_draft(&draft),
            Effect::Record { kind, metadata } => self.record(kind, metadata),
            Effect::Tell(callback) => self.tell(callback),
            Effect::Act(turn, action) => self.act(turn, action),
            Effect::Warn(text) => js::warn(&text),
            Effect::Draw(change) => self.draw(change),
            other if self.state.borrow().chunks.is_there(Chunk::Talk) => talking::perform(self, other),
            // Only what "talk" draws asks for it.
            _ => {}
        }
    }

    pub(super) fn record(&self, event_type: &str, metadata: Object) {
        self.tell_recording(queue::Input::Track(Event {
            event_type: event_type.to_owned(),
            metadata,
            ..Event::default()
        }));
    }

    /// Tells the recording, or keeps for it what it is to be told, until its chunk has come.
    pub(super) fn tell_recording(&self, input: queue::Input) {
        match self.recording.borrow().as_ref() {
            Some(recording) => recording.tell(input),
            None => {
                let mut untold = self.untold.borrow_mut();
                if untold.len() >= UNTOLD && matches!(input, queue::Input::Track(_)) {
                    self.unkept.set(self.unkept.get().saturating_add(1));
                } else {
                    untold.push(input);
                }
            }
        }
    }

    pub(super) fn start_recording(self: &Rc<Self>) {
        let recording = {
            let state = self.state.borrow();
            // What the page says stands before what the server says.
            let tracking = state.settings().map_or(&state.options.tracking, |settings| &settings.tracking);
            recording::start(&state.options, tracking, &self.api, Rc::downgrade(self))
        };
        if let Some(recording) = &recording {
            self.untold.take().into_iter().for_each(|input| recording.tell(input));
            // Past the burst, so that they are counted as what they are.
            (0..self.unkept.take()).for_each(|_| recording.tell(queue::Input::Track(Event::default())));
        }
        self.recording.replace(recording);
    }

    fn act(&self, turn: TurnId, action: Action) {
        let message_id = {
            let state = self.state.borrow();
            let Some(turn) = state.transcript.get(turn) else { return };
            if let Some(shown) = self.view.turn(turn.id) {
                shown.actions.set(turn.actions.clone());
            }
            turn.message_id.clone()
        };
        self.tell_guide(Told::Acted(message_id, action));
    }

    /// Tells the guide, or keeps for it what it is to be told, until its chunk has come. A change waits for nobody.
    pub(super) fn tell_guide(&self, told: Told) {
        match self.guide.borrow().as_ref() {
            Some(guide) => guide.tell(told),
            None if matches!(told, Told::Changed | Told::Redrawn) => {}
            None => {
                let mut unguided = self.unguided.borrow_mut();
                if unguided.len() < UNTOLD {
                    unguided.push(told);
                }
            }
        }
    }

    pub(super) fn start_guide(self: &Rc<Self>) {
        self.guide.replace(guide::start(Rc::downgrade(self)));
        self.view.has_guide.set(true);
        self.unguided.take().into_iter().for_each(|told| self.tell_guide(told));
    }

    fn load_config(self: &Rc<Self>) {
        let (api, widget) = (self.api.clone(), Rc::downgrade(self));
        let path = config_path(&self.state.borrow().options);
        spawn_local(async move {
            let answer = transport::get(&api, &path).await;
            let config = answer.and_then(|json| match js::answer(&json) {
                Value::Object(config) => Ok(config),
                _ => Err(Failure::NotOurs { content_type: "no configuration".to_owned() }),
            });
            send(&widget, Input::Configured(config));
        });
    }

    fn fetch(self: &Rc<Self>, chunk: Chunk) {
        let (loader, widget) = (self.loader.clone(), Rc::downgrade(self));
        spawn_local(async move {
            let came = loader.load(chunk.name()).await;
            send(&widget, Input::Delivered(chunk, came));
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
            send(&widget, Input::Token(token.filter(|token| !token.is_empty())));
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
