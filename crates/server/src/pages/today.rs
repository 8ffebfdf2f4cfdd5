//! `/today`: what needs a person now.

use axum::response::Html;
use jiff::civil::Date;
use programme::{Supplier, next_step};
use record::Reader;
use serde::Deserialize;

use super::{Page, Sitting, chosen};
use crate::console::{Granted, More, Need, RequestItem, Requests, TodayPage, Waits};
use crate::extract::Query;
use crate::problem::Problem;
use crate::rights::Right;
use crate::state::{About, Gathered, Sought, State, Via, beside};

/// How many of a section are shown beside the others, and how many by themselves.
const TOGETHER: u32 = 12;
const ALONE: u32 = 500;

#[derive(Debug, Deserialize)]
pub(crate) struct Only {
    only: Option<String>,
}

/// What needs a person now, or one section of it at length.
pub(crate) async fn handler(state: State, Query(query): Query<Only>) -> Page {
    let only = chosen::<Section>(query.only.as_deref(), "only")?.map(|Section(need)| need);
    let (today, limit) = (state.today(), if only.is_some() { ALONE } else { TOGETHER });
    let (reach, sought) = (state.reach(Right::SeeToday), Sought::by(&state));
    let acts = [Right::AnswerAlert, Right::AnswerRequest, Right::Examine, Right::Tell, Right::ReadLife]
        .map(|right| (right, state.reach(right)));
    let found = state.read_about("today", Via::Console, move |reader| {
        let mut found = Gathered::on(reader, &reach, sought, today, limit)?;
        if let Some(only) = only {
            clear_others(only, &mut found);
        }
        let (sites, people) = (reader.sites(today)?, found.people());
        let mut more = More { waiting: std::mem::take(&mut found.waiting), ..More::default() };
        set_for_a_day(reader, &mut more, today)?;
        let staff = more.waiting.training.iter().map(|row| row.account);
        let staff = staff.chain(more.waiting.applications.iter().map(|(_, account)| *account));
        let staff = staff.chain(more.waiting.tied.iter().map(|(_, row)| row.advocate)).collect();
        more.names = reader.account_names(&staff)?;
        let mut granted = Granted::new();
        for (right, reach) in acts {
            for person in reach.tied(reader, &people)?.into_keys() {
                granted.entry(person).or_default().insert(right);
            }
        }
        Ok(About::all(people, (found, more, sites, granted)))
    });
    let (found, more, sites, granted) = found.await?;
    let asked = found.requests.into_iter().map(|(person, row)| RequestItem { person, row }).collect::<Vec<_>>();
    let waits = Waits {
        appeals: &found.appeals,
        appeals_total: found.appeals_total,
        reviews: &found.reviews,
        reviews_total: found.reviews_total,
    };
    let sitting = Sitting::new(&state);
    let (desk, requests) = (sitting.desk(), Requests { items: &asked, total: found.requests_total });
    let (today, more, granted, sites) = (&found.today, &more, &granted, &sites);
    Ok(Html(TodayPage { desk, today, requests, waits, more, granted, sites, only }.render()))
}

/// Takes out who is not shown, so that nobody has a reading who was not.
fn clear_others(only: Need, found: &mut Gathered) {
    fn clear<T>(is_shown: bool, list: &mut Vec<T>) {
        if !is_shown {
            list.clear();
        }
    }
    let (today, waiting) = (&mut found.today, &mut found.waiting);
    clear(only == Need::Alone, &mut today.uncovered);
    clear(only == Need::Contact, &mut today.alerts);
    clear(only == Need::Talk, &mut today.talks);
    clear(only == Need::Late, &mut today.late);
    clear(only == Need::Due, &mut today.due);
    clear(only == Need::Changed, &mut today.changed);
    clear(only == Need::Asked, &mut found.requests);
    clear(only == Need::Objected, &mut found.appeals);
    clear(only == Need::Review, &mut found.reviews);
    clear(only == Need::Soon, &mut waiting.soon);
    clear(only == Need::Tied, &mut waiting.tied);
    clear(only == Need::Train, &mut waiting.training);
    clear(only == Need::Apply, &mut waiting.applications);
    clear(only == Need::Again, &mut waiting.again);
    clear(only == Need::Gives, &mut waiting.gives);
    clear(only == Need::Erase, &mut waiting.erasures);
    clear(only == Need::Report, &mut waiting.reports);
    clear(only == Need::Unsent, &mut waiting.unsent);
}

/// What is missing for each donation that is set for today or a day to come, as far as its line is shown.
fn set_for_a_day(reader: &mut Reader, more: &mut More, today: Date) -> Result<(), record::Error> {
    let programme = reader.programme().clone();
    let set = more.waiting.gives.iter().filter(|row| row.appointed.is_some_and(|on| today <= on));
    for (person, id) in set.map(|row| (row.person.id, row.donation)).collect::<Vec<_>>() {
        let Some(donor) = reader.life(person)?.map(|life| life.person) else { continue };
        let Some(donation) = donor.donations.iter().find(|donation| donation.id == id) else { continue };
        let beside = beside(reader, &donor, donation)?;
        let next = next_step(&donor, &beside, donation, &programme, today);
        // That its day has not come is said by the day itself.
        let lacks = next.missing.into_iter().filter(|one| one.who != Supplier::Time).collect();
        more.missing.insert(id, lacks);
    }
    Ok(())
}

/// A section as an address names it.
struct Section(Need);

impl std::str::FromStr for Section {
    type Err = Problem;
    fn from_str(text: &str) -> Result<Self, Problem> {
        text.parse().map(Self).map_err(|()| Problem::no_such("Today has no such section."))
    }
}
