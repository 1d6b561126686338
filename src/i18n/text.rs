//! The texts of one locale, with numbers and names filled in. Which form a number takes and how it is written is the
//! browser's knowledge and comes in as a function.

use std::rc::Rc;

use halo_protocol::conversation::ConversationState;
use halo_protocol::limits::Invalid;
use serde_json::Value;

use super::TextKey;
use crate::error::{AgentFault, Failure};

/// The English texts, the reference that every locale translates, a line each: the key, for a counted text a dot and
/// the category, a tab, the text. build.rs makes it of locales/en.json.
const ENGLISH: &str = include_str!(concat!(env!("OUT_DIR"), "/english.txt"));
/// The form that every counted text has.
const OTHER: &str = "other";

/// What the browser's `Intl` knows of the locale. It takes what is asked and a number, and answers
/// - `count`: the CLDR category of the number, a space, and the number as it is written;
/// - `time`: milliseconds since the Unix epoch as the time of day;
/// - `day`: the same as weekday and date.
///
/// `None` where the browser cannot say.
pub type Intl = Rc<dyn Fn(&str, f64) -> Option<String>>;

/// The texts of one locale. Copies share them.
#[derive(Clone)]
pub struct Text(Rc<Texts>);

struct Texts {
    own: Value,
    intl: Intl,
}

impl Default for Text {
    /// English, without the browser's help.
    fn default() -> Self {
        Self::new(Value::Null, Rc::new(|_, _| None))
    }
}

impl Text {
    /// Takes what a locale file holds. What it lacks is English, and so is everything where it is no object.
    #[must_use]
    pub fn new(own: Value, intl: Intl) -> Self {
        Self(Rc::new(Texts { own, intl }))
    }

    /// The text of a key.
    #[must_use]
    pub fn get(&self, key: TextKey) -> &str {
        self.form(key, OTHER)
    }

    /// The text of a key with a number filled in: its form is the one that the language has for this number.
    #[must_use]
    pub fn count(&self, key: TextKey, number: usize) -> String {
        let said = (self.0.intl)("count", number as f64);
        match said.as_deref().and_then(|said| said.split_once(' ')) {
            Some((category, written)) => fill(self.form(key, category), written),
            None => fill(self.form(key, if number == 1 { "one" } else { OTHER }), &number.to_string()),
        }
    }

    /// The text of a key with a name filled in.
    #[must_use]
    pub fn name(&self, key: TextKey, name: &str) -> String {
        fill(self.get(key), name)
    }

    /// That a conversation has come to a state, by or with a person of that name.
    #[must_use]
    pub fn step(&self, state: ConversationState, name: &str) -> String {
        let key = match state {
            ConversationState::Waiting => TextKey::PersonComing,
            ConversationState::Human => TextKey::HandoffCard,
            ConversationState::Closed => TextKey::PersonClosed,
            ConversationState::Ai => TextKey::PersonLeft,
        };
        self.name(key, name)
    }

    /// The time of day, in the visitor's own time zone; empty where the browser cannot say.
    #[must_use]
    pub fn time(&self, unix_ms: u64) -> String {
        (self.0.intl)("time", unix_ms as f64).unwrap_or_default()
    }

    /// Weekday and date, in the visitor's own time zone; empty where the browser cannot say.
    #[must_use]
    pub fn day(&self, unix_ms: u64) -> String {
        (self.0.intl)("day", unix_ms as f64).unwrap_or_default()
    }

    /// What a visitor reads about a failure: what happened and what can be done, without the wire's words.
    #[must_use]
    pub fn reason(&self, failure: &Failure) -> &str {
        self.get(Self::key(failure))
    }

    /// What is said first of a question without an answer: one that reached the agent was sent.
    #[must_use]
    pub fn headline(failure: &Failure) -> TextKey {
        if matches!(failure, Failure::Agent(..) | Failure::Interrupted) {
            Self::key(failure)
        } else {
            TextKey::NotSent
        }
    }

    fn key(failure: &Failure) -> TextKey {
        match failure {
            Failure::Network => TextKey::ReasonNetwork,
            Failure::Timeout(_) => TextKey::ReasonTimeout,
            Failure::Interrupted => TextKey::Interrupted,
            Failure::Status { status, .. } => match *status {
                400 | 401 | 404 | 405 | 410 | 413 | 415 | 422 => TextKey::ReasonSetup,
                403 => TextKey::ReasonIdentity,
                429 | 503 => TextKey::ReasonBusy,
                _ => TextKey::ReasonServer,
            },
            Failure::NotOurs { .. } => TextKey::ReasonNetwork,
            Failure::Invalid(Invalid::Missing { field: "email" }) => TextKey::NeedEmail,
            Failure::Invalid(Invalid::Missing { field: "subject" }) => TextKey::NeedSubject,
            Failure::Unproven => TextKey::ReasonIdentity,
            Failure::Agent(_, fault) => match fault {
                AgentFault::Setup => TextKey::ReasonSetup,
                AgentFault::Timeout => TextKey::ReasonTimeout,
                AgentFault::Busy => TextKey::ReasonBusy,
                AgentFault::TooLong => TextKey::ReasonTooLong,
                AgentFault::Empty => TextKey::ReasonEmpty,
                AgentFault::Filtered => TextKey::ReasonFiltered,
                AgentFault::Other => TextKey::ReasonServer,
            },
            Failure::Invalid(_) | Failure::Dropped => TextKey::ReasonServer,
        }
    }

    /// A counted text in the form of a category, or in the form that every number may take.
    fn form(&self, key: TextKey, category: &str) -> &str {
        let own = self.0.own.get(key.name()).and_then(|text| {
            text.as_str().or_else(|| text.get(category).or_else(|| text.get(OTHER))?.as_str())
        });
        own.unwrap_or_else(|| english(key.name(), category))
    }
}

fn english(key: &str, category: &str) -> &'static str {
    let mut found = "";
    for (name, text) in ENGLISH.lines().filter_map(|line| line.split_once('\t')) {
        let (name, form) = name.split_once('.').unwrap_or((name, OTHER));
        if name == key && (form == category || form == OTHER) {
            found = text;
            if form == category {
                break;
            }
        }
    }
    found
}

/// The text with a value in the place of its one `{…}`.
fn fill(text: &str, value: &str) -> String {
    match (text.split_once('{'), text.split_once('}')) {
        (Some((before, _)), Some((_, after))) => [before, value, after].concat(),
        _ => text.to_owned(),
    }
}
