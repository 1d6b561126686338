//! Tickets: requests for a person.

use halo_protocol::ticket::{DEFAULT_SOURCE, Priority, Ticket, TicketRequest};
use halo_protocol::{Object, object};
use serde_json::Value;

use super::organisations::json_text;
use super::outbox::Notification;
use super::subscriptions::Topic;
use super::{Error, Write};
use crate::{clock, ids};

/// State of a new ticket.
pub const OPEN: &str = "open";

/// How a ticket finds its user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contact {
    /// The user is proved, or named by the site's backend.
    Verified,
    /// The page says who it is, and the organisation takes its word.
    Said,
    /// Nobody proves who it is: an address leads to a contact of its own, never to a known user.
    Stranger,
}

impl Contact {
    fn is_unverified(self) -> bool {
        self != Self::Verified
    }
}

impl Write {
    /// Whose ticket a request makes: the user of that id, else the one with that address that the contact may be, else a
    /// new one.
    ///
    /// # Errors
    /// The database failed.
    pub async fn ticket_user(
        &mut self,
        org_id: &str,
        contact: Contact,
        it: &TicketRequest,
    ) -> Result<String, Error> {
        if let (None, Some(email)) = (&it.user_id, &it.email)
            && let Some(user_id) = self.user_by_email(org_id, email, contact == Contact::Stranger).await?
        {
            return Ok(user_id);
        }
        let user_id = it.user_id.clone().unwrap_or_else(|| format!("ticket_{}", ids::uuid()));
        let is_known = self.make_user(org_id, &user_id).await?;
        if !is_known {
            let mut traits = Object::new();
            for (key, value) in [("email", &it.email), ("name", &it.name)] {
                traits.extend(value.as_deref().map(|value| (key.to_owned(), Value::from(value))));
            }
            self.merge_user(org_id, &user_id, &traits, &Object::new()).await?;
            if it.user_id.is_none() && contact.is_unverified() {
                self.mark_unverified(org_id, &user_id).await?;
            }
        }
        Ok(user_id)
    }

    /// Opens a ticket for `user_id`, the user that was found or made for the request.
    ///
    /// # Errors
    /// The database failed.
    pub async fn add_ticket(
        &mut self,
        org_id: &str,
        user_id: &str,
        contact: Contact,
        it: &TicketRequest,
    ) -> Result<Ticket, Error> {
        let now = clock::now_ms();
        let id = ids::uuid();
        let message = it.message.as_deref().filter(|text| !text.trim().is_empty()).unwrap_or(&it.subject);
        let priority = match it.priority.unwrap_or_default() {
            Priority::Normal => "normal",
            Priority::Priority => "priority",
        };
        sqlx::query(
            "INSERT INTO tickets (id, org_id, user_id, email, name, subject, message, metadata, source, priority,
             ai_enabled, status, session_id, created_at, unverified)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        )
        .bind(&id)
        .bind(org_id)
        .bind(user_id)
        .bind(it.email.as_deref())
        .bind(it.name.as_deref())
        .bind(&it.subject)
        .bind(message)
        .bind(json_text(&it.metadata))
        .bind(it.source.as_deref().filter(|text| !text.is_empty()).unwrap_or(DEFAULT_SOURCE))
        .bind(priority)
        .bind(i64::from(it.ai_enabled.unwrap_or(false)))
        .bind(OPEN)
        .bind(it.session_id.as_deref())
        .bind(now)
        .bind(i64::from(contact.is_unverified()))
        .execute(self.on())
        .await?;
        let subject = it.subject.clone();
        self.publish_ticket(org_id, user_id, contact, it, [&id, message, priority]).await?;
        Ok(Ticket { id, status: OPEN.to_owned(), subject, created_at: Some(clock::rfc3339(now)) })
    }

    async fn publish_ticket(
        &mut self,
        org_id: &str,
        user_id: &str,
        contact: Contact,
        it: &TicketRequest,
        [id, message, priority]: [&str; 3],
    ) -> Result<(), Error> {
        let data = object([
            ("ticket_id", id.into()),
            ("subject", it.subject.as_str().into()),
            ("message", message.into()),
            ("email", it.email.as_deref().into()),
            ("name", it.name.as_deref().into()),
            ("priority", priority.into()),
            ("unverified", contact.is_unverified().into()),
        ]);
        let session_id = it.session_id.as_deref().filter(|id| !id.is_empty());
        self.publish(
            org_id,
            Notification { topic: Topic::TicketCreated, session_id, user_id: Some(user_id), data },
        )
        .await
    }
}
