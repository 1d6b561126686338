//! Streamed answers, as sentences of what holds: both decoders, the writer, and the turn on top of them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its support code too")]

mod answer;
mod fuzz;
mod limits;
mod record;
mod sse;
mod support;
mod writer;
