//! `cargo xtask browser`: the scenarios of tests/browser/ in Chromium, all or some of them. Playwright Test runs them, as
//! tests/browser/playwright.config.mjs says; here is what they need.

use std::process::Command;

use crate::args::Args;
use crate::failure::Outcome;
use crate::postgres::{self, CARELESS, Postgres};
use crate::process::run;
use crate::test::checks::against_server;
use crate::{dist, paths, tools};

/// In node_modules; called by its path so that no other version is taken.
const PLAYWRIGHT: &str = "@playwright/test/cli.js";
/// Has every page refuse WebAssembly, so that the widget runs as plain JavaScript.
const PLAIN: &str = "HALO_PLAIN";

/// `cargo xtask browser [--only NAME] [--headed] [--plain]`
pub(crate) fn run_some(rest: Vec<String>) -> Outcome {
    let mut args =
        Args::new(rest, "--only NAME (scenarios named like it, as often as wanted), --headed, --plain");
    let only = args.values("--only")?;
    let is_headed = args.flag("--headed");
    let is_plain = args.flag("--plain");
    args.finish()?;
    dist::build(false)?;
    with_scenarios(|scenarios| {
        if !only.is_empty() {
            scenarios.args(["--grep", &named_like(&only)]);
        }
        if is_headed {
            scenarios.arg("--headed");
        }
        if is_plain {
            scenarios.env(PLAIN, "1");
        }
    })
}

/// All of them, for the tests.
pub(crate) fn run_all() -> Outcome {
    with_scenarios(|_| {})
}

fn with_scenarios(choose: impl FnOnce(&mut Command)) -> Outcome {
    let browser = tools::ensure_chromium()?;
    let mut scenarios = against_server(paths::node_tool(PLAYWRIGHT))?;
    scenarios.args(["test", "--config", "tests/browser"]).env("HALO_CHROMIUM", browser);
    // For the scenarios of several processes; they say so where they are skipped.
    let postgres = if postgres::can_be_had() { Some(Postgres::start(CARELESS)?) } else { None };
    if let Some(postgres) = &postgres {
        scenarios.env(postgres::VARIABLE, &postgres.url);
    }
    choose(&mut scenarios);
    run(&mut scenarios)
}

/// A title begins with the name of the scenario's folder and a colon.
fn named_like(names: &[String]) -> String {
    names.iter().map(|name| format!("{name}[a-z-]*: ")).collect::<Vec<_>>().join("|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scenario_is_chosen_by_a_part_of_its_folders_name_and_not_by_other_words_of_its_title() {
        assert_eq!(named_like(&["kept".to_owned(), "live".to_owned()]), "kept[a-z-]*: |live[a-z-]*: ");
    }
}
