-- One row that /readyz writes, to learn whether the disk takes any.

CREATE TABLE write_probes (
    id BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    filler TEXT NOT NULL
);
