//! Who calls: the key that names the organisation, and the token that proves the user.

pub mod identity;
pub mod jwt;
pub mod key;
