//! The queue, as sentences of what holds. A test named after a case (`e04_…`) holds what the row of that number in
//! the project's list of failure cases says. Rows that are not the queue's own:
//!
//! - the browser adapter (`web`): E31 and E32 (a storage that throws; here: what the queue does then), E40 (no lock is
//!   waited for), E45 (no beacon is used: keepalive fetch with at most 48 KiB), E51 (listeners), E57 (`navigator.onLine`
//!   is no input), E59 (BigInt, cycles, lone surrogates and NaN end where JavaScript values become JSON)
//! - the server: E68 and E69 (a known id is stored once); E63's other half
//! - nobody: E06, E12 and so on are not in the list; E07's 410 and 460 are one vendor's own choice (we drop them)

mod adoption;
mod answers;
mod bench;
mod capture;
mod example;
mod identity;
mod law;
mod leaving;
mod parts;
mod records;
mod storing;
mod waiting;
mod world;

use bench::Bench;
