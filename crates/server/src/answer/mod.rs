//! One answer on its way: it is begun or joined, its agent runs, what it says is kept and encoded, and it ends when all is
//! said or nobody wants more.

mod begin;
pub mod cancel;
pub mod encode;
mod follow;
mod run;

pub use begin::{OngoingAnswer, ResumableQuestion, begin};
