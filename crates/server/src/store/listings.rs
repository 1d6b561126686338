//! What the operator's commands print: rows as lines, parts with tabs between. Texts that strangers wrote are escaped,
//! so that none of them moves the terminal's cursor or forges a line.

use sqlx::Row;
use sqlx::any::AnyRow;

use super::{Error, Store};
use crate::clock;

/// A column of a listing.
#[derive(Clone, Copy)]
enum Part {
    Text(&'static str),
    Moment(&'static str),
    /// Whether a column is set, in two words.
    Set(&'static str, &'static str, &'static str),
    Truth(&'static str, &'static str, &'static str),
    Number(&'static str),
}

fn line(row: &AnyRow, parts: &[Part]) -> Result<String, Error> {
    let texts = parts.iter().map(|part| {
        Ok(match *part {
            Part::Text(column) => escaped(&row.try_get::<Option<String>, _>(column)?.unwrap_or_default()),
            Part::Moment(column) => {
                row.try_get::<Option<i64>, _>(column)?.map(clock::rfc3339).unwrap_or_default()
            }
            Part::Number(column) => row.try_get::<i64, _>(column)?.to_string(),
            Part::Set(column, set, unset) => {
                let is_set = row.try_get::<Option<i64>, _>(column)?.is_some();
                if is_set { set } else { unset }.to_owned()
            }
            Part::Truth(column, yes, no) => {
                if row.try_get::<i64, _>(column)? != 0 { yes } else { no }.to_owned()
            }
        })
    });
    Ok(texts.collect::<Result<Vec<_>, Error>>()?.join("\t"))
}

/// Control characters, and those that turn the direction of text, as `\u{…}`.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for it in text.chars() {
        let turns = matches!(it, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
        if it.is_control() || turns {
            out.extend(it.escape_unicode());
        } else {
            out.push(it);
        }
    }
    out
}

impl Store {
    async fn listed(&self, query: &'static str, of: &str, parts: &[Part]) -> Result<Vec<String>, Error> {
        let rows = sqlx::query(query).bind(of).fetch_all(self.read()).await?;
        rows.iter().map(|row| line(row, parts)).collect()
    }

    /// Id, name, whether users must be proved, when made.
    ///
    /// # Errors
    /// The database failed.
    pub async fn listed_organisations(&self) -> Result<Vec<String>, Error> {
        let parts = [
            Part::Text("id"),
            Part::Text("name"),
            Part::Truth("verify_identity", "verified", "unverified"),
            Part::Moment("created_at"),
        ];
        let query = "SELECT id, name, verify_identity, created_at FROM organisations WHERE id <> $1 ORDER BY created_at";
        self.listed(query, "", &parts).await
    }

    /// Questions that found nothing, of one organisation or, with an empty name, of all: how often, when last, language,
    /// question, whose.
    ///
    /// # Errors
    /// The database failed.
    pub async fn listed_unanswered(&self, org_id: &str) -> Result<Vec<String>, Error> {
        let parts = [
            Part::Number("times"),
            Part::Moment("last_asked"),
            Part::Text("language"),
            Part::Text("question"),
            Part::Text("org_id"),
        ];
        let query = "SELECT times, last_asked, language, question, org_id FROM unanswered
             WHERE $1 = '' OR org_id = $1 ORDER BY times DESC, last_asked DESC";
        self.listed(query, org_id, &parts).await
    }

    /// Answers of an organisation's team: id, language, question, answer.
    ///
    /// # Errors
    /// The database failed.
    pub async fn listed_corrections(&self, org_id: &str) -> Result<Vec<String>, Error> {
        let parts = ["id", "language", "question", "answer"].map(Part::Text);
        let query =
            "SELECT id, language, question, answer FROM corrections WHERE org_id = $1 ORDER BY created_at";
        self.listed(query, org_id, &parts).await
    }

    /// Whether anything was kept under that id of a session.
    ///
    /// # Errors
    /// The database failed.
    pub async fn has_session(&self, org_id: &str, id: &str) -> Result<bool, Error> {
        let query =
            sqlx::query("SELECT id FROM sessions WHERE org_id = $1 AND id = $2").bind(org_id).bind(id);
        Ok(query.fetch_optional(self.read()).await?.is_some())
    }

    /// Whether there is, or was, a key of that id.
    ///
    /// # Errors
    /// The database failed.
    pub async fn has_key(&self, id: &str) -> Result<bool, Error> {
        let query = sqlx::query("SELECT id FROM api_keys WHERE id = $1").bind(id);
        Ok(query.fetch_optional(self.read()).await?.is_some())
    }

    /// Id, kind, hint, plan, agents, state, when made, when it ends.
    ///
    /// # Errors
    /// The database failed.
    pub async fn listed_keys(&self, org_id: &str) -> Result<Vec<String>, Error> {
        let parts = [
            Part::Text("id"),
            Part::Text("kind"),
            Part::Text("hint"),
            Part::Text("plan"),
            Part::Text("agents"),
            Part::Set("revoked_at", "revoked", "in force"),
            Part::Moment("created_at"),
            Part::Moment("expires_at"),
        ];
        let query = "SELECT id, kind, hint, plan, agents, revoked_at, created_at, expires_at FROM api_keys
             WHERE org_id = $1 ORDER BY created_at";
        self.listed(query, org_id, &parts).await
    }

    /// When, what was called, which agent, the status.
    ///
    /// # Errors
    /// The database failed.
    pub async fn listed_uses(&self, key_id: &str) -> Result<Vec<String>, Error> {
        let parts = [Part::Moment("at"), Part::Text("route"), Part::Text("agent_id"), Part::Text("status")];
        let query =
            "SELECT at, route, agent_id, CAST(status AS TEXT) AS status FROM key_uses WHERE key_id = $1
             ORDER BY at DESC LIMIT 1000";
        self.listed(query, key_id, &parts).await
    }

    /// Id, state, when made.
    ///
    /// # Errors
    /// The database failed.
    pub async fn listed_secrets(&self, org_id: &str) -> Result<Vec<String>, Error> {
        let parts =
            [Part::Text("id"), Part::Set("retired_at", "retired", "in force"), Part::Moment("created_at")];
        let query =
            "SELECT id, retired_at, created_at FROM identity_secrets WHERE org_id = $1 ORDER BY created_at";
        self.listed(query, org_id, &parts).await
    }

    /// Id, kind, status, name.
    ///
    /// # Errors
    /// The database failed.
    pub async fn listed_agents(&self, org_id: &str) -> Result<Vec<String>, Error> {
        let parts = [Part::Text("id"), Part::Text("kind"), Part::Text("status"), Part::Text("name")];
        let query = "SELECT id, kind, status, name FROM agents WHERE org_id = $1 ORDER BY created_at";
        self.listed(query, org_id, &parts).await
    }

    /// Id, status, priority, when opened, address, whether nobody proved who asks, subject.
    ///
    /// # Errors
    /// The database failed.
    pub async fn listed_tickets(&self, org_id: &str, all: bool) -> Result<Vec<String>, Error> {
        let parts = [
            Part::Text("id"),
            Part::Text("status"),
            Part::Text("priority"),
            Part::Moment("created_at"),
            Part::Text("email"),
            Part::Text("proof"),
            Part::Text("subject"),
        ];
        let query = if all {
            "SELECT id, status, priority, created_at, email, subject,
             CASE WHEN unverified = 1 THEN 'unverified' ELSE '' END AS proof FROM tickets WHERE org_id = $1
             ORDER BY created_at DESC"
        } else {
            "SELECT id, status, priority, created_at, email, subject,
             CASE WHEN unverified = 1 THEN 'unverified' ELSE '' END AS proof FROM tickets WHERE org_id = $1
             AND status = 'open' ORDER BY created_at DESC"
        };
        self.listed(query, org_id, &parts).await
    }

    /// Id, address, name, whether conversations may come, when heard of last, whether disabled.
    ///
    /// # Errors
    /// The database failed.
    pub async fn listed_team(&self, org_id: &str) -> Result<Vec<String>, Error> {
        let parts = [
            Part::Text("id"),
            Part::Text("email"),
            Part::Text("name"),
            Part::Truth("available", "available", "away"),
            Part::Moment("last_seen"),
            Part::Set("disabled_at", "disabled", ""),
        ];
        let query = "SELECT id, email, name, available, disabled_at,
             CASE WHEN seen_at = 0 THEN NULL ELSE seen_at END AS last_seen FROM teammates
             WHERE org_id = $1 ORDER BY created_at, id";
        self.listed(query, org_id, &parts).await
    }

    /// Id, kind, address, topics.
    ///
    /// # Errors
    /// The database failed.
    pub async fn listed_subscriptions(&self, org_id: &str) -> Result<Vec<String>, Error> {
        let parts = ["id", "kind", "address", "topics"].map(Part::Text);
        let query =
            "SELECT id, kind, address, topics FROM subscriptions WHERE org_id = $1 AND ended_at IS NULL
             ORDER BY created_at, id";
        self.listed(query, org_id, &parts).await
    }

    /// The newest deliveries: id, topic, state, when written, how many tries, when again, what came of the last, address.
    ///
    /// # Errors
    /// The database failed.
    pub async fn listed_deliveries(&self, org_id: &str) -> Result<Vec<String>, Error> {
        let parts = [
            Part::Text("id"),
            Part::Text("topic"),
            Part::Text("state"),
            Part::Moment("created_at"),
            Part::Number("tries"),
            Part::Moment("again_at"),
            Part::Text("outcome"),
            Part::Text("address"),
        ];
        let query = "SELECT d.id, d.topic, d.state, d.created_at, d.tries,
             CASE WHEN d.state = 'pending' THEN d.due_at ELSE NULL END AS again_at, t.outcome, s.address
             FROM deliveries d JOIN subscriptions s ON s.id = d.subscription_id
             LEFT JOIN delivery_tries t ON t.delivery_id = d.id AND t.number = d.tries
             WHERE d.org_id = $1 ORDER BY d.created_at DESC, d.id LIMIT 1000";
        self.listed(query, org_id, &parts).await
    }

    /// Every try of a delivery: when, milliseconds, what came of it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn listed_tries(&self, delivery_id: &str) -> Result<Vec<String>, Error> {
        let parts = [Part::Moment("at"), Part::Number("took_ms"), Part::Text("outcome")];
        let query = "SELECT at, took_ms, outcome FROM delivery_tries WHERE delivery_id = $1 ORDER BY number";
        self.listed(query, delivery_id, &parts).await
    }

    /// A ticket, a part a line.
    ///
    /// # Errors
    /// The database failed.
    pub async fn told_ticket(&self, id: &str) -> Result<Option<Vec<String>>, Error> {
        const COLUMNS: [&str; 11] = [
            "id",
            "status",
            "priority",
            "user_id",
            "email",
            "proof",
            "name",
            "source",
            "session_id",
            "subject",
            "message",
        ];
        let query = "SELECT id, status, priority, user_id, email, name, source, session_id, subject, message,
             CASE WHEN unverified = 1 THEN 'unverified' ELSE '' END AS proof FROM tickets WHERE id = $1";
        let Some(row) = sqlx::query(query).bind(id).fetch_optional(self.read()).await? else {
            return Ok(None);
        };
        let lines =
            COLUMNS.iter().map(|column| Ok(format!("{column}\t{}", line(&row, &[Part::Text(column)])?)));
        lines.collect::<Result<_, Error>>().map(Some)
    }

    /// A transcript: when, who, in what state, what.
    ///
    /// # Errors
    /// The database failed.
    pub async fn told_transcript(&self, org_id: &str, session_id: &str) -> Result<Vec<String>, Error> {
        let parts =
            [Part::Moment("created_at"), Part::Text("role"), Part::Text("state"), Part::Text("content")];
        let rows = sqlx::query(
            "SELECT created_at, role, state, content FROM messages WHERE org_id = $1 AND session_id = $2
             ORDER BY created_at, role DESC",
        )
        .bind(org_id)
        .bind(session_id)
        .fetch_all(self.read())
        .await?;
        rows.iter().map(|row| line(row, &parts)).collect()
    }
}
