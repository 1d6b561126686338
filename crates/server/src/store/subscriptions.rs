//! Who outside hears of what: the addresses of webhooks, Slack and e-mail that an organisation has named.

use sqlx::Row as _;

use super::{Error, Store};
use crate::{clock, ids};

/// Something that can be heard of outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// A visitor waits for a person.
    ConversationWaiting,
    /// A conversation with a person was closed.
    ConversationClosed,
    /// Somebody wrote a ticket.
    TicketCreated,
    /// A visitor said whether a conversation with a person helped.
    RatingCreated,
}

impl Topic {
    /// All of them.
    pub const ALL: [Self; 4] =
        [Self::ConversationWaiting, Self::ConversationClosed, Self::TicketCreated, Self::RatingCreated];

    /// The word that is sent, under `type`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::ConversationWaiting => "conversation.waiting",
            Self::ConversationClosed => "conversation.closed",
            Self::TicketCreated => "ticket.created",
            Self::RatingCreated => "rating.created",
        }
    }
}

/// How a subscriber is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// JSON, posted and signed.
    Webhook,
    /// What Slack's incoming webhooks take.
    Slack,
    /// A message in words.
    Email,
}

impl Channel {
    const ALL: [Self; 3] = [Self::Webhook, Self::Slack, Self::Email];

    /// The word in the store.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Webhook => "webhook",
            Self::Slack => "slack",
            Self::Email => "email",
        }
    }
}

/// Somebody who hears.
#[derive(Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Its id.
    pub id: String,
    /// Whose.
    pub org_id: String,
    /// How it is reached.
    pub channel: Channel,
    /// Where: an address of the web, or of e-mail.
    pub address: String,
    /// What webhooks are signed with; empty for the others.
    pub secret: String,
}

impl std::fmt::Debug for Subscription {
    /// Neither the secret nor the address, whose path is one with Slack.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Subscription")
            .field("id", &self.id)
            .field("channel", &self.channel)
            .finish_non_exhaustive()
    }
}

/// Begins the secret of a webhook.
const SECRET: &str = "hw_";

impl Store {
    /// Notes somebody who wants to hear of these topics.
    ///
    /// # Errors
    /// The database failed.
    pub async fn add_subscription(
        &self,
        org_id: &str,
        channel: Channel,
        address: &str,
        topics: &[String],
    ) -> Result<Subscription, Error> {
        let secret = if channel == Channel::Webhook { ids::secret(SECRET) } else { String::new() };
        let (id, org_id, address) = (ids::uuid(), org_id.to_owned(), address.to_owned());
        let mut write = self.write().await?;
        sqlx::query(
            "INSERT INTO subscriptions (id, org_id, kind, address, secret, topics, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&id)
        .bind(&org_id)
        .bind(channel.word())
        .bind(&address)
        .bind(&secret)
        .bind(topics.join(" "))
        .bind(clock::now_ms())
        .execute(write.on())
        .await?;
        write.commit().await?;
        Ok(Subscription { id, org_id, channel, address, secret })
    }

    /// A subscription that has not ended.
    ///
    /// # Errors
    /// The database failed.
    pub async fn subscription(&self, id: &str) -> Result<Option<Subscription>, Error> {
        let query =
            "SELECT id, org_id, kind, address, secret FROM subscriptions WHERE id = $1 AND ended_at IS NULL";
        let Some(row) = sqlx::query(query).bind(id).fetch_optional(self.read()).await? else {
            return Ok(None);
        };
        let word: String = row.try_get("kind")?;
        let channel = Channel::ALL.into_iter().find(|it| it.word() == word);
        let channel = channel.ok_or_else(|| Error::Decode(format!("{word:?} is no channel").into()))?;
        Ok(Some(Subscription {
            id: row.try_get("id")?,
            org_id: row.try_get("org_id")?,
            channel,
            address: row.try_get("address")?,
            secret: row.try_get("secret")?,
        }))
    }

    /// Ends a subscription, and with it what it was still to hear; says whether there was such a one.
    ///
    /// # Errors
    /// The database failed.
    pub async fn end_subscription(&self, id: &str) -> Result<bool, Error> {
        let now = clock::now_ms();
        let mut write = self.write().await?;
        let ended = sqlx::query("UPDATE subscriptions SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL")
            .bind(id)
            .bind(now)
            .execute(write.on())
            .await?;
        sqlx::query(
            "UPDATE deliveries SET state = 'given_up', ended_at = $2 WHERE subscription_id = $1 AND state = 'pending'",
        )
        .bind(id)
        .bind(now)
        .execute(write.on())
        .await?;
        write.commit().await?;
        Ok(ended.rows_affected() == 1)
    }
}
