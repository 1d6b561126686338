//! Whether a request may speak for the user it names.

use halo_protocol::Object;
use halo_protocol::message::ANONYMOUS;
use serde_json::Value;

use super::jwt::{self, POLICY, Policy, Refusal};
use crate::clock;
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::organisations::Organisation;
use crate::store::text::make_object_storable;

/// Claims that are about the token, not about the user.
const TOKEN_CLAIMS: [&str; 9] = ["user_id", "sub", "exp", "iat", "nbf", "iss", "aud", "jti", "scope"];
/// A backend's token ends within an hour (documented).
const BACKEND_POLICY: Policy = Policy { longest_ahead_seconds: 3_600, ..POLICY };

/// The user a request speaks for, and what its token vouches for.
#[derive(Clone, Debug, Default)]
pub struct Identity {
    /// The identified user; none: anonymous.
    pub user_id: Option<String>,
    /// Whether a token proves it. If not, anybody with the publishable key could have said so.
    pub is_proved: bool,
    /// Traits that the token vouches for.
    pub traits: Object,
    /// The company that the token vouches for.
    pub company_id: Option<String>,
}

impl Identity {
    /// The user, if a token proves it.
    #[must_use]
    pub fn proved(&self) -> Option<&str> {
        self.user_id.as_deref().filter(|_| self.is_proved)
    }
}

/// Settles who a request speaks for. `demanded`: the agent asks for a proof even where the organisation does not.
///
/// # Errors
/// 403 with one text, where a user must be proved and is not. The reason is logged.
pub async fn settle(
    app: &AppState,
    org: &Organisation,
    user_id: Option<&str>,
    token: Option<&str>,
    demanded: bool,
) -> Result<Identity, ApiError> {
    let Some(user_id) = user_id.filter(|id| !id.is_empty() && *id != ANONYMOUS) else {
        return Ok(Identity::default());
    };
    let unproved = || Identity { user_id: Some(user_id.to_owned()), ..Identity::default() };
    let must_prove = org.verify_identity || demanded;
    let Some(token) = token.filter(|token| !token.is_empty()) else {
        return if must_prove { Err(refused(org, "there is no token")) } else { Ok(unproved()) };
    };
    match proved(app, org, user_id, token).await? {
        Ok(identity) => Ok(identity),
        Err(refusal) if must_prove => Err(refused(org, &refusal.to_string())),
        // Where nothing must be proved, a bad token proves nothing; its sender shall find out why.
        Err(refusal) => {
            tracing::info!(org = %org.id, reason = %refusal, "a token was passed over");
            Ok(unproved())
        }
    }
}

/// The same where the session decides: who cannot be proved is nobody, since the session's secret is proof enough where a token
/// has ended, and a session of nobody needs none.
///
/// # Errors
/// The store failed.
pub async fn settle_if_good(
    app: &AppState,
    org: &Organisation,
    user_id: Option<&str>,
    token: Option<&str>,
) -> Result<Identity, ApiError> {
    match settle(app, org, user_id, token, false).await {
        Err(ApiError::Identity) => Ok(Identity::default()),
        outcome => outcome,
    }
}

/// Holds a token to be a backend's: signed, ending within an hour, with that scope.
///
/// # Errors
/// 403, with the reason in the log.
pub async fn settle_backend(
    app: &AppState,
    org: &Organisation,
    token: &str,
    scope: &'static str,
) -> Result<(), ApiError> {
    let claims = claims(app, org, token, &BACKEND_POLICY).await?;
    match claims.and_then(|claims| if has_scope(&claims, scope) { Ok(()) } else { Err(Refusal::Scope) }) {
        Ok(()) => Ok(()),
        Err(refusal) => Err(refused(org, &refusal.to_string())),
    }
}

/// Whether a token is a backend's with that scope; one that says so and is not good is refused like any other.
///
/// # Errors
/// 403 for a token that claims the scope and keeps not to a backend's rules; the store failed.
pub async fn is_backend(
    app: &AppState,
    org: &Organisation,
    token: Option<&str>,
    scope: &'static str,
) -> Result<bool, ApiError> {
    let Some(token) = token.filter(|token| !token.is_empty()) else { return Ok(false) };
    let is_scoped = claims(app, org, token, &POLICY).await?.is_ok_and(|claims| has_scope(&claims, scope));
    if is_scoped {
        settle_backend(app, org, token, scope).await?;
    }
    Ok(is_scoped)
}

fn has_scope(claims: &Object, wanted: &str) -> bool {
    let scope = claims.get("scope").and_then(Value::as_str);
    scope.is_some_and(|scope| scope.split(' ').any(|it| it == wanted))
}

/// The claims of a token that any of the organisation's secrets signed, for this server.
async fn claims(
    app: &AppState,
    org: &Organisation,
    token: &str,
    policy: &Policy,
) -> Result<Result<Object, Refusal>, ApiError> {
    let secrets = app.store().identity_secrets(&org.id).await?;
    let audience = app.config().audience.as_deref();
    let claims = jwt::claims(token, &secrets, clock::now_seconds(), policy, audience);
    // As the body of the request is: an id is the same in both.
    Ok(claims.map(|mut claims| {
        make_object_storable(&mut claims);
        claims
    }))
}

async fn proved(
    app: &AppState,
    org: &Organisation,
    user_id: &str,
    token: &str,
) -> Result<Result<Identity, Refusal>, ApiError> {
    let claims = match claims(app, org, token, &POLICY).await? {
        Ok(claims) => claims,
        Err(refusal) => return Ok(Err(refusal)),
    };
    Ok(match jwt::subject(&claims) {
        Ok(subject) if subject == user_id => Ok(Identity {
            user_id: Some(subject),
            is_proved: true,
            company_id: claims.get("company_id").and_then(jwt::id),
            traits: traits(claims),
        }),
        Ok(_) => Err(Refusal::OtherSubject),
        Err(refusal) => Err(refusal),
    })
}

fn traits(claims: Object) -> Object {
    claims.into_iter().filter(|(key, _)| !TOKEN_CLAIMS.contains(&key.as_str())).collect()
}

/// The one refusal, with its reason in the log.
#[must_use]
pub fn refused(org: &Organisation, reason: &str) -> ApiError {
    tracing::info!(org = %org.id, reason, "a user could not be verified");
    ApiError::Identity
}
