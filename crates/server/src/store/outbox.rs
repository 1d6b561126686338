//! What is to be told outside: deliveries, written in the transaction of what they tell of, claimed one at a time by
//! whichever process sends them, and the log of every try.

use halo_protocol::Object;
use serde_json::{Value, json};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::subscriptions::{Subscription, Topic};
use super::{Error, Store, Write};
use crate::{clock, ids};

/// Who sends a delivery has this long for it; after that another may, for the first may be dead.
const CLAIM_MS: i64 = 60_000;

/// What could not be delivered for so long is given up, in milliseconds.
const GIVE_UP_AFTER_MS: i64 = 24 * 3_600_000;

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryState {
    /// To be sent, for the first time or again.
    Pending,
    /// The receiver has it.
    Delivered,
    /// Not tried any more.
    GivenUp,
}

impl DeliveryState {
    /// The word in the store.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::GivenUp => "given_up",
        }
    }
}

/// Something that is to be told outside.
#[derive(Clone, Debug)]
pub struct Notification<'a> {
    /// What happened.
    pub topic: Topic,
    /// In which session.
    pub session_id: Option<&'a str>,
    /// To which user.
    pub user_id: Option<&'a str>,
    /// The particulars, as they are sent.
    pub data: Object,
}

/// A delivery that this process is to send now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its id, by which receivers know one that comes twice.
    pub id: String,
    /// To whom.
    pub to: Subscription,
    /// The JSON text that is sent.
    pub body: String,
    /// Tries that failed.
    pub tries: i64,
    /// What is due later is not tried any more, milliseconds since 1970 UTC.
    pub give_up_at: i64,
}

/// What came of a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// When it began, milliseconds since 1970 UTC.
    pub at: i64,
    /// How long it took, milliseconds.
    pub took_ms: i64,
    /// For the log: a status, or what went wrong.
    pub outcome: String,
    /// Where the delivery stands now.
    pub state: DeliveryState,
    /// When it is tried again, if it is.
    pub due_at: i64,
}

/// The JSON text of a delivery.
#[must_use]
pub fn body(id: &str, org_id: &str, kind: &str, data: &Object, at: i64) -> String {
    json!({
        "id": id,
        "type": kind,
        "org_id": org_id,
        "created_at": clock::rfc3339(at),
        "data": data,
    })
    .to_string()
}

impl Write {
    /// Notes for everybody outside who wants to hear of it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn publish(&mut self, org_id: &str, notification: Notification<'_>) -> Result<(), Error> {
        let rows = sqlx::query("SELECT id, topics FROM subscriptions WHERE org_id = $1 AND ended_at IS NULL")
            .bind(org_id)
            .fetch_all(self.on())
            .await?;
        let mut receivers = Vec::new();
        for row in &rows {
            let topics: String = row.try_get("topics")?;
            if topics.split(' ').any(|it| it == notification.topic.word()) {
                receivers.push(row.try_get::<String, _>("id")?);
            }
        }
        if receivers.is_empty() {
            return Ok(());
        }
        let data = self.with_visitor(org_id, &notification).await?;
        let now = clock::now_ms();
        for subscription_id in receivers {
            self.replace_unsent(&subscription_id, &notification).await?;
            let id = ids::uuid();
            sqlx::query(
                "INSERT INTO deliveries (id, org_id, subscription_id, topic, body, session_id, user_id, state, tries,
                 due_at, claimed_until, give_up_at, created_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, 0, $10, $9)",
            )
            .bind(&id)
            .bind(org_id)
            .bind(subscription_id)
            .bind(notification.topic.word())
            .bind(body(&id, org_id, notification.topic.word(), &data, now))
            .bind(notification.session_id)
            .bind(data.get("user_id").and_then(Value::as_str))
            .bind(DeliveryState::Pending.word())
            .bind(now)
            .bind(now + GIVE_UP_AFTER_MS)
            .execute(self.on())
            .await?;
        }
        Ok(())
    }

    /// A newer step of a conversation takes the place of one that nobody was told of yet: who asks and leaves and asks again
    /// is told of once. Tickets are each told.
    async fn replace_unsent(
        &mut self,
        subscription_id: &str,
        notification: &Notification<'_>,
    ) -> Result<(), Error> {
        if notification.topic == Topic::TicketCreated {
            return Ok(());
        }
        sqlx::query(
            "DELETE FROM deliveries WHERE subscription_id = $1 AND topic = $2 AND session_id = $3
             AND state = 'pending' AND tries = 0 AND claimed_until = 0",
        )
        .bind(subscription_id)
        .bind(notification.topic.word())
        .bind(notification.session_id)
        .execute(self.on())
        .await?;
        Ok(())
    }

    /// The particulars, with what is known of who is meant: the user who is named, else the visitor of the session and the
    /// newest thing said there. A session that a ticket names may be another's, so nothing of it is told there.
    async fn with_visitor(&mut self, org_id: &str, notification: &Notification<'_>) -> Result<Object, Error> {
        const OF_USER: &str = "SELECT user_id, name, email FROM users WHERE org_id = $1 AND user_id = $2";
        const OF_SESSION: &str = "SELECT s.user_id, u.name, u.email, (SELECT m.content FROM messages m
             WHERE m.org_id = s.org_id AND m.session_id = s.id AND m.role = 'user' ORDER BY m.created_at DESC LIMIT 1)
             AS last_message FROM sessions s LEFT JOIN users u ON u.org_id = s.org_id AND u.user_id = s.user_id
             WHERE s.org_id = $1 AND s.id = $2";
        let mut data = notification.data.clone();
        let (query, id, columns): (_, _, &[&str]) = match (notification.user_id, notification.session_id) {
            (Some(user_id), _) => (OF_USER, user_id, &["user_id", "name", "email"]),
            (None, Some(session_id)) => {
                (OF_SESSION, session_id, &["user_id", "name", "email", "last_message"])
            }
            (None, None) => return Ok(data),
        };
        let row = sqlx::query(query).bind(org_id).bind(id).fetch_optional(self.on()).await?;
        for column in columns {
            let found: Option<String> = row.as_ref().map_or(Ok(None), |row| row.try_get(*column))?;
            if let Some(text) = found {
                data.entry(*column).or_insert(text.into());
            }
        }
        if let Some(session_id) = notification.session_id {
            data.insert("session_id".to_owned(), session_id.into());
        }
        Ok(data)
    }
}

impl Store {
    /// The subscriptions that something is due for.
    ///
    /// # Errors
    /// The database failed.
    pub async fn subscriptions_due(&self) -> Result<Vec<String>, Error> {
        let rows = sqlx::query(
            "SELECT subscription_id FROM deliveries WHERE state = 'pending' AND due_at <= $1 AND claimed_until < $1
             GROUP BY subscription_id ORDER BY MIN(due_at)",
        )
        .bind(clock::now_ms())
        .fetch_all(self.read())
        .await?;
        rows.iter().map(|row| row.try_get("subscription_id")).collect()
    }

    /// Takes the next delivery of a subscription that is due, for this process to send. None: nothing is.
    ///
    /// # Errors
    /// The database failed.
    pub async fn claim_delivery(&self, subscription_id: &str) -> Result<Option<Delivery>, Error> {
        let now = clock::now_ms();
        let mut write = self.write().await?;
        let row = sqlx::query(
            "UPDATE deliveries SET claimed_until = $3 WHERE id = (SELECT id FROM deliveries WHERE subscription_id = $1
             AND state = 'pending' AND due_at <= $2 AND claimed_until < $2 ORDER BY due_at, created_at, id LIMIT 1)
             AND claimed_until < $2 RETURNING id, body, tries, give_up_at",
        )
        .bind(subscription_id)
        .bind(now)
        .bind(now + CLAIM_MS)
        .fetch_optional(write.on())
        .await?;
        write.commit().await?;
        let Some(row) = row else { return Ok(None) };
        match self.subscription(subscription_id).await? {
            Some(to) => delivery(&row, to).map(Some),
            None => {
                // It ended while this was written.
                self.end_subscription(subscription_id).await?;
                Ok(None)
            }
        }
    }

    /// Writes down what came of a try.
    ///
    /// # Errors
    /// The database failed.
    pub async fn note_try(&self, it: &Delivery, tried: &Attempt) -> Result<(), Error> {
        let mut write = self.write().await?;
        let is_over = tried.state != DeliveryState::Pending;
        sqlx::query(
            "UPDATE deliveries SET state = $2, tries = $3, due_at = $4, claimed_until = 0, ended_at = $5
             WHERE id = $1 AND state = 'pending'",
        )
        .bind(&it.id)
        .bind(tried.state.word())
        .bind(it.tries + 1)
        .bind(tried.due_at)
        .bind(is_over.then(|| tried.at + tried.took_ms))
        .execute(write.on())
        .await?;
        // One that was erased meanwhile leaves no log.
        sqlx::query(
            "INSERT INTO delivery_tries (delivery_id, number, at, took_ms, outcome)
             SELECT id, $2, $3, $4, $5 FROM deliveries WHERE id = $1 ON CONFLICT (delivery_id, number) DO NOTHING",
        )
        .bind(&it.id)
        .bind(it.tries + 1)
        .bind(tried.at)
        .bind(tried.took_ms)
        .bind(&tried.outcome)
        .execute(write.on())
        .await?;
        write.commit().await
    }

    /// Has a delivery that was given up sent once more, with a day of tries; says whether there is such a one.
    ///
    /// # Errors
    /// The database failed.
    pub async fn retry_delivery(&self, id: &str) -> Result<bool, Error> {
        let now = clock::now_ms();
        let mut write = self.write().await?;
        let changed = sqlx::query(
            "UPDATE deliveries SET state = 'pending', due_at = $2, give_up_at = $3, ended_at = NULL
             WHERE id = $1 AND state <> 'delivered' AND EXISTS
             (SELECT 1 FROM subscriptions s WHERE s.id = subscription_id AND s.ended_at IS NULL)",
        )
        .bind(id)
        .bind(now)
        .bind(now + GIVE_UP_AFTER_MS)
        .execute(write.on())
        .await?;
        write.commit().await?;
        Ok(changed.rows_affected() == 1)
    }
}

fn delivery(row: &AnyRow, to: Subscription) -> Result<Delivery, Error> {
    Ok(Delivery {
        id: row.try_get("id")?,
        to,
        body: row.try_get("body")?,
        tries: row.try_get("tries")?,
        give_up_at: row.try_get("give_up_at")?,
    })
}
