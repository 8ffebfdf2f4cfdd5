//! One examination: what it says, putting it right, taking it back.

use askama::Template;
use programme::{ExaminationId, examination_in_words};

use super::desk::{Desk, Frame, Place};
use super::form::{self, Asking};
use super::forms::{self, Typed};
use super::words::{self, plain_date};
use record::{Life, SiteRow};

/// Everything that the page of an examination shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ExaminationPage<'a> {
    /// Who works here.
    pub(crate) desk: Desk<'a>,
    /// Whose examination it is.
    pub(crate) life: &'a Life,
    /// Which; one that the person has and that was not taken back.
    pub(crate) examination: ExaminationId,
    /// Whether whoever works here may put it right.
    pub(crate) examines: bool,
    /// All sites.
    pub(crate) sites: &'a [SiteRow],
}

#[derive(Template)]
#[template(path = "examination.html")]
struct ExaminationTemplate {
    frame: Frame,
    says: String,
    amended: String,
    examines: bool,
    amend: String,
    error: String,
    back: String,
    name: String,
}

impl ExaminationPage<'_> {
    /// The page as HTML; `None` where the person has no such examination.
    pub(crate) fn render(&self) -> Option<String> {
        let (desk, person) = (self.desk, &self.life.person);
        let recorded = person.examinations.get(&self.examination)?;
        let name = words::name(person.details.as_ref());
        let typed = forms::prefilled_examination(desk.programme, &recorded.content);
        let asking = Asking::anew(desk, &typed);
        let nothing = Typed::default();
        let blank = Asking::anew(desk, &nothing);
        let template = ExaminationTemplate {
            frame: desk.frame(
                Place::People,
                format!("Examination of {}", plain_date(recorded.content.on)),
                name.clone(),
            ),
            says: words::units_bound(desk.programme, &examination_in_words(desk.programme, &recorded.content)),
            amended: match recorded.amendments {
                0 => String::new(),
                1 => "It was put right once.".to_owned(),
                2 => "It was put right twice.".to_owned(),
                times => format!("It was put right {}.", words::counted(times.into(), "time", "times")),
            },
            examines: self.examines,
            amend: form::amend(&asking, person.id, person.version, self.examination, self.sites).html(&asking),
            error: form::in_error(&blank, person.id, person.version, self.examination).html(&blank),
            back: words::person_href(person.id),
            name,
        };
        Some(template.render().expect("a page writes only to memory"))
    }
}
