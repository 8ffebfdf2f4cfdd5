//! Statements whose text depends on a number of rows or keys, made in a few fixed sizes so that each is prepared once.

/// The sizes in which many rows or keys go in one statement, greatest first.
pub(super) const CHUNKS: [usize; 3] = [50, 10, 1];

/// The chunk to ask for when so many keys are left.
pub(super) fn chunk_for(keys: usize) -> usize {
    match keys {
        0 | 1 => 1,
        2..=10 => 10,
        _ => 50,
    }
}

/// An insert of many rows into one table.
pub(crate) struct Insert {
    /// The table.
    pub(crate) table: &'static str,
    /// Its columns, separated by commas, in the order of the values.
    pub(crate) columns: &'static str,
    /// What follows the rows: empty, or `ON CONFLICT …`.
    pub(crate) suffix: &'static str,
}

impl Insert {
    /// How many columns a row has.
    pub(crate) fn width(&self) -> usize {
        self.columns.bytes().filter(|&b| b == b',').count() + 1
    }

    pub(super) fn key(&self, rows: usize) -> TextKey {
        TextKey([at(self.table), at(self.columns), at(self.suffix)], rows)
    }

    /// The statement; `insert` is what this database calls it.
    pub(super) fn text(&self, insert: &str, rows: usize) -> String {
        let mut sql = format!("{insert} INTO {} ({}) VALUES ", self.table, self.columns);
        let mut number = 0;
        for row in 0..rows {
            sql.push_str(if row == 0 { "(" } else { ", (" });
            list(&mut sql, &mut number, self.width());
            sql.push(')');
        }
        sql.push(' ');
        sql.push_str(self.suffix);
        sql
    }
}

/// A query for rows whose key is one of many: `before` ends in `IN`, the list of keys follows, then `after`.
pub(crate) struct KeyQuery {
    /// Everything up to and with `IN`; fixed parameters are `$1` and on.
    pub(crate) before: &'static str,
    /// Everything after the list.
    pub(crate) after: &'static str,
}

impl KeyQuery {
    pub(super) fn key(&self, keys: usize) -> TextKey {
        TextKey([at(self.before), at(self.after), (0, 0)], keys)
    }

    pub(super) fn text(&self, fixed: usize, keys: usize) -> String {
        let mut sql = format!("{} (", self.before);
        let mut number = fixed;
        list(&mut sql, &mut number, keys);
        sql.push_str(") ");
        sql.push_str(self.after);
        sql
    }
}

/// What tells one statement's text from another without reading it: where its constant parts lie. Two that lie in the
/// same place are the same text, because constants do not change.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct TextKey([(usize, usize); 3], usize);

impl TextKey {
    pub(super) fn of(sql: &'static str) -> Self {
        Self([at(sql), (0, 0), (0, 0)], 0)
    }
}

fn at(text: &'static str) -> (usize, usize) {
    (text.as_ptr().addr(), text.len())
}

fn list(sql: &mut String, number: &mut usize, len: usize) {
    for i in 0..len {
        *number += 1;
        if i > 0 {
            sql.push(',');
        }
        sql.push('$');
        sql.push_str(&number.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_numbered_through() {
        let insert = Insert { table: "t", columns: "a, b", suffix: "ON CONFLICT (a) DO NOTHING" };
        assert_eq!(insert.text("INSERT", 2), "INSERT INTO t (a, b) VALUES ($1,$2), ($3,$4) ON CONFLICT (a) DO NOTHING");
        let query = KeyQuery { before: "SELECT a FROM t WHERE b = $1 AND a IN", after: "ORDER BY a" };
        assert_eq!(query.text(1, 3), "SELECT a FROM t WHERE b = $1 AND a IN ($2,$3,$4) ORDER BY a");
    }
}
