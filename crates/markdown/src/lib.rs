//! Markdown while it streams: text goes in piece by piece, drawing operations come out, and what is finished is
//! never drawn again. CommonMark 0.31.2 with GitHub's tables, strikethrough, task lists and bare links; raw HTML
//! is text. Pure: it knows neither the browser nor time. The elements are made by whoever implements [`Sink`].
//!
//! ```
//! assert_eq!(halo_markdown::plain_text("**Shipping** is [free](https://shop.example)."), "Shipping is free.");
//! ```

#![cfg_attr(not(test), deny(clippy::indexing_slicing))]

mod address;
mod autolink;
mod block;
mod bracket;
mod budget;
mod chars;
mod cursor;
mod emit;
mod emphasis;
mod entity;
mod html;
mod inline;
mod leaf;
mod limits;
mod link;
mod paragraph;
mod parser;
mod plain;
mod reference;
mod sink;
mod start;
mod table;
mod tail;
pub mod url;

pub use limits::{DEFINITIONS, MESSAGE_BYTES, NESTING, NODES, STEP, TABLE_CELLS, WHOLE_LINE, WINDOW};
pub use parser::{LinkPolicy, Parser};
pub use plain::plain_text;
pub use sink::{Align, Sink, Tag};

#[cfg(test)]
mod tests;
