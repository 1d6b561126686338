//! Tickets: whose they become. A ticket by address becomes a known user's only where that can be meant: from the site's
//! backend, and from pages where the organisation takes their word for who a visitor is.

use halo_protocol::ticket::{CREATE_SCOPE, TicketRequest};

use crate::auth::identity::{self, Identity};
use crate::auth::key::Caller;
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::tickets::Contact;

/// Whose ticket a request makes, and the identity it came with.
///
/// # Errors
/// 403, or the store failed.
pub async fn contact(
    app: &AppState,
    caller: &Caller,
    request: &TicketRequest,
) -> Result<(Contact, Identity), ApiError> {
    let (org, token) = (&caller.org, request.user_token.as_deref());
    if identity::is_backend(app, org, token, CREATE_SCOPE).await? {
        let identity = Identity { user_id: request.user_id.clone(), is_proved: true, ..Identity::default() };
        return Ok((Contact::Verified, identity));
    }
    let identity = identity::settle(app, org, request.user_id.as_deref(), token, false).await?;
    Ok((of_visitor(identity.is_proved, org.verify_identity), identity))
}

/// The same for a ticket that the agent opens for its visitor.
#[must_use]
pub fn of_visitor(is_proved: bool, verify_identity: bool) -> Contact {
    match (is_proved, verify_identity) {
        (true, _) => Contact::Verified,
        (false, false) => Contact::Said,
        (false, true) => Contact::Stranger,
    }
}
