//! The kinds of behavioural events, and which of them may be recorded for this page and this visitor.

use serde_json::Value;

/// What the widget records by itself (contract §4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// A page, or a view of a single-page app, was shown.
    PageView,
    /// Something was clicked.
    Click,
    /// A form was sent.
    FormSubmit,
    /// A script of the page failed and nothing caught it.
    Error,
    /// One element was clicked three times within a second.
    RageClick,
    /// Something that looks interactive was clicked and nothing changed.
    DeadClick,
    /// A form was edited and then left, or left alone, without being sent.
    FormAbandon,
}

impl EventKind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::PageView,
        Self::Click,
        Self::FormSubmit,
        Self::Error,
        Self::RageClick,
        Self::DeadClick,
        Self::FormAbandon,
    ];

    /// The `event_type` on the wire, and the key of the `tracking` option.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PageView => "page_view",
            Self::Click => "click",
            Self::FormSubmit => "form_submit",
            Self::Error => "error",
            Self::RageClick => "rage_click",
            Self::DeadClick => "dead_click",
            Self::FormAbandon => "form_abandon",
        }
    }
}

/// What the visitor's browser and the visitor have said about being recorded.
#[derive(Clone, Copy, Debug, Default)]
pub struct Will {
    /// The browser sends Global Privacy Control.
    pub sends_gpc: bool,
    /// `optOut()` was called last.
    pub opted_out: bool,
    /// `optIn()` was called last.
    pub opted_in: bool,
}

impl Will {
    /// Whether anything may be recorded, the events that the site records itself included. The visitor's own decision
    /// stands before everything; without one, Global Privacy Control forbids, and a site that waits for consent has
    /// none.
    #[must_use]
    pub fn allows(self, tracking: &Value) -> bool {
        self.opted_in || !(self.opted_out || self.sends_gpc || tracking.as_str() == Some("consent"))
    }
}

/// A set of kinds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EventKinds(u8);

impl EventKinds {
    /// Every kind.
    pub const ALL: Self = Self(0x7f);
    /// No kind: nothing is recorded, and no listener is added.
    pub const NONE: Self = Self(0);

    /// What the widget may record by itself. `tracking` is the option as the page gave it: absent, `null` or `true` records
    /// everything; an object turns single kinds off (`{"click": false}`, `pageView` being the same as `page_view`);
    /// `'consent'` records nothing before `optIn()`. Whatever else comes, `false` above all, records nothing: a
    /// mistake in this option must not cost a visitor's privacy. Global Privacy Control forbids it even where the visitor
    /// agreed to what the site records.
    #[must_use]
    pub fn allowed(tracking: &Value, will: Will) -> Self {
        if will.sends_gpc || !will.allows(tracking) {
            return Self::NONE;
        }
        match tracking {
            Value::Null | Value::Bool(true) => Self::ALL,
            Value::String(text) if text == "consent" => Self::ALL,
            Value::Object(wishes) => {
                let is_off = |kind: &EventKind| {
                    let mut named = wishes.iter().filter(|(wish, _)| is_same_name(wish, kind.name()));
                    named.any(|(_, value)| *value == Value::Bool(false))
                };
                let bits = EventKind::ALL.into_iter().filter(|kind| !is_off(kind)).map(bit);
                Self(bits.fold(0, |all, bit| all | bit))
            }
            _ => Self::NONE,
        }
    }

    /// Whether the kind may be recorded.
    #[must_use]
    pub fn has(self, kind: EventKind) -> bool {
        self.0 & bit(kind) != 0
    }

    /// The kinds of this list.
    #[must_use]
    pub const fn of(kinds: &[EventKind]) -> Self {
        let mut bits = 0;
        let mut rest = kinds;
        while let [kind, after @ ..] = rest {
            bits |= bit(*kind);
            rest = after;
        }
        Self(bits)
    }

    /// Whether any kind is in both sets.
    #[must_use]
    pub fn has_any(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }
}

const fn bit(kind: EventKind) -> u8 {
    1 << kind as u8
}

/// `pageView` names the same as `page_view`.
fn is_same_name(one: &str, other: &str) -> bool {
    one.replace('_', "").eq_ignore_ascii_case(&other.replace('_', ""))
}
