//! Guiding the visitor on the page: which notices show when, what points at an element and where its note stands,
//! where an answer may lead, and what was acted on already. Part of the chunk "guide"; values alone, `app` does the rest.

pub mod action_history;
pub mod departure;
pub mod notice;
pub mod notice_board;
pub mod placement;
pub mod pointer;
pub mod sensitive_page;
#[cfg(test)]
mod tests;

/// What a visitor does with what the guide has drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GuideCommand {
    /// Takes the notice of that name away.
    Dismiss(String),
    /// Presses the notice of that name.
    Press(String),
    /// Takes the highlight of that number away.
    Unpoint(u32),
    /// Answers whether the address that was asked about is opened.
    Leave(bool),
}
