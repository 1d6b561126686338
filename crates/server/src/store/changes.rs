//! The operator's changes: ending keys and secrets, pausing agents, closing tickets. Each says whether there was
//! something to change.

use super::{Error, Store};
use crate::clock;

impl Store {
    async fn change(&self, statement: &'static str, id: &str) -> Result<bool, Error> {
        let mut write = self.write().await?;
        let done = sqlx::query(statement).bind(id).bind(clock::now_ms()).execute(write.on()).await?;
        write.commit().await?;
        Ok(done.rows_affected() == 1)
    }

    /// Ends a key at once.
    ///
    /// # Errors
    /// The database failed.
    pub async fn revoke_key(&self, id: &str) -> Result<bool, Error> {
        self.change("UPDATE api_keys SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL", id).await
    }

    /// Ends an identity secret at once.
    ///
    /// # Errors
    /// The database failed.
    pub async fn retire_secret(&self, id: &str) -> Result<bool, Error> {
        self.change("UPDATE identity_secrets SET retired_at = $2 WHERE id = $1 AND retired_at IS NULL", id)
            .await
    }

    /// Lets an agent answer (`active`), or no longer.
    ///
    /// # Errors
    /// The database failed.
    pub async fn set_agent_status(&self, id: &str, status: &str) -> Result<bool, Error> {
        let mut write = self.write().await?;
        let query = sqlx::query("UPDATE agents SET status = $2 WHERE id = $1").bind(id).bind(status);
        let done = query.execute(write.on()).await?;
        write.commit().await?;
        Ok(done.rows_affected() == 1)
    }

    /// Closes a ticket.
    ///
    /// # Errors
    /// The database failed.
    pub async fn close_ticket(&self, id: &str) -> Result<bool, Error> {
        let mut write = self.write().await?;
        let query =
            sqlx::query("UPDATE tickets SET status = 'closed' WHERE id = $1 AND status = 'open'").bind(id);
        let done = query.execute(write.on()).await?;
        write.commit().await?;
        Ok(done.rows_affected() == 1)
    }
}
