//! Takes a person, or one session, out of every table at once. A table that holds something of a person and is not
//! named here is found by a test (tests/api/erasing.rs).

use std::collections::BTreeSet;

use sqlx::Row as _;

use super::{Error, Store, Write};

/// How many rows went from which table.
pub type ErasedRows = Vec<(&'static str, u64)>;

/// Sessions that a user had a part in: under `$1`, the organisation, and `$2`, the user.
const SESSIONS_OF_USER: &str =
    "SELECT id FROM sessions WHERE org_id = $1 AND (user_id = $2 OR proved_user_id = $2)
     UNION SELECT session_id FROM messages WHERE org_id = $1 AND user_id = $2
     UNION SELECT session_id FROM answers WHERE org_id = $1 AND user_id = $2
     UNION SELECT session_id FROM events WHERE org_id = $1 AND user_id = $2 AND session_id IS NOT NULL
     UNION SELECT session_id FROM tickets WHERE org_id = $1 AND user_id = $2 AND session_id IS NOT NULL";

/// What belongs to a session `$2`: of nobody in particular or of the user `$3`; of everybody where that is empty.
/// Answers go after what is found through them.
const OF_SESSION: [(&str, &str); 11] = [
    (
        "answer_chunks",
        "DELETE FROM answer_chunks WHERE org_id = $1 AND message_id IN (SELECT message_id FROM answers
         WHERE org_id = $1 AND session_id = $2 AND ($3 = '' OR user_id = '' OR user_id = $3))",
    ),
    (
        "cancellations",
        "DELETE FROM cancellations WHERE org_id = $1 AND message_id IN (SELECT message_id FROM answers
         WHERE org_id = $1 AND session_id = $2 AND ($3 = '' OR user_id = '' OR user_id = $3))",
    ),
    (
        "answers",
        "DELETE FROM answers WHERE org_id = $1 AND session_id = $2 AND ($3 = '' OR user_id = '' OR user_id = $3)",
    ),
    (
        "messages",
        "DELETE FROM messages WHERE org_id = $1 AND session_id = $2
         AND ($3 = '' OR user_id IS NULL OR user_id = $3)",
    ),
    (
        "events",
        "DELETE FROM events WHERE org_id = $1 AND session_id = $2
         AND ($3 = '' OR user_id IS NULL OR user_id = $3)",
    ),
    (
        "tickets",
        "DELETE FROM tickets WHERE org_id = $1 AND session_id = $2
         AND ($3 = '' OR user_id IS NULL OR user_id = $3)",
    ),
    (
        "delivery_tries",
        "DELETE FROM delivery_tries WHERE delivery_id IN (SELECT id FROM deliveries
         WHERE org_id = $1 AND session_id = $2)",
    ),
    // What was told of a session holds words of whoever was there.
    ("deliveries", "DELETE FROM deliveries WHERE org_id = $1 AND session_id = $2"),
    (
        "conversation_events",
        "DELETE FROM conversation_events WHERE org_id = $1 AND session_id = $2 AND ($3 = '' OR EXISTS
         (SELECT 1 FROM sessions s WHERE s.org_id = $1 AND s.id = $2 AND (s.user_id IS NULL OR s.user_id = $3)))",
    ),
    (
        "conversations",
        "DELETE FROM conversations WHERE org_id = $1 AND session_id = $2 AND ($3 = '' OR EXISTS
         (SELECT 1 FROM sessions s WHERE s.org_id = $1 AND s.id = $2 AND (s.user_id IS NULL OR s.user_id = $3)))",
    ),
    (
        "sessions",
        "DELETE FROM sessions WHERE org_id = $1 AND id = $2 AND ($3 = '' OR user_id IS NULL OR user_id = $3)",
    ),
];

/// What belongs to a user outside of any session. A ticket of nobody with the user's address is the user's.
const OF_USER: [(&str, &str); 7] = [
    ("events", "DELETE FROM events WHERE org_id = $1 AND user_id = $2"),
    ("conversation_events", "DELETE FROM conversation_events WHERE org_id = $1 AND user_id = $2"),
    (
        "tickets",
        "DELETE FROM tickets WHERE org_id = $1 AND (user_id = $2 OR (user_id IS NULL AND email IN
         (SELECT email FROM users WHERE org_id = $1 AND user_id = $2 AND email IS NOT NULL)))",
    ),
    (
        "delivery_tries",
        "DELETE FROM delivery_tries WHERE delivery_id IN
         (SELECT id FROM deliveries WHERE org_id = $1 AND user_id = $2)",
    ),
    ("deliveries", "DELETE FROM deliveries WHERE org_id = $1 AND user_id = $2"),
    ("enrolments", "DELETE FROM enrolments WHERE org_id = $1 AND user_id = $2"),
    ("users", "DELETE FROM users WHERE org_id = $1 AND user_id = $2"),
];

impl Store {
    /// Deletes a user of an organisation with all that is kept of it: conversations from before it was identified, too.
    ///
    /// # Errors
    /// The database failed; nothing was deleted.
    pub async fn erase_user(&self, org_id: &str, user_id: &str) -> Result<ErasedRows, Error> {
        let mut write = self.write().await?;
        let rows = sqlx::query(SESSIONS_OF_USER).bind(org_id).bind(user_id).fetch_all(write.on()).await?;
        let sessions: BTreeSet<String> =
            rows.iter().map(|row| row.try_get(0)).collect::<Result<_, Error>>()?;
        let mut gone = ErasedRows::new();
        for session in &sessions {
            write.erase_of_session(&mut gone, org_id, session, user_id).await?;
        }
        for (table, statement) in OF_USER {
            let outcome = sqlx::query(statement).bind(org_id).bind(user_id).execute(write.on()).await?;
            add(&mut gone, table, outcome.rows_affected());
        }
        write.commit().await?;
        Ok(gone)
    }

    /// Deletes a session of an organisation with all that was said and done in it, by whomever.
    ///
    /// # Errors
    /// The database failed; nothing was deleted.
    pub async fn erase_session(&self, org_id: &str, session_id: &str) -> Result<ErasedRows, Error> {
        let mut write = self.write().await?;
        let mut gone = ErasedRows::new();
        write.erase_of_session(&mut gone, org_id, session_id, "").await?;
        write.commit().await?;
        Ok(gone)
    }
}

impl Write {
    async fn erase_of_session(
        &mut self,
        gone: &mut ErasedRows,
        org_id: &str,
        session_id: &str,
        user_id: &str,
    ) -> Result<(), Error> {
        for (table, statement) in OF_SESSION {
            let query = sqlx::query(statement).bind(org_id).bind(session_id).bind(user_id);
            add(gone, table, query.execute(self.on()).await?.rows_affected());
        }
        Ok(())
    }
}

fn add(gone: &mut ErasedRows, table: &'static str, rows: u64) {
    match gone.iter_mut().find(|(name, _)| *name == table) {
        Some((_, count)) => *count += rows,
        None => gone.push((table, rows)),
    }
}
