//! Companies: made, merged and linked to their users.

use halo_protocol::Object;
use serde_json::Value;
use sqlx::Row;

use super::traits::{COMPANY_COLUMNS, Record};
use super::{Error, Write};
use crate::clock;

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
        self.write_company(org_id, company_id, &record).await?;
        let mut company = record.into_object();
        company.insert("company_id".to_owned(), Value::from(company_id));
        for key in ["created_at", "updated_at"] {
            company.insert(key.to_owned(), Value::from(clock::rfc3339(row.try_get(key)?)));
        }
        Ok(company)
    }

    async fn write_company(&mut self, org_id: &str, company_id: &str, record: &Record) -> Result<(), Error> {
        sqlx::query(
            "UPDATE companies SET name = $3, domain = $4, industry = $5, plan = $6, employee_count = $7,
             signed_up_at = $8, renewal_date = $9, renewal_status = $10, contract_term = $11, payment_terms = $12,
             on_contract = $13, mrr = $14, arr = $15, custom_fields = $16, context = $17
             WHERE org_id = $1 AND company_id = $2",
        )
        .bind(org_id)
        .bind(company_id)
        .bind(record.text("name"))
        .bind(record.text("domain"))
        .bind(record.text("industry"))
        .bind(record.text("plan"))
        .bind(record.number("employee_count"))
        .bind(record.text("signed_up_at"))
        .bind(record.text("renewal_date"))
        .bind(record.text("renewal_status"))
        .bind(record.text("contract_term"))
        .bind(record.text("payment_terms"))
        .bind(record.truth("on_contract"))
        .bind(record.number("mrr"))
        .bind(record.number("arr"))
        .bind(record.custom_text())
        .bind(record.context_text())
        // The driver (sqlx 0.9.0) declares an absent f64 as f32, so a kept statement would refuse the next real one.
        .persistent(false)
        .execute(self.on())
        .await?;
        Ok(())
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
