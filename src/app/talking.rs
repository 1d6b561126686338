//! Carrying out what only the chunk "talk" asks for: requests of the conversation, and handing texts to the visitor.

use std::rc::Rc;

use leptos::prelude::Set;
use wasm_bindgen_futures::spawn_local;

use super::{Inner, send};
use crate::core::effect::Effect;
use crate::core::input::Input;
use crate::i18n::Key;
use crate::on_demand::on_demand;
use crate::web::{hand_over, stream, transport};

/// What a downloaded conversation is called.
const FILE_NAME: &str = "conversation.md";

on_demand! {
    /// Carries out one effect.
    pub(super) fn perform(inner: &Rc<Inner>, effect: Effect) -> () = "talk" 3 {
        let widget = Rc::downgrade(inner);
        match effect {
            Effect::OpenStream { turn, body, last_event_id } => {
                let sink = Box::new(move |stream| send(&widget, Input::Stream(turn, stream)));
                inner.stream.replace(Some(stream::stream(&inner.api, &body, last_event_id, sink)));
            }
            Effect::Post { path, body } => {
                let api = inner.api.clone();
                spawn_local(async move {
                    let answer = transport::post(&api, path, &body).await;
                    send(&widget, Input::Posted(answer));
                });
            }
            Effect::Cancel { body } => {
                let api = inner.api.clone();
                spawn_local(async move { _ = transport::post(&api, "/chat/cancel", &body).await });
            }
            Effect::Copy(text) => {
                let done = move |is_there: bool| {
                    if let Some(inner) = widget.upgrade().filter(|_| is_there) {
                        inner.view.polite.set(inner.text().get(Key::Copied).to_owned());
                    }
                };
                hand_over::copy(inner.host.root(), text, Box::new(done));
            }
            Effect::Download(text) => hand_over::download(inner.host.root(), FILE_NAME, &text),
            _ => {}
        }
    }
}
