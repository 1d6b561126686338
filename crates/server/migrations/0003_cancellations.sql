-- Answers that their visitors stopped, until the process that gives them has seen it.

CREATE TABLE cancellations (
    org_id TEXT NOT NULL,
    message_id TEXT NOT NULL,
    run BIGINT NOT NULL,
    asked_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, message_id, run)
);
CREATE INDEX cancellations_by_time ON cancellations (asked_at);
