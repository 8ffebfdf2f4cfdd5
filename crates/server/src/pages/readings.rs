//! `/readings`: who read what in the whole programme, for the auditor. Looking at it is a reading of everybody listed.

use std::collections::BTreeMap;

use axum::response::Html;
use jiff::{SignedDuration, Timestamp};
use programme::{AccountId, PersonId, Stream};
use record::{AccountNames, EmergencyTaken, Reader, Reading, ReadingsFilter, ReadingsPage};
use serde::Deserialize;

use super::{Page, Sitting, chosen};
use crate::console::forms::{Typed, read_day};
use crate::console::{EmergencyRow, Shown, WhoReadPage, person_name};
use crate::extract::Query;
use crate::problem::Problem;
use crate::rights::Right;
use crate::state::{About, State, Via};

/// How many readings a page shows.
const ON_A_PAGE: u32 = 50;
/// How many emergency accesses, and how far back.
const EMERGENCIES: u32 = 20;
const MONTH: SignedDuration = SignedDuration::from_hours(31 * 24);
/// The part that looking here is.
const PART: &str = "audit";

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    reader: Option<String>,
    number: Option<String>,
    part: Option<String>,
    on: Option<String>,
    own: Option<String>,
    before: Option<String>,
}

/// What was found.
struct Found {
    page: ReadingsPage,
    emergencies: Vec<EmergencyTaken>,
    readers: AccountNames,
    people: BTreeMap<PersonId, String>,
    concerns: u64,
}

/// The newest readings of the whole programme, as far as they are asked for.
pub(crate) async fn handler(state: State, Query(query): Query<Asked>) -> Page {
    let before = chosen::<i64>(query.before.as_deref(), "before")?;
    let typed = typed(&query);
    let own = state.caller().author();
    let (today, after, reach) = (state.today(), month_before(state.now()), state.reach(Right::Audit));
    let day = match typed.text("on") {
        "" => None,
        text => Some(read_day(text, today).map_err(|message| Problem::unreadable("on", message))?),
    };
    let without = typed.text("own").is_empty().then(|| (own, PART.to_owned()));
    let part = typed.text("part").to_owned();
    let (login, number) = (typed.text("reader").to_owned(), typed.text("number").to_owned());
    let found = state.read_about(PART, Via::Console, move |reader| {
        let filter = ReadingsFilter { part, day, without, ..ReadingsFilter::default() };
        let page = match asked_of(reader, filter, &login, &number)? {
            Some(filter) => reader.readings_page(&filter, before, ON_A_PAGE)?,
            None => ReadingsPage::default(),
        };
        let emergencies = if before.is_none() { reader.emergencies_after(after, EMERGENCIES)? } else { Vec::new() };
        let mut people: Vec<PersonId> = page.rows.iter().map(|row| row.reading.person).collect();
        people.extend(emergencies.iter().map(|taken| taken.person));
        people.sort_unstable();
        people.dedup();
        let tied = reach.tied(reader, &people)?;
        people.retain(|person| tied.contains_key(person));
        let rows = reader.person_rows(&people, today)?;
        let named = rows.iter().map(|row| (row.id, person_name(row.details.as_ref()))).collect();
        let of_rows = page.rows.iter().filter_map(|row| record::account_in(&row.reading.reader));
        let readers = of_rows.chain(emergencies.iter().map(|taken| taken.account)).collect();
        let readers = reader.account_names(&readers)?;
        let concerns = reader.open_concerns()?.len() as u64;
        Ok(About::all(people, Found { page, emergencies, readers, people: named, concerns }))
    });
    let found = found.await?;
    let (rows, emergencies) = (shown(&found), taken(&found));
    let sitting = Sitting::new(&state);
    let (desk, next, concerns) = (sitting.desk(), found.page.next, found.concerns);
    Ok(Html(WhoReadPage { desk, typed: &typed, rows: &rows, next, emergencies: &emergencies, concerns }.render()))
}

/// The filter with whoever is named in it; `None` where nobody of that login or number is there, so that nothing is found.
fn asked_of(
    reader: &mut Reader,
    filter: ReadingsFilter,
    login: &str,
    number: &str,
) -> Result<Option<ReadingsFilter>, record::Error> {
    let mut filter = filter;
    if !login.is_empty() {
        let account = match login.parse::<AccountId>() {
            Ok(account) => Some(account),
            Err(_) => reader.account_by_login(login)?,
        };
        let Some(account) = account else { return Ok(None) };
        filter.reader = Stream::Account(account).to_string();
    }
    if !number.is_empty() {
        let Some(person) = reader.by_number(number)? else { return Ok(None) };
        filter.person = Some(person);
    }
    Ok(Some(filter))
}

fn shown(found: &Found) -> Vec<Shown> {
    let row = |row: &record::StoredReading| {
        let reader = found.readers.of_author(&row.reading.reader).to_owned();
        let account = record::account_in(&row.reading.reader);
        let href = account.map_or(String::new(), |account| format!("/readings?reader={account}"));
        let whose = whose(found, row.reading.person);
        Shown { reading: Reading { reader, ..row.reading.clone() }, whose, href }
    };
    found.page.rows.iter().map(row).collect()
}

fn taken(found: &Found) -> Vec<EmergencyRow> {
    let row = |taken: &EmergencyTaken| EmergencyRow {
        by: found.readers.of(taken.account).unwrap_or("Somebody whose account is gone").to_owned(),
        whose: whose(found, taken.person),
        until: taken.until,
        reason: taken.reason.clone().unwrap_or_else(|| "erased".to_owned()),
    };
    found.emergencies.iter().map(row).collect()
}

/// What somebody is called; an auditor's own record is for another one to look at.
fn whose(found: &Found, person: PersonId) -> String {
    found.people.get(&person).cloned().unwrap_or_else(|| "Your own, or an erased record".to_owned())
}

fn typed(query: &Asked) -> Typed {
    let fields = [
        ("reader", &query.reader),
        ("number", &query.number),
        ("part", &query.part),
        ("on", &query.on),
        ("own", &query.own),
    ];
    Typed::new(fields.into_iter().map(|(name, value)| (name.to_owned(), value.clone().unwrap_or_default())))
}

fn month_before(now: Timestamp) -> Timestamp {
    now.checked_sub(MONTH).unwrap_or(now)
}
