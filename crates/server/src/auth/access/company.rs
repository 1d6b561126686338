//! Companies: who reads, writes and joins one. With verification on only where the token's `company_id` claim vouches for
//! it; a backend by its scope.

use halo_protocol::company::{CompanyRequest, UPDATE_SCOPE};

use crate::auth::identity::{self, Identity};
use crate::auth::key::Caller;
use crate::error::ApiError;
use crate::state::AppState;

/// What a request may do with the company it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// All that is stored may be told; if not, what was sent.
    pub reads: bool,
    /// Traits and context may be merged in.
    pub writes: bool,
    /// The user that joins.
    pub joins: Option<String>,
}

/// What a request may do.
///
/// # Errors
/// 403, or the store failed.
pub async fn access(app: &AppState, caller: &Caller, request: &CompanyRequest) -> Result<Access, ApiError> {
    let (org, token) = (&caller.org, request.user_token.as_deref());
    let user_id = request.user_id.clone().filter(|id| !id.is_empty());
    if identity::is_backend(app, org, token, UPDATE_SCOPE).await? {
        return Ok(Access { reads: true, writes: true, joins: user_id });
    }
    let identity = identity::settle(app, org, user_id.as_deref(), token, false).await?;
    let is_vouched = identity.company_id.as_deref() == Some(request.company_id.as_str());
    if is_vouched {
        return Ok(Access { reads: true, writes: true, joins: identity.user_id });
    }
    if !org.verify_identity {
        return Ok(Access { reads: false, writes: true, joins: identity.user_id });
    }
    if is_member(app, &org.id, &identity, &request.company_id).await? && says_nothing(request) {
        return Ok(Access { reads: false, writes: false, joins: identity.user_id });
    }
    Err(identity::refused(org, "the token does not vouch for the company"))
}

/// Whether a token without a claim of its own speaks for a user who is in the company already.
async fn is_member(
    app: &AppState,
    org_id: &str,
    identity: &Identity,
    company_id: &str,
) -> Result<bool, ApiError> {
    let (Some(user_id), None) = (identity.proved(), identity.traits.get("company_id")) else {
        return Ok(false);
    };
    Ok(app.store().company_of(org_id, user_id).await?.as_deref() == Some(company_id))
}

/// Whether a request only links: what it cannot write it must not seem to have written.
fn says_nothing(request: &CompanyRequest) -> bool {
    request.traits.is_empty() && request.context.is_empty()
}
