//! Holds the documentation to the code: links and anchors lead somewhere, names of options, methods, codes, parts and
//! commands are those of the code, console messages are quoted as they are printed, and every snippet is run.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its support code too")]

#[path = "docs/commands.rs"]
mod commands;
#[path = "docs/fences.rs"]
mod fences;
#[path = "docs/links.rs"]
mod links;
#[path = "docs/markdown.rs"]
mod markdown;
#[path = "docs/messages.rs"]
mod messages;
#[path = "docs/names.rs"]
mod names;
#[path = "docs/package.rs"]
mod package;
#[path = "docs/samples.rs"]
mod samples;
#[path = "docs/scenarios.rs"]
mod scenarios;
#[path = "docs/snippets.rs"]
mod snippets;
