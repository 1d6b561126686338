//! Whether a request may speak for the user it names.

use halo_protocol::Object;
use halo_protocol::message::ANONYMOUS;

use super::jwt::{self, POLICY, Refusal};
use crate::clock;
use crate::error::ApiError;
use crate::state::App;
use crate::store::organisations::Organisation;

/// Claims that are about the token, not about the user.
const TOKEN_CLAIMS: [&str; 9] = ["user_id", "sub", "exp", "iat", "nbf", "iss", "aud", "jti", "scope"];

/// The user a request speaks for, and what its token vouches for.
#[derive(Clone, Debug, Default)]
pub struct Identity {
    /// The identified user; none: anonymous.
    pub user_id: Option<String>,
    /// Traits that the token vouches for.
    pub traits: Object,
}

/// Settles who a request speaks for. `demanded`: the agent asks for a proof even where the organisation does not.
///
/// # Errors
/// 403 with one text, where a user must be proved and is not. The reason is logged.
pub async fn settle(
    app: &App,
    org: &Organisation,
    user_id: Option<&str>,
    token: Option<&str>,
    demanded: bool,
) -> Result<Identity, ApiError> {
    let Some(user_id) = user_id.filter(|id| !id.is_empty() && *id != ANONYMOUS) else {
        return Ok(Identity::default());
    };
    let unproved = || Identity { user_id: Some(user_id.to_owned()), traits: Object::new() };
    let must_prove = org.verify_identity || demanded;
    // Where nothing must be proved, a token may still vouch for traits; a bad one is passed over.
    let Some(token) = token.filter(|token| !token.is_empty()) else {
        return if must_prove { Err(refused(org, "no token")) } else { Ok(unproved()) };
    };
    match proved(app, org, user_id, token).await? {
        Ok(traits) => Ok(Identity { user_id: Some(user_id.to_owned()), traits }),
        Err(refusal) if must_prove => Err(refused(org, &refusal.to_string())),
        Err(_) => Ok(unproved()),
    }
}

/// The claims of a token that any of the organisation's secrets signed.
///
/// # Errors
/// The store failed.
pub async fn claims(app: &App, org: &Organisation, token: &str) -> Result<Result<Object, Refusal>, ApiError> {
    let secrets = app.store().identity_secrets(&org.id).await?;
    Ok(jwt::claims(token, &secrets, clock::now_seconds(), &POLICY))
}

async fn proved(
    app: &App,
    org: &Organisation,
    user_id: &str,
    token: &str,
) -> Result<Result<Object, Refusal>, ApiError> {
    let claims = match claims(app, org, token).await? {
        Ok(claims) => claims,
        Err(refusal) => return Ok(Err(refusal)),
    };
    match jwt::subject(&claims) {
        Ok(subject) if subject == user_id => Ok(Ok(traits(claims))),
        Ok(_) => Ok(Err(Refusal::Subject)),
        Err(refusal) => Ok(Err(refusal)),
    }
}

fn traits(claims: Object) -> Object {
    claims.into_iter().filter(|(key, _)| !TOKEN_CLAIMS.contains(&key.as_str())).collect()
}

/// The one refusal, with its reason in the log.
pub fn refused(org: &Organisation, reason: &str) -> ApiError {
    tracing::info!(org = %org.id, reason, "a user could not be verified");
    ApiError::Identity
}
