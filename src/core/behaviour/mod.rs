//! What a visitor does on the page, as events: which kinds there are and whether they may be recorded, what is taken
//! out of addresses and messages, names for elements, the signals of frustration, and the text for the agent.
//! Time and elements are arguments; the browser's side of it is `web::tracker`.

pub mod address;
pub mod detector;
pub mod error_message;
pub mod kind;
pub mod recent;
pub mod secret;
pub mod selector;

#[cfg(test)]
mod tests;
