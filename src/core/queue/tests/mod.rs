//! The queue, as sentences of what holds. A test named after a case (`e04_…`) holds what the row of that number in
//! the project's list of failure cases says; what needs a browser, a server or several of both is held by the scenarios
//! `events-…` of tests/browser, and tests/cases.rs holds all of them to the list.

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
