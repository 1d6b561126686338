//! The door's side of the module: everything JavaScript can call. Conversions only; whatever the page passes, nothing
//! is thrown.

use std::cell::RefCell;

use halo_protocol::ticket::WIDGET_SOURCE;
use halo_protocol::{Object, object};
use serde_json::Value;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlElement;

use crate::app::App;
use crate::config::Options;
use crate::core::belongings::Extent;
use crate::core::calls::{Call, Endpoint};
use crate::core::input::Input;
use crate::core::snapshot::snapshot;
use crate::web::chunk::Loader;
use crate::web::host::Ground;
use crate::web::js::{self, Callbacks};
use crate::web::locale::Languages;
use crate::web::{page, storage};

/// The version of the widget.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// Mounts a widget into `slot`, an element inside the shadow root that the door made. `config` is the page's own
/// object, callbacks included; `load` fetches the chunk of a name and returns a promise; `languages` is what
/// npm/locales.js makes.
#[wasm_bindgen]
#[must_use]
pub fn mount(
    slot: HtmlElement,
    launcher: Option<HtmlElement>,
    config: JsValue,
    load: JsValue,
    languages: JsValue,
) -> Widget {
    let options = Options::from_json(&js::to_object(&config));
    let (callbacks, loader) = (Callbacks::new(config), Loader::new(load));
    let app = App::mount(&Ground { slot, launcher }, options, callbacks, loader, Languages::new(languages));
    Widget { app: RefCell::new(Some(app)) }
}

/// The questions that wait to be asked, for a newer build that takes the place of this one.
#[wasm_bindgen]
#[must_use]
pub fn waiting(widget: &Widget) -> JsValue {
    let app = widget.app.borrow();
    let questions =
        app.as_ref().map(|app| app.read(|state| Value::from(state.conversation.transcript.waiting())));
    js::from_json(&questions.unwrap_or_else(|| Value::Array(Vec::new())))
}

/// One mounted widget, as the door holds it. After `destroy` every call does nothing.
#[wasm_bindgen]
pub struct Widget {
    app: RefCell<Option<App>>,
}

#[wasm_bindgen]
impl Widget {
    /// Opens the panel.
    #[wasm_bindgen(js_name = openChat)]
    pub fn open_chat(&self) {
        self.send(Input::Open);
    }

    /// Closes the panel.
    #[wasm_bindgen(js_name = closeChat)]
    pub fn close_chat(&self) {
        self.send(Input::Close);
    }

    /// Opens the closed panel, closes the open one.
    #[wasm_bindgen(js_name = toggleChat)]
    pub fn toggle_chat(&self) {
        self.send(Input::Toggle);
    }

    /// Asks the agent something, as if the visitor had.
    #[wasm_bindgen(js_name = sendMessage)]
    pub fn send_message(&self, text: &JsValue) {
        match name(text) {
            Some(text) => self.send(Input::Ask(text)),
            None => js::warn("sendMessage takes a text"),
        }
    }

    /// Names the user; traits merge over calls. `options` may hold `userToken`.
    pub fn identify(&self, user_id: &JsValue, traits: &JsValue, options: &JsValue) {
        let Some(user_id) = name(user_id) else { return js::warn("identify takes a user id") };
        let options = js::to_object(options);
        let user_token = options.get("userToken").and_then(Value::as_str).map(str::to_owned);
        self.send(Input::Identify { user_id, traits: js::to_object(traits), user_token });
    }

    /// Names the user's company.
    #[wasm_bindgen(js_name = identifyCompany)]
    pub fn identify_company(&self, company_id: &JsValue, traits: &JsValue) -> JsValue {
        let fields = [("company_id", id(company_id)), ("traits", js::to_json(traits))];
        self.call(Endpoint::IdentifyCompany, object(fields))
    }

    /// Opens a ticket: `{subject, message?, email?, name?, priority?, metadata?}`.
    #[wasm_bindgen(js_name = createTicket)]
    pub fn create_ticket(&self, fields: &JsValue) -> JsValue {
        let fields = js::to_object(fields);
        let is_known =
            |name: &str| ["subject", "message", "email", "name", "priority", "metadata"].contains(&name);
        let known = fields.iter().filter(|(name, _)| is_known(name));
        let known = known.map(|(name, value)| (name.as_str(), value.clone()));
        self.call(Endpoint::CreateTicket, object(known.chain([("source", WIDGET_SOURCE.into())])))
    }

    /// Enrols the user in a series, or takes them out of it: `enroll` or `remove`.
    pub fn series(&self, action: &JsValue, series_id: &JsValue) -> JsValue {
        let fields = [("action", js::to_json(action)), ("series_id", id(series_id))];
        self.call(Endpoint::Series, object(fields))
    }

    /// Points at an element of the page; resolves with whether there is one to be seen.
    #[wasm_bindgen(js_name = highlightElement)]
    pub fn highlight_element(&self, selector: &JsValue, options: &JsValue) -> JsValue {
        let (selector, options) = (js::to_json(selector), js::to_json(options));
        self.app.borrow().as_ref().map_or(JsValue::UNDEFINED, |app| app.highlight(selector, options))
    }

    /// Takes every highlight away.
    #[wasm_bindgen(js_name = clearHighlights)]
    pub fn clear_highlights(&self) {
        if let Some(app) = self.app.borrow().as_ref() {
            app.clear_highlights();
        }
    }

    /// Records an event of the site's own.
    pub fn track(&self, event_type: &JsValue, metadata: &JsValue) {
        match (name(event_type), self.app.borrow().as_ref()) {
            (Some(event_type), Some(app)) => app.track(&event_type, js::to_object(metadata)),
            (None, _) => js::warn("track takes a type and metadata"),
            _ => {}
        }
    }

    /// The visitor does not want to be recorded: what waits is dropped, nothing more is stored or sent.
    #[wasm_bindgen(js_name = optOut)]
    pub fn opt_out(&self) {
        self.decide(false);
    }

    /// The visitor may be recorded.
    #[wasm_bindgen(js_name = optIn)]
    pub fn opt_in(&self) {
        self.decide(true);
    }

    /// Log-out: forgets user, session and transcript.
    pub fn reset(&self) {
        self.send(Input::Forget(Extent::Everybody));
    }

    /// Sets one key of the context whole: `{label, type?, value}`.
    #[wasm_bindgen(js_name = setContext)]
    pub fn set_context(&self, key: &JsValue, entry: &JsValue) {
        match name(key) {
            Some(key) => self.send(Input::SetContext(key, Some(js::to_json(entry)))),
            None => js::warn("setContext takes a key and an entry"),
        }
    }

    /// Removes one key of the context, or all without a key.
    #[wasm_bindgen(js_name = clearContext)]
    pub fn clear_context(&self, key: &JsValue) {
        self.send(name(key).map_or(Input::ClearContext, |key| Input::SetContext(key, None)));
    }

    /// Prints and returns a snapshot of the widget; keys and tokens by presence only.
    #[must_use]
    pub fn debug(&self) -> JsValue {
        let app = self.app.borrow();
        let snapshot = app.as_ref().map(|app| {
            let is_refused = storage::is_refused();
            app.read(|state| snapshot(state, &page::path(), is_refused, app.queue_snapshot()))
        });
        let snapshot = js::from_json(&snapshot.unwrap_or_default());
        js::print("debug", &snapshot);
        snapshot
    }

    /// Unmounts the widget without trace.
    pub fn destroy(&self) {
        drop(self.app.take());
    }

    fn decide(&self, is_in: bool) {
        if let Some(app) = self.app.borrow().as_ref() {
            app.decide(is_in);
        }
    }

    fn call(&self, endpoint: Endpoint, body: Object) -> JsValue {
        self.app.borrow().as_ref().map_or(JsValue::UNDEFINED, |app| app.call(Call { endpoint, body }))
    }

    fn send(&self, input: Input) {
        if let Some(app) = self.app.borrow().as_ref() {
            app.send(input);
        }
    }
}

/// A name as pages pass it: a text that is not blank, or a number.
fn name(value: &JsValue) -> Option<String> {
    js::text(value).filter(|text| !text.trim().is_empty())
}

/// An id as the server takes it, a text; what is no name is passed as it is, to be refused with words.
fn id(value: &JsValue) -> Value {
    name(value).map_or_else(|| js::to_json(value), Value::String)
}
