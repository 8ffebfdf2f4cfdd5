//! What needs a person now, gathered in one way for the page and for the interface: both hold the same lists.

use std::collections::BTreeSet;

use jiff::civil::Date;
use programme::PersonId;
use record::{AppealRow, DeferralRow, PersonRow, Reader, RequestRow, Today, Waiting, WaitingFor};

use super::{Reached, State};
use crate::rights::Right;

/// What needs one of the people whom a right takes in. Each list is cut at a limit; the totals are not.
#[derive(Default)]
pub(crate) struct Gathered {
    /// Checks, alerts, changed outcomes, who has nobody, refused rows.
    pub(crate) today: Today,
    /// What people asked about their own records and were not answered, the oldest first.
    pub(crate) requests: Vec<(PersonRow, RequestRow)>,
    /// How many there are.
    pub(crate) requests_total: u64,
    /// Objections that nobody has decided, those first that are to be decided first.
    pub(crate) appeals: Vec<(PersonRow, AppealRow)>,
    /// How many there are.
    pub(crate) appeals_total: u64,
    /// Deferrals whose day of review has come, the longest waiting first.
    pub(crate) reviews: Vec<(PersonRow, DeferralRow)>,
    /// How many there are.
    pub(crate) reviews_total: u64,
    /// What else waits.
    pub(crate) waiting: Waiting,
}

/// What is looked for, for one caller: what is not theirs to do is not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sought {
    rows: bool,
    requests: bool,
    waiting: WaitingFor,
}

impl Sought {
    /// What the caller's posts let them do.
    pub(crate) fn by(state: &State) -> Self {
        let has = |right| state.caller().has(right);
        let waiting = WaitingFor {
            carers: has(Right::AssignCarer),
            requests: has(Right::AnswerRequest),
            follow_up: has(Right::StayInTouch),
        };
        Self { rows: has(Right::LookAtRows), requests: has(Right::AnswerRequest), waiting }
    }
}

impl Gathered {
    /// What there is on a day, at most `limit` of each sort.
    pub(crate) fn on(
        reader: &mut Reader,
        reach: &Reached,
        sought: Sought,
        on: Date,
        limit: u32,
    ) -> Result<Self, record::Error> {
        let among = reach.people(reader)?;
        let today = match &among {
            None => reader.today(on, limit)?,
            Some(people) => reader.today_of(people, on, limit)?,
        };
        let waiting = reader.waiting(sought.waiting, among.as_ref(), on, limit)?;
        let mut gathered = Self { today, waiting, ..Self::default() };
        if sought.requests {
            (gathered.requests, gathered.requests_total) = requests(reader, reach, on, limit)?;
        }
        if !sought.rows {
            gathered.today.refused.clear();
            gathered.today.refused_total = 0;
        }
        let (mut appeals, mut reviews) = (reader.open_appeals()?, reader.reviews_due(on)?);
        let people = distinct(appeals.iter().map(|row| row.person).chain(reviews.iter().map(|row| row.person)));
        let tied = reach.tied(reader, &people)?;
        appeals.retain(|row| tied.contains_key(&row.person));
        reviews.retain(|row| tied.contains_key(&row.person));
        (gathered.appeals_total, gathered.reviews_total) = (appeals.len() as u64, reviews.len() as u64);
        appeals.truncate(limit as usize);
        reviews.truncate(limit as usize);
        gathered.appeals = joined(reader, appeals, on, |row| row.person)?;
        gathered.reviews = joined(reader, reviews, on, |row| row.person)?;
        // Nobody comes up on their own desk.
        let tied = reach.tied(reader, &gathered.people())?;
        gathered.retain(|person| tied.contains_key(&person.id));
        Ok(gathered)
    }

    /// Everybody who comes up in it.
    pub(crate) fn people(&self) -> Vec<PersonId> {
        let mut everybody = Vec::new();
        self.each(|person| everybody.push(person.id));
        distinct(everybody.into_iter())
    }

    fn each(&self, mut see: impl FnMut(&PersonRow)) {
        let (today, waiting) = (&self.today, &self.waiting);
        today.alerts.iter().for_each(|row| see(&row.person));
        today.late.iter().chain(&today.due).for_each(|row| see(&row.person));
        today.changed.iter().for_each(|row| see(&row.person));
        today.uncovered.iter().for_each(|row| see(&row.person));
        today.talks.iter().for_each(|row| see(&row.person));
        self.requests.iter().for_each(|(person, _)| see(person));
        self.appeals.iter().for_each(|(person, _)| see(person));
        self.reviews.iter().for_each(|(person, _)| see(person));
        waiting.soon.iter().for_each(|row| see(&row.person));
        waiting.tied.iter().for_each(|(person, _)| see(person));
        waiting.again.iter().for_each(|row| see(&row.person));
        waiting.gives.iter().for_each(|row| see(&row.person));
        waiting.erasures.iter().for_each(|row| see(&row.person));
        waiting.reports.iter().for_each(|row| see(&row.person));
        waiting.unsent.iter().for_each(|(person, _)| see(person));
    }

    fn retain(&mut self, keep: impl Fn(&PersonRow) -> bool) {
        let (today, waiting) = (&mut self.today, &mut self.waiting);
        today.alerts.retain(|row| keep(&row.person));
        today.late.retain(|row| keep(&row.person));
        today.due.retain(|row| keep(&row.person));
        today.changed.retain(|row| keep(&row.person));
        today.uncovered.retain(|row| keep(&row.person));
        today.talks.retain(|row| keep(&row.person));
        self.requests.retain(|(person, _)| keep(person));
        self.appeals.retain(|(person, _)| keep(person));
        self.reviews.retain(|(person, _)| keep(person));
        waiting.soon.retain(|row| keep(&row.person));
        waiting.tied.retain(|(person, _)| keep(person));
        waiting.again.retain(|row| keep(&row.person));
        waiting.gives.retain(|row| keep(&row.person));
        waiting.erasures.retain(|row| keep(&row.person));
        waiting.reports.retain(|row| keep(&row.person));
        waiting.unsent.retain(|(person, _)| keep(person));
    }
}

/// What people asked and were not answered, and how many there are.
fn requests(
    reader: &mut Reader,
    reach: &Reached,
    on: Date,
    limit: u32,
) -> Result<(Vec<(PersonRow, RequestRow)>, u64), record::Error> {
    let mut open = reader.open_requests()?;
    let tied = reach.tied(reader, &distinct(open.iter().map(|row| row.person)))?;
    open.retain(|row| tied.contains_key(&row.person));
    let total = open.len() as u64;
    open.truncate(limit as usize);
    Ok((joined(reader, open, on, |row| row.person)?, total))
}

/// Rows, each with whom it is about.
fn joined<R>(
    reader: &mut Reader,
    rows: Vec<R>,
    on: Date,
    whose: impl Fn(&R) -> PersonId,
) -> Result<Vec<(PersonRow, R)>, record::Error> {
    let people = reader.person_rows(&distinct(rows.iter().map(&whose)), on)?;
    let of = |row: R| Some((people.iter().find(|person| person.id == whose(&row))?.clone(), row));
    Ok(rows.into_iter().filter_map(of).collect())
}

fn distinct(people: impl Iterator<Item = PersonId>) -> Vec<PersonId> {
    people.collect::<BTreeSet<_>>().into_iter().collect()
}
