//! What holds of the events, part by part.

mod address;
mod detector;
mod error_message;
mod kind;
mod recent;
mod selector;
