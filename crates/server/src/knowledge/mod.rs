//! What an agent without a model knows: folders of Markdown, indexed by heading, searched and quoted. Nothing here
//! knows of requests or of the store.

pub mod anchor;
pub mod document;
pub mod library;
pub mod links;
pub mod page;
pub mod question;
pub mod quote;
pub mod rank;
pub mod reply;
pub mod shelf;
pub mod vocabulary;
pub mod words;
