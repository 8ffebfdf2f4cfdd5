//! The few words in which the two databases' table definitions differ.

/// Which language of SQL.
#[derive(Clone, Copy)]
pub(super) enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// Table definitions are written with BIGINT, TEXT and BYTEA and end in `STRICT` or `ROWLESS` (a table stored in
    /// the order of its key). On PostgreSQL text is compared byte by byte, as on SQLite, so that order is the same.
    pub(super) fn translate(self, sql: &str) -> String {
        let mut out = String::with_capacity(sql.len() + sql.len() / 4);
        let mut rest = sql;
        while !rest.is_empty() {
            let word_len = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
            let (word, tail) = rest.split_at(word_len);
            out.push_str(self.word(word));
            let mut after = tail.chars();
            out.extend(after.next());
            rest = after.as_str();
        }
        out
    }

    fn word(self, word: &str) -> &str {
        match (self, word) {
            (Self::Sqlite, "BIGINT") => "INTEGER",
            (Self::Sqlite, "BYTEA") => "BLOB",
            (Self::Sqlite, "ROWLESS") => "STRICT, WITHOUT ROWID",
            (Self::Postgres, "TEXT") => "TEXT COLLATE \"C\"",
            (Self::Postgres, "STRICT" | "ROWLESS") => "",
            _ => word,
        }
    }
}

/// SQLite numbers `$n` by first appearance, which silently swaps parameters; `?n` means what it says.
pub(super) fn question_marks(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len());
    let mut chars = sql.chars().peekable();
    while let Some(c) = chars.next() {
        let is_parameter = c == '$' && chars.peek().is_some_and(char::is_ascii_digit);
        out.push(if is_parameter { '?' } else { c });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_definition_is_translated_by_whole_words() {
        let sql = "CREATE TABLE t(a BIGINT, TEXTURE TEXT, b BYTEA) ROWLESS;";
        assert_eq!(
            Dialect::Sqlite.translate(sql),
            "CREATE TABLE t(a INTEGER, TEXTURE TEXT, b BLOB) STRICT, WITHOUT ROWID;"
        );
        assert_eq!(Dialect::Postgres.translate(sql), "CREATE TABLE t(a BIGINT, TEXTURE TEXT COLLATE \"C\", b BYTEA) ;");
    }

    #[test]
    fn parameters_keep_their_numbers() {
        assert_eq!(question_marks("a = $2 OR b = $1 AND c = '$'"), "a = ?2 OR b = ?1 AND c = '$'");
    }
}
