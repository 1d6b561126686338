//! Measurements on this machine, each beside something that does the same work: which of them, and what they are told.

mod knowledge;
mod server;
mod widget;

use crate::failure::{Failure, Outcome};

const KNOWLEDGE: &str = "knowledge [--sections N,N]";
const SERVER: &str = "server [--streams N] [--seconds N] [--mixed-seconds N]";
const WIDGET: &str = "widget [--runs N] [--only PEER] [--lengths N,N] [--write] [--from FILE]";

/// `cargo xtask bench knowledge`, `cargo xtask bench server` and `cargo xtask bench widget`
pub(crate) fn run_bench(mut rest: Vec<String>) -> Outcome {
    let what = if rest.is_empty() { String::new() } else { rest.remove(0) };
    match what.as_str() {
        "knowledge" => knowledge::measure(rest, KNOWLEDGE),
        "server" => server::measure(rest, SERVER),
        "widget" => widget::measure(rest, WIDGET),
        _ => Err(Failure::Usage { given: what, allowed: format!("{KNOWLEDGE}, {SERVER}, {WIDGET}") }),
    }
}
