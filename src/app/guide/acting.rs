//! What an agent's actions and the page's calls ask for, carried out once each.

use halo_protocol::action::{Action, ActionKind};
use leptos::prelude::{Notify, Set};
use serde_json::Value;
use wasm_bindgen::JsValue;

use super::Guiding;
use crate::app::error;
use crate::core::guide::departure::{Departure, depart};
use crate::core::guide::pointer::Pointer;
use crate::i18n::TextKey;
use crate::ui::card::{self, NavigationPrompt};
use crate::web::js::{self, Deferred};
use crate::web::page;
use crate::web::storage::ACTED;

/// Most addresses that wait to be asked about.
const ASKS: usize = 5;

impl Guiding {
    /// Does what an action asks for, once.
    pub(super) fn act(&self, message_id: &str, action: &Action) {
        if !self.acted.borrow_mut().admit(message_id, action) {
            return;
        }
        // Before anything is done: it may end this page.
        self.tab.set(ACTED, "", &self.acted.borrow().text());
        self.keep_end();
        if let Some(words) = self.widget.upgrade().and_then(|inner| card::spoken(action, &inner.text())) {
            self.say(words);
        }
        match action.kind() {
            ActionKind::Highlight { selector, message, style, duration_ms } => {
                if let Err(line) = self.point(&Pointer::new(selector, message, style, duration_ms)) {
                    js::warn(&line);
                }
            }
            ActionKind::Navigate { url } => match depart(page::resolve(url)) {
                Departure::Go(href) => page::go(&href),
                Departure::Ask(href) => {
                    self.say([self.text(TextKey::NavigateAsk).as_str(), " ", &href].concat());
                    self.ask(NavigationPrompt::Open(href));
                }
                Departure::Refuse => {
                    js::warn("navigate: only http and https addresses without credentials are opened");
                    self.say(self.text(TextKey::NavigateRefused));
                    self.ask(NavigationPrompt::Refused);
                }
            },
            _ => {}
        }
    }

    /// A reader at the end of the transcript stays there, though a card came or a question takes room.
    fn keep_end(&self) {
        if let Some(inner) = self.widget.upgrade() {
            inner.view.drawn.notify();
        }
    }

    fn ask(&self, question: NavigationPrompt) {
        let mut asks = self.asks.borrow_mut();
        if asks.len() < ASKS && !asks.contains(&question) {
            asks.push_back(question);
        }
        self.asked.set(asks.front().cloned());
        drop(asks);
        self.keep_end();
    }

    /// Nothing is asked any more.
    pub(super) fn drop_asks(&self) {
        if !self.asks.take().is_empty() {
            self.asked.set(None);
        }
    }

    pub(super) fn point_for_page(&self, selector: &Value, options: &Value, answer: Deferred) {
        match Pointer::read(selector, options, |line| js::warn(&line)) {
            Ok(pointer) => {
                let pointed = self.point(&pointer);
                if let Err(line) = &pointed {
                    js::warn(line);
                }
                answer.settle(Ok(JsValue::from_bool(pointed.is_ok())));
            }
            Err(words) => answer.settle(Err(error::validation(&words))),
        }
    }
}
