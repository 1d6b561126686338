//! The token of a teammate in the `Authorization` header: what the team's programs show.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::key::bearer;
use crate::error::ApiError;
use crate::state::AppState;
use crate::store::conversations::Actor;
use crate::store::team::{TEAMMATE, Teammate};

/// A caller of the team.
#[derive(Clone, Debug)]
pub struct TeamCaller(pub Teammate);

impl TeamCaller {
    /// The teammate as somebody who does something to a conversation.
    #[must_use]
    pub fn actor(&self) -> Actor<'_> {
        Actor::Teammate(&self.0)
    }
}

impl FromRequestParts<AppState> for TeamCaller {
    type Rejection = ApiError;

    /// # Errors
    /// 401 for anything but the token of a teammate who is not disabled.
    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        let token =
            bearer(&parts.headers).filter(|token| token.starts_with(TEAMMATE)).ok_or(ApiError::Key)?;
        Ok(Self(app.store().teammate_of(token).await?.ok_or(ApiError::Key)?))
    }
}
