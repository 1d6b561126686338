//! The state machine behind the events: deeds of the visitor and the time go in, events come out. It knows elements
//! only by whether they are the same (`E`), and forms by whether they were edited and not sent.

mod clicks;
mod forms;
mod pace;

use halo_protocol::Object;
use halo_protocol::event::Event;
use serde_json::Value;

use crate::core::behaviour::address::{is_other_page, page_url, referrer};
use crate::core::behaviour::field::Field;
use crate::core::behaviour::kind::{Kind, Kinds};
use crate::core::behaviour::message;

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
pub struct View<'a> {
    /// The page's address.
    pub address: &'a str,
    /// The address of the page before, perhaps empty.
    pub referrer: &'a str,
    /// The fields of the page, needed when the address has a query.
    pub fields: &'a [Field],
    /// The page replaced its own address.
    pub is_replaced: bool,
    /// The same page is shown again, from the back-forward cache.
    pub is_restored: bool,
}

/// An error that nothing caught.
#[derive(Clone, Copy, Debug)]
pub struct Uncaught<'a> {
    /// What it says.
    pub message: &'a str,
    /// Address of the file, perhaps empty.
    pub source: &'a str,
    /// The stack, read only to tell whose error it is.
    pub stack: &'a str,
    /// Line, from 1; 0: unknown.
    pub line: u32,
    /// Column, from 1; 0: unknown.
    pub column: u32,
}

/// What has been seen of one page load.
#[derive(Debug)]
pub struct Signals<E> {
    kinds: Kinds,
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
}

impl<E: PartialEq> Signals<E> {
    /// Nothing seen yet; only events of these kinds will come out.
    #[must_use]
    pub fn new(kinds: Kinds) -> Self {
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
        }
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
    pub fn view(&mut self, view: View<'_>, now_ms: u64, out: &mut Vec<Event>) {
        let is_first = self.address.is_empty();
        if is_first || view.is_restored || is_other_page(&self.address, view.address, view.is_replaced) {
            self.abandon("navigated", now_ms, out);
            (self.burst, self.suspect) = (None, None);
            self.errors.clear();
            self.go_to(view);
            let from = if is_first { referrer(view.referrer) } else { String::new() };
            let mut metadata = Object::new();
            if !from.is_empty() {
                metadata.insert("referrer".to_owned(), from.into());
            }
            self.record(Kind::PageView, None, metadata, out);
        } else {
            self.go_to(view);
        }
    }

    fn go_to(&mut self, view: View<'_>) {
        view.address.clone_into(&mut self.address);
        self.url = page_url(view.address, view.fields);
    }

    /// A form was sent.
    pub fn submit(&mut self, form: &E, selector: String, out: &mut Vec<Event>) {
        self.forget(form);
        self.suspect = None;
        self.record(Kind::FormSubmit, Some(selector), Object::new(), out);
    }

    /// The visitor leaves the page.
    pub fn leave(&mut self, now_ms: u64, out: &mut Vec<Event>) {
        self.suspect = None;
        self.abandon("left", now_ms, out);
    }

    /// An error was not caught. The same one again, an eleventh one, and one that is not the page's give no event.
    pub fn fail(&mut self, error: Uncaught<'_>, fields: &[Field], out: &mut Vec<Event>) {
        let is_foreign = [error.source, error.stack].iter().any(|it| message::is_foreign(error.message, it));
        if is_foreign || self.errors.len() >= ERRORS_PER_PAGE {
            return;
        }
        let text = message::masked(error.message, fields);
        if self.errors.contains(&text) {
            return;
        }
        self.errors.push(text.clone());
        let mut metadata = Object::new();
        let source = page_url(error.source, fields);
        for (name, value, is_known) in [
            ("source", Value::from(source.as_str()), !source.is_empty()),
            ("line", error.line.into(), error.line > 0),
            ("column", error.column.into(), error.column > 0),
            ("message", text.into(), true),
        ] {
            if is_known {
                metadata.insert(name.to_owned(), value);
            }
        }
        self.record(Kind::Error, None, metadata, out);
    }

    fn record(&self, kind: Kind, selector: Option<String>, metadata: Object, out: &mut Vec<Event>) {
        if self.kinds.has(kind) {
            out.push(Event {
                event_type: kind.name().to_owned(),
                element_selector: selector.filter(|selector| !selector.is_empty()),
                page_url: Some(self.url.clone()),
                metadata,
                session_id: None,
            });
        }
    }
}
