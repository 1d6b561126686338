//! Values and decisions: everything the widget knows and does, without browser, clock or randomness,
//! so that plain `cargo test` can ask it anything. [`update::update`] is the one way in.

pub mod backoff;
pub mod behaviour;
pub mod belongings;
pub mod calls;
pub mod chunk;
pub mod conversation;
pub mod effect;
pub mod guide;
pub mod http_date;
pub mod identity;
pub mod input;
pub mod live;
pub mod live_call;
pub mod live_state;
pub mod moment;
pub mod part;
pub mod queue;
pub mod session;
pub mod snapshot;
pub mod state;
pub mod talk;
pub mod ticket;
pub mod timer;
pub mod transcript;
pub mod turn;
pub mod ui_flags;
pub mod update;
