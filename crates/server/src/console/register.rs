//! Registering somebody.

use askama::Template;

use super::desk::{Desk, Frame, Place};
use super::form::{self, Asking};
use super::forms::Typed;
use record::SiteRow;

/// Everything that the page for registering somebody shows.
#[derive(Clone, Copy, Debug)]
pub struct RegisterPage<'a> {
    /// Who works here.
    pub desk: Desk<'a>,
    /// All sites.
    pub sites: &'a [SiteRow],
}

#[derive(Template)]
#[template(path = "register.html")]
struct RegisterTemplate {
    frame: Frame,
    form: String,
}

impl RegisterPage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> String {
        let first = self.desk.programme.stages.first().map_or(String::new(), |stage| {
            format!(" They begin in the stage “{}”, and are told: “{}”", stage.name, stage.plain)
        });
        let line = format!("Being registered is not being asked for anything.{first}");
        let frame = self.desk.frame(Place::People, "Register somebody", line);
        let nothing = Typed::default();
        let asking = Asking::anew(self.desk, &nothing);
        let form = form::register(&asking, self.sites).html(&asking);
        RegisterTemplate { frame, form }.render().expect("a page writes only to memory")
    }
}
