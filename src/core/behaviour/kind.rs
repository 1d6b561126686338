//! The kinds of behavioural events, and which of them may be recorded for this page and this visitor.

use serde_json::Value;

/// What the widget records by itself (contract §4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
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

impl Kind {
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

/// A set of kinds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kinds(u8);

impl Kinds {
    /// Every kind.
    pub const ALL: Self = Self(u8::MAX);
    /// No kind: nothing is recorded, and no listener is added.
    pub const NONE: Self = Self(0);

    /// What may be recorded. `tracking` is the option as the page gave it: absent, `null` or `true` records
    /// everything; an object turns single kinds off (`{"click": false}`, `pageView` being the same as `page_view`);
    /// `'consent'` records nothing before `optIn()`. Whatever else comes, `false` above all, records nothing: a
    /// mistake in this option must not cost a visitor's privacy. Nothing the page says outweighs the visitor's no.
    #[must_use]
    pub fn allowed(tracking: &Value, will: Will) -> Self {
        if will.sends_gpc || will.opted_out {
            return Self::NONE;
        }
        match tracking {
            Value::Null | Value::Bool(true) => Self::ALL,
            Value::String(text) if text == "consent" && will.opted_in => Self::ALL,
            Value::Object(wishes) => {
                let mut kinds = Self::ALL;
                for (wish, value) in wishes {
                    for kind in Kind::ALL.into_iter().filter(|kind| is_same_name(wish, kind.name())) {
                        if matches!(value, Value::Bool(false) | Value::Null) {
                            kinds.0 &= !bit(kind);
                        }
                    }
                }
                kinds
            }
            _ => Self::NONE,
        }
    }

    /// Whether the kind may be recorded.
    #[must_use]
    pub fn has(self, kind: Kind) -> bool {
        self.0 & bit(kind) != 0
    }

    /// Whether any of these kinds may be recorded.
    #[must_use]
    pub fn has_any(self, kinds: &[Kind]) -> bool {
        kinds.iter().any(|kind| self.has(*kind))
    }
}

fn bit(kind: Kind) -> u8 {
    1 << kind as u8
}

/// `pageView` names the same as `page_view`.
fn is_same_name(one: &str, other: &str) -> bool {
    let letters = |text: &str| text.replace('_', "").to_ascii_lowercase();
    letters(one) == letters(other)
}
