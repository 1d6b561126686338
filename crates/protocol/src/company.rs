//! `/companies/identify`: the account a user belongs to.

use serde::{Deserialize, Serialize};

use crate::limits::{self, Invalid};
use crate::{Object, null_as_default};

/// Traits of a company that have a place of their own; the rest are custom fields.
pub const KNOWN_TRAITS: [&str; 13] = [
    "name",
    "domain",
    "industry",
    "plan",
    "employee_count",
    "signed_up_at",
    "renewal_date",
    "renewal_status",
    "contract_term",
    "payment_terms",
    "on_contract",
    "mrr",
    "arr",
];

/// Trait names that a site may not set.
pub const RESERVED_TRAITS: [&str; 8] = [
    "id",
    "external_id",
    "org_id",
    "created_at",
    "updated_at",
    "health_score",
    "team_size",
    "last_contacted_at",
];

/// The `scope` claim with which a backend writes any company.
pub const UPDATE_SCOPE: &str = "companies.update";

/// Body of `POST /companies/identify`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CompanyRequest {
    /// The site's id of the company.
    #[serde(default, deserialize_with = "null_as_default")]
    pub company_id: String,
    /// Links that user to the company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// What is known of the company; merged, later keys win.
    #[serde(default, skip_serializing_if = "Object::is_empty", deserialize_with = "null_as_default")]
    pub traits: Object,
    /// Key to `{label, type?, value}`; merged, later keys win.
    #[serde(default, skip_serializing_if = "Object::is_empty", deserialize_with = "null_as_default")]
    pub context: Object,
    /// JWT that proves `user_id` and vouches for `company_id` in a claim of that name; or a backend's, with `scope` =
    /// [`UPDATE_SCOPE`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_token: Option<String>,
}

impl CompanyRequest {
    /// Holds the fields against their limits. Reserved traits are a matter of [`crate::user::reserved_in`].
    ///
    /// # Errors
    /// A missing `company_id`, or traits and context over 50,000 bytes together.
    pub fn check(&self) -> Result<(), Invalid> {
        limits::check_present("company_id", &self.company_id)?;
        let met = limits::json_bytes(&self.traits) + limits::json_bytes(&self.context);
        limits::check_bytes("traits and context", met, limits::COMPANY_BYTES)
    }
}

/// Answer of `POST /companies/identify` (ours).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyResponse {
    /// Always true in a 200.
    pub success: bool,
    /// What this request sent; all that is stored, where the token vouches for the company.
    #[serde(default, deserialize_with = "null_as_default")]
    pub company: Object,
}
