//! A self-hosted server for the Halo Widget: the SDK's API, an agent that answers from a folder of Markdown, and the
//! widget's files, in one binary.
//!
//! Who may name whom: `command` → `routes` → `auth`, `answer` → `agent` → `knowledge`; all of them `store`, `error` and
//! the protocol. `knowledge` knows neither requests nor the store; `store` knows neither requests nor agents.

pub mod agent;
pub mod answer;
pub mod assets;
pub mod auth;
pub mod cli;
pub mod clock;
pub mod command;
pub mod config;
pub mod demo;
pub mod error;
pub mod ids;
pub mod knowledge;
pub mod limits;
pub mod metrics;
pub mod routes;
pub mod serve;
pub mod settings;
pub mod state;
pub mod store;
pub mod telemetry;
