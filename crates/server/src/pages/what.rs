//! What a form of the console asks for: the command that it becomes, what its page is drawn from, where it leads.

use programme::rules::Programme;
use programme::{Command, ExaminationId, ImportId, PersonId, RuleId, SiteId};
use record::{Life, RefusedRowRow, SiteRow};

use crate::console::Asked;
use crate::console::forms::{self, FormResult, Typed};
use crate::extract;

/// Something that a form asks for.
#[derive(Clone, Debug)]
pub(super) enum What {
    Register,
    RecordExamination(PersonId),
    AmendExamination(PersonId, ExaminationId),
    ExaminationInError(PersonId, ExaminationId),
    AnswerAlert(PersonId, ExaminationId, RuleId),
    Move(PersonId),
    EnterStage(PersonId),
    RecordPreparation(PersonId),
    Depart(PersonId),
    Return(PersonId),
    AmendDetails(PersonId),
    OpenSite,
    ChangeSite(SiteId),
    CloseSite(SiteId),
    LookAtRow(ImportId, u64),
}

/// What a form is drawn from again when it was not carried out.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    pub(super) life: Option<Life>,
    pub(super) row: Option<RefusedRowRow>,
    pub(super) sites: Vec<SiteRow>,
}

impl What {
    /// The command that a form says. `asked` gives ids to what it makes.
    pub(super) fn command(
        &self,
        typed: &Typed,
        programme: &Programme,
        today: jiff::civil::Date,
        asked: &extract::Asked,
    ) -> FormResult<Command> {
        match self.clone() {
            Self::Register => forms::register(typed, today, PersonId(asked.new_id("person"))),
            Self::RecordExamination(person) => {
                let examination = ExaminationId(asked.new_id("examination"));
                forms::record_examination(typed, programme, today, person, examination)
            }
            Self::AmendExamination(person, id) => forms::amend_examination(typed, programme, today, person, id),
            Self::ExaminationInError(person, id) => forms::examination_in_error(typed, person, id),
            Self::AnswerAlert(person, id, rule) => forms::answer_alert(typed, today, person, id, rule),
            Self::Move(person) => forms::move_person(typed, today, person),
            Self::EnterStage(person) => forms::enter_stage(typed, today, person),
            Self::RecordPreparation(person) => forms::record_preparation(typed, today, person),
            Self::Depart(person) => forms::depart(typed, today, person),
            Self::Return(person) => forms::come_back(typed, today, person),
            Self::AmendDetails(person) => forms::amend_details(typed, today, person),
            Self::OpenSite => forms::open_site(typed, today, SiteId(asked.new_id("site"))),
            Self::ChangeSite(site) => forms::change_site(typed, site),
            Self::CloseSite(site) => forms::close_site(typed, today, site),
            Self::LookAtRow(import, line) => forms::look_at_row(typed, import, line),
        }
    }

    /// The person whom it is about.
    pub(super) fn person(&self) -> Option<PersonId> {
        match self {
            Self::RecordExamination(person)
            | Self::AmendExamination(person, _)
            | Self::ExaminationInError(person, _)
            | Self::AnswerAlert(person, ..)
            | Self::Move(person)
            | Self::EnterStage(person)
            | Self::RecordPreparation(person)
            | Self::Depart(person)
            | Self::Return(person)
            | Self::AmendDetails(person) => Some(*person),
            _ => None,
        }
    }

    /// The refused row that it is about.
    pub(super) fn row(&self) -> Option<(ImportId, u64)> {
        match self {
            Self::LookAtRow(import, line) => Some((*import, *line)),
            _ => None,
        }
    }

    /// What the page draws its form from.
    pub(super) fn asked<'a>(&'a self, drawn: &'a Drawn) -> Asked<'a> {
        let site = |id: &SiteId| drawn.sites.iter().find(|row| row.id == *id);
        if let Self::Register = self {
            return Asked::Register;
        }
        let asked = match self {
            Self::OpenSite => Some(Asked::OpenSite),
            Self::ChangeSite(id) => site(id).map(Asked::ChangeSite),
            Self::CloseSite(id) => site(id).map(Asked::CloseSite),
            Self::LookAtRow(..) => drawn.row.as_ref().map(Asked::LookAtRow),
            _ => drawn.life.as_ref().map(|life| self.asked_about(life)),
        };
        asked.unwrap_or(Asked::Nothing)
    }

    fn asked_about<'a>(&'a self, life: &'a Life) -> Asked<'a> {
        let person = &life.person;
        // Of who is erased nothing can be asked any more.
        if person.erased {
            return Asked::Nothing;
        }
        match self {
            Self::RecordExamination(_) => Asked::RecordExamination(person),
            Self::AmendExamination(_, id) => Asked::AmendExamination(person, *id),
            Self::ExaminationInError(_, id) => Asked::ExaminationInError(person, *id),
            Self::AnswerAlert(_, id, rule) => Asked::AnswerAlert(person, *id, rule),
            Self::Move(_) => Asked::Move(person),
            Self::EnterStage(_) => Asked::EnterStage(person),
            Self::RecordPreparation(_) => Asked::RecordPreparation(person),
            Self::Depart(_) => Asked::Depart(person),
            Self::Return(_) => Asked::Return(person),
            Self::AmendDetails(_) => Asked::AmendDetails(person),
            _ => Asked::Nothing,
        }
    }

    /// The page that shows what was done. `command` is what was carried out, `version` what its stream is at now.
    pub(super) fn shown_at(command: &Command, version: u64) -> String {
        match command {
            Command::OpenSite { site, .. } | Command::ChangeSite { site, .. } | Command::CloseSite { site, .. } => {
                format!("/sites/{site}")
            }
            Command::LookAtRow { .. } => "/rows".to_owned(),
            command => match command.person() {
                Some(person) => format!("/people/{person}?done={version}"),
                None => "/today".to_owned(),
            },
        }
    }
}
