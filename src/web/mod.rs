//! The only place that touches the browser. Every access is guarded: whatever the host page replaced, broke or
//! forbade, nothing is thrown into it; what fails is a value.

pub mod chunk;
pub mod clock;
mod dynamic;
pub mod export;
pub mod host;
pub mod js;
pub mod lifecycle;
pub mod locale;
pub mod lock;
pub mod motion;
pub mod page;
pub mod picture;
pub mod portrait;
pub mod relay;
pub mod storage;
pub mod stream;
pub mod tabs;
pub mod target;
pub mod tracker;
pub mod transport;
