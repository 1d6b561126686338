//! A self-hosted server for the Halo Widget: the SDK's API, an agent that answers from a folder of Markdown, and the
//! widget's files, in one binary.
//!
//! Who may name whom: `command` → `routes` → `answer`, `conversation`, `auth` → `state` → `agent` → `limits`, `knowledge` → `store` →
//! `error` → the protocol; tests/layering.rs has the whole order. `knowledge` knows neither requests nor the store; `store`
//! knows neither requests nor agents.

pub mod agent;
pub mod answer;
pub mod answer_log;
pub mod assets;
pub mod auth;
pub mod cli;
pub mod clock;
pub mod command;
pub mod config;
pub mod conversation;
pub mod deltas;
pub mod demo;
pub mod error;
pub mod fault;
pub mod ids;
pub mod knowledge;
pub mod limits;
pub mod listener;
pub mod memory;
pub mod metrics;
pub mod origin;
pub mod outbox;
pub mod picture;
pub mod routes;
pub mod serve;
pub mod settings;
pub mod state;
pub mod store;
pub mod telemetry;
pub mod tls;
