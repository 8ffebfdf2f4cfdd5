//! An import, as the events about it say.

use std::collections::BTreeMap;

use crate::event::{ImportEvent, ImportSummary, RefusedRow};
use crate::ids::ImportId;

/// A file that was brought in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Import {
    /// How many events it has: the version of its stream.
    pub version: u64,
    /// The file's name.
    pub file: String,
    /// Refused rows by line.
    pub refused: BTreeMap<u64, RefusedRow>,
    /// Lines of refused rows that somebody has looked at, with what they did about it.
    pub looked_at: BTreeMap<u64, String>,
    /// The account of the last run that brought something new.
    pub summary: Option<ImportSummary>,
}

impl Import {
    /// Takes in an event. The first one makes the import.
    pub fn apply(import: &mut Option<Self>, _id: ImportId, event: &ImportEvent) {
        let import = import.get_or_insert_default();
        import.version += 1;
        match event {
            ImportEvent::RowsRefused { file, rows } => {
                import.file.clone_from(file);
                import.refused.extend(rows.iter().map(|row| (row.line, row.clone())));
                // Refused anew, for whatever reason: somebody has to look again.
                import.looked_at.retain(|line, _| rows.iter().all(|row| row.line != *line));
            }
            ImportEvent::Finished { summary } => {
                import.file.clone_from(&summary.file);
                import.summary = Some(summary.clone());
            }
            ImportEvent::RowLookedAt { line, done } => {
                import.looked_at.insert(*line, done.clone());
            }
        }
    }
}
