//! Companies: made, merged and linked to their users.

use halo_protocol::Object;
use serde_json::Value;
use sqlx::Row;

use super::traits::{COMPANIES, COMPANY_COLUMNS, Record};
use super::{Error, Write};
use crate::clock;

/// What a request said of a company, in the wire's form: nothing that was stored before.
#[must_use]
pub fn company_as_sent(company_id: &str, traits: &Object, context: &Object) -> Object {
    let mut company = Record::sent(&COMPANY_COLUMNS, traits, context);
    company.insert("company_id".to_owned(), Value::from(company_id));
    company
}

impl Write {
    /// Merges into a company, which is made if unknown, and returns it in the wire's form.
    ///
    /// # Errors
    /// The database failed.
    pub async fn merge_company(
        &mut self,
        org_id: &str,
        company_id: &str,
        traits: &Object,
        context: &Object,
    ) -> Result<Object, Error> {
        // The write makes and locks the row before it is read.
        sqlx::query(
            "INSERT INTO companies (org_id, company_id, custom_fields, context, created_at, updated_at)
             VALUES ($1, $2, '{}', '{}', $3, $3)
             ON CONFLICT (org_id, company_id) DO UPDATE SET updated_at = excluded.updated_at",
        )
        .bind(org_id)
        .bind(company_id)
        .bind(clock::now_ms())
        .execute(self.on())
        .await?;
        let row = sqlx::query(
            "SELECT name, domain, industry, plan, employee_count, signed_up_at, renewal_date, renewal_status,
             contract_term, payment_terms, on_contract, mrr, arr, custom_fields, context, created_at, updated_at
             FROM companies WHERE org_id = $1 AND company_id = $2",
        )
        .bind(org_id)
        .bind(company_id)
        .fetch_one(self.on())
        .await?;
        let mut record = Record::read(&row, &COMPANY_COLUMNS)?;
        record.merge(&COMPANY_COLUMNS, traits, context);
        self.put_record(&COMPANIES, org_id, company_id, &record).await?;
        let mut company = record.into_object();
        company.insert("company_id".to_owned(), Value::from(company_id));
        for key in ["created_at", "updated_at"] {
            company.insert(key.to_owned(), Value::from(clock::rfc3339(row.try_get(key)?)));
        }
        Ok(company)
    }

    /// Says that a user, made if unknown, belongs to a company.
    ///
    /// # Errors
    /// The database failed.
    pub async fn link_company(&mut self, org_id: &str, user_id: &str, company_id: &str) -> Result<(), Error> {
        self.see_user(org_id, user_id).await?;
        sqlx::query("UPDATE users SET company_id = $3 WHERE org_id = $1 AND user_id = $2")
            .bind(org_id)
            .bind(user_id)
            .bind(company_id)
            .execute(self.on())
            .await?;
        Ok(())
    }
}
