//! `/users/identify` and `/users/update`: who the visitor is, as the site tells it.

use serde::{Deserialize, Serialize};

use crate::limits::{self, Invalid};
use crate::{Object, null_as_default};

/// Traits of a user that have a place of their own; the rest are custom fields.
pub const KNOWN_TRAITS: [&str; 10] = [
    "name",
    "email",
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
pub const RESERVED_TRAITS: [&str; 9] = [
    "id",
    "external_id",
    "org_id",
    "company_id",
    "created_at",
    "updated_at",
    "first_seen",
    "last_seen",
    "last_contacted_at",
];

/// The `scope` claim that `/users/update` demands.
pub const UPDATE_SCOPE: &str = "users.update";

/// Body of `POST /users/identify`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct IdentifyRequest {
    /// The site's id of the user.
    #[serde(default, deserialize_with = "null_as_default")]
    pub user_id: String,
    /// What is known of the user; merged into what is stored, later keys win.
    #[serde(default, skip_serializing_if = "Object::is_empty", deserialize_with = "null_as_default")]
    pub traits: Object,
    /// Key to `{label, type?, value}`; merged, later keys win.
    #[serde(default, skip_serializing_if = "Object::is_empty", deserialize_with = "null_as_default")]
    pub context: Object,
    /// Links that session's earlier anonymous records to the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// JWT that proves `user_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_token: Option<String>,
}

impl IdentifyRequest {
    /// Holds the fields against their limits. Reserved traits are a matter of [`reserved_in`].
    ///
    /// # Errors
    /// A missing `user_id`, or traits and context over 20,000 bytes together.
    pub fn check(&self) -> Result<(), Invalid> {
        limits::check_present("user_id", &self.user_id)?;
        let met = limits::json_bytes(&self.traits) + limits::json_bytes(&self.context);
        limits::check_bytes("traits and context", met, limits::USER_BYTES)
    }
}

/// All keys of `traits` that are among `reserved`, in the order of `reserved`.
#[must_use]
pub fn reserved_in(traits: &Object, reserved: &[&'static str]) -> Vec<&'static str> {
    reserved.iter().copied().filter(|key| traits.contains_key(*key)).collect()
}

/// Answer of `POST /users/identify` (ours).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentifyResponse {
    /// Always true in a 200.
    pub success: bool,
    /// What this request sent: known traits, `custom_fields`, `context`. For a proved user all that is stored, with
    /// `first_seen` and `last_seen`.
    #[serde(default, deserialize_with = "null_as_default")]
    pub user: Object,
    /// False where a session was named and did not become the user's, because its secret was not shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_linked: Option<bool>,
}

/// Body of `POST /users/update`: one user or many; backends only.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateRequest {
    /// JWT with `scope` = [`UPDATE_SCOPE`] and an `exp` at most an hour ahead.
    #[serde(default, deserialize_with = "null_as_default")]
    pub user_token: String,
    /// The one user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// The one user's traits.
    #[serde(default, skip_serializing_if = "Object::is_empty", deserialize_with = "null_as_default")]
    pub traits: Object,
    /// Up to 1,000 users instead of one.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_default")]
    pub users: Vec<UserUpdate>,
    /// Skip unknown ids instead of making them.
    #[serde(default, deserialize_with = "null_as_default")]
    pub update_only: bool,
}

/// One entry of [`UpdateRequest::users`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UserUpdate {
    /// The site's id of the user.
    #[serde(default, deserialize_with = "null_as_default")]
    pub user_id: String,
    /// Traits to merge.
    #[serde(default, deserialize_with = "null_as_default")]
    pub traits: Object,
}

/// Answer of `POST /users/update` (ours).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateResponse {
    /// Always true in a 200.
    pub success: bool,
    /// How many users were written.
    pub updated: usize,
    /// How many unknown ids `update_only` passed over.
    pub skipped: usize,
}
