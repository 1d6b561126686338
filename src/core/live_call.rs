//! The requests of a live conversation.

/// A request of a live conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiveCall {
    /// A person is asked for.
    Request,
    /// The agent is asked for again.
    Leave,
    /// The visitor types, or no longer.
    Typing,
    /// How far the visitor has read.
    Read,
    /// Whether it helped.
    Rating,
}

impl LiveCall {
    /// The path below the API's base.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::Request => "/conversation/request",
            Self::Leave => "/conversation/leave",
            Self::Typing => "/conversation/typing",
            Self::Read => "/conversation/read",
            Self::Rating => "/conversation/rating",
        }
    }
}
