//! Halo Widget: an AI chat that a customer's page embeds. This is the map of the library.
//!
//! - [`api`]: the door; everything JavaScript can call, conversions only
//! - [`app`]: one mounted widget; inputs in, effects out, unmounts without trace
//! - [`ui`]: Leptos components; draws what it is told, sends inputs
//! - [`web`]: the only place that touches the browser
//! - [`i18n`]: every sentence a visitor reads
//! - [`theme`]: colours and their contrast
//! - [`core`]: values and decisions; no browser, no clock, no randomness
//! - [`config`], [`error`]: the options of `init`, and what can go wrong
//! - `on_demand`: functions that the shipped module leaves to a file of their own
//!
//! A module names only modules further down this list; `ui` and `web` never name each other
//! (`tests/layering.rs` holds everyone to it).

#![cfg_attr(not(test), deny(clippy::indexing_slicing))]

pub mod api;
pub mod app;
pub mod config;
pub mod core;
pub mod error;
pub mod i18n;
mod on_demand;
pub mod theme;
pub mod ui;
pub mod web;
