//! Staying in touch as My page has it: when they are asked next, and the form where they are asked now.

use programme::{Person, windows};

use super::person::{asked_for, next_said};
use crate::console::desk::Desk;
use crate::console::form::Asking;
use crate::console::form::follow_up::{self as form, Speaker};
use crate::console::forms::Typed;
use crate::console::words;

/// What My page says of it.
#[derive(Debug)]
pub(crate) struct OwnFollowUp {
    /// When they are asked next.
    pub(crate) said: String,
    /// The form, where they are asked now; otherwise empty.
    pub(crate) form: String,
    /// Where all of it stands.
    pub(crate) href: String,
}

/// Of somebody who gave; `None` of whoever has not.
pub(crate) fn own(person: &Person, desk: Desk<'_>) -> Option<OwnFollowUp> {
    let all = windows(person, desk.programme);
    if person.erased || all.is_empty() {
        return None;
    }
    let nothing = Typed::default();
    let asking = Asking::anew(desk, &nothing);
    let form = asked_for(&all, desk)
        .map(|window| form::how_are_you(&asking, window, form::word(person), Speaker::OWN).html(&asking));
    let said = next_said(person, desk, Speaker::OWN);
    let href = format!("{}/follow-up", words::person_href(person.id));
    Some(OwnFollowUp { said, form: form.unwrap_or_default(), href })
}
