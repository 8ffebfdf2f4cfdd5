//! A person, as the events about them say. `apply` cannot fail: what is in the log has happened.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::appeal::{Against, Appeal, Decision};
use crate::assessment::Assessment;
use crate::birth::Birth;
use crate::bond::{Bond, BondAnswer};
use crate::care::{CareKind, CareRecord, CareTime};
use crate::decide::lived;
use crate::deferral::{Deferrals, Ended};
use crate::donation::{Donation, Slip};
use crate::event::{
    AppealEvent, Departure, DonationEvent, FollowUpEvent, JourneyEvent, KeepEvent, PersonEvent, Private,
};
use crate::examination::{AlertAnswer, Examination};
use crate::follow_up::FollowUpRecord;
use crate::ids::{
    AccountId, BondId, CheckId, ExaminationId, PersonId, PreparationId, RequestId, RuleId, SiteId, StageId,
};
use crate::journey::Journey;
use crate::keep::Kept;
use crate::reach::{LinkEnd, ReachRecord};
use crate::request::{Answered, Request};
use crate::telling::Telling;

/// Who somebody is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Details {
    /// What they are called; `None` where the record came without a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Their number in the programme or where the record came from; no two people have the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Sex as the examinations are read by.
    pub sex: Sex,
    /// What is known of their birth.
    pub birth: Birth,
}

/// Sex as recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Neither of these.
    Other,
    /// Not recorded.
    Unknown,
}

/// One person, whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// How many events they have: the version of their stream.
    pub version: u64,
    /// Who they are; `None` once erased.
    pub details: Option<Details>,
    /// The version of the event that says who they are.
    pub details_version: u64,
    /// The day on which they were entered.
    pub registered: Date,
    /// The stages of life they were in, each with its first day, oldest first; never empty.
    pub stages: Vec<(StageId, Date)>,
    /// Where they lived and stayed, oldest first.
    pub stays: Vec<Stay>,
    /// Their examinations by id, without those entered in error; the order in which they were first recorded is in
    /// [`RecordedExamination::order`].
    pub examinations: BTreeMap<ExaminationId, RecordedExamination>,
    /// Every id that an examination of theirs ever had, the ones entered in error included.
    pub examination_ids: BTreeSet<ExaminationId>,
    /// Alerts that somebody has answered.
    pub answers: BTreeMap<(ExaminationId, RuleId), AlertAnswer>,
    /// What each examination said when one of its alerts was answered: an answer is to that.
    pub(crate) answered: BTreeMap<(ExaminationId, RuleId), Examination>,
    /// What has been done to prepare for stages.
    pub prepared: BTreeMap<(StageId, PreparationId), Date>,
    /// When they left, while they are gone.
    pub departed: Option<Departure>,
    /// Their stays as they were before they left, while they are gone: what a corrected day of departure is counted from.
    pub(crate) stays_before: Vec<Stay>,
    /// The times they were gone and came back: the day of leaving and the day of return.
    pub absences: Vec<(Date, Date)>,
    /// Who stands or stood by them, oldest first.
    pub carers: Vec<CareTime>,
    /// Whom they named, oldest first, those that have ended included.
    pub bonds: Vec<Bond>,
    /// What they said of being seen, by the bonds of others in which they are named.
    pub bond_answers: BTreeMap<BondId, BondAnswer>,
    /// What they were told, in the order in which it was recorded.
    pub tellings: Vec<Telling>,
    /// What else there was between them and those who stand by them, and by whom they stand themselves.
    pub care: CareRecord,
    /// Who took the right to read them in an emergency: who, until when in microseconds since 1970 (UTC).
    pub emergencies: Vec<(AccountId, i64)>,
    /// What they asked of the programme about their own record.
    pub requests: BTreeMap<RequestId, Request>,
    /// Their waits and what others deferred them by, and who asked them to wait as well.
    pub deferrals: Deferrals,
    /// What they objected to, the oldest first.
    pub appeals: Vec<Appeal>,
    /// What was assessed of what rules had found, the oldest first.
    pub assessments: Vec<Assessment>,
    /// What they gave or think of giving, in the order in which it was first written down.
    pub donations: Vec<Donation>,
    /// How they want to be reached, who tried, what they said.
    pub follow_up: FollowUpRecord,
    /// Messages to them, and links by which they answer.
    pub reach: ReachRecord,
    /// How their journey ended, as far as it has.
    pub journey: Journey,
    /// Their stays as they were before their death was written down.
    pub(crate) stays_before_death: Option<Vec<Stay>>,
    /// Their keys are destroyed.
    pub erased: bool,
    /// Until when something is kept of them though they are erased, and by which rules.
    pub kept: Option<Kept>,
}

/// An examination in somebody's record.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedExamination {
    /// The version at which it was first recorded: of two on one day the later one counts.
    pub order: u64,
    /// How often it was amended.
    pub amendments: u32,
    /// What it says now.
    pub content: Examination,
}

/// A time at a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stay {
    /// Where.
    pub site: SiteId,
    /// The first day.
    pub from: Date,
    /// The day of leaving; `None` while they are there.
    pub until: Option<Date>,
}

impl Person {
    /// Takes in an event. The first one makes the person.
    ///
    /// # Panics
    /// Where the first event is not `Registered`: the engine never writes such a stream.
    pub fn apply(person: &mut Option<Self>, id: PersonId, event: &PersonEvent) {
        match person {
            None => {
                let PersonEvent::Registered { stage, on, details } = event else {
                    panic!("{id}: a person's first event is their registration, not {}", event.kind());
                };
                *person = Some(Self::registered(id, stage, *on, details));
            }
            Some(person) => {
                person.version += 1;
                person.take(event);
            }
        }
    }

    /// The stage of life they are in.
    pub fn stage(&self) -> &StageId {
        &self.stages.last().expect("whoever is registered is in a stage").0
    }

    /// The stage of life they were in on a day; before the first one, the first one.
    pub fn stage_on(&self, day: Date) -> &StageId {
        let entered = self.stages.iter().rev().find(|(_, on)| *on <= day);
        &entered.unwrap_or(&self.stages[0]).0
    }

    /// Whether they had left the programme, or died, by a day.
    pub fn is_away_on(&self, day: Date) -> bool {
        self.journey.has_died_by(day)
            || self.departed.as_ref().is_some_and(|departure| departure.on <= day)
            || self.absences.iter().any(|(left, back)| *left <= day && day < *back)
    }

    /// The last day on which they certainly lived, as far as the record says.
    pub fn last_seen(&self) -> Option<Date> {
        lived(self).map(|happening| happening.on).max()
    }

    /// Whether nobody of this programme is to be in touch with them any more: they have died, another programme has
    /// acknowledged that it is, or they want to be left alone.
    pub fn is_left_alone(&self) -> bool {
        self.journey.death.is_some() || self.journey.handed_over().is_some() || self.follow_up.wants_to_be_left()
    }

    /// Who stands by them on a day, and as what.
    pub fn carers_on(&self, day: Date) -> impl Iterator<Item = &CareTime> {
        self.carers.iter().filter(move |time| time.is_on(day))
    }

    /// The checks that a decision ordered to be made again and that nobody has made since, each with the day of the order.
    pub fn ordered_checks(&self) -> BTreeMap<CheckId, Date> {
        let mut ordered = BTreeMap::new();
        for decided in self.appeals.iter().filter_map(|appeal| appeal.decided.as_ref()) {
            let made_since = |check: &&CheckId| {
                let mut made = self.examinations.values().filter(|known| known.content.checks.contains_key(*check));
                !made.any(|known| decided.version < known.order && decided.on <= known.content.on)
            };
            for check in decided.ruling.checks.iter().filter(made_since) {
                ordered.entry(check.clone()).or_insert(decided.on);
            }
        }
        ordered
    }

    /// Where they are on a day.
    pub fn site_on(&self, day: Date) -> Option<SiteId> {
        let there = |stay: &&Stay| stay.from <= day && stay.until.is_none_or(|until| day < until);
        self.stays.iter().rev().find(there).map(|stay| stay.site)
    }

    /// The stay that has not ended.
    pub fn present_stay(&self) -> Option<&Stay> {
        self.stays.last().filter(|stay| stay.until.is_none())
    }

    /// Their examinations by day, and those of one day in the order in which they were recorded.
    pub fn examinations_by_day(&self) -> Vec<(ExaminationId, &RecordedExamination)> {
        let mut all: Vec<_> = self.examinations.iter().map(|(id, examination)| (*id, examination)).collect();
        all.sort_by_key(|(_, examination)| (examination.content.on, examination.order));
        all
    }

    fn registered(id: PersonId, stage: &StageId, on: Date, details: &Private<Details>) -> Self {
        Self {
            id,
            version: 1,
            details: known(details).cloned(),
            details_version: 1,
            registered: on,
            stages: vec![(stage.clone(), on)],
            stays: Vec::new(),
            examinations: BTreeMap::new(),
            examination_ids: BTreeSet::new(),
            answers: BTreeMap::new(),
            answered: BTreeMap::new(),
            prepared: BTreeMap::new(),
            departed: None,
            stays_before: Vec::new(),
            absences: Vec::new(),
            carers: Vec::new(),
            bonds: Vec::new(),
            bond_answers: BTreeMap::new(),
            tellings: Vec::new(),
            care: CareRecord::default(),
            emergencies: Vec::new(),
            requests: BTreeMap::new(),
            deferrals: Deferrals::default(),
            appeals: Vec::new(),
            assessments: Vec::new(),
            donations: Vec::new(),
            follow_up: FollowUpRecord::default(),
            reach: ReachRecord::default(),
            journey: Journey::default(),
            stays_before_death: None,
            erased: false,
            kept: None,
        }
    }

    fn take(&mut self, event: &PersonEvent) {
        match event {
            PersonEvent::Registered { .. } => {}
            PersonEvent::DetailsAmended { details, .. } => {
                self.details = known(details).cloned();
                self.details_version = self.version;
                self.verify_anew();
            }
            PersonEvent::ExaminationRecorded { examination, content } => self.examined(*examination, content),
            PersonEvent::ExaminationAmended { examination, content, .. } => self.amended(*examination, content),
            PersonEvent::ExaminationEnteredInError { examination, .. } => {
                self.examinations.remove(examination);
                self.verify_anew();
            }
            PersonEvent::AlertAnswered { examination, alert, answer } => {
                if let (Private::Known(alert), Private::Known(answer)) = (alert, answer) {
                    self.answered(*examination, alert, answer);
                }
            }
            PersonEvent::Prepared { stage, preparation, on } => {
                if let Private::Known(on) = on {
                    self.prepared.insert((stage.clone(), preparation.clone()), *on);
                }
            }
            PersonEvent::StageEntered { stage, on } => {
                if let Private::Known(on) = on {
                    self.stages.push((stage.clone(), *on));
                }
            }
            PersonEvent::Moved { site, on } => {
                if let (Private::Known(site), Private::Known(on)) = (site, on) {
                    self.moved(*site, *on);
                }
            }
            PersonEvent::Departed { departure } => {
                if let Private::Known(departure) = departure {
                    self.left(departure);
                }
            }
            PersonEvent::Returned { on } => {
                if let (Some(departure), Private::Known(on)) = (self.departed.take(), on) {
                    self.absences.push((departure.on, *on));
                    self.stays_before.clear();
                }
            }
            PersonEvent::CarerAssigned { care } => {
                self.carers.extend(known(care).map(CareTime::begun));
            }
            PersonEvent::CarerEnded { care } => {
                if let Private::Known(care) = care {
                    self.carers.iter_mut().for_each(|time| time.end(care));
                    if care.kind == CareKind::Companion {
                        self.care.company_over(care.carer, care.on);
                    }
                }
            }
            PersonEvent::Bond(event) => Bond::apply(self, event),
            PersonEvent::Telling(event) => Telling::apply(&mut self.tellings, event),
            PersonEvent::Care(event) => self.care.take(&mut self.carers, event),
            PersonEvent::EmergencyOpened { account, until, .. } => self.emergencies.push((*account, *until)),
            PersonEvent::RequestMade { request, kind, on, text } => {
                self.requests.insert(*request, Request::made(*kind, *on, known(text).cloned()));
            }
            PersonEvent::RequestAnswered { request, on, granted, answer } => {
                if let Some(request) = self.requests.get_mut(request) {
                    request.answered = Some(Answered { on: *on, granted: *granted, answer: known(answer).cloned() });
                }
            }
            PersonEvent::Deferral(event) => self.deferrals.apply(event),
            PersonEvent::Appeal(event) => self.appealed(event),
            PersonEvent::Assessment(event) => Assessment::apply(&mut self.assessments, event),
            PersonEvent::Donation(event) => self.in_donation(event),
            PersonEvent::FollowUp(event) => {
                self.follow_up.apply(event);
                if matches!(event, FollowUpEvent::AskedToBeLeft { .. }) {
                    self.reach.end_open_links(LinkEnd::LeftAlone);
                }
            }
            PersonEvent::Reach(event) => self.reach.apply(&mut self.follow_up, event),
            PersonEvent::Journey(event) => self.journeyed(event),
            PersonEvent::Keep(KeepEvent::Kept { kept, .. }) => self.kept = Some(kept.clone()),
            PersonEvent::Keep(KeepEvent::Over) => self.kept = None,
            PersonEvent::Erased { .. } => self.forget(),
        }
    }

    fn examined(&mut self, id: ExaminationId, content: &Private<Examination>) {
        self.examination_ids.insert(id);
        if let Private::Known(content) = content {
            let content = content.clone();
            self.examinations.insert(id, RecordedExamination { order: self.version, amendments: 0, content });
        }
    }

    /// A decision for whoever objected does what it says by itself.
    fn appealed(&mut self, event: &AppealEvent) {
        Appeal::apply(&mut self.appeals, event, self.version);
        let AppealEvent::Decided { appeal, by, on, ruling: Private::Known(ruling) } = event else { return };
        let Some(known) = self.appeals.iter().find(|known| known.id == *appeal) else { return };
        match (&known.objection.against, ruling.decision) {
            (Against::Deferral { deferral }, Decision::Upheld) => {
                self.deferrals.end(*deferral, Ended { on: *on, by: *by, reason: Some(ruling.reason.clone()) });
            }
            (Against::Assessment { assessment }, Decision::Upheld) => {
                let set_aside = self.assessments.iter_mut().filter(|known| known.id == *assessment);
                set_aside.for_each(|known| known.set_aside = Some(*on));
            }
            _ => {}
        }
    }

    fn amended(&mut self, id: ExaminationId, content: &Private<Examination>) {
        if let (Private::Known(content), Some(recorded)) = (content, self.examinations.get_mut(&id)) {
            recorded.content = content.clone();
            recorded.amendments += 1;
        }
        self.verify_anew();
    }

    /// What two people verified was what the record said then.
    fn verify_anew(&mut self) {
        self.donations.iter_mut().for_each(Donation::verify_anew);
    }

    /// Whoever thinks of giving here is in touch with this programme again, whatever was so before.
    fn in_donation(&mut self, event: &DonationEvent) {
        Donation::apply(&mut self.donations, event);
        if let DonationEvent::Opened { opening: Private::Known((_, on)), .. } = event {
            self.follow_up.in_touch_again(*on);
            self.journey.with_us_again(*on);
        }
        if let DonationEvent::EnteredInError { donation, said: Private::Known(said) } = event
            && let Slip::Learnt { what } = said.what
        {
            self.follow_up.learnt.retain(|known| known.donation != *donation || known.what != what);
        }
    }

    fn answered(&mut self, id: ExaminationId, alert: &RuleId, answer: &AlertAnswer) {
        let key = (id, alert.clone());
        if let Some(recorded) = self.examinations.get(&id) {
            self.answered.insert(key.clone(), recorded.content.clone());
        }
        self.answers.insert(key, answer.clone());
    }

    /// Leaving ends every stay that the day falls into or that begins later. Where they had left already, the day is put
    /// right: the stays are as they were, and end anew.
    fn left(&mut self, departure: &Departure) {
        match self.departed {
            None => self.stays_before.clone_from(&self.stays),
            Some(_) => self.stays.clone_from(&self.stays_before),
        }
        self.end_stays(departure.on);
        self.departed = Some(departure.clone());
        self.donations.iter_mut().for_each(Donation::fall);
    }

    fn end_stays(&mut self, on: Date) {
        self.stays.retain(|stay| stay.from < on);
        for stay in &mut self.stays {
            stay.until = Some(stay.until.map_or(on, |until| until.min(on)));
        }
    }

    /// A death ends every stay; one that was written down in error ends none. Whoever is another programme's has no day here.
    fn journeyed(&mut self, event: &JourneyEvent) {
        self.journey.apply(event);
        if let Some(before) = self.stays_before_death.take() {
            self.stays = before;
        }
        let died = self.journey.death.as_ref().map(|death| death.on);
        self.donations.iter_mut().for_each(|donation| donation.closed_by_death(died));
        if let Some(on) = died {
            self.stays_before_death = Some(self.stays.clone());
            self.end_stays(on);
        }
        if self.journey.handed_over().is_some() {
            self.donations.iter_mut().for_each(Donation::fall);
        }
    }

    fn moved(&mut self, site: Option<SiteId>, on: Date) {
        self.leave_site(on);
        self.stays.extend(site.map(|site| Stay { site, from: on, until: None }));
    }

    /// A stay that ends on the day on which it began was none.
    fn leave_site(&mut self, on: Date) {
        if let Some(stay) = self.stays.last_mut().filter(|stay| stay.until.is_none()) {
            stay.until = Some(on);
        }
        self.stays.pop_if(|stay| stay.until == Some(stay.from));
    }

    /// Whoever held this person in memory forgets them as the log does.
    fn forget(&mut self) {
        let empty = Self::registered(self.id, &self.stages[0].0, self.registered, &Private::Erased);
        *self = Self { version: self.version, erased: true, kept: self.kept.take(), ..empty };
    }
}

fn known<T>(private: &Private<T>) -> Option<&T> {
    match private {
        Private::Known(value) => Some(value),
        Private::Erased => None,
    }
}
