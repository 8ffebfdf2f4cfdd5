//! The first layout: the tables that hold what is true. Everything else can be rebuilt from these.

use super::Migration;

pub(super) const MIGRATION: Migration = Migration {
    number: 1,
    sql: "
CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) ROWLESS;

CREATE TABLE event (
    seq BIGINT NOT NULL PRIMARY KEY,
    stream TEXT NOT NULL,
    version BIGINT NOT NULL,
    kind TEXT NOT NULL,
    schema BIGINT NOT NULL,
    at BIGINT NOT NULL,
    author TEXT NOT NULL,
    programme BYTEA NOT NULL,
    clear BYTEA NOT NULL,
    category TEXT,
    sealed BYTEA,
    previous BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    UNIQUE (stream, version)
) STRICT;

CREATE INDEX event_erased ON event (seq) WHERE kind = 'erased';

CREATE TABLE stream_key (
    stream TEXT NOT NULL,
    category TEXT NOT NULL,
    key BYTEA NOT NULL,
    PRIMARY KEY (stream, category)
) STRICT;

CREATE TABLE secret (
    name TEXT NOT NULL PRIMARY KEY,
    value BYTEA NOT NULL
) ROWLESS;

CREATE TABLE checkpoint (
    number BIGINT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL,
    reading_seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    rolling BYTEA NOT NULL,
    reading_hash BYTEA NOT NULL,
    previous BYTEA NOT NULL,
    public_key BYTEA NOT NULL,
    signature BYTEA NOT NULL
) STRICT;

CREATE TABLE reading (
    seq BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    reader TEXT NOT NULL,
    person TEXT NOT NULL,
    part TEXT NOT NULL,
    via TEXT NOT NULL,
    tie TEXT NOT NULL,
    previous BYTEA NOT NULL,
    hash BYTEA NOT NULL
) STRICT;

CREATE INDEX reading_person ON reading (person, seq);

CREATE TABLE receipt (
    key TEXT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    digest BYTEA NOT NULL,
    answer BYTEA NOT NULL
) STRICT;

CREATE TABLE credential (
    account TEXT NOT NULL PRIMARY KEY,
    password TEXT,
    totp BYTEA,
    totp_step BIGINT NOT NULL,
    changed BIGINT NOT NULL
) STRICT;

CREATE TABLE recovery_code (
    account TEXT NOT NULL,
    code BYTEA NOT NULL,
    PRIMARY KEY (account, code)
) ROWLESS;

CREATE TABLE federated (
    subject BYTEA NOT NULL PRIMARY KEY,
    account TEXT NOT NULL
) ROWLESS;

CREATE TABLE invitation (
    token BYTEA NOT NULL PRIMARY KEY,
    account TEXT NOT NULL,
    until_at BIGINT NOT NULL
) ROWLESS;

CREATE TABLE session (
    token BYTEA NOT NULL PRIMARY KEY,
    account TEXT NOT NULL,
    begun BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    strong BIGINT NOT NULL
) ROWLESS;

CREATE INDEX session_account ON session (account);

CREATE TABLE lease (
    id BIGINT NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    renewed BIGINT NOT NULL,
    address TEXT NOT NULL,
    secret BYTEA NOT NULL
) STRICT;
",
};
