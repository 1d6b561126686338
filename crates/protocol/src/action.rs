//! Actions: what an agent asks the widget to do beside answering. An action is kept as the JSON object that came,
//! so that nothing the widget does not know is lost on its way to `onAction`; [`Action::kind`] is the typed view.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Object;

/// One action as the wire carries it: an object with a `type`, usually an `id`, and the fields of its type (ours).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Action(pub Object);

/// What an action asks for. Closed, with an open [`ActionKind::Other`] that reaches only the page's `onAction`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActionKind<'a> {
    /// `highlight`: point at an element of the host page.
    Highlight {
        /// CSS selector of the element.
        selector: &'a str,
        /// A note to show beside it.
        message: Option<&'a str>,
        /// A named look; unknown names fall back to the default ring.
        style: Option<&'a str>,
        /// How long it stays, in milliseconds; absent: until dismissed (ours).
        duration_ms: Option<u32>,
    },
    /// `navigate`: go to another page.
    Navigate {
        /// Where to, absolute or relative to the host page.
        url: &'a str,
    },
    /// `ticket_created`: a ticket was opened during this answer.
    TicketCreated {
        /// The ticket's id.
        ticket_id: &'a str,
        /// Its subject, perhaps empty.
        subject: &'a str,
    },
    /// `handoff`: a person takes over.
    Handoff {
        /// The person's name.
        name: &'a str,
        /// Address of a picture.
        avatar: Option<&'a str>,
    },
    /// Any other type, or a known one whose required fields are missing.
    Other {
        /// The type as it came, perhaps empty.
        name: &'a str,
    },
}

impl Action {
    /// The action's id, if it has one: the same id is acted on once.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.text("id")
    }

    /// The typed view of the action.
    #[must_use]
    pub fn kind(&self) -> ActionKind<'_> {
        let name = self.text("type").unwrap_or_default();
        self.known(name).unwrap_or(ActionKind::Other { name })
    }

    fn known(&self, name: &str) -> Option<ActionKind<'_>> {
        Some(match name {
            "highlight" => ActionKind::Highlight {
                selector: self.text("selector")?,
                message: self.text("message"),
                style: self.text("style"),
                duration_ms: self
                    .0
                    .get("duration")
                    .and_then(Value::as_u64)
                    .map(|ms| ms.min(u32::MAX.into()) as u32),
            },
            "navigate" => ActionKind::Navigate { url: self.text("url")? },
            "ticket_created" => ActionKind::TicketCreated {
                ticket_id: self.text("ticket_id")?,
                subject: self.text("subject").unwrap_or_default(),
            },
            "handoff" => ActionKind::Handoff { name: self.text("name")?, avatar: self.text("avatar") },
            _ => return None,
        })
    }

    fn text(&self, key: &str) -> Option<&str> {
        self.0.get(key).and_then(Value::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn action(json: &str) -> Action {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn every_known_type_has_its_view() {
        let it =
            action(r##"{"id":"a1","type":"highlight","selector":"#buy","message":"Here","duration":4000}"##);
        assert_eq!(it.id(), Some("a1"));
        assert_eq!(
            it.kind(),
            ActionKind::Highlight {
                selector: "#buy",
                message: Some("Here"),
                style: None,
                duration_ms: Some(4000)
            }
        );
        assert_eq!(
            action(r#"{"type":"navigate","url":"/cart"}"#).kind(),
            ActionKind::Navigate { url: "/cart" }
        );
        assert_eq!(
            action(r#"{"type":"ticket_created","ticket_id":"t1"}"#).kind(),
            ActionKind::TicketCreated { ticket_id: "t1", subject: "" }
        );
        assert_eq!(
            action(r#"{"type":"handoff","name":"Ada"}"#).kind(),
            ActionKind::Handoff { name: "Ada", avatar: None }
        );
    }

    #[test]
    fn an_unknown_or_incomplete_action_is_handed_on_whole() {
        let text = r#"{"pieces":12,"type":"confetti"}"#;
        assert_eq!(action(text).kind(), ActionKind::Other { name: "confetti" });
        assert_eq!(serde_json::to_string(&action(text)).unwrap(), text);
        assert_eq!(action(r#"{"type":"highlight"}"#).kind(), ActionKind::Other { name: "highlight" });
        assert_eq!(action(r#"{"type":7}"#).kind(), ActionKind::Other { name: "" });
    }
}
