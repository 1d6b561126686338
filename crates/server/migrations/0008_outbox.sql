-- Pictures of teammates, as base64: no type for bytes has the same name in both stores.

ALTER TABLE teammates ADD COLUMN avatar TEXT;

CREATE TABLE avatars (
    id TEXT NOT NULL PRIMARY KEY,
    media_type TEXT NOT NULL,
    base64 TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- Whose a visitor's line is: a browser may be shared.

ALTER TABLE conversation_events ADD COLUMN user_id TEXT;

-- The number of the last event before the team had the conversation this time.

ALTER TABLE conversations ADD COLUMN stretch BIGINT NOT NULL DEFAULT 0;

-- Who is there now, for the team's list.

CREATE INDEX sessions_by_last_seen ON sessions (org_id, last_seen);

-- Who outside hears of what happens here (webhooks, Slack, e-mail), what they are still to hear, and every try to tell
-- them. A delivery is written together with what it tells of, so neither is there without the other.

CREATE TABLE subscriptions (
    id TEXT NOT NULL PRIMARY KEY,
    org_id TEXT NOT NULL REFERENCES organisations (id),
    kind TEXT NOT NULL,
    address TEXT NOT NULL,
    secret TEXT NOT NULL,
    topics TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX subscriptions_of_organisation ON subscriptions (org_id);

CREATE TABLE deliveries (
    id TEXT NOT NULL PRIMARY KEY,
    org_id TEXT NOT NULL,
    subscription_id TEXT NOT NULL REFERENCES subscriptions (id),
    topic TEXT NOT NULL,
    body TEXT NOT NULL,
    session_id TEXT,
    user_id TEXT,
    state TEXT NOT NULL,
    tries BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    claimed_until BIGINT NOT NULL,
    give_up_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX deliveries_by_state ON deliveries (state, due_at);
CREATE INDEX deliveries_of_session ON deliveries (org_id, session_id);

CREATE TABLE delivery_tries (
    delivery_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    took_ms BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    PRIMARY KEY (delivery_id, number)
);
