//! All that the room of live conversations is told, as values.

use crate::core::live_call::LiveCall;
use crate::core::timer::LiveTimer;
use crate::error::Failure;

/// One thing that happened.
#[derive(Clone, Debug)]
pub enum LiveInput {
    /// Something else changed: what can go by now goes.
    Continue,
    /// The visitor wants the agent again.
    Leave,
    /// The visitor says whether it helped.
    Rate(bool),
    /// The visitor has typed something.
    Typed,
    /// Something came of the event stream.
    News(LiveNews),
    /// A request was answered with this text and a 2xx, or not; with the secret of a session that it made.
    Answered(LiveCall, Result<String, Failure>, Option<String>),
    /// The page went out of sight, or came back.
    Hidden(bool),
    /// A timer ran out.
    Due(LiveTimer),
}

/// What can come of the event stream.
#[derive(Clone, Debug)]
pub enum LiveNews {
    /// The server answered 2xx.
    Opened,
    /// A whole event.
    Event {
        /// Its name.
        kind: String,
        /// Its number; none for one that is not kept.
        number: Option<u64>,
        /// Its body.
        json: String,
        /// Another page of the site has heard it, and stores it.
        is_relayed: bool,
    },
    /// It could not be opened, ended or broke.
    Ended(Failure),
}
