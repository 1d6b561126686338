//! The state machine behind the events: deeds of the visitor and the time go in, events come out. It knows elements
//! only by whether they are the same (`E`), and forms by whether they were edited and not sent.

mod clicks;
mod forms;
mod pace;

use halo_protocol::Object;
use halo_protocol::event::Event;
use serde_json::Value;

use crate::core::behaviour::address::{FormField, is_other_page, page_url, referrer};
use crate::core::behaviour::error_message;
use crate::core::behaviour::kind::{EventKind, EventKinds};

use clicks::{Burst, Suspect};
use forms::Draft;
use pace::Pace;

pub use clicks::DEAD_CLICK_MS;
pub use forms::FORM_IDLE_MS;
pub use pace::{LOOKS_PER_SECOND, Lane};

/// Different errors recorded of one page: the first ones tell what is wrong, the rest follow from them.
const ERRORS_PER_PAGE: usize = 10;

/// Where the visitor is now.
#[derive(Clone, Copy, Debug)]
pub struct PageView<'a> {
    /// The page's address.
    pub address: &'a str,
    /// The address of the page before, perhaps empty.
    pub referrer: &'a str,
    /// The fields of the page.
    pub fields: &'a [FormField],
    /// The page replaced its own address.
    pub is_replaced: bool,
    /// The same page is shown again, from the back-forward cache.
    pub is_restored: bool,
}

/// An error that nothing caught.
#[derive(Clone, Copy, Debug)]
pub struct UncaughtError<'a> {
    /// What it says.
    pub message: &'a str,
    /// Address of the file, perhaps empty.
    pub source: &'a str,
    /// The stack, read only to tell whose error it is.
    pub stack: &'a str,
    /// Line, from 1; 0: unknown.
    pub line: u32,
}

/// What has been seen of one page load.
#[derive(Debug)]
pub struct Detector<E> {
    kinds: EventKinds,
    /// The whole address, for telling pages apart; never recorded.
    address: String,
    /// The address as it is recorded.
    url: String,
    burst: Option<Burst<E>>,
    suspect: Option<Suspect<E>>,
    drafts: Vec<Draft<E>>,
    errors: Vec<String>,
    paces: [Pace; pace::LANES],
    last_deed_ms: u64,
    passed_over: u32,
    out: Vec<Event>,
}

impl<E: PartialEq> Detector<E> {
    /// Nothing seen yet; only events of these kinds will come out.
    #[must_use]
    pub fn new(kinds: EventKinds) -> Self {
        Self {
            kinds,
            address: String::new(),
            url: String::new(),
            burst: None,
            suspect: None,
            drafts: Vec::new(),
            errors: Vec::new(),
            paces: <[Pace; pace::LANES]>::default(),
            last_deed_ms: 0,
            passed_over: 0,
            out: Vec::new(),
        }
    }

    /// The events since the last call, in order.
    pub fn take(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.out)
    }

    /// Whether the page's address is not known yet or has changed.
    #[must_use]
    pub fn is_elsewhere(&self, address: &str) -> bool {
        self.address != address
    }

    /// Deeds passed over because too many came in a second.
    #[must_use]
    pub fn passed_over(&self) -> u32 {
        self.passed_over
    }

    /// The page was shown, or its address changed. An address that shows the same page gives no event.
    pub fn view(&mut self, view: PageView<'_>, now_ms: u64) {
        let is_first = self.address.is_empty();
        let is_page =
            is_first || view.is_restored || is_other_page(&self.address, view.address, view.is_replaced);
        if is_page {
            self.abandon("navigated", now_ms);
            (self.burst, self.suspect) = (None, None);
            self.errors.clear();
        }
        view.address.clone_into(&mut self.address);
        self.url = page_url(view.address, view.fields);
        if is_page {
            let from = if is_first { referrer(view.referrer) } else { String::new() };
            self.record(EventKind::PageView, "", &[("referrer", from.into())]);
        }
    }

    /// A form was sent.
    pub fn submit(&mut self, form: &E, selector: &str) {
        self.forget(form);
        self.suspect = None;
        self.record(EventKind::FormSubmit, selector, &[]);
    }

    /// The visitor leaves the page.
    pub fn leave(&mut self, now_ms: u64) {
        self.suspect = None;
        self.abandon("left", now_ms);
    }

    /// An error was not caught. The same one again, an eleventh one, and one that is not the page's give no event.
    pub fn fail(&mut self, error: UncaughtError<'_>, fields: &[FormField]) {
        let text = error_message::masked(error.message, fields);
        let is_foreign =
            [error.message, error.source, error.stack].into_iter().any(error_message::is_foreign);
        if is_foreign || self.errors.len() >= ERRORS_PER_PAGE || self.errors.contains(&text) {
            return;
        }
        let source = page_url(error.source, fields);
        let data =
            [("message", text.as_str().into()), ("source", source.into()), ("line", error.line.into())];
        self.record(EventKind::Error, "", &data);
        self.errors.push(text);
    }

    /// What is empty or 0 is left out.
    fn record(&mut self, kind: EventKind, selector: &str, data: &[(&str, Value)]) {
        if !self.kinds.has(kind) {
            return;
        }
        let mut metadata = Object::new();
        for (key, value) in data {
            if !matches!(value.as_str(), Some("")) && value.as_u64() != Some(0) {
                metadata.insert((*key).to_owned(), value.clone());
            }
        }
        self.out.push(Event {
            event_type: kind.name().to_owned(),
            element_selector: Some(selector.to_owned()).filter(|selector| !selector.is_empty()),
            page_url: Some(self.url.clone()).filter(|url| !url.is_empty()),
            metadata,
            session_id: None,
        });
    }
}
