//! What is said where there is no such page, and where there is a fault of ours.

use askama::Template;

use super::desk::{Desk, Frame, Place};
use crate::rights::Right;

/// The page that says that there is nothing here.
#[derive(Clone, Copy, Debug)]
pub struct NotFoundPage<'a> {
    /// Who works here.
    pub desk: Desk<'a>,
    /// What was looked for, such as `person`; `None` where that is not known.
    pub noun: Option<&'a str>,
}

/// The page that says that something did not work through no fault of whoever asked.
#[derive(Clone, Copy, Debug)]
pub struct FaultPage<'a> {
    /// Who works here.
    pub desk: Desk<'a>,
    /// Whether it is only busy: trying again in a moment may do.
    pub busy: bool,
}

#[derive(Template)]
#[template(path = "not_found.html")]
struct NotFoundTemplate {
    frame: Frame,
    why: String,
    next: String,
    finds: bool,
}

impl NotFoundPage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> String {
        let (title, why) = match self.noun {
            Some("link") => {
                let why = "This link was used, or is too old; ask whoever sent it for another.".to_owned();
                ("This link leads nowhere any more".to_owned(), why)
            }
            Some(noun) => (format!("There is no such {noun}"), format!("No {noun} in this record has this address.")),
            None => ("There is no such page".to_owned(), "Nothing in this programme has this address.".to_owned()),
        };
        let next = "Look at how the address is written, or begin from one of these.".to_owned();
        let frame = self.desk.frame(Place::Elsewhere, title, "");
        let finds = self.desk.may(Right::FindPeople);
        NotFoundTemplate { frame, why, next, finds }.render().expect("a page writes only to memory")
    }
}

impl FaultPage<'_> {
    /// The page as HTML.
    pub fn render(&self) -> String {
        let (title, why, next) = if self.busy {
            (
                "This was not done yet",
                "Many people are writing at this moment, and yours was not taken.",
                "Wait a few seconds and send it again. Nothing is written twice.",
            )
        } else {
            (
                "This did not work",
                "The fault is in the programme’s machinery, not in what you did. Whether it was written is not known.",
                "Open the page again and look. If it is not there, send it again; and tell whoever keeps this running.",
            )
        };
        let frame = self.desk.frame(Place::Elsewhere, title, "");
        let (why, next) = (why.to_owned(), next.to_owned());
        let finds = self.desk.may(Right::FindPeople);
        NotFoundTemplate { frame, why, next, finds }.render().expect("a page writes only to memory")
    }
}
