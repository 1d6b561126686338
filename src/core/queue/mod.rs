//! The behavioural event queue as a pure state machine: it decides what is sent, saved, retried and dropped, and
//! leaves clock, randomness, network and storage to whoever feeds it.
//!
//! # The protocol
//!
//! One [`Queue`] per page. Whatever happens goes in through [`Queue::run`] as an [`QueueInput`] with its
//! [`Moment`](crate::core::moment::Moment) (`mono_ms` from `performance.now()`, `unix_ms` from `Date.now()`, 128 fresh
//! random bits); what comes out are [`QueueEffect`]s, to be carried out one after the other. What storage answers at once is
//! returned from there, and taken in when the whole list is done.
//!
//! | effect | what to do | answer |
//! |---|---|---|
//! | `Send` | `POST /events` with the body as it is, `keepalive` as told; `retries` is for the log, no header | `Outcome` with status, `Retry-After` and the body's text; `Failed` when there is no response |
//! | `Abort` | abort that request | none; a late outcome is ignored |
//! | `Wake(ms)` | one timer, replacing the one before | `Woke` |
//! | `Save`, `Clear` | write, remove this page's record: a key of its own, made at the start of the page | at once, `SaveFailed` when writing throws |
//! | `ReadSlots` | read the records of all other pages | at once, `Slots` |
//! | `RemoveSlots`, `Purge` | remove these records, all records | none |
//! | `NeedIdentity` | get a token, once at a time | `IdentityRenewed` |
//! | `Warn` | one line on the console | none |
//!
//! The first input is `Start`; `Owner` comes as soon as the session or the user is known, and again with each change of
//! them or of the user's token; `Capture` is what the tracker saw, `Track` what the site records itself; `ServerTime`
//! comes with every answer that no cache gave;
//! `Hidden` on `visibilitychange` to hidden and on `freeze`, `PageHide` on `pagehide`, `Shown` on `pageshow` and on
//! `visibilitychange` to visible, `Blur` on `blur` of the window, `Online` on `online`, `Close` on `destroy()`.
//! `OptOut` also comes when another page of the site stored an opt-out. Where Web Locks tell which pages live, `Slot`
//! says so and [`QueueSettings::shows_life`] is false; such a lock is let go at `pagehide`.
//!
//! ```text
//! Start             -> ReadSlots                         (Slots([]) -> nothing)
//! Capture(click)    -> Save(record), Wake(3000)
//! Woke, 3 s later   -> Save(record), Send{1, {"events":[…]}}, Wake(10000)
//! Outcome{1, 503, Retry-After: 2}   -> Save(record), Wake(2000)
//! Woke, 2 s later   -> Save(record), Send{2, {"events":[…]}}, Wake(10000)
//! Outcome{2, 200, {"success":true}} -> Clear
//! ```
//! (`tests/example.rs` holds it to this.)
//!
//! # What is decided here that the policy leaves open
//!
//! - Ten failed tries end a series, not the events: the queue rests, and goes on with the next page, with `online`, or
//!   with the first event after five minutes. Events that saw a series fail stand back behind those that did not and
//!   go in small batches, so that one that makes the server fail holds up nothing. They are given up after twelve
//!   hours of waiting for tries, or a day after their capture.
//! - A 422 is dropped like other 4xx; only a 400 is bisected. A 413 halves, and full batches that arrive double again.
//! - A backoff and a `Retry-After` hold on leaving too: the record waits for the next page.
//! - A page that was left in order leaves a record that the next page takes over at once; what was in a request then
//!   is held back until that request is over for sure, and sent again: its outcome is nobody's to know.
//! - A 403 pauses the owner the batch belongs to, visitors without user included; others go on. A token is asked for
//!   once until an event of a user arrives: a server that takes none is not asked for ever.
//! - The token goes with the current user's events alone and is never stored. Whoever logs out has what waits sent at
//!   once, with the token that still proves it.
//! - Where [`QueueSettings::awaits_deed`] is set, nothing is stored before the visitor acts or the site records something.
//! - The time of an event is corrected by the server's clock when it is sent. A wall clock that ran ahead while the
//!   monotonic one stood counts as sleep: an event captured after the visitor set the clock, and sent before any answer
//!   told the time again, keeps the time it was captured with.

mod backlog;
mod clock;
mod drops;
mod entry;
mod fingerprint;
mod flight;
mod gate;
mod id;
mod input;
mod limiter;
mod machine;
pub mod policy;
mod record;
mod record_state;
mod saving;
mod sending;
mod snapshot;
mod timing;
mod verdict;

pub use drops::{DropReason, Drops};
pub use entry::Owner;
pub use fingerprint::{of as fingerprint, project};
pub use input::{QueueEffect, QueueInput, QueueSettings, QueueWarning, Slot};
pub use machine::Queue;
pub use snapshot::{QueueState, Snapshot};
pub use verdict::{BatchOutcome, LastError};

#[cfg(test)]
mod tests;
