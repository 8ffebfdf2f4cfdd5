//! Reading somebody in an emergency: who they are, and why.

use super::desk::{Desk, Place};
use super::form::{self, Asking};
use super::forms::Typed;
use super::plain::{Block, PlainPage};

/// The page by which emergency access is opened.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EmergencyPage<'a> {
    /// Who works here.
    pub(crate) desk: Desk<'a>,
}

impl EmergencyPage<'_> {
    /// The page as HTML.
    pub(crate) fn render(&self) -> String {
        let (desk, nothing) = (self.desk, Typed::default());
        let asking = Asking::anew(desk, &nothing);
        let blocks = vec![Block::Form(form::emergency(&asking).html(&asking))];
        let title = "An emergency".to_owned();
        let line = "For somebody whom you have to help now, and whose record you cannot read otherwise.".to_owned();
        PlainPage { desk, place: Place::Emergency, title, line, blocks }.render()
    }
}
