//! What the read tables say of an import: straight from its events, so that a million refused rows are written once.

use programme::{ImportEvent, ImportId, RefusedRow};

use crate::conn::{Conn, Insert, Param};
use crate::error::Error;

const REFUSED: Insert = Insert {
    table: "read_refused_row",
    columns: "import, line, column_number, column_name, rule, why, looked_at",
    suffix: "ON CONFLICT (import, line) DO UPDATE SET column_number = excluded.column_number, \
             column_name = excluded.column_name, rule = excluded.rule, why = excluded.why, looked_at = 0",
};

/// Writes one event of an import.
pub(crate) fn write(conn: &mut Conn, id: ImportId, version: u64, event: &ImportEvent) -> Result<(), Error> {
    let id = id.to_string();
    match event {
        ImportEvent::RowsRefused { file, rows } => {
            touch(conn, &id, version, file)?;
            write_rows(conn, &id, rows)
        }
        ImportEvent::Finished { summary } => {
            touch(conn, &id, version, &summary.file)?;
            conn.execute(
                "UPDATE read_import SET mapping = $2, rows_all = $3, taken = $4, unchanged = $5, refused = $6 \
                 WHERE import = $1",
                &[
                    Param::Text(&id),
                    Param::Text(&summary.mapping),
                    Param::Integer(summary.rows as i64),
                    Param::Integer(summary.taken as i64),
                    Param::Integer(summary.unchanged as i64),
                    Param::Integer(summary.refused as i64),
                ],
            )?;
            Ok(())
        }
        ImportEvent::RowLookedAt { line, .. } => {
            conn.execute(
                "UPDATE read_refused_row SET looked_at = 1 WHERE import = $1 AND line = $2",
                &[Param::Text(&id), Param::Integer(*line as i64)],
            )?;
            conn.execute(
                "UPDATE read_import SET version = $2 WHERE import = $1",
                &[Param::Text(&id), Param::Integer(version as i64)],
            )?;
            Ok(())
        }
    }
}

fn touch(conn: &mut Conn, id: &str, version: u64, file: &str) -> Result<(), Error> {
    conn.execute(
        "INSERT INTO read_import (import, version, file, mapping, rows_all, taken, unchanged, refused) \
         VALUES ($1, $2, $3, '', 0, 0, 0, 0) \
         ON CONFLICT (import) DO UPDATE SET version = excluded.version, file = excluded.file",
        &[Param::Text(id), Param::Integer(version as i64), Param::Text(file)],
    )?;
    Ok(())
}

fn write_rows(conn: &mut Conn, id: &str, rows: &[RefusedRow]) -> Result<(), Error> {
    let mut values = Vec::with_capacity(rows.len() * REFUSED.width());
    for row in rows {
        values.extend([Param::Text(id), Param::Integer(row.line as i64), row.column.map(i64::from).into()]);
        values.extend([row.column_name.as_deref().into(), row.rule.as_str().into(), Param::Text(&row.why)]);
        values.push(Param::Integer(0));
    }
    conn.insert_rows(&REFUSED, &values)?;
    Ok(())
}
