//! The HTTP interface and the web console.
//!
//! It decides nothing and holds nothing of the record: commands go to the one writer, questions to threads that read, and
//! every reading of a person is on the record before it is shown. Beyond this machine it is spoken to over TLS only.

mod api;
pub mod bench;
mod caller;
mod connections;
pub mod console;
mod door;
pub mod export;
mod extract;
mod first;
mod guard;
mod impersonal;
mod limits;
mod manner;
mod metrics;
mod outbox;
mod pages;
mod problem;
mod readers;
pub mod rights;
mod routes;
mod serve;
mod state;
mod tls;
mod trace;

pub use door::oidc::{Issuer, Oidc, SecondFactor};
pub use door::password_hash;
pub use first::first_link;
pub use limits::Limits;
pub use manner::Manner;
pub use outbox::{Address, Email, Outbox, Security, Sender, TextGateway};
pub use readers::Readers;
pub use routes::{Face, ROUTES, Route, document};
pub use serve::{may_listen, serve, serve_metrics};
pub use state::State;
pub use tls::Tls;
