//! The HTTP interface and the web console.
//!
//! It decides nothing and holds nothing of the record: commands go to the one writer, questions to threads that read, and
//! every reading of a person is on the record before it is shown. Nobody signs in yet, so it answers on loopback only.

mod api;
mod caller;
pub mod console;
mod door;
pub mod export;
mod extract;
mod first;
mod guard;
mod impersonal;
mod manner;
mod pages;
mod problem;
mod readers;
pub mod rights;
mod routes;
mod serve;
mod state;

pub use door::password_hash;
pub use first::first_link;
pub use manner::Manner;
pub use readers::Readers;
pub use routes::{Face, ROUTES, Route, document};
pub use serve::{loopback_only, serve};
pub use state::State;
