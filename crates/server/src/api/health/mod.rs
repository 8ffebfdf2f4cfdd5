//! Whether the server is well, for whoever watches over it.

pub(crate) mod live;
pub(crate) mod ready;

use serde::Serialize;
use utoipa::ToSchema;

/// How the server is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Health {
    /// `live`: it answers. `ready`: it can read and write the record.
    status: &'static str,
}
