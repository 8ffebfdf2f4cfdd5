//! What happens to the programme itself.

use serde::{Deserialize, Serialize};

/// Something that happened to the programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum ProgrammeEvent {
    /// From here on this file is in force.
    Served {
        /// The programme's id.
        id: String,
        /// SHA-256 of the file, in hexadecimal: what decisions name.
        hash: String,
        /// Whether it is a story's programme, which no server serves.
        fiction: bool,
        /// The whole file.
        text: String,
    },
}

impl ProgrammeEvent {
    kinds! {
        Self::Served { .. } => "programme served",
    }
}
