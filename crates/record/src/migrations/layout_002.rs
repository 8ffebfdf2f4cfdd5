//! The second layout: a session says from which kind of browser, so that its holder knows it again; and accounts that were
//! erased are found as fast as people.

use super::Migration;

pub(super) const MIGRATION: Migration = Migration {
    number: 2,
    sql: "
ALTER TABLE session ADD COLUMN browser TEXT NOT NULL DEFAULT '';

CREATE INDEX event_account_erased ON event (seq) WHERE kind = 'account-erased';
",
};
