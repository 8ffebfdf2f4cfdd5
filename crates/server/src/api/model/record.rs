//! A person's whole record.

use std::collections::BTreeMap;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use programme::rules::Programme;
use programme::{ExaminationId, Person, PersonId, SiteId};
use record::Life;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Details, Eligibility, EligibilityPeriod, Entry, RecordedExamination};
use crate::problem::etag;

/// Everything that is held on a person, but for who has read it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct PersonRecord {
    /// Their id.
    #[schema(value_type = uuid::Uuid)]
    id: PersonId,
    /// The version of their record: send it in `If-Match` with a command.
    version: u64,
    /// Whether their keys were destroyed: then nothing private can be read any more.
    erased: bool,
    /// Who they are; `null` once erased.
    details: Option<Details>,
    /// The day on which they were entered.
    registered: Date,
    /// Their stage of life.
    stage: String,
    /// The stages they were in, oldest first.
    stages: Vec<StageEntered>,
    /// Where they are today.
    #[schema(value_type = Option<uuid::Uuid>)]
    site: Option<SiteId>,
    /// Where they lived and stayed, oldest first.
    stays: Vec<Stay>,
    /// Their departure, while they are gone.
    departed: Option<Departed>,
    /// The times they were gone and came back.
    absences: Vec<Absence>,
    /// Their examinations by day, without those entered in error.
    examinations: Vec<RecordedExamination>,
    /// What eligibility comes to today; `null` where it is withheld from whoever reads.
    eligibility: Option<Eligibility>,
    /// What it came to and will come to, as far as that is known; `null` where it is withheld.
    periods: Option<Vec<EligibilityPeriod>>,
    /// What they are or will be due for, first due first.
    due: Vec<Due>,
    /// Alerts that nobody has answered, oldest first.
    alerts: Vec<Alert>,
    /// Alerts that somebody has answered.
    answers: Vec<Answered>,
    /// What was done to prepare for stages.
    prepared: Vec<Prepared>,
    /// Everything that happened, as it was written, oldest first.
    timeline: Vec<Entry>,
}

/// A stage of life that was entered.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct StageEntered {
    /// Which.
    stage: String,
    /// When.
    on: Date,
}

/// A time at a site.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Stay {
    /// Where.
    #[schema(value_type = uuid::Uuid)]
    site: SiteId,
    /// What people call it.
    name: Option<String>,
    /// The first day.
    from: Date,
    /// The day of leaving; `null` while they are there.
    until: Option<Date>,
}

/// A departure.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Departed {
    /// When.
    on: Date,
    /// What they said, if they said something.
    said: Option<String>,
}

/// A time during which somebody was gone.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Absence {
    /// The day of leaving.
    from: Date,
    /// The day of return.
    until: Date,
}

/// Checks that are due together.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Due {
    /// From this day on they are due.
    pub(crate) due_on: Date,
    /// From this day on they are late.
    pub(crate) late_on: Date,
    /// The kinds of check.
    pub(crate) checks: Vec<String>,
}

/// An alert that nobody has answered.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Alert {
    /// The examination that gave rise to it.
    #[schema(value_type = uuid::Uuid)]
    pub(crate) examination: ExaminationId,
    /// The alert's rule.
    pub(crate) rule: String,
    /// The rule in plain words.
    pub(crate) plain: String,
    /// Who gets in touch.
    pub(crate) by: String,
    /// The day of the examination.
    pub(crate) since: Date,
    /// The last day on which getting in touch is in time.
    pub(crate) until: Date,
}

/// An alert that somebody has answered.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Answered {
    /// The examination that gave rise to it.
    #[schema(value_type = uuid::Uuid)]
    examination: ExaminationId,
    /// The alert's rule.
    rule: String,
    /// The day on which somebody was in touch.
    on: Date,
    /// Who was in touch.
    by: String,
    /// What came of it.
    note: String,
}

/// Something that was done to prepare for a stage.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct Prepared {
    /// For which stage.
    stage: String,
    /// What.
    preparation: String,
    /// When.
    on: Date,
}

impl PersonRecord {
    /// A life as a record, on a day. `sites` says what people call them.
    pub(crate) fn of(life: Life, programme: &Programme, sites: &BTreeMap<SiteId, String>, today: Date) -> Self {
        let Life { person, entries, names } = life;
        let name = |site: SiteId| sites.get(&site).cloned();
        let timeline = entries.into_iter().map(|entry| Entry::new(entry, programme, &name, &names)).collect();
        let examinations = person.examinations_by_day();
        Self {
            id: person.id,
            version: person.version,
            erased: person.erased,
            registered: person.registered,
            stage: person.stage().to_string(),
            stages: person
                .stages
                .iter()
                .map(|(stage, on)| StageEntered { stage: stage.to_string(), on: *on })
                .collect(),
            site: person.site_on(today),
            stays: person.stays.iter().map(|stay| Stay::new(stay, name(stay.site))).collect(),
            departed: person.departed.clone().map(|left| Departed { on: left.on, said: left.said }),
            absences: person.absences.iter().map(|(from, until)| Absence { from: *from, until: *until }).collect(),
            examinations: examinations.into_iter().map(|(id, made)| RecordedExamination::new(id, made)).collect(),
            eligibility: Some(Eligibility::of(&person, programme, today)),
            periods: Some(EligibilityPeriod::all(&person, programme)),
            due: programme::due(&person, programme).into_iter().map(Due::from).collect(),
            alerts: programme::open_alerts(&person, programme).into_iter().map(Alert::from).collect(),
            answers: answered(&person),
            prepared: prepared(&person),
            timeline,
            details: person.details.map(Into::into),
        }
    }

    /// Takes out whether they may give, and why: for whoever may read the rest and not that.
    pub(crate) fn withhold_eligibility(&mut self) {
        self.eligibility = None;
        self.periods = None;
    }
}

impl IntoResponse for PersonRecord {
    fn into_response(self) -> Response {
        ([(header::ETAG, etag(self.version))], axum::Json(self)).into_response()
    }
}

impl Stay {
    fn new(stay: &programme::Stay, name: Option<String>) -> Self {
        Self { site: stay.site, name, from: stay.from, until: stay.until }
    }
}

impl From<programme::Due> for Due {
    fn from(due: programme::Due) -> Self {
        let checks = due.checks.iter().map(ToString::to_string).collect();
        Self { due_on: due.due_on, late_on: due.late_on, checks }
    }
}

impl From<programme::OpenAlert<'_>> for Alert {
    fn from(open: programme::OpenAlert<'_>) -> Self {
        Self {
            examination: open.examination,
            rule: open.alert.rule.id.to_string(),
            plain: open.alert.rule.plain.clone(),
            by: open.alert.by.clone(),
            since: open.since,
            until: open.until,
        }
    }
}

fn answered(person: &Person) -> Vec<Answered> {
    let one =
        |((examination, rule), answer): (&(ExaminationId, programme::RuleId), &programme::AlertAnswer)| Answered {
            examination: *examination,
            rule: rule.to_string(),
            on: answer.on,
            by: answer.by.clone(),
            note: answer.note.clone(),
        };
    person.answers.iter().map(one).collect()
}

fn prepared(person: &Person) -> Vec<Prepared> {
    let prepared = person.prepared.iter();
    prepared
        .map(|((stage, what), on)| Prepared { stage: stage.to_string(), preparation: what.to_string(), on: *on })
        .collect()
}
