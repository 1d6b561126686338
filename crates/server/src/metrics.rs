//! Numbers for Prometheus: what came, what was answered, how long it took. Kept in memory; a restart begins anew, as
//! Prometheus expects.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Upper bounds of the duration buckets, in seconds.
const BUCKETS: [f64; 10] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0, 120.0];

#[derive(Default)]
struct Durations {
    buckets: [u64; BUCKETS.len()],
    count: u64,
    sum: f64,
}

#[derive(Default)]
struct Numbers {
    requests: BTreeMap<(String, u16), u64>,
    durations: BTreeMap<String, Durations>,
    answers: BTreeMap<(String, bool), u64>,
    answer_seconds: BTreeMap<String, f64>,
    events: u64,
    open: i64,
}

/// The counters of one server.
#[derive(Default)]
pub struct Metrics {
    numbers: Mutex<Numbers>,
}

impl Metrics {
    fn with<T>(&self, change: impl FnOnce(&mut Numbers) -> T) -> T {
        change(&mut self.numbers.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A request was answered; a stream counts when its first byte left.
    pub fn requested(&self, route: &str, status: u16, took: Duration) {
        let seconds = took.as_secs_f64();
        self.with(|it| {
            *it.requests.entry((route.to_owned(), status)).or_default() += 1;
            let durations = it.durations.entry(route.to_owned()).or_default();
            for (bucket, bound) in durations.buckets.iter_mut().zip(BUCKETS) {
                *bucket += u64::from(seconds <= bound);
            }
            durations.count += 1;
            durations.sum += seconds;
        });
    }

    /// An agent finished or gave up.
    pub fn answered(&self, kind: &str, complete: bool, took: Duration) {
        self.with(|it| {
            *it.answers.entry((kind.to_owned(), complete)).or_default() += 1;
            *it.answer_seconds.entry(kind.to_owned()).or_default() += took.as_secs_f64();
        });
    }

    /// Events were stored.
    pub fn stored_events(&self, count: usize) {
        self.with(|it| it.events += count as u64);
    }

    /// A connection opened (+1) or closed (-1).
    pub fn connections(&self, change: i64) {
        self.with(|it| it.open += change);
    }

    /// How many connections are open.
    #[must_use]
    pub fn open_connections(&self) -> i64 {
        self.with(|it| it.open)
    }

    /// All numbers in Prometheus' text format.
    #[must_use]
    pub fn text(&self) -> String {
        self.with(|it| render(it))
    }
}

fn render(it: &Numbers) -> String {
    let mut out = String::new();
    head(&mut out, "halo_requests_total", "counter", "Requests by route and status.");
    for ((route, status), count) in &it.requests {
        let _ = writeln!(out, "halo_requests_total{{route=\"{route}\",status=\"{status}\"}} {count}");
    }
    head(&mut out, "halo_request_seconds", "histogram", "Time until the first byte of the answer.");
    for (route, durations) in &it.durations {
        for (bound, count) in BUCKETS.iter().zip(durations.buckets) {
            let _ = writeln!(out, "halo_request_seconds_bucket{{route=\"{route}\",le=\"{bound}\"}} {count}");
        }
        let _ =
            writeln!(out, "halo_request_seconds_bucket{{route=\"{route}\",le=\"+Inf\"}} {}", durations.count);
        let _ = writeln!(out, "halo_request_seconds_sum{{route=\"{route}\"}} {}", durations.sum);
        let _ = writeln!(out, "halo_request_seconds_count{{route=\"{route}\"}} {}", durations.count);
    }
    head(&mut out, "halo_answers_total", "counter", "Answers by kind of agent and how they ended.");
    for ((kind, complete), count) in &it.answers {
        let end = if *complete { "complete" } else { "broken" };
        let _ = writeln!(out, "halo_answers_total{{agent=\"{kind}\",end=\"{end}\"}} {count}");
    }
    head(&mut out, "halo_answer_seconds_total", "counter", "Time that answers took, by kind of agent.");
    for (kind, seconds) in &it.answer_seconds {
        let _ = writeln!(out, "halo_answer_seconds_total{{agent=\"{kind}\"}} {seconds}");
    }
    head(&mut out, "halo_events_stored_total", "counter", "Behavioural events received for storing.");
    let _ = writeln!(out, "halo_events_stored_total {}", it.events);
    head(&mut out, "halo_connections", "gauge", "Open connections.");
    let _ = writeln!(out, "halo_connections {}", it.open);
    out
}

fn head(out: &mut String, name: &str, kind: &str, help: &str) {
    let _ = writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_add_up_as_prometheus_wants() {
        let metrics = Metrics::default();
        metrics.requested("/api/sdk/chat", 200, Duration::from_millis(20));
        let text = metrics.text();
        assert!(text.contains("halo_requests_total{route=\"/api/sdk/chat\",status=\"200\"} 1"));
        assert!(
            text.contains("le=\"0.01\"} 0")
                && text.contains("le=\"0.05\"} 1")
                && text.contains("le=\"+Inf\"} 1")
        );
    }
}
