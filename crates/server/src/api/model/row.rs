//! Refused rows of files.

use programme::ImportId;
use serde::Serialize;
use utoipa::ToSchema;

/// A page of refused rows that nobody has looked at.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct RefusedRows {
    /// The rows, by file and line.
    pub(crate) rows: Vec<RefusedRow>,
    /// The `cursor` of the next page; `null` on the last one.
    pub(crate) next: Option<String>,
}

/// A refused row: where it is and which rule refused it. What the row says stays in the file.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct RefusedRow {
    /// The import.
    #[schema(value_type = uuid::Uuid)]
    import: ImportId,
    /// The file's name.
    file: String,
    /// The line on which the row begins; the header is line 1.
    line: u64,
    /// The column's number, from 1; `null` where it is about the whole row.
    column: Option<u32>,
    /// The column's name in the header.
    column_name: Option<String>,
    /// The rule that refused it.
    rule: String,
    /// Why, in words that do not repeat the value.
    why: String,
}

impl From<record::RefusedRowRow> for RefusedRow {
    fn from(found: record::RefusedRowRow) -> Self {
        let row = found.row;
        Self {
            import: found.import,
            file: found.file,
            line: row.line,
            column: row.column,
            column_name: row.column_name,
            rule: row.rule.to_string(),
            why: row.why,
        }
    }
}
