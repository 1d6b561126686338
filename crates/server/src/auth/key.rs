//! The key in the `Authorization` header, and the organisation it names.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

use crate::error::ApiError;
use crate::state::AppState;
use crate::store::keys::{Key, PUBLISHABLE};
use crate::store::organisations::Organisation;

/// A longer token is none of ours.
const TOKEN_CHARS: usize = 200;

/// A caller with a publishable widget key.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The key.
    pub key: Key,
    /// Whose key it is.
    pub org: Organisation,
}

/// The token of `Authorization: Bearer …`.
#[must_use]
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() && token.len() <= TOKEN_CHARS)
        .then_some(token)
}

impl Caller {
    /// The caller behind a publishable key.
    ///
    /// # Errors
    /// 401 for anything but a publishable key in force.
    pub async fn of_token(app: &AppState, token: Option<&str>) -> Result<Self, ApiError> {
        let token = token.filter(|token| token.starts_with(PUBLISHABLE)).ok_or(ApiError::Key)?;
        let key = app.store().key(token).await?.ok_or(ApiError::Key)?;
        let org = app.store().organisation(&key.org_id).await?.ok_or(ApiError::Key)?;
        Ok(Self { key, org })
    }
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        Self::of_token(app, bearer(&parts.headers)).await
    }
}
