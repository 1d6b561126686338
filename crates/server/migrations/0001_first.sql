-- The first shape of the store. One text for SQLite and Postgres: identifiers are TEXT, moments are BIGINT
-- milliseconds since 1970 UTC, JSON is TEXT, truth is BIGINT 0 or 1.

CREATE TABLE organisations (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    settings TEXT NOT NULL,
    verify_identity BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE agents (
    id TEXT NOT NULL PRIMARY KEY,
    org_id TEXT NOT NULL REFERENCES organisations (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    profile TEXT NOT NULL,
    setup TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX agents_of_organisation ON agents (org_id, created_at);

CREATE TABLE api_keys (
    id TEXT NOT NULL PRIMARY KEY,
    org_id TEXT NOT NULL REFERENCES organisations (id),
    kind TEXT NOT NULL,
    digest TEXT NOT NULL UNIQUE,
    hint TEXT NOT NULL,
    plan TEXT NOT NULL,
    agents TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    revoked_at BIGINT
);

CREATE TABLE identity_secrets (
    id TEXT NOT NULL PRIMARY KEY,
    org_id TEXT NOT NULL REFERENCES organisations (id),
    secret TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    retired_at BIGINT
);
CREATE INDEX identity_secrets_of_organisation ON identity_secrets (org_id);

CREATE TABLE companies (
    org_id TEXT NOT NULL,
    company_id TEXT NOT NULL,
    name TEXT,
    domain TEXT,
    industry TEXT,
    plan TEXT,
    employee_count DOUBLE PRECISION,
    signed_up_at TEXT,
    renewal_date TEXT,
    renewal_status TEXT,
    contract_term TEXT,
    payment_terms TEXT,
    on_contract BIGINT,
    mrr DOUBLE PRECISION,
    arr DOUBLE PRECISION,
    custom_fields TEXT NOT NULL,
    context TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, company_id)
);

CREATE TABLE users (
    org_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    company_id TEXT,
    name TEXT,
    email TEXT,
    signed_up_at TEXT,
    renewal_date TEXT,
    renewal_status TEXT,
    contract_term TEXT,
    payment_terms TEXT,
    on_contract BIGINT,
    mrr DOUBLE PRECISION,
    arr DOUBLE PRECISION,
    custom_fields TEXT NOT NULL,
    context TEXT NOT NULL,
    first_seen BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, user_id)
);
CREATE INDEX users_by_email ON users (org_id, email);

CREATE TABLE sessions (
    org_id TEXT NOT NULL,
    id TEXT NOT NULL,
    user_id TEXT,
    created_at BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);

CREATE TABLE messages (
    id TEXT NOT NULL PRIMARY KEY,
    org_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    user_id TEXT,
    agent_id TEXT NOT NULL,
    message_id TEXT,
    role TEXT NOT NULL,
    content TEXT NOT NULL,
    actions TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX messages_of_session ON messages (org_id, session_id, created_at);

-- A running or finished answer under its client-made id, kept for resumption.
CREATE TABLE answers (
    org_id TEXT NOT NULL,
    message_id TEXT NOT NULL,
    asked_session TEXT NOT NULL,
    session_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    agent_id TEXT NOT NULL,
    state TEXT NOT NULL,
    run BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    beat_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, message_id)
);
CREATE INDEX answers_by_age ON answers (started_at);

-- What an answer sent so far: entries from first_seq on, as a JSON list.
CREATE TABLE answer_chunks (
    org_id TEXT NOT NULL,
    message_id TEXT NOT NULL,
    run BIGINT NOT NULL,
    first_seq BIGINT NOT NULL,
    entries TEXT NOT NULL,
    PRIMARY KEY (org_id, message_id, run, first_seq)
);

CREATE TABLE events (
    org_id TEXT NOT NULL,
    id TEXT NOT NULL,
    session_id TEXT,
    user_id TEXT,
    event_type TEXT NOT NULL,
    element_selector TEXT,
    page_url TEXT,
    metadata TEXT NOT NULL,
    at TEXT,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE INDEX events_of_session ON events (org_id, session_id);

CREATE TABLE tickets (
    id TEXT NOT NULL PRIMARY KEY,
    org_id TEXT NOT NULL,
    user_id TEXT,
    email TEXT,
    name TEXT,
    subject TEXT NOT NULL,
    message TEXT NOT NULL,
    metadata TEXT NOT NULL,
    source TEXT NOT NULL,
    priority TEXT NOT NULL,
    ai_enabled BIGINT NOT NULL,
    status TEXT NOT NULL,
    session_id TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX tickets_of_organisation ON tickets (org_id, created_at);
