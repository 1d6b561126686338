//! What the team sees: the conversations that are of interest now, and all that was said in one.

use halo_protocol::conversation::SpeakerRole;
use serde::de::IntoDeserializer as _;
use serde::{Deserialize, Serialize};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::conversations::answer_id;
use super::{Error, Store};
use crate::clock;

/// A session whose visitor was silent for longer is not running any more.
const RUNNING_MS: i64 = 10 * 60_000;
/// Conversations that are listed at once.
const MOST_LISTED: i64 = 200;
/// Lines of one conversation that are read at once, the newest.
const MOST_SAID: i64 = 1_000;

/// A conversation in the list of the team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxEntry {
    /// Its session.
    pub session_id: String,
    /// Who answers: `ai`, `waiting`, `human` or `closed`.
    pub state: String,
    /// The teammate who has it, or had it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub teammate: Option<String>,
    /// Why the visitor asked for a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Since when it waits, milliseconds since 1970 UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits_since: Option<i64>,
    /// The visitor's name, address or id, where one is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visitor: Option<String>,
    /// What was said last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<String>,
}

/// A line of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxLine {
    /// The id that it has among the events of the conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Who said it.
    pub role: SpeakerRole,
    /// What was said.
    pub text: String,
    /// RFC 3339 UTC.
    pub at: String,
}

impl Store {
    /// Those that wait, the longest first; those that teammates have; and those that run with the agent.
    ///
    /// # Errors
    /// The database failed.
    pub async fn live_conversations(&self, org_id: &str) -> Result<Vec<InboxEntry>, Error> {
        let rows = sqlx::query(
            "SELECT s.id, COALESCE(c.state, 'ai') AS state, t.name AS teammate, c.reason, c.asked_at,
             COALESCE(u.name, u.email, s.user_id) AS visitor,
             (SELECT m.content FROM messages m WHERE m.org_id = s.org_id AND m.session_id = s.id
              ORDER BY m.created_at DESC LIMIT 1) AS last_said
             FROM sessions s
             LEFT JOIN conversations c ON c.org_id = s.org_id AND c.session_id = s.id
             LEFT JOIN teammates t ON t.id = c.teammate_id
             LEFT JOIN users u ON u.org_id = s.org_id AND u.user_id = s.user_id
             WHERE s.org_id = $1 AND s.id IN
             (SELECT session_id FROM conversations WHERE org_id = $1 AND state IN ('waiting', 'human')
              UNION SELECT id FROM sessions WHERE org_id = $1 AND last_seen > $2)
             ORDER BY CASE c.state WHEN 'waiting' THEN 0 WHEN 'human' THEN 1 ELSE 2 END,
             CASE c.state WHEN 'waiting' THEN c.asked_at ELSE -s.last_seen END, s.id LIMIT $3",
        )
        .bind(org_id)
        .bind(clock::now_ms() - RUNNING_MS)
        .bind(MOST_LISTED)
        .fetch_all(self.read())
        .await?;
        rows.iter().map(listed).collect()
    }

    /// The newest lines of a conversation, the oldest of them first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn said(&self, org_id: &str, session_id: &str) -> Result<Vec<InboxLine>, Error> {
        let rows = sqlx::query(
            "SELECT message_id, role, content, created_at FROM messages WHERE org_id = $1 AND session_id = $2
             ORDER BY created_at DESC LIMIT $3",
        )
        .bind(org_id)
        .bind(session_id)
        .bind(MOST_SAID)
        .fetch_all(self.read())
        .await?;
        let said = |row: &AnyRow| {
            let (id, role): (Option<String>, String) = (row.try_get("message_id")?, row.try_get("role")?);
            let role = SpeakerRole::deserialize(role.as_str().into_deserializer())
                .map_err(|cause: serde::de::value::Error| Error::Decode(cause.into()))?;
            Ok(InboxLine {
                id: id.map(|id| if role == SpeakerRole::Assistant { answer_id(&id) } else { id }),
                role,
                text: row.try_get("content")?,
                at: clock::rfc3339(row.try_get("created_at")?),
            })
        };
        rows.iter().rev().map(said).collect()
    }
}

fn listed(row: &AnyRow) -> Result<InboxEntry, Error> {
    let state: String = row.try_get("state")?;
    let asked_at: Option<i64> = row.try_get("asked_at")?;
    Ok(InboxEntry {
        session_id: row.try_get("id")?,
        waits_since: asked_at.filter(|_| state == "waiting"),
        state,
        teammate: row.try_get("teammate")?,
        reason: row.try_get("reason")?,
        visitor: row.try_get("visitor")?,
        last: row.try_get("last_said")?,
    })
}
