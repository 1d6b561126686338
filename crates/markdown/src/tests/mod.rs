//! Tests of the Markdown parser: the tree a view would hold, the CommonMark examples, the laws of streaming, and
//! what GitHub's extensions, our limits and our safety rules ask for.

mod addresses;
mod cost;
mod html;
mod limits;
mod nodes;
mod random;
mod safety;
mod spec;
mod streaming;
mod tree;
mod vectors;
