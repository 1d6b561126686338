//! What is kept of a user: who reads it. It is written under every `user_id` that identity.rs lets pass, so where nothing is
//! verified, by everybody who has the publishable key; it is read by the proved user alone.

use halo_protocol::Object;
use serde_json::Value;

use crate::auth::identity::Identity;
use crate::error::ApiError;
use crate::state::AppState;

/// Fields of a stored user that are about the record, not about the person.
const RECORD_FIELDS: [&str; 4] = ["custom_fields", "context", "first_seen", "last_seen"];

/// Whether what is stored of the user may leave the server, in an answer or in a prompt.
#[must_use]
pub fn may_read(identity: &Identity) -> bool {
    identity.is_proved
}

/// Traits and context for an answer: those stored of a proved user, then those of the request, then those that the token
/// vouches for, which the page cannot talk away.
///
/// # Errors
/// The store failed.
pub async fn known(
    app: &AppState,
    org_id: &str,
    identity: &Identity,
    sent: (&Object, &Object),
) -> Result<(Object, Object), ApiError> {
    let stored = match &identity.user_id {
        Some(user_id) if may_read(identity) => app.store().user(org_id, user_id).await?.unwrap_or_default(),
        _ => Object::new(),
    };
    let inner = |key: &str| stored.get(key).and_then(Value::as_object).cloned().unwrap_or_default();
    let (mut traits, mut context) = (stored.clone(), inner("context"));
    traits.retain(|key, _| !RECORD_FIELDS.contains(&key.as_str()));
    traits.extend(inner("custom_fields"));
    let (sent_traits, sent_context) = sent;
    traits.extend(sent_traits.clone());
    traits.extend(identity.traits.clone());
    context.extend(sent_context.clone());
    Ok((traits, context))
}
