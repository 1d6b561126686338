//! What the widget can wait for, each by its name: a second timer of a name replaces the first.

use crate::core::chunk::Chunk;
use crate::core::turn::TurnId;

/// The wait after which something is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timer {
    /// The next try of a chunk.
    Chunk(Chunk),
    /// The next try of `/config`.
    Config,
    /// The next try of something that the chunk "talk" sends.
    Talk(TalkTimer),
    /// Something of a live conversation.
    Live(LiveTimer),
}

/// What the chunk "person" waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiveTimer {
    /// The next try to hear events.
    Follow,
    /// Nobody has looked for a while.
    Unseen,
    /// The teammate has typed nothing more.
    TheirPause,
    /// The visitor has typed nothing more.
    OwnPause,
}

/// What the chunk "talk" waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TalkTimer {
    /// The next try of a turn.
    Turn(TurnId),
    /// The next try of a call beside the chat.
    Call,
}
