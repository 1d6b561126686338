//! Who calls: the key that names the organisation, the token that proves the user, the secret that proves the session;
//! and what each of them may read, write and link (access/).

pub mod access;
pub mod identity;
pub mod jwt;
pub mod key;
pub mod teammate;
