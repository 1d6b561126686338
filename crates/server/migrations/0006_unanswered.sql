-- Questions that found no answer in the documents, grouped by what they ask for, and what the team answers instead. Neither
-- names a session or a user.

CREATE TABLE unanswered (
    org_id TEXT NOT NULL,
    language TEXT NOT NULL,
    subject TEXT NOT NULL,
    question TEXT NOT NULL,
    times BIGINT NOT NULL,
    first_asked BIGINT NOT NULL,
    last_asked BIGINT NOT NULL,
    PRIMARY KEY (org_id, language, subject)
);

CREATE TABLE corrections (
    id TEXT NOT NULL PRIMARY KEY,
    org_id TEXT NOT NULL,
    language TEXT NOT NULL,
    subject TEXT NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX corrections_by_language ON corrections (org_id, language);
