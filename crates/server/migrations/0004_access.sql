-- What tells who may use a record: the session's secret (its digest, and whether a client has shown it) and the proved
-- user it belongs to; which contacts and tickets nobody proved.

ALTER TABLE sessions ADD COLUMN proved_user_id TEXT;
ALTER TABLE sessions ADD COLUMN token_digest TEXT;
ALTER TABLE sessions ADD COLUMN token_shown BIGINT NOT NULL DEFAULT 0;

ALTER TABLE users ADD COLUMN unverified BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN unverified BIGINT NOT NULL DEFAULT 0;

-- Where users had to be proved, the sessions that they have are theirs.
UPDATE sessions SET proved_user_id = user_id
WHERE org_id IN (SELECT id FROM organisations WHERE verify_identity = 1);
