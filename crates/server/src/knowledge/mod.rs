//! What an agent without a model knows: folders of documents, indexed by heading, searched and quoted. Nothing here knows
//! of requests or of the database.

pub mod anchor;
pub mod confidence;
mod detect;
pub mod dialect;
pub mod document;
mod english;
pub mod excerpt;
pub mod folder;
pub mod index;
pub mod language;
pub mod library;
pub mod links;
mod navigation;
pub mod page;
mod passage;
pub mod question;
pub mod quote;
pub mod rank;
pub mod reply;
#[cfg(test)]
mod rules;
pub mod shelf;
mod similar;
pub mod source;
pub mod speech;
pub mod subject;
mod synonyms;
pub mod words;
mod writing;
