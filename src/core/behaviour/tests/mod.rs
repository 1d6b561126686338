//! What holds of the events, part by part.

mod address;
mod kind;
mod memory;
mod message;
mod selector;
mod signals;
