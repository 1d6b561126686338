//! Streamed answers: the two encodings of `/chat/stream`, read and written. Everything here is pure and bounded: bytes
//! in, values out, no I/O, no clock, and work linear in the bytes however they are cut.
//! [`answer`] puts the pieces of either encoding together; the other modules know one encoding each.

pub mod answer;
pub mod control_record;
pub mod event;
pub mod sse;
pub mod writer;

mod lines;
mod once;
mod scan;
mod turn;
mod utf8;

pub use once::MAX_ACTIONS;

pub use answer::{AnswerDecoder, End, UnexpectedContentType};
pub use event::{StreamEvent, Warning};
