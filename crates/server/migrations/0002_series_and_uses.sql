-- Automations and who is enrolled; uses of secret keys; counters of plans.

CREATE TABLE automations (
    id TEXT NOT NULL PRIMARY KEY,
    org_id TEXT NOT NULL REFERENCES organisations (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    delay_seconds BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE enrolments (
    org_id TEXT NOT NULL,
    series_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    scheduled_for BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, series_id, user_id)
);
CREATE INDEX enrolments_by_time ON enrolments (scheduled_for);

CREATE TABLE key_uses (
    id TEXT NOT NULL PRIMARY KEY,
    key_id TEXT NOT NULL,
    org_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    route TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    status BIGINT NOT NULL
);
CREATE INDEX key_uses_of_key ON key_uses (key_id, at);

CREATE TABLE plan_counts (
    key_id TEXT NOT NULL,
    period_starts BIGINT NOT NULL,
    period_seconds BIGINT NOT NULL,
    uses BIGINT NOT NULL,
    PRIMARY KEY (key_id, period_seconds, period_starts)
);
