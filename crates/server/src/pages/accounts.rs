//! `/accounts`: who may sign in and as what; opening, changing and closing accounts, appointing, inviting.
//!
//! Whoever may not see who is in the programme, as an administrator may not, sees no account that only gives a person their
//! own record, and cannot invite its holder: an invitation lets whoever has it in.

use std::collections::BTreeSet;

use axum::http::{HeaderMap, header};
use axum::response::{Html, Response};
use programme::{Account, AccountId, PersonId, PostId, Role};
use record::{AccountsFilter, SiteRow};
use serde::Deserialize;

use super::form::send;
use super::what::What;
use super::{Page, Sitting, chosen};
use crate::console::forms::Typed;
use crate::console::{AccountPage, AccountsPage, WayIn};
use crate::door::Invitation;
use crate::extract::{Form, Path, Query};
use crate::problem::Problem;
use crate::rights::Right;
use crate::state::{About, State, Via};

/// How many accounts a page shows.
const ON_A_PAGE: u32 = 50;

#[derive(Debug, Deserialize)]
pub(crate) struct Filter {
    role: Option<String>,
    after: Option<String>,
}

/// All accounts, or those that hold a role.
pub(crate) async fn list(state: State, Query(query): Query<Filter>) -> Page {
    let (role, after) = (chosen::<Role>(query.role.as_deref(), "role")?, chosen(query.after.as_deref(), "after")?);
    let (today, reach) = (state.today(), state.reach(Right::ReadPerson));
    let of_people = state.caller().scope(Right::ReadPerson).is_everybody();
    let filter = AccountsFilter { role: role.filter(|role| of_people || !role.is_of_a_person()), of_people };
    let found = state.read_about_by(Right::ReadPerson, "account", Via::Console, move |reader| {
        let mut page = reader.accounts_page(filter, after, ON_A_PAGE, today)?;
        let people: Vec<PersonId> = page.accounts.iter().filter_map(|account| account.person).collect();
        let tied: BTreeSet<PersonId> = reach.tied(reader, &people)?.into_keys().collect();
        page.accounts = page.accounts.into_iter().filter_map(|account| as_seen(account, &tied)).collect();
        let shown: Vec<PersonId> = page.accounts.iter().filter_map(|account| account.person).collect();
        Ok(About::all(shown, (page, reader.sites(today)?)))
    });
    let (page, sites) = found.await?;
    let sitting = Sitting::new(&state);
    let (desk, accounts, next, sites) = (sitting.desk(), &page.accounts, page.next, &sites);
    Ok(Html(AccountsPage { desk, accounts, role: filter.role, next, of_people, sites }.render()))
}

/// One account.
pub(crate) async fn show(state: State, Path(account): Path<AccountId>) -> Page {
    Ok(Html(page(&state, account, None).await?))
}

/// Opens an account. For somebody in the programme only whoever may see them does.
pub(crate) async fn open(state: State, form: Form) -> Result<Response, Problem> {
    let named = form.0.iter().find(|(name, value)| name == "person" && !value.trim().is_empty());
    let person: Option<PersonId> =
        named.map(|(_, id)| id.trim().parse().map_err(|_| Problem::nobody_there())).transpose()?;
    if let Some(person) = person {
        sees(&state, person).await?;
    }
    send(&state, What::OpenAccount(person), form).await
}

/// Changes who holds an account.
pub(crate) async fn change(state: State, Path(id): Path<AccountId>, form: Form) -> Result<Response, Problem> {
    seen(&state, id).await?;
    send(&state, What::ChangeAccount(id), form).await
}

/// Appoints the holder of an account to a post.
pub(crate) async fn appoint(state: State, Path(id): Path<AccountId>, form: Form) -> Result<Response, Problem> {
    seen(&state, id).await?;
    send(&state, What::Appoint(id), form).await
}

/// Records that the holder of an account has learnt something.
pub(crate) async fn train(state: State, Path(id): Path<AccountId>, form: Form) -> Result<Response, Problem> {
    seen(&state, id).await?;
    send(&state, What::Train(id), form).await
}

/// Ends a post.
pub(crate) async fn end_post(
    state: State,
    Path((id, post)): Path<(AccountId, PostId)>,
    form: Form,
) -> Result<Response, Problem> {
    seen(&state, id).await?;
    send(&state, What::EndPost(id, post), form).await
}

/// Closes an account.
pub(crate) async fn close(state: State, Path(id): Path<AccountId>, form: Form) -> Result<Response, Problem> {
    seen(&state, id).await?;
    send(&state, What::CloseAccount(id), form).await
}

/// Makes a link by which the holder of an account sets a password, and shows it once.
pub(crate) async fn invite(state: State, headers: HeaderMap, Path(id): Path<AccountId>, Form(fields): Form) -> Page {
    crate::extract::Asked::of_form(&state, Typed::new(fields).key(), None)?;
    seen(&state, id).await?;
    let Invitation { path, .. } = crate::door::invite(&state, id).await?;
    let scheme = if state.manner().is_secure { "https" } else { "http" };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let place = host.map_or(String::new(), |host| format!("{scheme}://{host}"));
    Ok(Html(page(&state, id, Some(&format!("{place}{path}"))).await?))
}

/// The roles to which whoever calls may appoint others.
pub(super) fn appoints(state: &State) -> Vec<Role> {
    let Some(who) = state.caller().who() else { return Vec::new() };
    let holds = |role: Role| who.holder.posts.iter().any(|post| post.role == role);
    Role::ALL.iter().copied().filter(|role| holds(role.appointed_by())).collect()
}

async fn page(state: &State, id: AccountId, invitation: Option<&str>) -> Result<String, Problem> {
    let (account, sites, way_in) = seen(state, id).await?;
    let is_own = state.caller().who().is_some_and(|who| who.holder.account == id);
    let roles = if is_own { Vec::new() } else { appoints(state) };
    let sitting = Sitting::new(state);
    let of_people = account.person.is_some();
    let (desk, account, roles, sites) = (sitting.desk(), &account, &roles[..], &sites);
    Ok(AccountPage { desk, account, roles, of_people, way_in, invitation, sites }.render())
}

/// An account that whoever calls may see, without whose it is where that is not theirs to know.
async fn seen(state: &State, id: AccountId) -> Result<(Account, Vec<SiteRow>, WayIn), Problem> {
    let (today, reach) = (state.today(), state.reach(Right::ReadPerson));
    let found = state.read_about_by(Right::ReadPerson, "account", Via::Console, move |reader| {
        let Some(life) = reader.account(id)? else { return Ok(About::nobody(None)) };
        let people: Vec<PersonId> = life.account.person.into_iter().collect();
        let tied = reach.tied(reader, &people)?.into_keys().collect();
        let Some(account) = as_seen(life.account, &tied) else { return Ok(About::nobody(None)) };
        let credential = reader.credential(id)?;
        let way_in = WayIn { password: credential.password.is_some(), second_factor: credential.totp.is_some() };
        let shown: Vec<PersonId> = account.person.into_iter().collect();
        Ok(About::all(shown, Some((account, reader.sites(today)?, way_in))))
    });
    found.await?.ok_or_else(|| Problem::no_such("There is no account of this id that you may see.").of("account"))
}

async fn sees(state: &State, person: PersonId) -> Result<(), Problem> {
    let rights = state.grants(person).await?.rights();
    if rights.contains(&Right::ReadPerson) { Ok(()) } else { Err(Problem::nobody_there()) }
}

/// An account as whoever may see these people sees it: without that its holder is in the programme where that is not theirs
/// to know, and not at all where it is for nothing else.
fn as_seen(mut account: Account, seen: &BTreeSet<PersonId>) -> Option<Account> {
    if account.person.is_some_and(|person| !seen.contains(&person)) {
        account.person = None;
        account.posts.retain(|post| !post.role.is_of_a_person());
        if account.posts.is_empty() {
            return None;
        }
    }
    Some(account)
}
