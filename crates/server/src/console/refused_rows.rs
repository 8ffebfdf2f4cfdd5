//! Refused rows: each row of a file that was not taken in and that nobody has looked at yet.

use askama::Template;

use super::desk::{Desk, Frame, Place};
use super::form::{self, Asking};
use super::forms::Typed;
use super::words;
use record::RefusedRowRow;

/// Everything that the page of refused rows shows.
#[derive(Clone, Copy, Debug)]
pub struct RefusedRowsPage<'a> {
    /// Who works here.
    pub desk: Desk<'a>,
    /// The rows, those of one file together.
    pub rows: &'a [RefusedRowRow],
    /// How many there are in all.
    pub total: u64,
    /// Where the next page begins.
    pub next: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "refused_rows.html")]
struct RefusedRowsTemplate {
    frame: Frame,
    files: Vec<FileView>,
    next: String,
}

struct FileView {
    id: String,
    name: String,
    rows: Vec<RowView>,
}

struct RowView {
    id: String,
    line: u64,
    column: String,
    why: String,
    rule: String,
    rule_href: String,
    form: String,
}

impl RefusedRowsPage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> String {
        let line = match self.total {
            0 => "Every row that was brought in was taken, or somebody has looked at it.".to_owned(),
            total => format!("{} not taken in. Each may be a person: somebody looks at it.", rows(total)),
        };
        let mut files: Vec<FileView> = Vec::new();
        for row in self.rows {
            if files.last().is_none_or(|file| file.name != row.file) {
                files.push(FileView {
                    id: format!("file-{}", files.len() + 1),
                    name: row.file.clone(),
                    rows: Vec::new(),
                });
            }
            files.last_mut().expect("a file was begun").rows.push(self.row(row));
        }
        let template = RefusedRowsTemplate {
            frame: self.desk.frame(Place::Rows, "Refused rows", line),
            files,
            next: self.next.map_or(String::new(), |next| format!("/rows{}", words::query(&[("after", next)]))),
        };
        template.render().expect("a page writes only to memory")
    }

    fn row(&self, refused: &RefusedRowRow) -> RowView {
        let nothing = Typed::default();
        let asking = Asking::anew(self.desk, &nothing);
        let row = &refused.row;
        let column = match (&row.column_name, row.column) {
            (Some(name), Some(column)) => format!("column {column}, {name}"),
            (Some(name), None) => format!("column {name}"),
            (None, Some(column)) => format!("column {column}"),
            (None, None) => "the whole row".to_owned(),
        };
        RowView {
            id: format!("line-{}-{}", refused.import, row.line),
            line: row.line,
            column,
            why: row.why.clone(),
            rule: row.rule.to_string(),
            rule_href: super::rule::href_of_refusal(&row.rule),
            form: form::look_at(&asking, refused).html(&asking),
        }
    }
}

fn rows(total: u64) -> String {
    words::capital(&words::counted(total, "row was", "rows were"))
}
