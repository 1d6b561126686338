//! No test sleeps: it waits for what must hold, and the runner ends what waits in vain. What cannot be waited for, because
//! it must not happen or because time itself is tried, stands in a list, with its number and the reason.

use super::{files, none};

/// What puts a thread, a task or a page to sleep, as it is called.
const RUST: [&str; 7] =
    ["sleep", "sleep_until", "sleep_ms", "park_timeout", "park_timeout_ms", "interval", "interval_at"];
const SCRIPT: [&str; 3] = ["waitForTimeout", "sleep", "Atomics.wait"];
const SCRIPT_MODULE: &str = "timers/promises";
const LATER: &str = "setTimeout(";

/// The wait that all others are made with: for a condition, looked at again and again.
const LOOKS: &str = "looks at a condition again and again, within a limit";
/// There is no event of something that does not happen, so it is given the time in which it would.
const NOTHING: &str = "gives what must not happen the time in which it would";
/// A visitor's pace, the end of a token, a pause that a server asked for.
const TIME: &str = "tries what time does, at the pace of a visitor or of a line";

/// A picture is taken of what stands still.
const STILL: &str = "lets what moves come to rest before a picture is taken";

/// Every sleep of the tests: the file, how many for a reason, and the reason.
const ALLOWED: [(&str, usize, &str); 23] = [
    ("crates/server/tests/api/support.rs", 1, LOOKS),
    ("crates/server/tests/api/upstream.rs", 1, TIME),
    ("tests/browser/clock/scenario.mjs", 1, NOTHING),
    ("tests/browser/early-click/scenario.mjs", 1, TIME),
    ("tests/browser/events-answers/scenario.mjs", 2, TIME),
    ("tests/browser/events-answers/scenario.mjs", 1, NOTHING),
    ("tests/browser/events-consent/scenario.mjs", 2, NOTHING),
    ("tests/browser/events-many/scenario.mjs", 1, TIME),
    ("tests/browser/events-storage/scenario.mjs", 1, TIME),
    ("tests/browser/events-storage/scenario.mjs", 1, NOTHING),
    ("tests/browser/events-tabs/scenario.mjs", 1, NOTHING),
    ("tests/browser/harness/chat.mjs", 1, LOOKS),
    ("tests/browser/harness/proxy.mjs", 1, TIME),
    ("tests/browser/identity/scenario.mjs", 3, TIME),
    ("tests/browser/identity/scenario.mjs", 2, NOTHING),
    ("tests/browser/in-app/scenario.mjs", 2, NOTHING),
    ("tests/browser/navigate/scenario.mjs", 1, NOTHING),
    ("tests/browser/notices/scenario.mjs", 2, NOTHING),
    ("tests/browser/scroll/scenario.mjs", 1, TIME),
    ("tests/browser/shots.mjs", 3, STILL),
    ("tests/browser/single-page/scenario.mjs", 1, NOTHING),
    ("tests/browser/tracker-events/scenario.mjs", 1, TIME),
    ("tests/browser/ui-flags/scenario.mjs", 2, NOTHING),
];

/// Whether a line calls the function of this name: it does not declare it, and is no method of a world with a clock of its
/// own.
fn calls(line: &str, name: &str) -> bool {
    line.match_indices(&format!("{name}(")).any(|(at, _)| {
        let before = &line[..at];
        let is_whole = !before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        is_whole && !before.ends_with("fn ") && !before.ends_with("self.") && !before.ends_with("function ")
    })
}

/// Whether a script lets time pass with a timer: `setTimeout(done, 300)`, where the first argument ends a promise. A limit
/// is a function that fails.
fn lets_time_pass(line: &str) -> bool {
    line.match_indices(LATER).any(|(at, _)| {
        let rest = &line[at + LATER.len()..];
        let first = rest.split([',', ')']).next().unwrap_or_default();
        let is_name = !first.is_empty() && first.chars().all(|c| c.is_alphanumeric() || c == '_');
        // Without a time it is the next task.
        is_name && rest[first.len()..].starts_with(',')
    })
}

fn sleeps_in_script(line: &str) -> bool {
    SCRIPT.iter().any(|name| calls(line, name)) || line.contains(SCRIPT_MODULE) || lets_time_pass(line)
}

/// The part of a source file that is tests.
fn tests_of<'a>(path: &str, text: &'a str) -> Option<&'a str> {
    let is_test = path.contains("/tests/") || path.ends_with("tests.rs") || path.starts_with("tests/");
    if is_test { Some(text) } else { text.split_once("#[cfg(test)]\nmod tests {").map(|(_, tests)| tests) }
}

/// Every line of a test that sleeps, with its file.
fn sleeps() -> Vec<(String, String)> {
    let mut sleeps = Vec::new();
    for (path, text) in files(&["rs", "mjs", "js"]) {
        let is_rust = path.ends_with(".rs");
        let Some(tests) = tests_of(&path, &text).filter(|_| !path.starts_with("tests/rules")) else {
            continue;
        };
        // A paused clock of tokio's lets the time pass at once.
        if is_rust && text.contains("start_paused = true") {
            continue;
        }
        let sleeps_here = |line: &&str| {
            let line = line.trim_start();
            let code = !line.starts_with("//") && !line.starts_with('*') && !line.starts_with("/*");
            code && if is_rust { RUST.iter().any(|name| calls(line, name)) } else { sleeps_in_script(line) }
        };
        let found = tests.lines().filter(sleeps_here).map(|line| (path.clone(), line.trim().to_owned()));
        sleeps.extend(found);
    }
    sleeps
}

#[test]
fn no_test_sleeps() {
    let sleeps = sleeps();
    let met = |file: &str| sleeps.iter().filter(|(path, _)| path == file).count();
    let allowed = |file: &str| {
        ALLOWED.iter().filter(|(name, ..)| *name == file).map(|(_, count, _)| count).sum::<usize>()
    };
    let asleep = sleeps.iter().filter(|(path, _)| met(path) > allowed(path));
    none(
        "wait for what must hold (`until` in the tests' support)",
        &asleep.map(|(path, line)| format!("{path}: {line}")).collect::<Vec<_>>(),
    );
    let woken = ALLOWED.iter().filter(|(file, ..)| met(file) < allowed(file));
    none(
        "these sleep less than tests/rules/sleeping.rs allows",
        &woken.map(|(file, count, why)| format!("{file}: {count}, {why}")).collect::<Vec<_>>(),
    );
}

#[test]
fn every_way_to_sleep_is_seen() {
    let rust = |line: &str| RUST.iter().any(|name| calls(line, name));
    for line in [
        "std::thread::sleep(SHORT);",
        "    sleep(SHORT).await;",
        "tokio::time::sleep_until(then).await;",
        "thread::park_timeout(SHORT);",
        "let mut beat = tokio::time::interval(SHORT);",
    ] {
        assert!(rust(line), "{line}");
    }
    for line in ["fn sleep(&mut self, ms: u64) {", "self.sleep(ms),", "assert_eq!(named(\"asleep\"), None);"]
    {
        assert!(!rust(line), "{line}");
    }
    for line in [
        "await page.waitForTimeout(100);",
        "await new Promise((done) => setTimeout(done, 300));",
        "  setTimeout(resolve, PAUSE_MS),",
        "import { setTimeout as wait } from \"node:timers/promises\";",
        "await driver.sleep(100);",
        "Atomics.wait(cell, 0, 0, 100);",
    ] {
        assert!(sleeps_in_script(line), "{line}");
    }
    for line in [
        "await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));",
        "timer = setTimeout(() => fail(new Error(\"too long\")), most);",
    ] {
        assert!(!sleeps_in_script(line), "{line}");
    }
}
