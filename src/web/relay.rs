//! From one page of a site to the others that are open: what one hears of a conversation all of them see. Part of the chunk
//! "person"; called by name, like all that few visitors need. Where the browser knows no `BroadcastChannel`, nothing is passed on.

use wasm_bindgen::JsValue;

use crate::web::dynamic::{Handler, call, get, new};

/// One end of a channel, until it is dropped. It does not hear what it says itself.
pub struct Relay(Option<(JsValue, Handler)>);

/// Given an event's name, its number, its body.
pub type TakeEvent = dyn Fn(&str, Option<u64>, &str);

/// Parts what is passed on: an event's name, its number or nothing, its body.
const LINE: &str = "\n";

impl Relay {
    /// Opens the channel of that name.
    #[must_use]
    pub fn open(name: &str, take: Box<TakeEvent>) -> Self {
        let hear = move |event: JsValue| {
            // Any script of the site may say anything.
            let text = get(&event, "data").and_then(|data| data.as_string()).unwrap_or_default();
            if let Some((kind, rest)) = text.split_once('\n')
                && let Some((number, json)) = rest.split_once('\n')
            {
                take(kind, number.parse().ok(), json);
            }
        };
        let channel = new("BroadcastChannel", &[&JsValue::from_str(name)]);
        Self(channel.map(|channel| (channel.clone(), Handler::set(channel, "onmessage", Box::new(hear)))))
    }

    /// Passes an event on.
    pub fn pass(&self, kind: &str, number: Option<u64>, json: &str) {
        if let Some((channel, _)) = &self.0 {
            let number = number.map(|number| number.to_string()).unwrap_or_default();
            let text = [kind, LINE, &number, LINE, json].concat();
            call(channel, "postMessage", &[&JsValue::from_str(&text)]);
        }
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        if let Some((channel, _)) = &self.0 {
            call(channel, "close", &[]);
        }
    }
}
