//! Numbers for Prometheus: what came, what was answered, how long it took. Kept in memory; a restart begins anew, as
//! Prometheus expects.

use std::time::Duration;

use prometheus::core::Collector;
use prometheus::{
    CounterVec, Encoder as _, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec,
    Opts, Registry, TextEncoder,
};

use crate::store::upkeep::StoreSize;

/// Upper bounds of the duration buckets, in seconds.
const BUCKETS: [f64; 10] = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0, 120.0];

/// The counters of one server.
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    durations: HistogramVec,
    answers: IntCounterVec,
    answer_seconds: CounterVec,
    events: IntCounter,
    deliveries: IntCounterVec,
    connections: IntGauge,
    stalled: IntCounter,
    store_bytes: IntGaugeVec,
}

impl Default for Metrics {
    fn default() -> Self {
        // What can go wrong is a name of ours that Prometheus would not take, or one that is there twice.
        Self::registered().expect("every name is well-formed and there once")
    }
}

impl Metrics {
    fn registered() -> prometheus::Result<Self> {
        let registry = Registry::new();
        let it = Self {
            requests: IntCounterVec::new(
                Opts::new("halo_requests_total", "Requests by route and status."),
                &["route", "status"],
            )?,
            durations: HistogramVec::new(
                HistogramOpts::new("halo_request_seconds", "Time until the first byte of the answer.")
                    .buckets(BUCKETS.to_vec()),
                &["route"],
            )?,
            answers: IntCounterVec::new(
                Opts::new("halo_answers_total", "Answers by kind of agent and how they ended."),
                &["agent", "end"],
            )?,
            answer_seconds: CounterVec::new(
                Opts::new("halo_answer_seconds_total", "Time that answers took, by kind of agent."),
                &["agent"],
            )?,
            events: IntCounter::new("halo_events_stored_total", "Behavioural events received for storing.")?,
            deliveries: IntCounterVec::new(
                Opts::new(
                    "halo_delivery_tries_total",
                    "Tries to tell outside, by channel and what came of it.",
                ),
                &["channel", "state"],
            )?,
            connections: IntGauge::new("halo_connections", "Open connections.")?,
            stalled: IntCounter::new(
                "halo_stalled_connections_total",
                "Connections ended because the client did not read.",
            )?,
            store_bytes: IntGaugeVec::new(
                Opts::new("halo_store_bytes", "What the store takes up: the database, SQLite's log."),
                &["part"],
            )?,
            registry,
        };
        let all: [Box<dyn Collector>; 9] = [
            Box::new(it.requests.clone()),
            Box::new(it.durations.clone()),
            Box::new(it.answers.clone()),
            Box::new(it.answer_seconds.clone()),
            Box::new(it.events.clone()),
            Box::new(it.deliveries.clone()),
            Box::new(it.connections.clone()),
            Box::new(it.stalled.clone()),
            Box::new(it.store_bytes.clone()),
        ];
        for collector in all {
            it.registry.register(collector)?;
        }
        Ok(it)
    }

    /// A request was answered; a stream counts when its first byte left.
    pub fn requested(&self, route: &str, status: u16, took: Duration) {
        self.requests.with_label_values(&[route, &status.to_string()]).inc();
        self.durations.with_label_values(&[route]).observe(took.as_secs_f64());
    }

    /// An agent finished or gave up.
    pub fn answered(&self, kind: &str, complete: bool, took: Duration) {
        let end = if complete { "complete" } else { "broken" };
        self.answers.with_label_values(&[kind, end]).inc();
        self.answer_seconds.with_label_values(&[kind]).inc_by(took.as_secs_f64());
    }

    /// Events were stored.
    pub fn stored_events(&self, count: usize) {
        self.events.inc_by(count as u64);
    }

    /// It was tried to tell somebody outside; pending: to be tried again.
    pub fn delivered(&self, channel: &str, state: &str) {
        self.deliveries.with_label_values(&[channel, state]).inc();
    }

    /// A connection opened (+1) or closed (-1).
    pub fn connections(&self, change: i64) {
        self.connections.add(change);
    }

    /// A connection was ended because its client did not read.
    pub fn stalled(&self) {
        self.stalled.inc();
    }

    /// How many connections are open.
    #[must_use]
    pub fn open_connections(&self) -> i64 {
        self.connections.get()
    }

    /// All numbers in Prometheus' text format, with the store's size where it is known.
    #[must_use]
    pub fn text(&self, size: Option<StoreSize>) -> String {
        self.store_bytes.reset();
        if let Some(StoreSize { database, log }) = size {
            for (part, bytes) in [("database", database), ("log", log)] {
                self.store_bytes.with_label_values(&[part]).set(i64::try_from(bytes).unwrap_or(i64::MAX));
            }
        }
        let mut out = Vec::new();
        if let Err(cause) = TextEncoder::new().encode(&self.registry.gather(), &mut out) {
            tracing::error!(%cause, "the metrics could not be written");
        }
        String::from_utf8(out).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_add_up_as_prometheus_wants() {
        let metrics = Metrics::default();
        metrics.requested("/api/sdk/chat", 200, Duration::from_millis(20));
        let text = metrics.text(None);
        assert!(text.contains("halo_requests_total{route=\"/api/sdk/chat\",status=\"200\"} 1"), "{text}");
        assert!(
            text.contains("le=\"0.01\"} 0")
                && text.contains("le=\"0.05\"} 1")
                && text.contains("le=\"+Inf\"} 1"),
            "{text}"
        );
    }

    #[test]
    fn every_number_has_its_name_its_kind_and_its_labels() {
        let metrics = Metrics::default();
        metrics.requested("/healthz", 200, Duration::from_millis(500));
        metrics.answered("knowledge", true, Duration::from_millis(1_500));
        metrics.answered("openai", false, Duration::from_millis(250));
        metrics.stored_events(3);
        metrics.delivered("webhook", "delivered");
        metrics.connections(2);
        metrics.stalled();
        let text = metrics.text(Some(StoreSize { database: 4_096, log: 0 }));
        let told: Vec<&str> = text.lines().filter(|line| !line.contains("_bucket")).collect();
        insta::assert_snapshot!(told.join("\n"), @r#"
        # HELP halo_answer_seconds_total Time that answers took, by kind of agent.
        # TYPE halo_answer_seconds_total counter
        halo_answer_seconds_total{agent="knowledge"} 1.5
        halo_answer_seconds_total{agent="openai"} 0.25
        # HELP halo_answers_total Answers by kind of agent and how they ended.
        # TYPE halo_answers_total counter
        halo_answers_total{agent="knowledge",end="complete"} 1
        halo_answers_total{agent="openai",end="broken"} 1
        # HELP halo_connections Open connections.
        # TYPE halo_connections gauge
        halo_connections 2
        # HELP halo_delivery_tries_total Tries to tell outside, by channel and what came of it.
        # TYPE halo_delivery_tries_total counter
        halo_delivery_tries_total{channel="webhook",state="delivered"} 1
        # HELP halo_events_stored_total Behavioural events received for storing.
        # TYPE halo_events_stored_total counter
        halo_events_stored_total 3
        # HELP halo_request_seconds Time until the first byte of the answer.
        # TYPE halo_request_seconds histogram
        halo_request_seconds_sum{route="/healthz"} 0.5
        halo_request_seconds_count{route="/healthz"} 1
        # HELP halo_requests_total Requests by route and status.
        # TYPE halo_requests_total counter
        halo_requests_total{route="/healthz",status="200"} 1
        # HELP halo_stalled_connections_total Connections ended because the client did not read.
        # TYPE halo_stalled_connections_total counter
        halo_stalled_connections_total 1
        # HELP halo_store_bytes What the store takes up: the database, SQLite's log.
        # TYPE halo_store_bytes gauge
        halo_store_bytes{part="database"} 4096
        halo_store_bytes{part="log"} 0
        "#);
    }
}
