//! Everything that is checked, one list, for a person and for CI. A failed step does not keep the next from running.

pub(crate) mod checks;
mod dependencies;
mod scripts;
mod server;

use std::time::{Duration, Instant};

use crate::args::Args;
use crate::failure::{Failure, Outcome};

/// One thing that is checked.
struct Step {
    name: &'static str,
    about: &'static str,
    check: fn() -> Outcome<Verdict>,
}

/// How a step that did not fail ended.
enum Verdict {
    Passed,
    /// And why.
    Skipped(String),
}

/// In this order: what is quick first, and what builds before what uses it.
const STEPS: &[Step] = &[
    Step { name: "fmt", about: "every Rust file is formatted", check: checks::format },
    Step {
        name: "js",
        about: "every script is formatted, without lint, and npm/ agrees with its types",
        check: scripts::check,
    },
    Step { name: "clippy", about: "no lint on the host, all crates and targets", check: checks::clippy },
    Step { name: "clippy-wasm", about: "no lint in the widget for the browser", check: checks::clippy_wasm },
    Step {
        name: "deny",
        about: "licences and sources of the dependencies are allowed",
        check: dependencies::allowed,
    },
    Step { name: "machete", about: "every dependency is used", check: dependencies::used },
    Step { name: "doc", about: "the documentation has no warnings", check: checks::documentation },
    Step {
        name: "host",
        about: "tests on the host: core, protocol, server over HTTP, layers",
        check: checks::host,
    },
    Step { name: "postgres", about: "the server's tests over HTTP, on Postgres", check: server::on_postgres },
    Step { name: "mail", about: "e-mail through a real mail server", check: server::mail },
    Step {
        name: "fuzz",
        about: "random input for every parser of the server, a minute",
        check: server::fuzz,
    },
    Step {
        name: "openapi",
        about: "inputs made from the server's OpenAPI document by schemathesis",
        check: server::openapi,
    },
    Step { name: "doctest", about: "examples in the documentation", check: checks::doctests },
    Step {
        name: "vectors",
        about: "the shared vectors, where they lie beside the repository",
        check: checks::vectors,
    },
    Step { name: "dist", about: "the shipped files are made", check: checks::dist },
    Step { name: "size", about: "they are within size-budget.toml", check: checks::size },
    Step {
        name: "browser",
        about: "scenarios in Chromium against the shipped files",
        check: checks::chromium,
    },
    Step { name: "firefox", about: "a smoke of the same in Firefox", check: checks::firefox },
    Step {
        name: "package",
        about: "the packed npm package in consumers of every kind",
        check: checks::package,
    },
    Step { name: "hosts", about: "pages made with the most used libraries", check: checks::hosts },
    Step { name: "trunk", about: "the page of the edit loop builds", check: checks::page },
];

/// `cargo xtask test`
pub(crate) fn run(rest: Vec<String>) -> Outcome {
    let mut args = Args::new(rest, "--list, --only NAME (may be given several times)");
    let list = args.flag("--list");
    let only = args.values("--only")?;
    args.finish()?;
    if list {
        STEPS.iter().for_each(|step| println!("{:<12} {}", step.name, step.about));
        return Ok(());
    }
    let results: Vec<_> = chosen(&only)?.into_iter().map(perform).collect();
    summarise(&results)
}

fn chosen(only: &[String]) -> Outcome<Vec<&'static Step>> {
    let unknown = only.iter().find(|name| STEPS.iter().all(|step| step.name != *name));
    if let Some(given) = unknown {
        let names: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
        return Err(Failure::Usage { given: given.clone(), allowed: names.join(", ") });
    }
    Ok(STEPS.iter().filter(|step| only.is_empty() || only.iter().any(|name| name == step.name)).collect())
}

type Performed = (&'static Step, Outcome<Verdict>, Duration);

fn perform(step: &'static Step) -> Performed {
    println!("\n──── {}: {}", step.name, step.about);
    let start = Instant::now();
    let outcome = (step.check)();
    let time = start.elapsed();
    println!("──── {}: {} ({:.1} s)", step.name, word(&outcome), time.as_secs_f32());
    (step, outcome, time)
}

fn word(outcome: &Outcome<Verdict>) -> String {
    match outcome {
        Ok(Verdict::Passed) => "passed".to_owned(),
        Ok(Verdict::Skipped(why)) => format!("skipped, {why}"),
        Err(failure) => format!("FAILED, {failure}"),
    }
}

fn summarise(results: &[Performed]) -> Outcome {
    println!("\n──── summary");
    for (step, outcome, time) in results {
        println!("{:>7.1} s  {:<12} {}", time.as_secs_f32(), step.name, word(outcome));
    }
    let count = |holds: fn(&Outcome<Verdict>) -> bool| {
        results.iter().filter(|(_, outcome, _)| holds(outcome)).count()
    };
    let passed = count(|outcome| matches!(outcome, Ok(Verdict::Passed)));
    let skipped = count(|outcome| matches!(outcome, Ok(Verdict::Skipped(_))));
    let failed = count(Result::is_err);
    // In this form it is read by machines too.
    println!("{passed} passed, {failed} failed, {skipped} skipped");
    if failed == 0 { Ok(()) } else { Err(Failure::Steps { failed }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_step_is_refused_with_the_names_of_all() {
        let refusal = chosen(&["sizes".to_owned()]).map(drop).unwrap_err().to_string();
        assert!(refusal.contains("sizes") && refusal.contains("clippy-wasm"), "{refusal}");
    }

    #[test]
    fn without_a_choice_every_step_is_run_in_the_lists_order() {
        assert_eq!(chosen(&[]).unwrap().len(), STEPS.len());
        let two = ["size".to_owned(), "fmt".to_owned()];
        assert_eq!(chosen(&two).unwrap().iter().map(|step| step.name).collect::<Vec<_>>(), ["fmt", "size"]);
    }

    #[test]
    fn a_failed_step_fails_the_whole() {
        let step = &STEPS[0];
        let performed = |outcome| (step, outcome, Duration::ZERO);
        assert!(
            summarise(&[performed(Ok(Verdict::Passed)), performed(Ok(Verdict::Skipped("no".into())))])
                .is_ok()
        );
        assert!(
            summarise(&[performed(Err(Failure::Steps { failed: 1 })), performed(Ok(Verdict::Passed))])
                .is_err()
        );
    }
}
