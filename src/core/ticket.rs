//! The form that asks for a person: what it starts with, what is wrong with it, what became of it.

use halo_protocol::Object;
use halo_protocol::limits::{self, Invalid};
use halo_protocol::ticket::WIDGET_SOURCE;
use serde_json::Value;

use crate::error::Failure;

/// Where the form stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Stage {
    /// The visitor writes.
    #[default]
    Editing,
    /// On its way; what was written is kept.
    Sending,
    /// It did not get through, or something is missing; what was written is kept.
    Failed(Failure),
    /// The server has it under this id.
    Sent(String),
}

/// The open form.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TicketForm {
    /// Where it stands.
    pub stage: Stage,
    /// Nobody knows whom to answer: name and e-mail are asked for.
    pub needs_contact: bool,
    /// What the subject starts with: the last question of the conversation.
    pub subject: String,
}

impl TicketForm {
    /// A new form: `question` is the last one of the conversation.
    #[must_use]
    pub fn new(question: Option<&str>, needs_contact: bool) -> Self {
        let mut subject = question.unwrap_or_default().lines().next().unwrap_or_default().to_owned();
        limits::cap_chars(&mut subject, limits::SUBJECT_CHARS);
        Self { stage: Stage::Editing, needs_contact, subject }
    }
}

/// The body of the call for what was written: blank fields are left out.
///
/// # Errors
/// The first field that is missing or too long, or an e-mail address that is none.
pub fn body(fields: Object, needs_contact: bool) -> Result<Object, Invalid> {
    let text = |field: &str| fields.get(field).and_then(Value::as_str).unwrap_or_default().trim();
    let (name, domain) = text("email").split_once('@').unwrap_or_default();
    if needs_contact && (name.is_empty() || domain.is_empty()) {
        return Err(Invalid::Missing { field: "email" });
    }
    limits::check_present("subject", text("subject"))?;
    limits::check_chars("subject", text("subject"), limits::SUBJECT_CHARS)?;
    limits::check_chars("message", text("message"), limits::TICKET_MESSAGE_CHARS)?;
    let is_given = |(_, value): &(String, Value)| value.as_str().is_some_and(|text| !text.trim().is_empty());
    let mut body: Object = fields.clone().into_iter().filter(is_given).collect();
    body.insert("source".to_owned(), WIDGET_SOURCE.into());
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fields(json: Value) -> Object {
        json.as_object().cloned().unwrap()
    }

    #[test]
    fn somebody_unknown_has_to_say_where_to_answer() {
        let missing = Invalid::Missing { field: "email" };
        for email in ["", "nobody", "@shop.example", "ada@"] {
            assert_eq!(
                body(fields(json!({"email": email, "subject": "s"})), true),
                Err(missing.clone()),
                "{email}"
            );
        }
        assert!(body(fields(json!({"email": "ada@shop.example", "subject": "s"})), true).is_ok());
        assert!(body(fields(json!({"subject": "s"})), false).is_ok());
    }

    #[test]
    fn blank_fields_are_left_out_and_the_source_is_named() {
        let body = body(fields(json!({"name": " ", "subject": "s", "message": ""})), false).unwrap();
        assert_eq!(Value::Object(body), json!({"subject": "s", "source": "widget"}));
    }

    #[test]
    fn a_subject_is_needed_and_may_not_be_endless() {
        assert_eq!(body(fields(json!({"subject": " "})), false), Err(Invalid::Missing { field: "subject" }));
        assert!(body(fields(json!({"subject": "x".repeat(1_001)})), false).is_err());
    }
}
