//! What happens in an import.

use serde::{Deserialize, Serialize};

use crate::ids::RuleId;

/// Something that happened in an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum ImportEvent {
    /// Rows were refused: where they are in the file and why, never what they say.
    RowsRefused {
        /// The file's name.
        file: String,
        /// The rows.
        rows: Vec<RefusedRow>,
    },
    /// Every row is accounted for.
    Finished {
        /// How.
        summary: ImportSummary,
    },
    /// Somebody has looked at a refused row.
    RowLookedAt {
        /// The row's line.
        line: u64,
        /// What was done about it.
        done: String,
    },
}

impl ImportEvent {
    kinds! {
        Self::RowsRefused { .. } => "import rows-refused",
        Self::Finished { .. } => "import finished",
        Self::RowLookedAt { .. } => "import row-looked-at",
    }
}

/// A row that was refused: where it is and which rule refused it. What the row says stays in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct RefusedRow {
    /// The line in the file on which the row begins; the header is line 1.
    pub line: u64,
    /// The column's number, from 1; `None` where it is about the whole row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// The column's name in the header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column_name: Option<String>,
    /// The rule that refused it.
    pub rule: RuleId,
    /// Why, in words that do not repeat the value.
    pub why: String,
}

/// What became of every row of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ImportSummary {
    /// The file's name.
    pub file: String,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// The mapping's name.
    pub mapping: String,
    /// Rows below the header.
    pub rows: u64,
    /// Rows that were taken.
    pub taken: u64,
    /// Rows that were in the record already, unchanged.
    pub unchanged: u64,
    /// Rows that were refused.
    pub refused: u64,
    /// Rows that were taken by an earlier run, whose people have their number no more: they were erased, or it was changed.
    /// They were not taken again.
    #[serde(default)]
    pub not_taken_again: u64,
}
