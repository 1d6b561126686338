//! The shipped module: a shell around the library, so that the library can stay an rlib.

use halo_widget as _;

fn main() {}
