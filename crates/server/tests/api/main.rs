//! The real program over real HTTP: one test binary, a server per test on a free port with a store of its own.

// A helper that fails is a failed test; clippy's own allowance covers test functions alone.
#![allow(clippy::unwrap_used, clippy::panic)]

mod access;
mod access_table;
mod answers;
mod assets;
mod backends;
mod completions;
mod conversation_agent;
mod conversation_kills;
mod conversation_law;
mod conversation_lines;
mod conversation_readers;
mod conversation_rights;
mod conversations;
mod durability;
mod erasing;
mod errors;
mod faults;
mod hostile;
mod licenses;
mod mail;
mod models;
mod nul;
mod opening;
mod operation;
mod outbox;
mod packaging;
mod parsers;
mod people;
mod pictures;
mod records;
mod sockets;
mod stopping;
mod support;
mod unanswered;
mod upkeep;
mod upstream;
