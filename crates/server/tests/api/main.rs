//! The real program over real HTTP: one test binary, a server per test on a free port with a store of its own.

// A helper that fails is a failed test; clippy's own allowance covers test functions alone.
#![allow(clippy::unwrap_used, clippy::panic)]

mod answers;
mod assets;
mod backends;
mod durability;
mod errors;
mod faults;
mod models;
mod operation;
mod parsers;
mod people;
mod records;
mod stopping;
mod support;
mod upstream;
