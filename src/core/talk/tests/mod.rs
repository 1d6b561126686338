//! Stories of the room of asking and answering, told through the whole core.

mod calling;
mod log_out;
mod record;
mod revising;
mod waiting;
