//! The real program over real HTTP: one test binary, a server per test on a free port with a store of its own.

mod answers;
mod assets;
mod errors;
mod records;
mod support;
