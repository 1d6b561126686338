//! Sessions: who may write into one, read of it, and make it a user's. A session has a secret, which the server makes when
//! the session is first used, sends once, and keeps as a digest.
//!
//! Who shows it, or proves to be the user that the session belongs to, has the session. A session of no proved user can
//! be written by everybody who knows its id, as ever; and read for as long as nobody has shown the secret: then its
//! client knows nothing of secrets.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use halo_protocol::message::SESSION_TOKEN_HEADER;

use crate::auth::identity::Identity;
use crate::error::ApiError;
use crate::ids::{self, digest};
use crate::store::Write;
use crate::store::sessions::{Claims, SessionRow};

/// Who stands before a session: what a request proves of itself.
#[derive(Clone, Debug, Default)]
pub struct Entrant {
    user_id: Option<String>,
    is_proved: bool,
    is_backend: bool,
    digest: Option<String>,
}

/// A session that may be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSession {
    /// Its secret, if this request made the session. Nobody is told it again.
    pub token: Option<String>,
    /// Whether it is the entrant's: what belongs to it may become the user's.
    pub is_own: bool,
    /// Whether the entrant may speak as its visitor to a person: who has it, and whoever writes for as long as nobody has
    /// shown the secret, since then its client knows nothing of secrets.
    pub may_speak: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// There is no such session.
    Absent,
    /// The entrant has it.
    Own,
    /// Nobody has it yet.
    Open,
    /// It is somebody else's, or the secret is wrong.
    Refused,
}

/// The secret that a request shows, if any.
#[must_use]
pub fn shown(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(SESSION_TOKEN_HEADER)?;
    // What is no text is no secret of ours, and not the same as none.
    Some(value.to_str().unwrap_or("?").trim()).filter(|it| !it.is_empty())
}

/// Tells the secret of a session that was made, in a header.
pub fn tell(entered: &OpenSession, headers: &mut HeaderMap) {
    let token = entered.token.as_deref().and_then(|token| HeaderValue::from_str(token).ok());
    if let (Some(token), Ok(name)) = (token, HeaderName::try_from(SESSION_TOKEN_HEADER)) {
        headers.insert(name, token);
    }
}

impl Entrant {
    /// A visitor with the identity that was settled and the secret it shows.
    #[must_use]
    pub fn visitor(identity: &Identity, shown: Option<&str>) -> Self {
        Self {
            user_id: identity.user_id.clone(),
            is_proved: identity.is_proved,
            is_backend: false,
            digest: shown.map(digest),
        }
    }

    /// The site's own backend, whose word on its users counts.
    #[must_use]
    pub fn backend(user_id: Option<&str>) -> Self {
        Self { user_id: user_id.map(str::to_owned), is_proved: true, is_backend: true, digest: None }
    }

    /// The same without the secret: for a session that it was not shown for.
    #[must_use]
    pub fn without_secret(&self) -> Self {
        Self { digest: None, ..self.clone() }
    }

    fn standing(&self, row: Option<&SessionRow>) -> Standing {
        let Some(row) = row else {
            return if self.digest.is_none() { Standing::Absent } else { Standing::Refused };
        };
        let is_owner = self.is_proved && self.user_id.is_some() && row.proved_user_id == self.user_id;
        match &self.digest {
            Some(_) if self.digest == row.token_digest => Standing::Own,
            Some(_) => Standing::Refused,
            None if is_owner || self.is_backend => Standing::Own,
            None if row.proved_user_id.is_none() => Standing::Open,
            None => Standing::Refused,
        }
    }

    fn claims<'a>(&'a self, token_digest: Option<&'a str>) -> Claims<'a> {
        let user_id = self.user_id.as_deref();
        Claims { user_id, proved_user_id: user_id.filter(|_| self.is_proved), token_digest }
    }
}

/// Enters a session to write into it, and makes it if there is none. Of several that come first at once, one makes it and
/// is told the secret; the others enter what is there.
///
/// # Errors
/// 403, or the store failed.
pub async fn enter(
    write: &mut Write,
    org_id: &str,
    session_id: &str,
    who: &Entrant,
) -> Result<OpenSession, ApiError> {
    let mut row = write.session(org_id, session_id).await?;
    if row.is_none() && who.standing(None) == Standing::Absent {
        let token = ids::session_token();
        let digest = digest(&token);
        if write.make_session(org_id, session_id, &who.claims(Some(&digest))).await? {
            return Ok(OpenSession { token: Some(token), is_own: true, may_speak: true });
        }
        row = write.session(org_id, session_id).await?;
    }
    let is_own = match who.standing(row.as_ref()) {
        Standing::Own => true,
        Standing::Open => false,
        Standing::Absent | Standing::Refused => return Err(ApiError::Session),
    };
    // What nobody has does not become a user's by its id alone.
    let claims = if is_own { who.claims(who.digest.as_deref()) } else { Claims::default() };
    write.see_session(org_id, session_id, &claims).await?;
    let may_speak = is_own || !row.is_some_and(|it| it.token_shown);
    Ok(OpenSession { token: None, is_own, may_speak })
}

/// Whether something may be written that names a session, without making one.
///
/// # Errors
/// 403, or the store failed.
pub async fn may_write(
    write: &mut Write,
    org_id: &str,
    session_id: &str,
    who: &Entrant,
) -> Result<(), ApiError> {
    let row = write.session(org_id, session_id).await?;
    if who.standing(row.as_ref()) == Standing::Refused { Err(ApiError::Session) } else { Ok(()) }
}

/// Whether something that belongs to a session may be read, or taken up again.
///
/// # Errors
/// 403, or the store failed.
pub async fn may_read(
    write: &mut Write,
    org_id: &str,
    session_id: &str,
    who: &Entrant,
) -> Result<(), ApiError> {
    let (standing, row) = seen(write, org_id, session_id, who).await?;
    let knows_of_secrets = row.is_some_and(|it| it.token_shown);
    match standing {
        Standing::Own => Ok(()),
        Standing::Open | Standing::Absent if !knows_of_secrets => Ok(()),
        Standing::Open | Standing::Absent | Standing::Refused => Err(ApiError::Session),
    }
}

/// Holds somebody to have the session: by its secret, or as the proved user that it belongs to. Knowing the id alone is
/// never enough.
///
/// # Errors
/// 403, the same whether there is such a session or not; or the store failed.
pub async fn must_have(
    write: &mut Write,
    org_id: &str,
    session_id: &str,
    who: &Entrant,
) -> Result<(), ApiError> {
    match seen(write, org_id, session_id, who).await? {
        (Standing::Own, _) => Ok(()),
        (Standing::Open | Standing::Absent | Standing::Refused, _) => Err(ApiError::Session),
    }
}

/// How somebody stands before a session; whose it is has been there, and so has the secret that was shown.
async fn seen(
    write: &mut Write,
    org_id: &str,
    session_id: &str,
    who: &Entrant,
) -> Result<(Standing, Option<SessionRow>), ApiError> {
    let row = write.session(org_id, session_id).await?;
    let standing = who.standing(row.as_ref());
    if standing == Standing::Own {
        write.see_session(org_id, session_id, &who.claims(who.digest.as_deref())).await?;
    }
    Ok((standing, row))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(owner: Option<&str>) -> SessionRow {
        SessionRow {
            proved_user_id: owner.map(str::to_owned),
            token_digest: Some(digest("secret")),
            token_shown: false,
        }
    }

    fn visitor(user_id: Option<&str>, is_proved: bool, shown: Option<&str>) -> Entrant {
        let identity = Identity { user_id: user_id.map(str::to_owned), is_proved, ..Identity::default() };
        Entrant::visitor(&identity, shown)
    }

    #[test]
    fn the_secret_or_the_proved_owner_has_a_session_and_a_wrong_secret_is_never_passed_over() {
        let (open, owned) = (row(None), row(Some("u1")));
        for (who, of_open, of_owned) in [
            (visitor(None, false, None), Standing::Open, Standing::Refused),
            (visitor(None, false, Some("secret")), Standing::Own, Standing::Own),
            (visitor(None, false, Some("other")), Standing::Refused, Standing::Refused),
            (visitor(Some("u1"), false, None), Standing::Open, Standing::Refused),
            (visitor(Some("u1"), true, None), Standing::Open, Standing::Own),
            (visitor(Some("u1"), true, Some("other")), Standing::Refused, Standing::Refused),
            (visitor(Some("u2"), true, None), Standing::Open, Standing::Refused),
            (visitor(Some("u2"), true, Some("secret")), Standing::Own, Standing::Own),
            (Entrant::backend(Some("u2")), Standing::Own, Standing::Own),
        ] {
            assert_eq!(who.standing(Some(&open)), of_open, "{who:?}");
            assert_eq!(who.standing(Some(&owned)), of_owned, "{who:?}");
        }
    }

    #[test]
    fn a_session_without_a_secret_is_opened_by_none() {
        let old = SessionRow::default();
        assert_eq!(visitor(None, false, Some("")).standing(Some(&old)), Standing::Refused);
        assert_eq!(visitor(None, false, None).standing(Some(&old)), Standing::Open);
        assert_eq!(visitor(None, false, Some("x")).standing(None), Standing::Refused);
    }
}
