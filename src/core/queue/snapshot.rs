//! What `debug()` shows of the queue: numbers and states, never an event's content, a user's id or a key.

use super::drops::Drops;
use super::verdict::LastError;

/// The queue at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// Events waiting, those in a request included.
    pub depth: usize,
    /// Their bytes.
    pub bytes: usize,
    /// Events in a request now.
    pub in_flight: usize,
    /// Events that the server acknowledged on this page.
    pub delivered: u64,
    /// Events dropped on this page, by reason.
    pub drops: Drops,
    /// The latest thing that went wrong.
    pub last_error: Option<LastError>,
    /// Why nothing is sent just now, or that it is.
    pub state: QueueState,
    /// Whether events could be saved the last time.
    pub is_stored: bool,
}

/// Why nothing is sent, the strongest reason first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueState {
    /// The widget was destroyed.
    Closed,
    /// The visitor opted out, or consent is awaited.
    OptedOut,
    /// The server refused the key.
    KeyRefused,
    /// Tries ended until the network comes back, the next page, or later activity.
    Resting,
    /// Some events wait for the user's identity.
    AwaitsIdentity,
    /// Waits this many milliseconds after a failure.
    Waits(u64),
    /// Nothing is in the way.
    Ready,
}

impl QueueState {
    /// The state's name in `debug()`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::OptedOut => "opted_out",
            Self::KeyRefused => "key_refused",
            Self::Resting => "resting",
            Self::AwaitsIdentity => "awaits_identity",
            Self::Waits(_) => "waits",
            Self::Ready => "ready",
        }
    }
}
