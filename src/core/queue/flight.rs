//! A batch of events on its way to the server.

use std::rc::Rc;

use super::entry::Owner;

/// A request under way.
#[derive(Debug)]
pub(super) struct Flight {
    pub(super) request: u32,
    pub(super) ids: Vec<String>,
    pub(super) owner: Rc<Owner>,
    /// The proof of the user that went along.
    pub(super) token: Option<String>,
    pub(super) deadline_ms: u64,
    /// Its share of what the browser allows a page in flight with keepalive.
    pub(super) keepalive_bytes: usize,
    /// Cut from a larger batch; goes again as it is.
    pub(super) is_part: bool,
}
