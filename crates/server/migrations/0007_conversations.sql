-- Conversations that a person was asked for: their state, and a log without gaps of what happened since, numbered from 1.
-- A session that only ever talked to the agent has no row here. Teammates and the tokens that prove them.

CREATE TABLE teammates (
    id TEXT NOT NULL PRIMARY KEY,
    org_id TEXT NOT NULL REFERENCES organisations (id),
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    available BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    disabled_at BIGINT,
    created_at BIGINT NOT NULL,
    UNIQUE (org_id, email)
);

CREATE TABLE teammate_tokens (
    digest TEXT NOT NULL PRIMARY KEY,
    teammate_id TEXT NOT NULL REFERENCES teammates (id),
    created_at BIGINT NOT NULL
);
CREATE INDEX teammate_tokens_of_teammate ON teammate_tokens (teammate_id);

CREATE TABLE conversations (
    org_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    state TEXT NOT NULL,
    teammate_id TEXT,
    reason TEXT,
    asked_at BIGINT,
    changed_at BIGINT NOT NULL,
    newest BIGINT NOT NULL,
    read_by_visitor BIGINT NOT NULL,
    read_by_team BIGINT NOT NULL,
    rating BIGINT,
    rating_comment TEXT,
    rated_at BIGINT,
    PRIMARY KEY (org_id, session_id)
);
CREATE INDEX conversations_by_state ON conversations (state, org_id, asked_at);

-- One event of a conversation: `body` is its JSON as it is sent, `actor` a teammate's id, or visitor, agent or server.
CREATE TABLE conversation_events (
    org_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    actor TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (org_id, session_id, number)
);
CREATE INDEX conversation_events_by_time ON conversation_events (at);
