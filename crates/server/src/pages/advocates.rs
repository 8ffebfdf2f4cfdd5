//! `/advocates`: who applied, who stands by how many, who is away and who covers; and one advocate. One's own application.

use std::collections::{BTreeMap, BTreeSet};

use axum::response::{Html, Response};
use programme::{AbsenceId, Account, AccountId, CareTime, PersonId, TieId};
use record::{PersonRow, Reader};
use serde::Deserialize;

use super::form::send;
use super::what::What;
use super::{Page, Sitting};
use crate::console::forms::Typed;
use crate::console::{AdvocatePage, AdvocatesPage, CoverRow};
use crate::extract::{Form, Path, Query};
use crate::problem::Problem;
use crate::rights::Right;
use crate::state::{About, Reached, State, Via};

/// How many of each sort the page shows.
const SHOWN: u32 = 200;

#[derive(Debug, Deserialize)]
pub(crate) struct Done {
    done: Option<u64>,
}

/// All advocates.
pub(crate) async fn list(state: State) -> Page {
    let (today, reach) = (state.today(), state.reach(Right::AssignCarer));
    let found = state.read_about("carers", Via::Console, move |reader| {
        let advocates = reader.advocates(today)?;
        let mut applications = Vec::new();
        for (_, id) in reader.open_applications(SHOWN)?.0 {
            applications.extend(reader.account(id)?.map(|life| life.account));
        }
        let (mut uncovered, total) = reader.uncovered(None, today, SHOWN)?;
        let mut covers = Vec::new();
        for away in
            advocates.iter().filter(|one| one.account.carer.absences.iter().any(|absence| today < absence.until))
        {
            covers.extend(covers_of(reader, away.account.id, today)?);
        }
        let mut companions = reader.companionships(today, SHOWN)?;
        let named = uncovered.iter().map(|row| row.person).chain(covers.iter().map(|row: &CoverRow| row.person));
        let named = named.chain(companions.iter().map(|row| row.person)).collect();
        let people = shown(reader, &reach, named, today)?;
        uncovered.retain(|row| people.contains_key(&row.person));
        covers.retain(|row| people.contains_key(&row.person));
        companions.retain(|row| people.contains_key(&row.person));
        let mut accounts: BTreeSet<AccountId> = advocates.iter().map(|one| one.account.id).collect();
        accounts.extend(covers.iter().flat_map(|row| [row.by, row.absent]));
        accounts.extend(companions.iter().map(|row| row.companion));
        let names = reader.account_names(&accounts)?;
        let ids: Vec<PersonId> = people.keys().copied().collect();
        Ok(About::all(ids, (advocates, applications, (uncovered, total), covers, companions, people, names)))
    });
    let (advocates, applications, (uncovered, total), covers, companions, people, names) = found.await?;
    let sitting = Sitting::new(&state);
    let page = AdvocatesPage {
        desk: sitting.desk(),
        advocates: &advocates,
        applications: &applications,
        uncovered: (&uncovered, total),
        covers: &covers,
        companions: &companions,
        people: &people,
        names: &names,
    };
    Ok(Html(page.render()))
}

/// One advocate, or somebody who would be one.
pub(crate) async fn show(state: State, Path(id): Path<AccountId>, Query(query): Query<Done>) -> Page {
    let (today, reach) = (state.today(), state.reach(Right::AssignCarer));
    let found = state.read_about("carers", Via::Console, move |reader| {
        let Some(account) = reader.account(id)?.map(|life| life.account) else { return Ok(About::nobody(None)) };
        let mut charges = reader.charges_of(id, today)?;
        let named = charges.iter().map(|charge| charge.person.id).chain(tied_to(&account)).collect();
        let people = shown(reader, &reach, named, today)?;
        charges.retain(|charge| people.contains_key(&charge.person.id));
        let ids: Vec<PersonId> = people.keys().copied().collect();
        Ok(About::all(ids, Some((account, charges, people))))
    });
    let (account, charges, people) = found.await?.ok_or_else(|| Problem::no_such("There is no account of this id."))?;
    let sitting = Sitting::new(&state);
    let (desk, account, charges, people) = (sitting.desk(), &account, &charges[..], &people);
    Ok(Html(AdvocatePage { desk, account, charges, people, done: query.done.is_some() }.render()))
}

/// One's own application.
pub(crate) async fn apply(state: State, form: Form) -> Result<Response, Problem> {
    let own = state.caller().signed_in()?.holder.account;
    send(&state, What::Apply(own, true), form).await
}

/// An application, written down for somebody.
pub(crate) async fn applied(state: State, Path(id): Path<AccountId>, form: Form) -> Result<Response, Problem> {
    send(&state, What::Apply(id, false), form).await
}

/// An answer to an application.
pub(crate) async fn answer(state: State, Path(id): Path<AccountId>, form: Form) -> Result<Response, Problem> {
    send(&state, What::AnswerApplication(id), form).await
}

/// A tie to somebody, who is found by their number.
pub(crate) async fn tie(state: State, Path(id): Path<AccountId>, form: Form) -> Result<Response, Problem> {
    let number = Typed::new(form.0.clone()).text("number").to_owned();
    let mut to = None;
    if !number.is_empty() && state.caller().has(Right::FindPeople) {
        let reach = state.reach(Right::FindPeople);
        let found = state.read_door(move |reader| {
            let holder: Vec<PersonId> = reader.by_number(&number)?.into_iter().collect();
            Ok(reach.tied(reader, &holder)?.into_keys().next())
        });
        to = found.await?;
    }
    send(&state, What::DeclareTie(id, to), form).await
}

/// The end of a tie.
pub(crate) async fn end_tie(
    state: State,
    Path((id, tie)): Path<(AccountId, TieId)>,
    form: Form,
) -> Result<Response, Problem> {
    send(&state, What::EndTie(id, tie), form).await
}

/// A time away.
pub(crate) async fn go_away(state: State, Path(id): Path<AccountId>, form: Form) -> Result<Response, Problem> {
    send(&state, What::GoAway(id), form).await
}

/// An earlier return.
pub(crate) async fn come_back(
    state: State,
    Path((id, absence)): Path<(AccountId, AbsenceId)>,
    form: Form,
) -> Result<Response, Problem> {
    send(&state, What::ComeBack(id, absence), form).await
}

/// Those of these people whom whoever calls may see, as a list shows them.
fn shown(
    reader: &mut Reader,
    reach: &Reached,
    people: BTreeSet<PersonId>,
    today: jiff::civil::Date,
) -> Result<BTreeMap<PersonId, PersonRow>, record::Error> {
    let tied = reach.tied(reader, &people.into_iter().collect::<Vec<_>>())?;
    let ids: Vec<PersonId> = tied.into_keys().collect();
    Ok(reader.person_rows(&ids, today)?.into_iter().map(|row| (row.id, row)).collect())
}

/// Who is covered while somebody is away, from a day on.
fn covers_of(reader: &mut Reader, absent: AccountId, today: jiff::civil::Date) -> Result<Vec<CoverRow>, record::Error> {
    let mut covers = Vec::new();
    for person in reader.stood_by(absent, today)? {
        let Some(life) = reader.life(person)? else { continue };
        let row = |time: &CareTime| {
            let until = time.until.filter(|until| today < *until && time.covers == Some(absent))?;
            Some(CoverRow { person, absent, by: time.carer, from: time.from, until })
        };
        covers.extend(life.person.carers.iter().filter_map(row));
    }
    Ok(covers)
}

/// To whom somebody has a tie.
fn tied_to(account: &Account) -> impl Iterator<Item = PersonId> {
    account.carer.ties.iter().filter_map(|tie| tie.tie.as_ref().map(|tie| tie.to))
}
