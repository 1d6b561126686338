//! Streamed answers, as sentences of what holds: both decoders, the writer, and the turn on top of them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its support code too")]

mod answer;
mod control_record;
mod fuzz;
mod limits;
mod sse;
mod support;
mod writer;
