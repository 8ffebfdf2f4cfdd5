//! Files brought in: refused rows, the account, and who looked at what.

use crate::event::{Event, ImportEvent, ImportSummary, RefusedRow, Stream};
use crate::facts::Facts;
use crate::ids::ImportId;
use crate::refusal::{self, Refusal};

use super::text::{one_line, readable, said};

/// Writes down the rows that were not written down before: bringing a file in twice changes nothing.
pub(super) fn refuse_rows(
    facts: &Facts<'_>,
    id: ImportId,
    file: &str,
    rows: &[RefusedRow],
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The refused rows were not written down.";
    one_line(file, WHAT, "file")?;
    for row in rows {
        one_line(row.column_name.as_deref().unwrap_or_default(), WHAT, "rows.column-name")?;
        one_line(row.rule.as_str(), WHAT, "rows.rule")?;
        readable(&row.why, WHAT, "rows.why")?;
    }
    let known = |row: &RefusedRow| facts.import.is_some_and(|(_, import)| import.refused.get(&row.line) == Some(row));
    let rows: Vec<_> = rows.iter().filter(|row| !known(row)).cloned().collect();
    Ok(if rows.is_empty() { Vec::new() } else { of(id, ImportEvent::RowsRefused { file: file.to_owned(), rows }) })
}

/// Writes the account down, unless this run brought nothing new.
pub(super) fn finish(
    facts: &Facts<'_>,
    id: ImportId,
    summary: &ImportSummary,
) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The account of the import was not written down.";
    for (place, text) in [("file", &summary.file), ("mapping", &summary.mapping), ("sha256", &summary.sha256)] {
        one_line(text, WHAT, &format!("summary.{place}"))?;
    }
    let before = facts.import.and_then(|(_, import)| import.summary.as_ref());
    let nothing_new = before
        .is_some_and(|before| summary.taken == 0 && before.rows == summary.rows && before.refused == summary.refused);
    Ok(if nothing_new { Vec::new() } else { of(id, ImportEvent::Finished { summary: summary.clone() }) })
}

pub(super) fn look_at(facts: &Facts<'_>, id: ImportId, line: u64, done: &str) -> Result<Vec<(Stream, Event)>, Refusal> {
    const WHAT: &str = "The row was not marked.";
    let (_, import) = facts.import.ok_or_else(|| refusal::no_such("import", WHAT).at("import"))?;
    if !import.refused.contains_key(&line) {
        return Err(refusal::no_such("refused row", WHAT).at("line"));
    }
    said(done, WHAT, "done")?;
    if import.looked_at.get(&line).is_some_and(|known| known == done) {
        return Ok(Vec::new());
    }
    Ok(of(id, ImportEvent::RowLookedAt { line, done: done.to_owned() }))
}

fn of(id: ImportId, event: ImportEvent) -> Vec<(Stream, Event)> {
    vec![(Stream::Import(id), Event::Import(event))]
}
