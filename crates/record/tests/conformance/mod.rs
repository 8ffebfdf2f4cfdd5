//! One suite for both databases: every case runs on SQLite and on a real PostgreSQL.
//!
//! It is part of the crate's own tests because the connection is the crate's own business. A case is a function over a
//! `Ground`; `on_both!` makes a test of it for each database. Without a PostgreSQL the tests fail.

mod accounts;
mod backups;
mod bonds;
mod commands;
mod connection;
mod erasures;
mod file_damage;
mod follow_up;
mod ground;
mod history;
mod kept;
mod lease;
mod lists;
mod log;
mod readings;
mod server;
mod tls;
mod verification;

use ground::{Ground, on_both};
