//! A delivery in words, for people: a subject and a few lines.

use serde_json::Value;

use crate::store::subscriptions::Topic;

/// Characters of a visitor's words that are quoted.
const QUOTED_CHARS: usize = 500;
/// Characters of a subject.
const SUBJECT_CHARS: usize = 100;

/// What a person reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Words {
    /// One line.
    pub(super) subject: String,
    /// Lines.
    pub(super) text: String,
    /// Whom an answer reaches, where the visitor gave an address.
    pub(super) reply_to: Option<String>,
}

impl Words {
    /// Of the JSON of a delivery.
    pub(super) fn of(body: &str) -> Self {
        let body: Value = serde_json::from_str(body).unwrap_or_default();
        let word = body.get("type").and_then(Value::as_str).unwrap_or_default();
        let topic = Topic::ALL.into_iter().find(|it| it.word() == word);
        let told = |name: &str| body.get("data").and_then(|data| data.get(name)).and_then(Value::as_str);
        let visitor = told("name").or(told("email")).or(told("user_id")).unwrap_or("a visitor");
        let subject = match topic {
            Some(Topic::ConversationWaiting) => format!("{visitor} waits for a person"),
            Some(Topic::ConversationClosed) => format!("The conversation with {visitor} is closed"),
            Some(Topic::TicketCreated) => told("subject").unwrap_or("A ticket").to_owned(),
            Some(Topic::RatingCreated) => format!("{visitor} rated a conversation"),
            None => "A test: this is how you will hear of visitors".to_owned(),
        };
        let mut text = String::new();
        for (label, name) in [
            ("Visitor", "name"),
            ("E-mail", "email"),
            ("User", "user_id"),
            ("Why", "reason"),
            ("Teammate", "teammate"),
            ("Session", "session_id"),
            ("Ticket", "ticket_id"),
        ] {
            if let Some(told) = told(name) {
                text.push_str(&format!("{label}: {}\n", one_line(told, QUOTED_CHARS)));
            }
        }
        if body.get("data").and_then(|data| data.get("unverified")).and_then(Value::as_bool) == Some(true) {
            text.push_str("Nobody has proved who this is.\n");
        }
        if let Some(score) = body.get("data").and_then(|data| data.get("score")) {
            text.push_str(&format!("Score: {score} of 5\n"));
        }
        let quoted = told("message").or(told("comment")).or(told("last_message")).or(told("text"));
        if let Some(quoted) = quoted {
            text.push_str(&format!("\n{}\n", capped(quoted, QUOTED_CHARS)));
        }
        if topic == Some(Topic::ConversationWaiting) {
            text.push_str("\nTo answer, start: halo-server converse\n");
        }
        Self {
            subject: one_line(&subject, SUBJECT_CHARS),
            text,
            reply_to: told("email").filter(|_| topic == Some(Topic::TicketCreated)).map(str::to_owned),
        }
    }
}

fn one_line(text: &str, chars: usize) -> String {
    capped(&text.split_whitespace().collect::<Vec<_>>().join(" "), chars)
}

fn capped(text: &str, chars: usize) -> String {
    match text.char_indices().nth(chars) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_ticket_is_told_with_its_words_and_can_be_answered() {
        let body = json!({"type": "ticket.created", "data": {"subject": "Broken\r\nBcc: x@y", "message": "It\nis", "email": "ada@shop.example"}});
        let words = Words::of(&body.to_string());
        assert_eq!(words.subject, "Broken Bcc: x@y");
        assert_eq!(words.text, "E-mail: ada@shop.example\n\nIt\nis\n");
        assert_eq!(words.reply_to.as_deref(), Some("ada@shop.example"));
    }

    #[test]
    fn every_topic_has_words_and_long_ones_are_cut() {
        for topic in Topic::ALL {
            let body = json!({"type": topic.word(), "data": {"user_id": "u1", "last_message": "ö".repeat(2_000), "score": 4}});
            let words = Words::of(&body.to_string());
            assert!(!words.subject.starts_with("A test") && words.text.chars().count() < 700, "{words:?}");
        }
        assert!(Words::of("{}").subject.starts_with("A test"));
    }
}
