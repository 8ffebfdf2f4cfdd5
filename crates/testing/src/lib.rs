//! Real parts for tests: a PostgreSQL cluster, a browser, an accessibility checker, a provider of OpenID Connect, a mail server, and a
//! disk that forgets whatever was not synced.
//!
//! Only a dev-dependency: no production crate may depend on this one, and it may know nothing of the programme. A part
//! that is not installed is a panic that names the package to install, never a test that is left out.

mod accessibility;
mod browser;
mod drop_sync;
mod hands;
mod keys;
mod leash;
mod mail;
mod oidc;
mod postgres;
mod seeds;
mod tools;

pub use accessibility::{Finding, accessibility};
pub use browser::{Browser, Element};
pub use drop_sync::{DropSync, Lost, PowerCut};
pub use hands::Hands;
pub use keys::Keys;
pub use leash::Leash;
pub use mail::{Mail, MailServer};
pub use oidc::OidcProvider;
pub use postgres::Postgres;
pub use seeds::seeds;
