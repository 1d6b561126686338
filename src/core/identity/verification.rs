//! Whether the identity is verified, which every request that speaks for a user waits for: while it cannot be proved
//! nothing is sent with a token known to be dead and nothing is lost meanwhile (contract §1, identity verification).

use crate::core::identity::{Identity, token};

/// Whether user-scoped requests may go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verification {
    /// They may.
    #[default]
    Verified,
    /// The page was asked for a new token.
    Renewing,
    /// The page had none to give: only `identify` with a token, or the visitor's retry, helps.
    Rejected,
}

impl Verification {
    /// The name in `debug()`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Verified => "open",
            Self::Renewing => "renewing",
            Self::Rejected => "shut",
        }
    }
}

/// A token this close to its end is treated as ended, in milliseconds: the request needs time to arrive.
pub const MARGIN_MS: u64 = 5_000;

impl Identity {
    /// Whether the token is known to have ended, by the server's clock.
    #[must_use]
    pub fn is_expired(&self, server_now_ms: u64) -> bool {
        let end = self.user_token.as_deref().and_then(token::expires_ms);
        self.user_id.is_some() && end.is_some_and(|end| end <= server_now_ms.saturating_add(MARGIN_MS))
    }
}
