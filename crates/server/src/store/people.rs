//! Users: found, made and merged. A row is locked by writing it first, so that two merges at once
//! both count.

use halo_protocol::Object;
use serde_json::Value;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::traits::{Record, USER_COLUMNS, USERS};
use super::{Error, Store, Write};
use crate::clock;

impl Write {
    /// Makes the user if unknown, and notes that it was seen now.
    ///
    /// # Errors
    /// The database failed.
    pub async fn see_user(&mut self, org_id: &str, user_id: &str) -> Result<(), Error> {
        sqlx::query(SEE_USER).bind(org_id).bind(user_id).bind(clock::now_ms()).execute(self.on()).await?;
        Ok(())
    }

    /// Makes the user if unknown; an existing one is not touched. Says whether it was known.
    ///
    /// # Errors
    /// The database failed.
    pub async fn make_user(&mut self, org_id: &str, user_id: &str) -> Result<bool, Error> {
        let query = sqlx::query(MAKE_USER).bind(org_id).bind(user_id).bind(clock::now_ms());
        Ok(query.execute(self.on()).await?.rows_affected() == 0)
    }

    /// Merges into a user that was seen or made in this write, and returns it in the wire's form.
    ///
    /// # Errors
    /// The database failed, or the user is unknown.
    pub async fn merge_user(
        &mut self,
        org_id: &str,
        user_id: &str,
        traits: &Object,
        context: &Object,
    ) -> Result<Object, Error> {
        // The write locks the row before it is read.
        sqlx::query("UPDATE users SET updated_at = $3 WHERE org_id = $1 AND user_id = $2")
            .bind(org_id)
            .bind(user_id)
            .bind(clock::now_ms())
            .execute(self.on())
            .await?;
        let row = sqlx::query(READ_USER).bind(org_id).bind(user_id).fetch_one(self.on()).await?;
        let mut record = Record::read(&row, &USER_COLUMNS)?;
        record.merge(&USER_COLUMNS, traits, context);
        self.put_record(&USERS, org_id, user_id, &record).await?;
        told(&row, record)
    }

    /// Gives a session's records without a user to that user.
    ///
    /// # Errors
    /// The database failed.
    pub async fn link_session(&mut self, org_id: &str, session_id: &str, user_id: &str) -> Result<(), Error> {
        for statement in [
            "UPDATE sessions SET user_id = $3 WHERE org_id = $1 AND id = $2 AND user_id IS NULL",
            "UPDATE messages SET user_id = $3 WHERE org_id = $1 AND session_id = $2 AND user_id IS NULL",
            "UPDATE events SET user_id = $3 WHERE org_id = $1 AND session_id = $2 AND user_id IS NULL",
            "UPDATE tickets SET user_id = $3 WHERE org_id = $1 AND session_id = $2 AND user_id IS NULL",
        ] {
            sqlx::query(statement).bind(org_id).bind(session_id).bind(user_id).execute(self.on()).await?;
        }
        Ok(())
    }

    /// The user with that address, the longest known one if several have it; known users come before contacts that
    /// nobody verified, and do not come at all with `only_unverified`.
    ///
    /// # Errors
    /// The database failed.
    pub async fn user_by_email(
        &mut self,
        org_id: &str,
        email: &str,
        only_unverified: bool,
    ) -> Result<Option<String>, Error> {
        let row = sqlx::query(
            "SELECT user_id FROM users WHERE org_id = $1 AND email = $2 AND unverified >= $3
             ORDER BY unverified, first_seen, user_id LIMIT 1",
        )
        .bind(org_id)
        .bind(email)
        .bind(i64::from(only_unverified))
        .fetch_optional(self.on())
        .await?;
        row.map(|row| row.try_get("user_id")).transpose()
    }

    /// Says of a contact that nobody proved who it is.
    ///
    /// # Errors
    /// The database failed.
    pub async fn mark_unverified(&mut self, org_id: &str, user_id: &str) -> Result<(), Error> {
        let query = sqlx::query("UPDATE users SET unverified = 1 WHERE org_id = $1 AND user_id = $2");
        query.bind(org_id).bind(user_id).execute(self.on()).await.map(|_| ())
    }
}

/// What a request said of a user, in the wire's form: nothing that was stored before.
#[must_use]
pub fn user_as_sent(user_id: &str, traits: &Object, context: &Object) -> Object {
    let mut user = Record::sent(&USER_COLUMNS, traits, context);
    user.insert("user_id".to_owned(), Value::from(user_id));
    user
}

impl Store {
    /// The company that a user is in.
    ///
    /// # Errors
    /// The database failed.
    pub async fn company_of(&self, org_id: &str, user_id: &str) -> Result<Option<String>, Error> {
        let query = sqlx::query("SELECT company_id FROM users WHERE org_id = $1 AND user_id = $2");
        let row = query.bind(org_id).bind(user_id).fetch_optional(self.read()).await?;
        row.map_or(Ok(None), |row| row.try_get("company_id"))
    }

    /// The user in the wire's form.
    ///
    /// # Errors
    /// The database failed.
    pub async fn user(&self, org_id: &str, user_id: &str) -> Result<Option<Object>, Error> {
        let row = sqlx::query(READ_USER).bind(org_id).bind(user_id).fetch_optional(self.read()).await?;
        row.map(|row| told(&row, Record::read(&row, &USER_COLUMNS)?)).transpose()
    }
}

fn told(row: &AnyRow, record: Record) -> Result<Object, Error> {
    let mut user = record.into_object();
    user.insert("user_id".to_owned(), Value::from(row.try_get::<String, _>("user_id")?));
    if let Some(company) = row.try_get::<Option<String>, _>("company_id")? {
        user.insert("company_id".to_owned(), Value::from(company));
    }
    for key in ["first_seen", "last_seen"] {
        user.insert(key.to_owned(), Value::from(clock::rfc3339(row.try_get(key)?)));
    }
    Ok(user)
}

const SEE_USER: &str =
    "INSERT INTO users (org_id, user_id, custom_fields, context, first_seen, last_seen, created_at, updated_at)
     VALUES ($1, $2, '{}', '{}', $3, $3, $3, $3)
     ON CONFLICT (org_id, user_id) DO UPDATE SET last_seen = excluded.last_seen";

const MAKE_USER: &str =
    "INSERT INTO users (org_id, user_id, custom_fields, context, first_seen, last_seen, created_at, updated_at)
     VALUES ($1, $2, '{}', '{}', $3, $3, $3, $3) ON CONFLICT (org_id, user_id) DO NOTHING";

const READ_USER: &str =
    "SELECT user_id, company_id, name, email, signed_up_at, renewal_date, renewal_status, contract_term,
     payment_terms, on_contract, mrr, arr, custom_fields, context, first_seen, last_seen
     FROM users WHERE org_id = $1 AND user_id = $2";
