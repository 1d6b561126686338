//! Who may read, write and link what: every such question of the server is answered here, by the table in SECURITY.md,
//! and the routes ask nowhere else. One file per record; what a user or a key is, is identity.rs' and key.rs' matter.

pub mod company;
pub mod config;
pub mod session;
pub mod ticket;
pub mod user;
