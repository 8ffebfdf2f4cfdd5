//! The HTTP interface and the web console.
//!
//! It decides nothing and holds nothing of the record: commands go to the one writer, questions to threads that read, and
//! every reading of a person is on the record before it is shown. Nobody signs in yet, so it answers on loopback only.

mod api;
pub mod console;
pub mod export;
mod extract;
mod guard;
mod impersonal;
mod pages;
mod problem;
mod readers;
mod routes;
mod serve;
mod state;

pub use readers::Readers;
pub use routes::{Face, ROUTES, Route, Who, document};
pub use serve::{loopback_only, serve};
pub use state::State;
