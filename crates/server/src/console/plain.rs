//! Pages that are a few paragraphs, a list or a table, and forms: signing in, accounts, speaking up.

use askama::Template;

use super::desk::{Desk, Frame, Place};
use super::form::{Asking, FieldView, FormView};

/// A page of blocks.
#[derive(Debug)]
pub(crate) struct PlainPage<'a> {
    /// Who works here.
    pub(crate) desk: Desk<'a>,
    /// The place in the rail.
    pub(crate) place: Place,
    /// What it is.
    pub(crate) title: String,
    /// What matters now.
    pub(crate) line: String,
    /// What is on it, in this order.
    pub(crate) blocks: Vec<Block>,
}

/// A part of a plain page.
#[derive(Debug)]
pub(crate) enum Block {
    /// A heading, with an id to link to.
    Heading(&'static str, String),
    /// A heading that nothing links to.
    Section(String),
    /// A paragraph.
    Text(String),
    /// What was just done, or is not well: read out by a screen reader at once.
    Told(String),
    /// Lines of a list.
    List(Vec<String>),
    /// Lines of a list, each a link: where to, what it says, what stands behind it.
    Links(Vec<(String, String, String)>),
    /// A table: what it is about, its columns, its rows; the first cell of a row names it and may be a link.
    Table {
        /// What it is about, for who hears it.
        caption: String,
        /// The columns.
        columns: Vec<&'static str>,
        /// For each row, where its name leads and the cells.
        rows: Vec<(String, Vec<String>)>,
    },
    /// A form.
    Form(String),
    /// Forms of one button each, side by side.
    Buttons(Vec<String>),
    /// A form that is folded away under what it does: an id, what it does, the form.
    Folded(String, String, String),
    /// A picture that was drawn here, as SVG.
    Picture(String),
    /// Something to copy by hand.
    Copy(String),
}

#[derive(Template)]
#[template(path = "plain.html")]
struct PlainTemplate {
    frame: Frame,
    blocks: Vec<Block>,
}

#[derive(Template)]
#[template(path = "blocks.html")]
struct BlocksTemplate {
    blocks: Vec<Block>,
}

/// Blocks as a part of another page.
pub(super) fn part(blocks: Vec<Block>) -> String {
    BlocksTemplate { blocks }.render().expect("a part writes only to memory")
}

impl PlainPage<'_> {
    /// The page as HTML.
    pub(crate) fn render(self) -> String {
        let wide = self.blocks.iter().any(|block| matches!(block, Block::Table { .. }));
        let frame = self.desk.frame(self.place, self.title, self.line);
        let frame = if wide { frame.wide() } else { frame };
        PlainTemplate { frame, blocks: self.blocks }.render().expect("a page writes only to memory")
    }
}

/// A form of a few fields.
pub(crate) fn plain_form(
    asking: &Asking<'_>,
    id: &str,
    action: &str,
    lead: &str,
    fields: Vec<FieldView>,
    submit: &str,
) -> String {
    let form = FormView {
        id: id.to_owned(),
        action: action.to_owned(),
        lead: lead.to_owned(),
        fields,
        groups: Vec::new(),
        last: Vec::new(),
        submit: submit.to_owned(),
        main: true,
        key: asking.desk.key_of(id),
        version: None,
        wrong: Vec::new(),
        understood: Vec::new(),
    };
    form.html(asking)
}

/// A form of one button that is one of several, and fields that nobody sees.
pub(crate) fn one_of_buttons(
    asking: &Asking<'_>,
    id: &str,
    action: &str,
    fields: Vec<FieldView>,
    submit: &str,
) -> String {
    let form = FormView {
        id: id.to_owned(),
        action: action.to_owned(),
        lead: String::new(),
        fields,
        groups: Vec::new(),
        last: Vec::new(),
        submit: submit.to_owned(),
        main: false,
        key: asking.desk.key_of(id),
        version: None,
        wrong: Vec::new(),
        understood: Vec::new(),
    };
    form.html(asking)
}

/// A form of one button.
pub(crate) fn one_button(asking: &Asking<'_>, id: &str, action: &str, submit: &str) -> String {
    plain_form(asking, id, action, "", Vec::new(), submit)
}
